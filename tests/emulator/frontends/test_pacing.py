"""Line time in bytes: no quicker than the rate, and no slower while bytes wait."""

from __future__ import annotations

import time

import pytest
import serial

from hil.emulator.frontends.pacing import Lane
from hil.emulator.frontends.tcp import TcpFrontEnd
from tests.emulator.frontends.conftest import ANY_PORT, Start


def test_a_byte_lasts_ten_bits() -> None:
    lane = Lane(9600)

    assert lane.enter(960, 100.0) == pytest.approx(101.0)


def test_what_waits_follows_without_a_gap_though_served_late() -> None:
    lane = Lane(9600)
    lane.enter(96, 100.0)

    assert lane.enter(96, 100.103) == pytest.approx(100.2)


def test_after_idling_a_byte_takes_its_own_time() -> None:
    lane = Lane(9600)
    lane.enter(96, 100.0)
    lane.idle()

    assert lane.enter(96, 100.103) == pytest.approx(100.203)


def test_a_long_stall_is_not_made_up_for() -> None:
    lane = Lane(9600)
    lane.enter(96, 100.0)

    assert lane.enter(96, 105.0) == pytest.approx(105.05)


@pytest.mark.parametrize("baud", [300, 9600, 115200, 4_000_000])
def test_a_slice_is_short_but_never_nothing(baud: int) -> None:
    assert 1 <= Lane(baud).slice <= max(1, baud / 10 * 0.005)


def test_both_directions_keep_to_the_rate(start: Start) -> None:
    front_end, size, baud = TcpFrontEnd(ANY_PORT), 5760, 115200
    start(front_end, baud=baud)
    with serial.serial_for_url(front_end.url, timeout=10) as port:
        port.write(b"AT\r")
        assert port.read_until(b"OK\r\n") == b"AT\r\r\nOK\r\n"
        begin = time.perf_counter()
        port.write(b"AT" + b"x" * (size - 2))

        assert port.read(size) == b"AT" + b"x" * (size - 2)

        elapsed = time.perf_counter() - begin
    line_time = size * 10 / baud  # the echo leaves while the rest still comes
    assert line_time <= elapsed < line_time * 3  # the benchmark looks closer; other work may go on here
