"""A limit of time for a run: no new case starts after it, those under way end, and the rest is not run."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from hil.errors import UsageError
from hil.plugin import forks
from hil.plugin.time_limit import TimeLimit, seconds_of
from hil.results.conclusion import Exit, exit_code
from hil.results.records import read

pytest_plugins = ("pytester",)

LIMIT = "1h"
WORDS = f"the time of --max-time {LIMIT} is over"

CASES = """
    import pytest
    pytestmark = pytest.mark.hil_requirement("MODE-01")

    @pytest.fixture(scope="session")
    def over(pytestconfig):
        # The limit is a time of this process; here it is over when the first case of a worker has begun.
        pytestconfig.pluginmanager.get_plugin("hil-time-limit")._until = 0.0

    @pytest.mark.parametrize("n", range(COUNT))
    def test_it(over, n):
        pass
"""

PROGRAM = """
import sys, pytest
from hil.plugin.forks import Forks
sys.exit(pytest.main(sys.argv[1:], plugins=[Forks(2)]))
"""


@pytest.mark.parametrize(
    ("text", "seconds"), [("90s", 90), ("15m", 900), ("8h", 28800), ("1h30m", 5400), ("1h1m1s", 3661)]
)
def test_a_time_has_hours_minutes_and_seconds(text: str, seconds: int) -> None:
    assert seconds_of(text) == seconds


@pytest.mark.parametrize("text", ["", "8", "0h", "1.5h", "30m1h", "-1s", "8 h", "h", "\u0661s"])
def test_another_form_is_refused_with_examples(text: str) -> None:
    with pytest.raises(
        UsageError, match="expected a time such as 90s, 15m, 8h or 1h30m, of a year at most; got"
    ):
        seconds_of(text)


def test_the_limit_is_over_at_its_second() -> None:
    now = 100.0
    limit = TimeLimit(LIMIT, clock=lambda: now)
    now = 3699.9
    assert limit.over == ""
    now = 3700.0
    assert limit.over == WORDS


@pytest.mark.parametrize("options", [(), ("-n", "1")], ids=["alone", "xdist"])
def test_no_case_starts_after_it(pytester: pytest.Pytester, options: tuple[str, ...]) -> None:
    pytester.makepyfile(CASES.replace("COUNT", "3"))

    pytester.runpytest_inprocess("--hil-report-dir", "out", "--hil-max-time", LIMIT, *options)

    report = read(pytester.path / "out")
    assert [case.verdict.value for case in report.cases] == ["pass"]
    assert len(report.not_run) == 2
    assert (report.ending.early, report.interrupted) == (WORDS, False)
    assert exit_code(report) is Exit.INFRASTRUCTURE
    assert f"not run: {WORDS}" in (pytester.path / "out/junit.xml").read_text()


LATE = """
    import pytest

    @pytest.hookimpl(wrapper=True)
    def pytest_runtestloop(session):
        # The worker has its cases by then.
        if hasattr(session.config, "workerinput"):
            session.config.pluginmanager.get_plugin("hil-time-limit")._until = 0.0
        return (yield)
"""


def test_a_worker_whose_time_is_over_before_its_first_case_makes_no_error(pytester: pytest.Pytester) -> None:
    pytester.makeconftest(LATE)
    pytester.makepyfile(CASES.replace("COUNT", "3"))

    pytester.runpytest_inprocess("--hil-report-dir", "out", "--hil-max-time", LIMIT, "-n", "1")

    report = read(pytester.path / "out")
    assert (report.cases, len(report.not_run), report.ending.early) == ((), 3, WORDS)


@pytest.mark.skipif(not forks.ARE_POSSIBLE, reason="no forks on this system")
def test_cases_under_way_in_forks_end(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(CASES.replace("COUNT", "9"))
    arguments = ["--hil-report-dir=out", f"--hil-max-time={LIMIT}", "-s", "-p", "no:xdist"]

    subprocess.run(
        [sys.executable, "-c", PROGRAM, *arguments],
        cwd=pytester.path,
        env=dict(os.environ),
        capture_output=True,
        timeout=300,
        check=False,
    )

    report = read(pytester.path / "out")
    assert [case.verdict.value for case in report.cases] == ["pass", "pass"]
    assert len(report.not_run) == 7
    assert (report.ending.early, report.interrupted) == (WORDS, False)


def test_a_limit_that_passes_in_the_last_case_takes_nothing(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(CASES.replace("COUNT", "1"))

    pytester.runpytest_inprocess("--hil-report-dir", "out", "--hil-max-time", LIMIT)

    assert read(pytester.path / "out").is_complete


def test_a_wrong_time_is_one_line(pytester: pytest.Pytester) -> None:
    result = pytester.runpytest_subprocess("--hil-max-time", "soon")

    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines(["ERROR: --max-time: expected a time such as 90s*; got 'soon'"])
