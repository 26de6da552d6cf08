"""AT+IFC on the line: who stops whom, by DC1 and DC3 or by RTS, in data mode only (series' manual; V.250 6.2.12)."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from hil.emulator.frontends.port import HIGH_WATER, INPUT_STOPS_AT
from hil.emulator.ftp.uart_transfer import BACKLOG_MAX
from tests.emulator.frontends.bench import OK, Bench, backlog

XON, XOFF = b"\x11", b"\x13"
DATA = bytes(range(256)) * 1000


@pytest.fixture
def bench() -> Iterator[Bench]:
    bench = Bench()
    yield bench
    bench.close()


def downloading(bench: Bench, data: bytes) -> None:
    """A download that has begun and whose DTE has read nothing yet."""
    bench.files["f"] = data
    bench.opened()
    bench.hand.takes = False
    bench.send(b'AT+QFTPGET="f"\r')
    bench.until(lambda: backlog(bench) >= HIGH_WATER)


def stored(bench: Bench, data: bytes) -> None:
    bench.module.files.add("UFS:f", data)


def test_xoff_stops_a_download_and_xon_lets_it_go_on(bench: Bench) -> None:
    assert bench.send(b"AT+IFC=1,1\r") == OK
    downloading(bench, DATA)

    bench.send(XOFF)
    bench.hand.takes = True
    bench.hand.serve()
    assert bench.take() == b""
    assert bench.hand.wanted == (True, False)

    bench.hand.sent += XON
    assert bench.expect(b"+QFTPGET: 256000\r\n" + OK) == (
        OK + b"\r\nCONNECT\r\n" + DATA + b"\r\n+QFTPGET: 256000\r\n" + OK
    )


@pytest.mark.parametrize("setting", ["0,0", "0,1", "2,2"])
def test_without_ifc_1_xoff_is_data(bench: Bench, setting: str) -> None:
    bench.send(f"AT+IFC={setting}\r".encode())
    downloading(bench, DATA)

    bench.send(XOFF)
    bench.hand.takes = True

    assert bench.expect(b"+QFTPGET: 256000\r\n" + OK).endswith(DATA + b"\r\n+QFTPGET: 256000\r\n" + OK)


def test_xoff_and_xon_are_heard_however_much_the_module_has_to_say(bench: Bench) -> None:
    stored(bench, DATA)
    bench.send(b"AT+IFC=1,1\r")
    bench.hand.takes = False
    bench.send(b'AT+QFDWL="f"\r')
    assert backlog(bench) > INPUT_STOPS_AT

    bench.send(XOFF)
    bench.hand.takes = True
    assert bench.send(b"") == b""
    bench.hand.sent += XON
    bench.until(lambda: backlog(bench) == 0)

    assert bench.take() == b"\r\nCONNECT\r\n" + DATA + b"\r\n+QFDWL: 256000,0\r\n" + OK


def test_what_xoff_stopped_in_data_mode_stays_stopped_behind_it(bench: Bench) -> None:
    stored(bench, b"data")
    bench.send(b"AT+IFC=1,1\r")
    bench.hand.takes = False
    bench.send(b'AT+QFDWL="f"\r')
    bench.send(XOFF)
    bench.hand.takes = True

    assert bench.send(b"AT\r") == b""

    assert bench.send(XON) == b"\r\nCONNECT\r\ndata\r\n+QFDWL: 4,1000\r\n" + OK + OK


def test_flow_control_is_none_of_command_mode(bench: Bench) -> None:
    bench.send(b"AT+IFC=1,1\r")

    assert bench.send(XOFF + b"AT\r") == OK
    assert bench.send(b"AT" + XOFF + b"I" + XON + b"\r").endswith(OK)


@pytest.mark.parametrize(("setting", "kept"), [("1,1", b"abcd"), ("1,0", b"abcd"), ("0,1", b"a\x13b\x11")])
def test_flow_characters_are_no_part_of_an_upload(bench: Bench, setting: str, kept: bytes) -> None:
    bench.send(f"AT+IFC={setting}\r".encode())
    bench.send(b'AT+QFUPL="f",4\r')

    bench.send(b"a" + XOFF)
    bench.send(b"b" + XON + b"cd")

    assert bench.module.files.find("UFS:f") == kept


def test_flow_characters_do_not_disturb_the_escape_sequence(bench: Bench) -> None:
    bench.send(b"AT+IFC=1,1\r")
    bench.send(b'AT+QFUPL="f",400\r')
    bench.send(b"ab")
    bench.module.clock.advance(1)
    bench.send(b"+" + XOFF + b"++" + XON)
    bench.module.clock.advance(1)

    bench.send(b"")

    assert bench.module.files.find("UFS:f") == b"ab"


def test_ifc_0_lifts_a_stop(bench: Bench) -> None:
    stored(bench, b"data")
    bench.send(b"AT+IFC=1,1\r")
    bench.hand.takes = False
    bench.send(b'AT+QFDWL="f"\r')
    bench.send(XOFF)
    bench.hand.takes = True

    assert bench.send(b"AT+IFC=0,0\r").endswith(b"+QFDWL: 4,1000\r\n" + OK + OK)


def test_a_stop_goes_with_the_dte_that_made_it(bench: Bench) -> None:
    stored(bench, b"data")
    bench.send(b"AT+IFC=1,1\r")
    bench.hand.takes = False
    bench.send(b'AT+QFDWL="f"\r')
    bench.send(XOFF)
    bench.hand.takes = True

    bench.hand.present = False
    bench.send(b"")
    bench.hand.present = True

    assert bench.send(b"AT\r") == OK


@pytest.mark.parametrize(("setting", "expected"), [("1,1", XOFF), ("0,1", XOFF), ("1,0", b""), ("2,2", b"")])
def test_the_module_stops_the_dte_when_its_input_is_full(bench: Bench, setting: str, expected: bytes) -> None:
    bench.held = frozenset({"put"})
    data = b"d" * 50_000
    bench.send(f"AT+IFC={setting}\r".encode())
    bench.opened()
    bench.send(f'AT+QFTPPUT="f",{len(data)}\r'.encode())
    client = bench.clients[-1]
    client.held = frozenset({"226"})
    client.hold.set()
    bench.expect(b"\r\nCONNECT\r\n")
    with bench.module.lock:  # the worker takes nothing meanwhile
        assert bench.send(data[: BACKLOG_MAX - 1]) == b""
        assert bench.send(data[BACKLOG_MAX - 1 :]) == expected

    rest = bench.expect(f"+QFTPPUT: {len(data)}\r\n".encode())

    result = f"\r\n+QFTPPUT: {len(data)}\r\n".encode()
    assert rest.removesuffix(result).replace(XON + XOFF, b"") == (XON if expected else b"")
    assert bench.files["f"] == data


def test_rts_stops_what_is_sent_in_data_mode(bench: Bench) -> None:
    stored(bench, b"data")
    bench.send(b"AT+IFC=2,2\r")
    bench.hand.takes = False
    bench.send(b'AT+QFDWL="f"\r')
    bench.hand.takes, bench.hand.request_to_send = True, False

    assert bench.send(b"AT\r") == b""

    bench.hand.request_to_send = True
    assert bench.send(b"") == b"\r\nCONNECT\r\ndata\r\n+QFDWL: 4,1000\r\n" + OK + OK


@pytest.mark.parametrize("setting", ["0,0", "1,1"])
def test_rts_stops_nothing_without_ifc_2(bench: Bench, setting: str) -> None:
    stored(bench, b"data")
    bench.send(f"AT+IFC={setting}\r".encode())
    bench.hand.request_to_send = False

    assert bench.send(b'AT+QFDWL="f"\r').endswith(b"+QFDWL: 4,1000\r\n" + OK)


def test_rts_is_none_of_command_mode(bench: Bench) -> None:
    bench.send(b"AT+IFC=2,2\r")
    bench.hand.request_to_send = False

    assert bench.send(b"AT\r") == OK
