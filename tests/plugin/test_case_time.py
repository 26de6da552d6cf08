"""A case that takes too long is an error with the reason, its DUT is made ready, and the run goes on."""

from __future__ import annotations

import pytest

from hil.results.case import CaseResult
from hil.results.disturbance import DisturbanceKind
from hil.results.records import RESULTS, read
from hil.verdict import Verdict

pytest_plugins = ["pytester"]

CASES = """
import time
from contextlib import contextmanager

import pytest

from hil.deadline import Deadline
from hil.errors import HilError
from hil.expect import expect

pytestmark = pytest.mark.hil_requirement("GEN-01")

@pytest.fixture
def slow_set_up(hil_modem):
    hil_modem.channel.listen(Deadline.never())
    return hil_modem

def test_quick(hil_modem):
    assert hil_modem.send("AT").ok

def test_endless(hil_modem):
    while True:
        hil_modem.send("AT+CGMM").check()

def test_waits_for_the_server(hil_modem, hil_ftps_server):
    hil_modem.send("AT+CGMI").check()
    hil_modem.channel.transcript.wait_for(lambda _: False, Deadline.never())

def test_takes_what_it_is_told_for_an_error_of_the_bench(hil_modem):
    try:
        hil_modem.channel.listen(Deadline.never())
    except HilError:
        pass

def test_fails_by_it(hil_modem):
    try:
        hil_modem.channel.listen(Deadline.never())
    except HilError:
        assert hil_modem.send("AT").lines == ("nothing",)

def test_in_the_set_up(slow_set_up):
    assert slow_set_up.send("AT").ok

def test_leaves_the_dut_in_data_mode(hil_modem):
    hil_modem.send('AT+QSECWRITE="RAM:left.pem",30,200')
    hil_modem.channel.listen(Deadline.never())

def test_fails_at_once(hil_modem):
    assert hil_modem.send("AT").lines == ("nothing",)

@contextmanager
def endless_clean_up(modem):
    try:
        yield
    finally:
        modem.channel.listen(Deadline.never())

def test_a_check_had_failed(hil_modem):
    with endless_clean_up(hil_modem):
        expect(hil_modem.send("AT+CGMM")).refused()

def test_a_check_fails_by_it(hil_modem):
    try:
        hil_modem.channel.listen(Deadline.never())
    except HilError:
        expect(hil_modem.send("AT+CGMM")).refused()

def test_after(hil_modem):
    assert hil_modem.send("AT").raw == b"\\r\\nOK\\r\\n"
"""

ASSERTS = """
from contextlib import contextmanager, suppress

import pytest

from hil.deadline import Deadline
from hil.errors import HilError

pytestmark = pytest.mark.hil_requirement("GEN-01")

def test_first(hil_modem):
    assert hil_modem.send("AT").ok

@contextmanager
def endless_clean_up(modem):
    try:
        yield
    finally:
        modem.channel.listen(Deadline.never())

def test_an_assert_had_failed(hil_modem):
    with endless_clean_up(hil_modem):
        assert hil_modem.send("AT").lines == ("nothing",), "all lines"

def test_an_assert_had_failed_and_the_clean_up_says_nothing(hil_modem):
    try:
        assert hil_modem.send("AT").lines == ("nothing",)
    finally:
        with suppress(HilError):
            hil_modem.channel.listen(Deadline.never())

def test_asserts_until_its_time_is_over(hil_modem):
    while True:
        try:
            assert hil_modem.send("AT").lines == ("nothing",)
        except AssertionError:
            hil_modem.channel.listen(Deadline.never())

def test_an_assert_without_a_comparison_fails_by_it(hil_modem):
    with suppress(AssertionError):
        assert hil_modem.send("AT").lines == ("nothing",)
    with suppress(HilError):
        hil_modem.channel.listen(Deadline.never())
    assert not hil_modem.send("AT").ok
"""

SLEEPS = """
import threading

import pytest

@pytest.mark.hil_requirement("GEN-01")
def test_sleeps(hil_modem):
    threading.Event().wait()

@pytest.mark.hil_requirement("GEN-01")
def test_after(hil_modem):
    assert hil_modem.send("AT").ok
"""


def results(pytester: pytest.Pytester, cases: str, *arguments: str) -> dict[str, CaseResult]:
    pytester.makepyfile(test_case=cases)
    pytester.runpytest_subprocess(
        "--hil-report-dir=out", "--hil-no-preflight", "-p", "no:cacheprovider", *arguments
    )
    return {case.name.partition("::")[2]: case for case in read(pytester.path / "out" / RESULTS).cases}


@pytest.mark.parametrize("more", [(), ("-n", "1")], ids=["alone", "in a worker"])
def test_a_case_that_takes_too_long_is_an_error_and_the_others_run(
    pytester: pytest.Pytester, more: tuple[str, ...]
) -> None:
    cases = results(pytester, CASES, "--hil-case-time=2s", *more)

    late = [case for case in cases.values() if case.verdict is Verdict.ERROR]
    assert {name for name, case in cases.items() if case.verdict is Verdict.PASS} == {
        "test_quick",
        "test_after",
    }
    assert cases["test_fails_at_once"].verdict is Verdict.FAIL
    kept = cases["test_a_check_had_failed"]
    assert (kept.verdict, len(kept.checks)) == (Verdict.FAIL, 1)
    assert kept.reason.startswith(f"{kept.checks[0].sentence}; then the case took longer than it may ")
    assert len(late) == len(cases) - 4
    for case in late:
        assert case.disturbance is not None
        assert case.disturbance.kind is DisturbanceKind.TIME
        assert case.reason.startswith("the case took longer than it may (--case-time 2s); ")
        assert case.reason.count("took longer") == 1
        assert case.attempts == ()
    assert "the last command was AT+CGMM" in cases["test_endless"].reason
    assert "the last command was AT+CGMI" in cases["test_waits_for_the_server"].reason
    assert cases["test_fails_by_it"].reason.endswith("('nothing',)")


def test_a_plain_assert_that_failed_in_time_stays_a_fail(pytester: pytest.Pytester) -> None:
    cases = results(pytester, ASSERTS, "--hil-case-time=2s")

    had_failed = {"test_an_assert_had_failed", "test_an_assert_had_failed_and_the_clean_up_says_nothing"}
    assert {name for name, case in cases.items() if case.verdict is Verdict.FAIL} == had_failed
    for kept in (cases[name] for name in had_failed):
        assert [check.expected for check in kept.checks] == ["hil_modem.send('AT').lines == ('nothing',)"]
        assert kept.reason.startswith(f"{kept.checks[0].sentence}; then the case took longer than it may ")
    assert cases["test_asserts_until_its_time_is_over"].verdict is Verdict.ERROR
    assert cases["test_an_assert_without_a_comparison_fails_by_it"].verdict is Verdict.ERROR


LATE_REPORT = """
import pytest

from hil.plugin.stash_keys import CASE_LIMIT

@pytest.hookimpl(tryfirst=True)
def pytest_runtest_makereport(item, call):
    if call.when == "call":
        item.stash[CASE_LIMIT].grant(-1e6)
"""

AT_ONCE = """
import pytest

@pytest.mark.hil_requirement("GEN-01")
def test_fails(hil_modem):
    assert not hil_modem.send("AT").ok
"""


def test_an_assert_of_any_form_that_ended_its_call_in_time_stays_a_fail(pytester: pytest.Pytester) -> None:
    pytester.makeconftest(LATE_REPORT)

    failed = results(pytester, AT_ONCE)["test_fails"]

    assert failed.verdict is Verdict.FAIL
    assert failed.reason.startswith("assert not True; then the case took longer than it may ")


def test_a_wait_that_looks_at_no_deadline_is_ended_too(pytester: pytest.Pytester) -> None:
    pytester.makeconftest("from hil.plugin import case_time\ncase_time.LAST_RESORT_S = 1.0")

    cases = results(pytester, SLEEPS, "--hil-case-time=1s")

    assert cases["test_sleeps"].verdict is Verdict.ERROR
    assert cases["test_sleeps"].reason.startswith("the case took longer than it may (--case-time 1s)")
    assert cases["test_after"].verdict is Verdict.PASS


SLOW_TO_ATTACH = """
import pytest

from hil.deadline import Deadline
from hil.lab import attach

known = attach.identity_of

def waits(span_s):
    latest = Deadline.after(span_s)
    while not latest.expired:
        pass

def slow(*arguments, **options):
    waits(4)
    return known(*arguments, **options)

attach.identity_of = slow
"""

OWN_SET_UP = """
@pytest.fixture
def hil_modem(hil_modem, request):
    if request.node.name == "test_sleeps":
        waits(4)
    return hil_modem
"""


@pytest.mark.parametrize("more", [(), ("-n", "1")], ids=["alone", "in a worker"])
@pytest.mark.parametrize("own", ["", OWN_SET_UP], ids=["ours", "that of a project counts"])
def test_a_dut_that_is_slow_to_attach_takes_no_time_of_the_first_case(
    pytester: pytest.Pytester, own: str, more: tuple[str, ...]
) -> None:
    pytester.makeconftest(SLOW_TO_ATTACH + own)

    cases = results(pytester, SLEEPS.replace("threading.Event().wait()", "pass"), "--hil-case-time=2s", *more)

    first = cases["test_sleeps"]
    assert first.verdict is (Verdict.ERROR if own else Verdict.PASS)
    assert first.reason.startswith("the case took longer than it may (--case-time 2s)") == bool(own)
    assert cases["test_after"].verdict is Verdict.PASS


LONG = """
import pytest

from hil.deadline import Deadline

@pytest.mark.hil_requirement("GEN-01")
def test_long(hil_modem):
    hil_modem.channel.listen(Deadline.after(0.1))
"""

NO_TIME = "from hil.plugin import case_time\ncase_time.MODULE_S = case_time.BENCH_S = 0.0"


@pytest.mark.parametrize(
    ("arguments", "verdict"),
    [
        ((), Verdict.ERROR),
        (("--hil-campaign=endurance",), Verdict.PASS),
    ],
)
def test_a_load_of_the_campaign_endurance_may_last_longer_than_a_case(
    pytester: pytest.Pytester, arguments: tuple[str, ...], verdict: Verdict
) -> None:
    pytester.makeconftest(NO_TIME)

    assert results(pytester, LONG, *arguments)["test_long"].verdict is verdict


def test_a_wrong_time_is_one_line(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(test_case=SLEEPS)

    result = pytester.runpytest_subprocess("--hil-case-time=soon")

    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines(
        ["*--case-time: expected a time such as 90s, 15m, 8h or 1h30m, of a year at most; got 'soon'"]
    )
    result.stderr.no_fnmatch_line("*Traceback*")
