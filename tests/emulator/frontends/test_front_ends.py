"""What every front end does alike, seen by pyserial."""

from __future__ import annotations

import time

import pytest
import serial

from hil.deadline import Deadline
from hil.emulator.frontends.front_end import FrontEnd
from hil.emulator.frontends.port import ModulePort

# pyserial's client starts its thread by methods that Python 3.10 deprecated
pytestmark = pytest.mark.filterwarnings("ignore:set(Daemon|Name):DeprecationWarning")

OK = b"\r\nOK\r\n"


def test_the_module_answers(front_end: FrontEnd) -> None:
    with serial.serial_for_url(front_end.url, timeout=5) as port:
        port.write(b"AT+GSN\r")

        assert port.read_until(OK) == b"AT+GSN\r\r\n866425030000006\r\n" + OK


def test_it_survives_close_and_reopen_with_its_settings(front_end: FrontEnd) -> None:
    with serial.serial_for_url(front_end.url, timeout=5) as port:
        port.write(b"ATE0\r")
        assert port.read_until(OK) == b"ATE0\r" + OK

    with serial.serial_for_url(front_end.url, timeout=5) as port:
        port.write(b"AT\r")

        assert port.read_until(OK) == OK


def test_every_byte_value_passes_both_ways(front_end: FrontEnd) -> None:
    everything = bytes(value for value in range(256) if value != 13) * 8
    with serial.serial_for_url(front_end.url, timeout=5) as port:
        port.write(b"AT" + everything)  # echoed; far too long for a command line
        assert port.read(len(everything) + 2) == b"AT" + everything

        port.write(b"\r")

        assert port.read_until(b"ERROR\r\n") == b"\r\r\nERROR\r\n"


def test_what_the_module_says_while_nobody_listens_is_lost(line: ModulePort) -> None:
    with serial.serial_for_url(line.front_end.url, timeout=5) as port:
        port.write(b"ATE0\r")
        port.read_until(OK)
    deadline = Deadline.after(5)
    while line.front_end.present:
        assert not deadline.expired
        time.sleep(0.001)
    # As each writer of the module; without the lock the port may still be served, with the look of before.
    with line.module.lock:
        line.terminal.urc("RING")

    with serial.serial_for_url(line.front_end.url, timeout=5) as port:
        port.write(b"AT\r")

        assert port.read_until(OK) == OK


@pytest.mark.parametrize("block", [1, 7, 64])
def test_a_line_in_portions_is_a_line(front_end: FrontEnd, block: int) -> None:
    line = b"AT+GMI;+GMM\r"
    with serial.serial_for_url(front_end.url, timeout=5) as port:
        for at in range(0, len(line), block):
            port.write(line[at : at + block])

        assert port.read_until(OK) == line + b"\r\nQuectel_Ltd\r\n\r\nQuectel_M95\r\n" + OK
