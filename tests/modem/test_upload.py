"""An upload fed piece by piece: on a DCE with a script, and on the emulated module."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from hil.errors import UnexpectedResult
from hil.modem.channel import Channel
from hil.modem.modem import Modem
from hil.spec.codes import ResultCode
from hil.transcript import Transcript
from tests.modem.scripted import Pause, turn

CLOCK_RATE = 500.0
ON = Callable[..., Modem]


@pytest.fixture
def modem() -> Iterator[Modem]:
    url = f"emulator://m95?clock_rate={CLOCK_RATE:g}"
    with Channel.open(url, transcript=Transcript(), clock_rate=CLOCK_RATE) as channel:
        modem = Modem(channel)
        modem.attach()
        yield modem


def test_the_lines_of_its_end_belong_to_the_command(modem_on: ON) -> None:
    modem = modem_on(
        turn(b'AT+QSECWRITE="RAM:x",4,3\r', b"\r\nConnect\r\n"),
        turn(b"da"),
        turn(b"ta", b"\r\n+CREG: 2\r\n\r\n+QSECWRITE: 4,1000\r\n\r\nOK\r\n"),
    )
    upload = modem.security.begin("RAM:x", 4, timeout_s=3)
    upload.feed(b"da")
    upload.feed(b"ta")

    ended = upload.end(within_s=20)

    assert ended is not None
    assert ended.command == 'AT+QSECWRITE="RAM:x",4,3'
    assert ended.lines == ("Connect", "+QSECWRITE: 4,1000", "OK")
    assert ended.urcs == ("+CREG: 2",)
    assert ended.final is ResultCode.OK


def test_a_result_line_behind_ok_is_awaited(modem_on: ON) -> None:
    modem = modem_on(
        turn(b'AT+QSECWRITE="RAM:x",4\r', b"\r\nCONNECT\r\n"),
        turn(b"data", b"\r\nOK\r\n", b"\r\n+QSECWRITE: 4,1000\r\n\r\nOK\r\n"),
    )
    upload = modem.security.begin("RAM:x", 4)
    upload.feed(b"data")

    ended = upload.end(within_s=20)

    assert ended is not None
    assert ended.lines == ("CONNECT", "OK", "+QSECWRITE: 4,1000", "OK")


def test_the_limit_is_that_of_the_result_and_its_ok_may_come_later(modem_on: ON) -> None:
    modem = modem_on(
        turn(b'AT+QSECWRITE="RAM:x",4\r', b"\r\nCONNECT\r\n"),
        turn(b"data", b"\r\n+QSECWRITE: 4,1000\r\n", Pause(2.5), b"\r\nOK\r\n"),
    )
    upload = modem.security.begin("RAM:x", 4)
    upload.feed(b"data")

    ended = upload.end(within_s=2.0)

    assert ended is not None
    assert ended.lines == ("CONNECT", "+QSECWRITE: 4,1000", "OK")
    assert ended.elapsed_s < 2.0


def test_what_came_in_data_mode_is_read_as_lines(modem_on: ON) -> None:
    modem = modem_on(
        turn(b'AT+QSECWRITE="RAM:x",4\r', b"\r\nCONNECT\r\n"),
        turn(b"data", b"\r\n+CME ERROR: 4008\r\n"),
    )
    upload = modem.security.begin("RAM:x", 4)
    upload.feed(b"data")
    upload.pause(0.2)

    ended = upload.end(within_s=20)

    assert ended is not None
    assert str(ended.final).startswith("+CME ERROR: 4008")


def test_a_refused_upload_does_not_begin(modem: Modem) -> None:
    with pytest.raises(UnexpectedResult, match=r"expected CONNECT .*; came .*4013"):
        modem.security.begin("NVRAM:CA2", 4)


def test_an_upload_that_does_not_end_leaves_the_dut_in_data_mode(modem: Modem) -> None:
    upload = modem.security.begin("RAM:x", 10, timeout_s=200)
    upload.feed(b"0123")

    assert upload.end(within_s=5) is None

    assert modem.send("AT").lines == ("OK",), "the next command leaves data mode first"
    assert modem.security.read("RAM:x").lines == ("+QSECREAD: 1,202", "OK")


@pytest.mark.parametrize("limit_s", [3, 100])
def test_the_time_that_passed_is_never_too_short(limit_s: int, modem: Modem) -> None:
    ended = modem.security.begin("RAM:x", 10, timeout_s=limit_s).end(within_s=limit_s + 1)

    assert ended is not None
    assert ended.elapsed_s * CLOCK_RATE >= limit_s


def test_a_pause_is_time_of_the_module(modem: Modem) -> None:
    upload = modem.security.begin("RAM:x", 10, timeout_s=3)
    upload.pause(4)

    ended = upload.end(within_s=0)

    assert ended is not None, "its time was over before"
    assert str(ended.final).startswith("+CME ERROR: 4009")


def test_an_escape_ends_it(modem: Modem) -> None:
    upload = modem.security.begin("RAM:x", 10, timeout_s=200)
    upload.feed(b"abc")
    upload.escape()

    ended = upload.end(within_s=50)

    assert ended is not None
    assert ended.lines == ("CONNECT", "+QSECWRITE: 3,262", "OK")


def test_what_was_remembered_of_a_name_is_forgotten(modem: Modem) -> None:
    modem.security.ensure("RAM:x", b"abc")
    modem.security.delete("RAM:x")
    upload = modem.security.begin("RAM:x", 3)
    upload.feed(b"xyz")
    upload.end(within_s=50)

    assert modem.security.ensure("RAM:x", b"abc") is not None


# --- the supply ------------------------------------------------------------------------------------------------


def test_a_loss_of_power_takes_ram_and_the_clock_and_leaves_nvram(modem: Modem) -> None:
    supply = modem.channel.supply
    assert supply is not None
    modem.send('AT+CCLK="26/11/25,12:00:00+00"').check()
    modem.security.write("NVRAM:CA0", b"abc").check()
    modem.security.write("RAM:x", b"abc").check()

    modem.power_cycle(supply)

    assert modem.security.read("NVRAM:CA0").lines == ("+QSECREAD: 1,262", "OK")
    assert not modem.security.read("RAM:x").ok
    assert modem.send("AT+CCLK?").lines[0].startswith('+CCLK: "04/01/01,0'), "its clock runs fast"


def test_power_may_go_in_the_middle_of_an_upload(modem: Modem) -> None:
    supply = modem.channel.supply
    assert supply is not None
    upload = modem.security.begin("NVRAM:CA0", 10)
    upload.feed(b"01234")

    modem.power_cycle(supply)

    assert not modem.security.read("NVRAM:CA0").ok
    assert modem.security.write("NVRAM:CA0", b"0123456789").ok


def test_a_module_without_supply_is_silent(modem: Modem) -> None:
    supply = modem.channel.supply
    assert supply is not None

    supply.cut()

    modem.channel.line.write(b"AT\r")
    assert modem.channel.line.read(0.05) == b""
    supply.restore()
    modem.attach()


def test_a_port_that_is_no_emulated_one_has_no_switch(modem_on: ON) -> None:
    assert modem_on(turn(b"")).channel.supply is None


# --- what a case leaves behind -----------------------------------------------------------------------------------


def test_a_dut_in_data_mode_is_no_line_trouble(modem: Modem) -> None:
    modem.security.begin("RAM:x", 200, timeout_s=200)

    assert modem.line_trouble() is None
    assert modem.send("AT").lines == ("OK",)


def test_a_dut_that_does_not_leave_data_mode_is_no_line_trouble() -> None:
    url = f"emulator://m95?clock_rate={CLOCK_RATE:g}&defect=plus-signs-end-no-upload"
    with Channel.open(url, transcript=Transcript(), clock_rate=CLOCK_RATE) as channel:
        modem = Modem(channel)
        modem.attach()
        modem.security.begin("RAM:x", 100, timeout_s=200)

        assert modem.line_trouble() is None
        assert modem.send("AT").lines == ("OK",)


def test_an_end_that_comes_too_late_is_none(modem: Modem) -> None:
    upload = modem.security.begin("RAM:x", 10, timeout_s=200)

    assert upload.end(within_s=100) is None, "its end came 100 s later"
