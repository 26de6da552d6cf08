"""A hook of the project changes what pytest counts: the verdict follows, and the exit code of the report."""

from __future__ import annotations

from pathlib import Path

import pytest

from hil.results.records import read
from hil.verdict import Verdict

pytest_plugins = ("pytester",)

CASES = """
import pytest

pytestmark = pytest.mark.hil_requirement("GEN-01")

class Evil:
    def __repr__(self): raise SystemExit(1)

@pytest.fixture
def evil():
    assert Evil() == 1

def test_fail_passed(): assert 1 == 2
def test_error_passed(): raise OSError("no bench")
def test_fail_skipped(): assert 1 == 2
def test_pass_skipped(): pass
"""

FAILED = """
def test_pass_failed(): pass
def test_skip_failed(): pytest.skip("no")
"""

EVIL = """
def test_evil(): assert Evil() == 1
def test_evil_set_up(evil): pass
def test_last(): pass
"""

CONFTEST = """
import pytest

@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    report = yield
    outcome = item.name.rpartition("_")[2]
    if call.when == "call" and outcome in {"passed", "skipped", "failed"}:
        report.outcome = outcome
        report.longrepr = {"passed": None, "skipped": ("f", 1, "Skipped: s"), "failed": "blamed"}[outcome]
    return report
"""


def verdicts(pytester: pytest.Pytester) -> dict[str, Verdict]:
    return {case.id.rpartition("test_")[2]: case.verdict for case in read(Path(pytester.path, "out")).cases}


def ended(pytester: pytest.Pytester, text: str, *options: str) -> int:
    pytester.makeconftest(CONFTEST)
    pytester.makepyfile(test_it=text)
    done = pytester.runpytest_inprocess("-p", "no:cacheprovider", "--hil-report-dir", "out", *options)
    return int(done.ret)


def test_what_pytest_does_not_count_as_failed_fails_no_report(pytester: pytest.Pytester) -> None:
    code = ended(pytester, CASES)

    assert code == 0
    assert verdicts(pytester) == {
        "fail_passed": Verdict.KNOWN_DEVIATION,
        "error_passed": Verdict.NOT_APPLICABLE,
        "fail_skipped": Verdict.KNOWN_DEVIATION,
        "pass_skipped": Verdict.NOT_APPLICABLE,
    }
    case = read(pytester.path / "out").cases[0]
    assert case.reason == "assert 1 == 2; pytest counts it as passed, by a hook or a plugin"


def test_what_pytest_counts_as_failed_is_an_error_without_a_failed_check(pytester: pytest.Pytester) -> None:
    code = ended(pytester, CASES + FAILED, "-k", "_failed")

    assert code == 1
    assert verdicts(pytester) == {"pass_failed": Verdict.ERROR, "skip_failed": Verdict.ERROR}


def test_an_object_without_a_text_makes_an_error_and_the_run_goes_on(pytester: pytest.Pytester) -> None:
    ended(pytester, CASES + EVIL, "-k", "evil or last")

    assert verdicts(pytester) == {
        "evil": Verdict.ERROR,
        "evil_set_up": Verdict.ERROR,
        "last": Verdict.PASS,
    }
    reason = "SystemExit cannot be shown: the text of an object raises SystemExit"
    assert read(pytester.path / "out").cases[0].reason == reason


EXIT = """
import pytest

pytestmark = pytest.mark.hil_requirement("GEN-01")

def test_first(): pass
def test_exit(): pytest.exit("enough", returncode=0)
def test_never(): pass
"""

TAKES_ONE_AWAY = """
import pytest

@pytest.hookimpl(trylast=True)
def pytest_collection_finish(session):
    session.items[:] = session.items[:1]
"""


def test_a_run_that_leaves_cases_out_has_no_exit_code_of_success(pytester: pytest.Pytester) -> None:
    code = ended(pytester, EXIT)

    assert code == pytest.ExitCode.INTERRUPTED
    assert read(pytester.path / "out").ending.early == "enough"


def test_a_case_that_a_hook_takes_away_is_not_planned(pytester: pytest.Pytester) -> None:
    pytester.makeconftest(TAKES_ONE_AWAY)
    pytester.makepyfile(test_it=EXIT)

    done = pytester.runpytest_inprocess("-p", "no:cacheprovider", "--hil-report-dir", "out")

    assert done.ret == 0
    assert read(pytester.path / "out").planned == ("test_it.py::test_first",)


def test_a_file_that_cannot_be_read_makes_the_run_incomplete(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(test_it=EXIT, test_other="raise OSError")

    done = pytester.runpytest_inprocess(
        "-p", "no:cacheprovider", "--hil-report-dir", "out", "--continue-on-collection-errors", "-k", "first"
    )

    assert done.ret == 1
    assert read(pytester.path / "out").ending.early == "1 error during collection"
