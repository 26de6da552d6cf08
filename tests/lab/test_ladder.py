"""The recovery ladder: each kind of hang ends by its rung, what is climbed is told, and a DUT beyond help is given up."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from hil.bench import Abilities
from hil.deadline import Deadline
from hil.emulator.frontends.tcp import TcpFrontEnd
from hil.emulator.mishaps.catalogue import planned
from hil.emulator.mishaps.flaky_line import disturb
from hil.emulator.module import Module
from hil.errors import ChannelError, InfrastructureError, ModuleLost
from hil.lab import ladder
from hil.lab.ladder import Trouble, climb
from hil.modem.channel import Channel
from hil.modem.modem import Modem
from hil.results.recovery import Recovery, RungOutcome
from hil.transcript import Kind, Transcript
from tests.emulator.frontends.conftest import ANY_PORT, running

RATE = 50.0
MILD = ("drain", "+++", "AT")

HEARD_S = 1.0
"""An answer to AT is there by then, on a busy machine too."""


@contextmanager
def emulated(**options: str) -> Iterator[Modem]:
    """A DUT whose supply can be cut, before its mishap."""
    more = "".join(f"&{name}={value}" for name, value in options.items())
    with Channel.open(
        f"emulator://m95?clock_rate={RATE:g}{more}", transcript=Transcript(), clock_rate=RATE
    ) as channel:
        yield Modem(channel)


@contextmanager
def over_tcp(mishap: str) -> Iterator[Modem]:
    """A DUT on a bench that can only open its port."""
    module, front_end = Module(clock_rate=RATE), TcpFrontEnd(ANY_PORT)
    with running([module], [front_end]):
        (terminal,) = module.terminals
        disturb(terminal, planned([mishap]), module=module, seed="1")
        with Channel.open(front_end.url, transcript=Transcript(), clock_rate=RATE) as channel:
            yield Modem(channel)


def hung(modem: Modem) -> str:
    """The words of the first silence."""
    modem.attach()
    for _ in range(40):
        try:
            modem.send("AT", deadline=Deadline.after(HEARD_S))
        except ChannelError as silence:
            return str(silence)
    raise AssertionError("the DUT answers always")


def climbed(modem: Modem, why: str = "it was silent", trouble: Trouble = Trouble.SILENT) -> Recovery:
    kept: list[Recovery] = []
    climb(modem, why, keep=kept.append, trouble=trouble)
    (recovery,) = kept
    return recovery


@pytest.mark.parametrize(
    ("mishap", "rung"),
    [
        ("hang-until-escape:12", "+++"),
        ("hang-until-cfun:12", "AT+CFUN=1,1"),
        ("hang:12", "power cycle"),
    ],
)
def test_a_hang_ends_by_its_rung_and_the_milder_ones_were_tried(mishap: str, rung: str) -> None:
    with emulated(mishap=mishap) as modem:
        recovery = climbed(modem, hung(modem))

        assert modem.send("AT").ok
        notes = [entry.text for entry in modem.channel.transcript.entries()]

    assert recovery.helped == rung == recovery.rungs[-1].name
    assert recovery.trouble.startswith(f"expected a final result code within {HEARD_S} s after AT")
    assert all(each.outcome is not RungOutcome.HELPED for each in recovery.rungs[:-1])
    assert [each.name for each in recovery.rungs] == [
        each.name for each in ladder.RUNGS if Trouble.SILENT in each.cures
    ][: len(recovery.rungs)]
    assert [f"recovery: {each}" for each in recovery.rungs] == [
        note for note in notes if note.startswith("recovery: ")
    ]


@pytest.mark.parametrize(("mishap", "is_hang"), [("hang-until-escape:12", False), ("hang:12", True)])
def test_a_dut_that_has_to_be_restarted_hangs(mishap: str, is_hang: bool) -> None:
    with emulated(mishap=mishap) as modem:
        climbed(modem, hung(modem))

        assert is_hang == any(entry.kind is Kind.HANG_FOUND for entry in modem.channel.transcript.entries())


def test_a_sound_dut_needs_the_first_rung_only() -> None:
    with emulated() as modem:
        modem.attach()

        recovery = climbed(modem)

    assert [str(each.outcome) for each in recovery.rungs] == ["helped"]


def test_a_dut_beyond_help_is_given_up_in_one_line_with_the_reason_of_each_strong_rung() -> None:
    kept: list[Recovery] = []
    with over_tcp("hang-for-good:12") as modem:
        why = hung(modem)
        with pytest.raises(ModuleLost) as lost:
            climb(modem, why, keep=kept.append)

    said = str(lost.value)
    assert said.startswith(f"the DUT at {modem.channel.url} is silent, not recovered in ")
    assert "power cycle: the bench cannot cut the supply of the DUT ([module.power] of a bench file)" in said
    assert "opening of the port: no answer to AT" in said
    assert "\n" not in said
    assert kept[0].helped == ""


class Jammed:
    """A switch that waits for its relay, in vain."""

    def cut(self) -> None:
        while not Deadline.never().expired:
            modem_time = Deadline.after(0.01)
            while not modem_time.expired:
                pass

    def restore(self) -> None:
        raise AssertionError("it was never cut")


def test_a_rung_takes_no_longer_than_its_budget(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ladder, "LEAST_S", 5.0)
    with over_tcp("hang:12") as modem:
        modem.channel.bench = Abilities(supply=Jammed())
        with pytest.raises(ModuleLost, match=r"power cycle: not done within 5 s"):
            climb(modem, hung(modem), keep=lambda _: None)


def test_a_context_that_does_not_come_up_after_the_restart_is_awaited_as_in_note_5_1() -> None:
    with emulated(mishap="hang:40") as modem:
        modem.attach()
        modem.pdp.ensure_active()
        why = hung(modem)
        network = modem.channel.network
        assert network is not None
        network.refuse_activations(3)

        recovery = climbed(modem, why)

        assert modem.pdp.ensure_active()
    assert [each.name for each in recovery.rungs][-2:] == ["power cycle", "checks of note 5.1"]
    assert recovery.rungs[-1].outcome is RungOutcome.HELPED


def test_a_session_that_does_not_end_is_ended_by_the_mildest_rung_that_can() -> None:
    with emulated() as modem:
        modem.attach()
        states = iter(["OPENED", "OPENED", "CLOSED"])
        modem.ftp.is_closed = lambda: next(states) == "CLOSED"  # type: ignore[method-assign]

        recovery = climbed(modem, "a session is left", Trouble.SESSION)

    assert [(each.name, str(each.outcome)) for each in recovery.rungs] == [
        ("AT+QFTPCLOSE", "did not help"),
        ("AT+QIDEACT", "did not help"),
        ("AT+CFUN=1,1", "helped"),
    ]


def test_a_session_that_nothing_ends_is_left_to_the_cases_and_the_ladder_not_climbed_again() -> None:
    with emulated() as modem:
        modem.attach()
        modem.ftp.is_closed = lambda: False  # type: ignore[method-assign]
        climbed(modem, "a session is left", Trouble.SESSION)
        kept: list[Recovery] = []

        climb(modem, "again", keep=kept.append, trouble=Trouble.SESSION)

    assert kept == []


def test_an_error_of_a_rung_is_told_and_the_next_one_is_climbed() -> None:
    class Broken:
        def cut(self) -> None:
            raise InfrastructureError("relay 3 does not answer")

        def restore(self) -> None:
            raise AssertionError("it was never cut")

    with over_tcp("hang:12") as modem:
        modem.channel.bench = Abilities(supply=Broken())
        with pytest.raises(ModuleLost, match="power cycle: relay 3 does not answer; opening of the port: "):
            climb(modem, hung(modem), keep=lambda _: None)
