"""Mishaps at ports that other programs open."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
import serial

from hil.deadline import Deadline
from hil.emulator.frontends.front_end import FrontEnd
from hil.emulator.frontends.pty import PtyFrontEnd
from hil.emulator.frontends.rfc2217 import Rfc2217FrontEnd
from hil.emulator.frontends.tcp import Address, TcpFrontEnd
from hil.emulator.mishaps.catalogue import planned
from hil.emulator.module import Module
from tests.emulator.frontends.conftest import Start

pytestmark = [
    # pyserial's client starts its thread by methods that Python 3.10 deprecated,
    pytest.mark.filterwarnings("ignore:set(Daemon|Name):DeprecationWarning"),
    # and leaves the socket of a connection that was refused to the garbage collector
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]

OK = b"\r\nOK\r\n"
ANY_PORT = Address("127.0.0.1", 0)


def opened(url: str) -> serial.SerialBase:
    """The port, as soon as it is there."""
    deadline = Deadline.after(5)
    while True:
        try:
            return serial.serial_for_url(url, timeout=5)
        except OSError:
            assert not deadline.expired


def talk_on(port: serial.SerialBase) -> None:
    """Send commands for as long as the port lets itself be used."""
    deadline = Deadline.after(5)
    while not deadline.expired:
        port.write(b"AT\r")
        port.read_until(OK)


@pytest.mark.parametrize(
    "make",
    [
        PtyFrontEnd,
        lambda _link: TcpFrontEnd(ANY_PORT),
        lambda _link: Rfc2217FrontEnd(ANY_PORT),
    ],
    ids=["pty", "tcp", "rfc2217"],
)
def test_a_port_vanishes_and_returns_at_its_place_with_a_module_that_was_switched_on(
    make: Callable[[Path], FrontEnd], start: Start, tmp_path: Path
) -> None:
    front_end = make(tmp_path / "m95")
    module = Module(clock_rate=10)
    start(front_end, modules=[module], mishaps=planned(["vanish:2"]))
    with serial.serial_for_url(front_end.url, timeout=5) as port:
        port.write(b"ATE0\r")
        assert port.read_until(OK) == b"ATE0\r" + OK
        connection = getattr(port, "_socket", None)
        with pytest.raises(OSError):
            talk_on(port)
    if connection is not None:
        connection.close()  # pyserial's own close leaves a socket open whose peer went first

    with opened(front_end.url) as port:
        port.write(b"AT\r")
        assert port.read_until(OK) == b"AT\r" + OK
    assert module.boots == 1


def test_a_rack_ends_while_a_port_is_away(start: Start, link: Path) -> None:
    front_end = PtyFrontEnd(link)
    start(front_end, mishaps=planned(["vanish:1"]))
    with serial.serial_for_url(str(link), timeout=5) as port, pytest.raises(OSError):
        talk_on(port)

    assert not link.is_symlink()


def test_the_modules_of_a_rack_have_their_own_luck(start: Start, tmp_path: Path) -> None:
    front_ends = [PtyFrontEnd(tmp_path / f"m95-{index}") for index in range(2)]
    start(
        *front_ends,
        modules=[Module(imei="866425030000006"), Module(imei="866425030000014")],
        mishaps=planned(["garbage:5"]),
        seed=4,
    )
    heard = []
    for front_end in front_ends:
        with serial.serial_for_url(front_end.url, timeout=0.3) as port:
            port.write(b"AT+QFTPSTAT\r")
            heard.append(port.read(200))

    assert heard[0] != heard[1]
