"""A run goes on after its port was lost: the case is repeated, on the same DUT, and the report tells it."""

from __future__ import annotations

import pytest

from hil.report.html.page import page
from hil.report.summary import summarise
from hil.results.case import CaseResult
from hil.results.disturbance import DisturbanceKind
from hil.results.folder import JUNIT
from hil.results.model import RunReport
from hil.results.records import RESULTS, read
from hil.verdict import Verdict
from tests.plugin.lost_line import CONFTEST, OTHER, free_place

pytest_plugins = ["pytester"]

CASES = f"""
import pytest

from hil.api import expect, expect_all

pytestmark = pytest.mark.hil_requirement("GEN-01")

OTHER = "{OTHER}"

@pytest.fixture
def cut_at_first(hil_modem, line, run):
    if run == 1:
        line.cut()
    hil_modem.send("AT").check()
    return hil_modem

@pytest.fixture
def cut_after_first(hil_modem, line, run):
    yield hil_modem
    if run == 1:
        line.cut()

def test_before(hil_modem):
    hil_modem.send("AT+CGMM").check()

def test_cut_once(hil_modem, line, run):
    hil_modem.send("AT+CGMM").check()
    if run == 1:
        line.cut()
    assert hil_modem.send("AT+CGMI").ok

def test_cut_and_failing(hil_modem, line, run):
    if run == 1:
        line.cut()
    assert hil_modem.send("AT+CGMM").lines == ("nothing",)

def test_cut_always(hil_modem, line):
    line.cut()
    assert hil_modem.send("AT+CGMI").ok

def test_cut_after_a_fail(hil_modem, line):
    try:
        assert hil_modem.send("AT+CGMM").lines == ("nothing",)
    finally:
        line.cut()

def test_cut_amid_checks(hil_modem, line, run):
    with expect_all():
        if run == 1:
            expect(hil_modem.send("AT+CGMM").ok, "GEN-01", what="a check").is_no()
            line.cut()
        hil_modem.send("AT+CGMI")

def test_cut_in_the_set_up(cut_at_first):
    assert cut_at_first.send("AT").ok

def test_cut_in_the_tear_down(cut_after_first):
    assert cut_after_first.send("AT").ok

def test_cut_between_a(hil_modem):
    assert hil_modem.send("AT").ok

def test_cut_between_b(hil_modem, run):
    assert run == 1
    assert hil_modem.send("AT+CMEE?").values("CMEE") == "1"

def test_cut_for_good(hil_modem, line):
    line.cut(returns=False)
    hil_modem.send("AT")

def test_cut_for_another(hil_modem, line):
    line.cut(OTHER)
    hil_modem.send("AT")

def test_after(hil_modem):
    assert hil_modem.send("AT+CMEE?").values("CMEE") == "1"
    assert hil_modem.send("AT").raw == b"\\r\\nOK\\r\\n"
"""

CUT_BETWEEN = """
def pytest_runtest_logfinish(nodeid):
    if nodeid.endswith("test_cut_between_a"):
        LINE.cut()
"""


def run(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch, kind: str, *arguments: str
) -> tuple[pytest.RunResult, RunReport]:
    place, url = free_place(kind, pytester.path)
    monkeypatch.setenv("LINE", f"{kind}={place}")
    pytester.makeconftest(CONFTEST + CUT_BETWEEN)
    pytester.makepyfile(test_case=CASES)
    options = ("--hil-dut", url, "--hil-report-dir", "out", "--hil-no-preflight", "-p", "no:cacheprovider")
    result = pytester.runpytest_subprocess(*options, *arguments, timeout=300)
    return result, read(pytester.path / "out" / RESULTS)


def by_name(report: RunReport) -> dict[str, CaseResult]:
    return {case.name.rpartition("::")[2]: case for case in report.cases}


@pytest.mark.parametrize("kind", ["tcp", "rfc2217", "pty"])
def test_the_interrupted_case_is_repeated_when_the_port_is_back(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    result, report = run(pytester, monkeypatch, kind, "-k", "before or once or test_after")

    found = by_name(report)
    assert {name: case.verdict for name, case in found.items()} == dict.fromkeys(
        ("test_before", "test_cut_once", "test_after"), Verdict.PASS
    )
    result.assert_outcomes(passed=3)
    lost, repeated = found["test_cut_once"].attempts
    assert (lost.verdict, repeated.verdict) == (Verdict.ERROR, Verdict.PASS)
    assert lost.disturbance is not None
    assert lost.disturbance.kind is DisturbanceKind.PORT
    assert lost.reason.startswith("the port was lost: lost ")
    assert repeated.disturbance is found["test_cut_once"].disturbance is None
    result.stdout.fnmatch_lines(["*; waiting up to 60 s for it to return (--port-wait)"])
    result.stdout.fnmatch_lines(["*it returned after*", "warning: port loss at *UTC: lost *"])


def test_each_case_that_loses_its_port_has_the_verdict_of_its_repetition(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, report = run(pytester, monkeypatch, "tcp", "-k", "not for_ and not once")

    found = by_name(report)
    assert {name: case.verdict for name, case in found.items()} == {
        "test_before": Verdict.PASS,
        "test_cut_and_failing": Verdict.FAIL,
        "test_cut_always": Verdict.ERROR,
        "test_cut_after_a_fail": Verdict.INCONCLUSIVE,
        "test_cut_amid_checks": Verdict.INCONCLUSIVE,
        "test_cut_in_the_set_up": Verdict.PASS,
        "test_cut_in_the_tear_down": Verdict.PASS,
        "test_cut_between_a": Verdict.PASS,
        "test_cut_between_b": Verdict.PASS,
        "test_after": Verdict.PASS,
    }
    assert {name: len(case.attempts) for name, case in found.items() if case.attempts} == {
        "test_cut_and_failing": 2,
        "test_cut_always": 2,
        "test_cut_in_the_set_up": 2,
        "test_cut_in_the_tear_down": 2,
    }
    assert found["test_cut_and_failing"].attempts[0].verdict is Verdict.ERROR
    assert found["test_cut_in_the_tear_down"].attempts[0].verdict is Verdict.ERROR


def test_each_rendering_tells_the_repetition(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, report = run(pytester, monkeypatch, "tcp", "-k", "once or test_after")

    case = by_name(report)["test_cut_once"]
    assert summarise(report)["repeated_after_port_loss"] == [case.id]
    shown = page(report)
    assert "repeated after a port loss" in shown
    assert "attempt 1: error: the port was lost: lost " in shown
    assert "attempt 1: error: the port was lost: lost " in (pytester.path / "out" / JUNIT).read_text()


def test_a_port_that_does_not_return_in_time_ends_the_run(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    result, report = run(pytester, monkeypatch, "tcp", "--hil-port-wait=1", "-k", "good or test_after")

    assert result.ret == 3
    result.stdout.fnmatch_lines(
        ["*outcomes.Exit: lost socket://*; it did not return within 1 s: socket://* refused the connection;*"]
    )
    assert {name: case.verdict for name, case in by_name(report).items()} == {
        "test_cut_for_good": Verdict.ERROR
    }
    assert [name.rpartition("::")[2] for name in report.not_run] == ["test_after"]
    assert result.stdout.str().count("; waiting up to 1 s for it to return") == 1


def test_without_a_wait_a_lost_port_ends_the_run(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    result, report = run(pytester, monkeypatch, "tcp", "--hil-port-wait=0", "-k", "once or test_after")

    assert result.ret == 3
    result.stdout.fnmatch_lines(["*outcomes.Exit: lost *; the run does not wait (--port-wait 0): *"])
    assert [len(case.attempts) for case in report.cases] == [0]


def test_another_module_behind_the_port_ends_the_run(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    result, report = run(pytester, monkeypatch, "tcp", "-k", "another or test_after")

    assert result.ret == 3
    result.stdout.fnmatch_lines(
        [
            "*.Exit: another module answers at socket://*: expected IMEI ***********0006, came ***********0014; *"
        ]
    )
    assert [case.verdict for case in report.cases] == [Verdict.ERROR]
    assert len(report.not_run) == 1


@pytest.mark.parametrize("value", ["-1", "soon", "inf"])
def test_a_wait_that_is_no_time_is_refused(pytester: pytest.Pytester, value: str) -> None:
    result = pytester.runpytest_subprocess(f"--hil-port-wait={value}")

    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines([f"*--hil-port-wait: invalid seconds value: '{value}'*"])
