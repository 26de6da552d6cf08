"""Module time, timers, RTC."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from hil.emulator.device.clock import ModuleClock, Timers, format_rtc, parse_rtc
from tests.emulator.dte import Bench, Dte


def test_a_span_of_the_module_is_shorter_on_the_wall() -> None:
    clock = ModuleClock(50.0)

    assert clock.wall_seconds(100.0) == 2.0


def test_timers_fire_in_the_order_of_their_time_and_not_when_cancelled() -> None:
    clock, fired = ModuleClock(), list[str]()
    timers = Timers(clock)
    timers.after(2, lambda: fired.append("second"))
    timers.after(1, lambda: fired.append("first"))
    timers.after(1.5, lambda: fired.append("never")).cancel()
    timers.after(10, lambda: fired.append("later"))

    clock.advance(5)
    timers.run_due()

    assert fired == ["first", "second"]
    due = timers.next_due()
    assert due is not None
    assert 4 < due <= 5


def test_no_timer_no_due() -> None:
    timers = Timers(ModuleClock())
    timers.after(1, lambda: None).cancel()

    assert timers.next_due() is None


@pytest.mark.parametrize("text", ["04/01/01,00:00:00+00", "24/02/29,23:59:59+32", "99/12/31,01:02:03-14"])
def test_rtc_text_goes_both_ways(text: str) -> None:
    moment = parse_rtc(text)

    assert moment is not None
    assert format_rtc(moment) == text


def test_the_zone_counts_quarters_of_an_hour() -> None:
    assert parse_rtc("24/01/01,08:00:00+32") == datetime(2024, 1, 1, 0, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    "text", ["", "24/13/01,00:00:00", "24/01/01", "24/01/01,00:00:00+x", "24/01/01,00:00:00+999"]
)
def test_what_is_no_time(text: str) -> None:
    assert parse_rtc(text) is None


def test_the_rtc_boots_in_2004_and_can_be_set(dte: Dte) -> None:
    assert dte.at("+CCLK?") == '+CCLK: "04/01/01,00:00:00+00"  OK'
    assert dte.at('+CCLK="18/11/20,10:00:00+32"') == "OK"
    dte.pass_time(3600)
    assert dte.at("+CCLK?") == '+CCLK: "18/11/20,11:00:00+32"  OK'
    assert dte.at('+CCLK="nonsense"') == "+CME ERROR: 3518"


def test_the_rtc_keeps_going_over_a_reboot(bench: Bench) -> None:
    bench.dte.at('+CCLK="18/11/20,10:00:00+00"')

    bench.module.reboot()
    bench.dte.at("E0")

    assert bench.dte.at("+CCLK?").startswith('+CCLK: "18/11/20,10:00:0')
