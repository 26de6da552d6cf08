"""Plugins that run a case more than once, or end it from outside: one case, one verdict, which is that of pytest."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from hil.results.records import RESULTS
from hil.verdict import Verdict
from tests.plugin.foreign_plugins import Run, run
from tests.plugin.guest import installed

REPEATED = '''
import fcntl, os, signal
from pathlib import Path
import pytest

pytestmark = pytest.mark.hil_requirement("GEN-01")

@pytest.fixture
def time(request):
    """How often the case has begun, over all processes."""
    file = Path(request.config.rootpath, request.node.name)
    with file.open("a") as kept:
        fcntl.flock(kept, fcntl.LOCK_EX)  # workers may begin it at once
        kept.write("x")
        kept.flush()
        return os.fstat(kept.fileno()).st_size

@pytest.fixture
def broken_at_first(time):
    if time == 1:
        raise RuntimeError("no bench")

@pytest.fixture
def broken_at_the_first_end(time):
    yield
    if time == 1:
        raise RuntimeError("not clean")

def test_pass(): pass
def test_fail(): assert 1 == 2
def test_second(time): assert time > 1
def test_third(time): assert time > 2
def test_set_up(broken_at_first): pass
def test_end(broken_at_the_first_end): pass
@pytest.mark.xfail
def test_xfail(): assert 1 == 2
'''

PARTS = """
def test_part(subtests, time):
    with subtests.test("a"):
        assert time > 1
"""

KILLED = """
@pytest.mark.timeout(1, method="thread")
def test_over_time():
    while True:
        signal.pause()
def test_killed(): os.kill(os.getpid(), signal.SIGKILL)
def test_killed_once(time):
    if time == 1:
        os._exit(0)
"""

SLOW = """
@pytest.fixture
def slow():
    while True:
        signal.pause()

@pytest.fixture
def slow_at_the_end():
    yield
    while True:
        signal.pause()

pytestmark = [pytest.mark.hil_requirement("GEN-01"), pytest.mark.timeout(2)]

def test_in_the_set_up(slow): pass
def test_in_the_call():
    while True:
        signal.pause()
def test_in_the_end(slow_at_the_end): pass
def test_last(): pass
"""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return installed.install(tmp_path_factory.mktemp("site") / "site")


def suite(folder: Path, *parts: str) -> Path:
    (folder / "test_suite.py").write_text("".join(parts), encoding="utf-8")
    return folder


def attempts(ended: Run) -> dict[str, list[str]]:
    """The verdict of each case, behind those of its attempts before it, by the name of its test."""
    return {
        name.removeprefix("test_"): [*(each.verdict.value for each in case.attempts), case.verdict.value]
        for name, case in ended.cases.items()
    }


RERUN = {
    "pass": ["pass"],
    "fail": ["fail", "fail", "fail", "fail"],
    "second": ["fail", "pass", "pass"],
    "third": ["fail", "fail", "pass", "pass"],
    "set_up": ["error", "pass", "pass"],
    "end": ["error", "pass", "pass"],
    "xfail": ["known_deviation"],
}


@pytest.mark.parametrize("workers", [(), ("-n", "2")], ids=["alone", "workers"])
def test_a_case_that_is_run_again_has_the_verdict_of_its_last_attempt(
    site: Path, tmp_path: Path, workers: tuple[str, ...]
) -> None:
    ended = run(
        site, suite(tmp_path, REPEATED), "--reruns", "2", *workers, plugins=("rerunfailures", "xdist")
    )

    ended.require_agreement()
    assert attempts(ended) == RERUN
    assert ended.summary["flaky"] == 4
    assert "flaky: test_suite.py::test_second: pass (flaky) after 2 attempts" in ended.output
    assert ended.cases["test_third"].attempts[0].reason == "assert 1 > 2"


def test_each_case_has_one_record_and_its_attempts_stand_before_it(site: Path, tmp_path: Path) -> None:
    ended = run(site, suite(tmp_path, REPEATED), "--reruns", "1", "-k", "third", plugins=("rerunfailures",))

    lines = (ended.folder / "out" / RESULTS).read_text(encoding="utf-8").splitlines()
    assert [json.loads(line)["kind"] for line in lines] == ["run", "attempt", "case", "end"]
    assert attempts(ended) == {"third": ["fail", "fail", "fail"]}


def test_a_subtest_of_an_attempt_that_does_not_count_decides_nothing(site: Path, tmp_path: Path) -> None:
    ended = run(
        site, suite(tmp_path, REPEATED, PARTS), "--reruns", "1", "-k", "part", plugins=("rerunfailures",)
    )

    assert (ended.code, ended.summary["exit_code"]) == (0, 0)
    assert attempts(ended) == {"part": ["fail", "pass", "pass"]}


HUNG = """
import pytest
from hil.plugin.stash_keys import TRANSCRIPT
from hil.transcript import Direction, Kind, Pco, Transcript

pytestmark = pytest.mark.hil_requirement("GEN-01")

@pytest.fixture
def hang_at_the_end(pytestconfig):
    transcript = pytestconfig.stash[TRANSCRIPT] = Transcript()
    transcript.append(Pco.AT, Direction.TO_DUT, "AT+QFTPPUT", kind=Kind.COMMAND)
    yield
    transcript.append(Pco.AT, Direction.NOTE, "no answer to AT", kind=Kind.HANG_FOUND)

def test_pass(hang_at_the_end): pass
@pytest.mark.xfail(reason="known")
def test_skip(hang_at_the_end): pytest.skip("not here")
def test_last(): pass
"""


@pytest.mark.parametrize(
    ("plugin", "words"), [("rerunfailures", ("--reruns", "1")), ("flaky", ("--force-flaky",))]
)
def test_what_only_the_tear_down_shows_is_told_to_pytest(
    plugin: str, words: tuple[str, ...], site: Path, tmp_path: Path
) -> None:
    ended = run(site, suite(tmp_path, HUNG), *words, plugins=(plugin,))

    ended.require_agreement()
    assert ended.code == 1
    assert ended.cases["test_pass"].verdict is Verdict.ERROR
    assert ended.cases["test_pass"].reason == "the DUT hangs: no answer to AT"
    assert ended.cases["test_skip"].verdict is Verdict.NOT_APPLICABLE


def test_flaky_repeats_what_it_is_asked_to(site: Path, tmp_path: Path) -> None:
    ended = run(site, suite(tmp_path, REPEATED), "--force-flaky", "--max-runs", "3", plugins=("flaky",))

    ended.require_agreement()
    assert attempts(ended)["third"] == ["fail", "fail", "pass", "pass"]
    assert attempts(ended)["fail"] == ["fail", "fail", "fail", "fail"]
    assert attempts(ended)["set_up"] == ["error", "pass", "pass"]


def test_a_case_that_each_worker_runs_has_the_worst_verdict(site: Path, tmp_path: Path) -> None:
    ended = run(
        site,
        suite(tmp_path, REPEATED),
        *("--dist", "each", "--tx", "2*popen", "-k", "pass or second"),
        plugins=("xdist",),
    )

    ended.require_agreement()
    assert ended.cases["test_pass"].verdict is Verdict.PASS
    assert ended.cases["test_second"].verdict is Verdict.FAIL
    assert ended.cases["test_second"].is_flaky


def test_repetitions_with_names_of_their_own_are_cases(site: Path, tmp_path: Path) -> None:
    ended = run(
        site, suite(tmp_path, REPEATED), "--count", "2", "-k", "pass or second", plugins=("pytest_repeat",)
    )

    ended.require_agreement()
    assert attempts(ended) == {
        "pass[1-2]": ["pass"],
        "pass[2-2]": ["pass"],
        "second[1-2]": ["fail"],
        "second[2-2]": ["fail"],
    }


def test_a_case_whose_worker_dies_is_an_error_and_the_run_goes_on(site: Path, tmp_path: Path) -> None:
    ended = run(
        site,
        suite(tmp_path, REPEATED, KILLED),
        *("-n", "1", "--reruns", "1", "--max-worker-restart", "9", "-k", "over_time or killed or pass"),
        plugins=("rerunfailures", "xdist", "timeout"),
    )

    ended.require_agreement()
    assert attempts(ended) == {
        "pass": ["pass"],
        "over_time": ["error"] * 3,
        "killed": ["error"] * 3,
        "killed_once": ["error", "pass", "pass"],
    }
    case = ended.cases["test_killed"]
    assert case.reason.endswith("crashed while running 'test_suite.py::test_killed'")
    assert case.requirements == ("GEN-01",)


def test_what_a_time_out_ends_is_an_error(site: Path, tmp_path: Path) -> None:
    ended = run(site, suite(tmp_path, REPEATED.partition("def test_")[0], SLOW), plugins=("timeout",))

    ended.require_agreement()
    assert attempts(ended) == {
        "in_the_set_up": ["error"],
        "in_the_call": ["error"],
        "in_the_end": ["error"],
        "last": ["pass"],
    }
    reason = ended.cases["test_in_the_call"].reason
    assert reason == "a signal handler ended the case: Timeout (>2.0s) from pytest-timeout."


def test_a_run_whose_process_is_killed_has_the_cases_before_it(site: Path, tmp_path: Path) -> None:
    ended = run(site, suite(tmp_path, REPEATED, KILLED), "-k", "pass or over_time", plugins=("timeout",))

    assert ended.code == 1
    assert attempts(ended) == {"pass": ["pass"]}
    assert ended.report.not_run == ("test_suite.py::test_over_time",)
    assert not ended.report.is_complete


def test_a_run_that_ends_at_a_fail_tells_why(site: Path, tmp_path: Path) -> None:
    ended = run(site, suite(tmp_path, REPEATED), "-x")

    assert ended.code == 1
    assert ended.report.ending.early == "stopping after 1 failures"
    assert len(ended.report.not_run) == 5


@pytest.mark.parametrize("workers", [(), ("-n", "1")], ids=["alone", "worker"])
def test_a_fork_for_each_case_is_refused(site: Path, tmp_path: Path, workers: tuple[str, ...]) -> None:
    ended = run(site, suite(tmp_path, REPEATED), "--forked", *workers, plugins=("pytest_forked", "xdist"))

    assert ended.code in {2, 4}
    assert "--forked of pytest-forked: a case in a fork of its own leaves no record" in ended.output
    assert "INTERNALERROR" not in ended.output
