"""Fixtures that outlive the last case: what their tear-down raises belongs to that case, as in any run of pytest."""

from __future__ import annotations

from pathlib import Path

import pytest

from hil.results.case import CaseResult
from hil.results.records import read
from hil.verdict import Verdict

pytest_plugins = ("pytester",)

CASES = """
import pytest
from hil.verdict import Inconclusive, NotApplicable

pytestmark = pytest.mark.hil_requirement("GEN-01")

@pytest.fixture(scope="{scope}", autouse=True)
def bench():
    yield
    {end}

def test_first(): pass
{mark}
def test_last(): {last}
"""

XFAIL = "@pytest.mark.xfail(reason='known')"


def last_of(pytester: pytest.Pytester, *words: str, code: int, **parts: str) -> CaseResult:
    values = {"scope": "session", "end": "raise OSError('not clean')", "mark": "", "last": "pass", **parts}
    pytester.makepyfile(test_it=CASES.format(**values))

    done = pytester.runpytest_subprocess("-p", "no:cacheprovider", "--hil-report-dir", "out", *words)

    assert "INTERNALERROR" not in done.stdout.str()
    assert int(done.ret) == code
    report = read(Path(pytester.path, "out"))
    assert [case.verdict for case in report.cases if case.id.endswith("first")] == [Verdict.PASS]
    return next(case for case in report.cases if case.id.endswith("last"))


@pytest.mark.parametrize("scope", ["session", "package", "module"])
def test_what_it_raises_is_an_error_of_the_last_case(scope: str, pytester: pytest.Pytester) -> None:
    case = last_of(pytester, scope=scope, code=1)

    assert (case.verdict, case.phase, case.reason) == (Verdict.ERROR, "teardown", "not clean")


def test_a_worker_goes_on_to_its_end(pytester: pytest.Pytester) -> None:
    case = last_of(pytester, "-n", "1", code=1)

    assert (case.verdict, case.reason) == (Verdict.ERROR, "not clean")


@pytest.mark.parametrize(
    ("parts", "verdict", "reason", "code"),
    [
        ({"last": "assert 1 == 2"}, Verdict.FAIL, "assert 1 == 2; then in the teardown: not clean", 1),
        ({"last": "pytest.skip('not here')"}, Verdict.ERROR, "not clean; before it: not here", 1),
        ({"last": "raise Inconclusive('no session')"}, Verdict.ERROR, "not clean; before it: no session", 1),
        ({"end": "raise Inconclusive('no session')"}, Verdict.INCONCLUSIVE, "no session", 1),
        ({"end": "raise NotApplicable('no CMUX')"}, Verdict.NOT_APPLICABLE, "no CMUX", 0),
        ({"end": "pytest.skip('not here')"}, Verdict.NOT_APPLICABLE, "not here", 0),
        ({"mark": XFAIL}, Verdict.NOT_APPLICABLE, "not clean", 0),
    ],
)
def test_the_verdict_is_that_of_any_tear_down(
    parts: dict[str, str], verdict: Verdict, reason: str, code: int, pytester: pytest.Pytester
) -> None:
    case = last_of(pytester, code=code, **parts)

    assert (case.verdict, case.reason) == (verdict, reason)


def test_what_ends_the_run_leaves_the_verdict_of_the_case(pytester: pytest.Pytester) -> None:
    case = last_of(pytester, end="pytest.exit('enough')", code=2)

    assert case.verdict is Verdict.PASS


TEXTS = r"""
import logging
import pytest

pytestmark = pytest.mark.hil_requirement("GEN-01")

def test_error(): raise OSError("\ud800")
def test_skip(): pytest.skip("\ud800")
def test_fail():
    logging.getLogger().error("\ud800")
    assert 1 == 2
def test_property(record_property): record_property("name", "\ud800")
def test_last(): pass
"""


def test_a_text_that_no_worker_can_send_ends_no_run(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(test_it=TEXTS)

    done = pytester.runpytest_subprocess("-p", "no:cacheprovider", "-n", "2", "--hil-report-dir", "out")

    done.assert_outcomes(passed=2, failed=2, skipped=1)
    verdicts = {case.id.rpartition("_")[2]: case.verdict for case in read(pytester.path / "out").cases}
    assert verdicts == {
        "error": Verdict.ERROR,
        "skip": Verdict.NOT_APPLICABLE,
        "fail": Verdict.FAIL,
        "property": Verdict.PASS,
        "last": Verdict.PASS,
    }
