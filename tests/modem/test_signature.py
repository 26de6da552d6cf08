"""The mark of the driver: it shows restarts that say nothing, and no late line answers in its place."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from hil.deadline import Deadline
from hil.errors import ChannelTimeout
from hil.modem.channel import Channel
from hil.modem.modem import Modem
from hil.modem.signature import Sight, Signature
from hil.transcript import Kind, Transcript
from tests.modem.scripted import ScriptedDce, turn

URL = "emulator://m95"


@pytest.fixture
def modem() -> Iterator[Modem]:
    with Channel.open(URL, transcript=Transcript()) as channel:
        made = Modem(channel)
        made.attach()
        made.watch()
        yield made


def module_of(modem: Modem) -> object:
    return modem.channel.line._device._module  # type: ignore[attr-defined]


def restart(modem: Modem) -> None:
    """What a brown-out does: no line before it, and none after it with automatic baud rate detection."""
    module_of(modem).reboot()  # type: ignore[attr-defined]


def found(modem: Modem) -> list[str]:
    return [entry.text for entry in modem.channel.transcript.entries() if entry.kind is Kind.RESTART_FOUND]


def test_a_dut_that_keeps_its_settings_is_asked_one_question(modem: Modem) -> None:
    before = len(modem.channel.transcript.entries())

    assert modem.resynchronise()

    sent = [e for e in modem.channel.transcript.entries()[before:] if e.kind in {Kind.COMMAND, Kind.QUESTION}]
    assert [entry.text for entry in sent] == ["ATS7?"]
    assert found(modem) == []


def test_a_restart_that_says_nothing_is_found_and_the_dut_attached_again(modem: Modem) -> None:
    restart(modem)

    assert not modem.resynchronise()

    (words,) = found(modem)
    assert words.startswith("ATS7? gives 60 instead of ")
    assert modem.send("AT").raw == b"\r\nOK\r\n"
    assert modem.resynchronise()


@pytest.mark.parametrize("tail", [b"ATE-----\r", b"ATE0\r", b"ATE0;+CMEE=1\r", b"A/", b"MIIC+++AT"])
def test_the_rest_of_a_payload_does_not_hide_a_restart(modem: Modem, tail: bytes) -> None:
    restart(modem)
    modem.channel.line.write(b"AT\r" + tail)
    modem.channel.listen(Deadline.after(0.05))

    assert not modem.resynchronise()
    assert len(found(modem)) == 1


@pytest.mark.parametrize("line", ["AT&F", "ATZ", "AT+CFUN=1,1"])
def test_what_the_caller_asked_for_is_no_trouble(modem: Modem, line: str) -> None:
    modem.send(line)

    assert modem.resynchronise()
    assert found(modem) == []
    assert modem.send("AT").raw == b"\r\nOK\r\n"


@pytest.mark.parametrize("line", ["ATE1", "AT+CMEE=2", "AT+CMEE=0", "ATV0", "ATQ1", "ATE1V0Q1"])
def test_what_the_caller_set_on_the_line_is_undone(modem: Modem, line: str) -> None:
    modem.channel.send_line(line)
    modem.channel.event(Deadline.after(0.05))
    modem.channel.settled()

    modem.hand_back()

    assert modem.send("AT").raw == b"\r\nOK\r\n"
    assert modem.send("AT+CMEE?").values("CMEE") == "1"


@pytest.mark.parametrize(("name", "value"), [("IFC", "2,2"), ("CREG", "1"), ("QIURC", "0")])
def test_settings_of_the_bench_are_put_back(modem: Modem, name: str, value: str) -> None:
    before = modem.send(f"AT+{name}?").lines
    modem.send(f"AT+{name}={value}").check()

    modem.hand_back()

    assert modem.send(f"AT+{name}?").lines == before


def test_the_clock_is_put_back(modem: Modem) -> None:
    before = modem.clock()
    modem.set_clock(before.replace(year=2031)).check()

    modem.hand_back()

    assert abs((modem.clock() - before).total_seconds()) < 5


def test_a_stored_mark_shows_the_next_restart_too(modem: Modem) -> None:
    modem.send("AT&W").check()
    modem.hand_back()

    restart(modem)

    assert not modem.resynchronise()


def test_a_late_result_code_answers_nothing() -> None:
    turns = [
        turn(b"ATS7=70\r", b"\r\nOK\r\n"),
        turn(b"ATS7?\r", b"\r\n070\r\n\r\nOK\r\n"),
        turn(b"ATS7?\r", b"\r\nOK\r\n\r\n070\r\n\r\nOK\r\n"),
    ]
    with ScriptedDce(turns) as dce, Channel.open(dce.path, transcript=Transcript()) as channel:
        signature = Signature(channel)
        signature._value = 70
        signature.arm()

        look = signature.look()

    assert (look.sight, look.stray) == (Sight.INTACT, True)


def test_a_dut_without_these_registers_is_marked_elsewhere() -> None:
    turns = [
        turn(b"ATS7=70\r", b"\r\nERROR\r\n"),
        turn(b"ATS7?\r", b"\r\nERROR\r\n"),
        turn(b"ATS10=70\r", b"\r\nERROR\r\n"),
        turn(b"ATS10?\r", b"\r\nERROR\r\n"),
        turn(b"ATS8=70\r", b"\r\nOK\r\n"),
        turn(b"ATS8?\r", b"\r\n070\r\n\r\nOK\r\n"),
        turn(b"ATS8?\r", b"\r\n002\r\n\r\nOK\r\n"),
    ]
    with ScriptedDce(turns) as dce, Channel.open(dce.path, transcript=Transcript()) as channel:
        signature = Signature(channel)
        signature._value = 70
        signature.arm()

        assert signature.look().sight is Sight.LOST


def test_a_dut_that_answers_nothing_is_no_restart() -> None:
    with Channel.open("emulator://m95?mishap=hang:9", transcript=Transcript()) as channel:
        modem = Modem(channel)
        modem.attach()
        modem.watch()
        for _ in range(9):
            channel.send_line("AT")
        channel.listen(Deadline.after(0.01))

        with pytest.raises(ChannelTimeout):
            modem.resynchronise()
    assert found(modem) == []
