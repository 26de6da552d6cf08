"""Modem lines and settings over RFC 2217, and peers that break it."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
import serial
from serial import rfc2217

from hil.emulator.frontends.rfc2217 import Rfc2217FrontEnd, _Lines, _Telnet
from tests.emulator.frontends.conftest import ANY_PORT, Start

# pyserial's client starts its thread by methods that Python 3.10 deprecated
pytestmark = pytest.mark.filterwarnings("ignore:set(Daemon|Name):DeprecationWarning")

OK = b"\r\nOK\r\n"
IAC, SB, SE = rfc2217.IAC, rfc2217.SB, rfc2217.SE


@pytest.fixture
def front_end(start: Start) -> Rfc2217FrontEnd:
    front_end = Rfc2217FrontEnd(ANY_PORT)
    start(front_end)
    return front_end


@contextmanager
def opened(front_end: Rfc2217FrontEnd) -> Iterator[serial.Serial]:
    with serial.serial_for_url(front_end.url, timeout=5) as port:
        yield port


def test_settings_are_accepted_and_reported_back(front_end: Rfc2217FrontEnd) -> None:
    with opened(front_end) as port:
        port.baudrate = 57600
        port.parity = serial.PARITY_EVEN
        port.stopbits = serial.STOPBITS_TWO

        assert (port.baudrate, port.parity, port.stopbits) == (57600, "E", 2)
        assert (port.cts, port.dsr, port.ri, port.cd) == (True, True, False, False)


def test_rts_holds_back_what_the_module_says_in_data_mode(front_end: Rfc2217FrontEnd) -> None:
    with opened(front_end) as port:
        port.write(b"ATE0+IFC=2,2\r")
        assert port.read_until(OK).endswith(OK)
        port.write(b'AT+QFUPL="f",4\r')
        assert port.read_until(b"CONNECT\r\n") == b"\r\nCONNECT\r\n"
        port.rts = False
        port.write(b"abcd")
        port.timeout = 0.1
        assert port.read(1) == b""

        port.rts = True

        port.timeout = 5
        assert port.read_until(OK) == b"\r\n+QFUPL: 4,206\r\n" + OK


def raw(front_end: Rfc2217FrontEnd) -> socket.socket:
    return socket.create_connection((front_end.address.host, front_end.address.port), timeout=5)


@pytest.mark.parametrize(
    "malformed",
    [
        IAC + SE,
        IAC + SB + rfc2217.COM_PORT_OPTION + rfc2217.SET_BAUDRATE + IAC + SE,
        IAC + SB + rfc2217.COM_PORT_OPTION + rfc2217.SET_PARITY + b"\x63" + IAC + SE,
        IAC + SB + b"x" * 300,
    ],
    ids=["end without beginning", "rate without digits", "no such parity", "no end"],
)
def test_a_peer_that_breaks_the_protocol_is_hung_up_on_and_the_next_one_served(
    front_end: Rfc2217FrontEnd, malformed: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    with raw(front_end) as peer:
        peer.sendall(malformed)
        try:
            while peer.recv(4096):
                pass
        except ConnectionResetError:
            pass

    with opened(front_end) as port:
        port.write(b"AT\r")
        assert port.read_until(OK) == b"AT\r" + OK
    assert "hung up on a peer that breaks RFC 2217" in caplog.text


def test_answers_for_a_peer_that_does_not_read_are_bounded() -> None:
    telnet = _Telnet(_Lines(changed=lambda: None, purge=lambda: None))

    with pytest.raises(ValueError, match="asks and doesn't read"):
        telnet.decode((IAC + rfc2217.DO + b"\x63") * 30_000)

    assert len(telnet.pending) < 70_000


def test_plain_telnet_does_as_well(front_end: Rfc2217FrontEnd) -> None:
    with raw(front_end) as peer:
        peer.sendall(b"AT\r\n")
        data = b""
        while OK not in data:
            block = peer.recv(4096)
            assert block
            data += block

    assert data.startswith(IAC)
    assert b"AT\r" + OK in data
