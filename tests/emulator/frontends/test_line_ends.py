"""CR LF at every front end and every line rate: no byte of a line's end is stored as payload."""

from __future__ import annotations

import pytest
import serial

from hil.emulator.frontends.port import ModulePort
from hil.emulator.frontends.tcp import TcpFrontEnd
from tests.emulator.at.test_multiplexer import SABM, UIH, command
from tests.emulator.dte import Dte
from tests.emulator.frontends.bench import Bench, Hand
from tests.emulator.frontends.conftest import ANY_PORT, Start

# pyserial's client starts its thread by methods that Python 3.10 deprecated
pytestmark = pytest.mark.filterwarnings("ignore:set(Daemon|Name):DeprecationWarning")

CONNECT, OK = b"\r\nCONNECT\r\n", b"\r\nOK\r\n"


@pytest.mark.parametrize("gap", [False, True])
def test_at_every_front_end(line: ModulePort, *, gap: bool) -> None:
    with serial.serial_for_url(line.front_end.url, timeout=10) as port:
        port.write(b"ATE0\r" + b"\n")
        port.read_until(OK)
        port.write(b'AT+QFUPL="RAM:x",4\r' + (b"" if gap else b"\n"))
        assert port.read_until(CONNECT).endswith(CONNECT)
        port.write(b"\n\nabc" if gap else b"\nabc")

        assert port.read_until(OK).endswith(OK)

    assert line.module.files.find("RAM:x") == b"\nabc"


@pytest.mark.parametrize("baud", [1200, 9600, 115200])
def test_at_every_line_rate(start: Start, baud: int) -> None:
    """At 1200 Bd each byte is a portion of its own; the LF comes before CONNECT has left the module."""
    front_end = TcpFrontEnd(ANY_PORT)
    rack = start(front_end, baud=baud)
    with serial.serial_for_url(front_end.url, timeout=10) as port:
        port.write(b"ATE0\r")
        assert port.read_until(OK).endswith(OK)
        port.write(b'AT+QFUPL="RAM:x",3\r\n')
        assert port.read_until(CONNECT).endswith(CONNECT)
        port.write(b"abc")

        assert port.read_until(OK).endswith(OK)

    assert rack.ports[0].module.files.find("RAM:x") == b"abc"


def test_another_dte_has_habits_of_its_own() -> None:
    bench = Bench(hand=Hand())
    try:
        bench.send(b"AT\r\n")
        bench.hand.present = False
        bench.hand.serve()
        bench.hand.present = True

        bench.send(b'AT+QFUPL="RAM:x",4\r')
        bench.send(b"\nabc")

        assert bench.module.files.find("RAM:x") == b"\nabc"
    finally:
        bench.close()


class SlowHand(Hand):
    """A line on which only so many bytes have left the module."""

    room = 1000

    def write(self, data: bytes) -> int:
        self.received += data[: self.room]
        taken = min(len(data), self.room)
        self.room -= taken
        return taken


@pytest.mark.parametrize(("left", "stored"), [(3, b"abc"), (len(b"\r\nCONNECT"), b"\nab")])
def test_an_lf_can_be_payload_once_the_word_connect_has_left_the_module(left: int, stored: bytes) -> None:
    """Of a host that ends its lines with CR alone."""
    hand = SlowHand()
    bench = Bench(hand=hand)
    try:
        hand.room = left
        bench.send(b'AT+QFUPL="RAM:x",3\r')
        bench.send(b"\nab")
        hand.room = 1000
        bench.send(b"c")

        assert bench.module.files.find("RAM:x") == stored
    finally:
        bench.close()


@pytest.mark.parametrize("frames", [(b"\r\n", b"abc"), (b"\r", b"\n", b"abc")])
def test_at_a_channel_of_the_multiplexer(dte: Dte, frames: tuple[bytes, ...]) -> None:
    dte.send(b"AT+CMUX=0\r\n" + command(0, SABM) + command(1, SABM))
    first, *others = frames

    dte.send(command(1, UIH, b"ATE0\r\n"))
    dte.send(command(1, UIH, b'AT+QFUPL="RAM:x",3' + first))
    for frame in others:
        dte.send(command(1, UIH, frame))

    assert dte.module.files.find("RAM:x") == b"abc"
