"""Cases in forks of the process that has collected them: each runs once, and none is lost without a word."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

import pytest

from hil.deadline import Deadline
from hil.plugin import forks
from hil.plugin.forked_worker import INDEX_BYTES
from hil.results.lock import take
from hil.results.model import RunReport
from hil.results.records import read

pytest_plugins = ("pytester",)
pytestmark = pytest.mark.skipif(not forks.ARE_POSSIBLE, reason="no forks on this system")

PROGRAM = """
import signal, sys, pytest
from hil.plugin.forks import Forks

# Whoever runs the tests in the background has SIGINT ignored, and a child inherits that.
signal.signal(signal.SIGINT, signal.default_int_handler)
arguments = [f"--hil-report-dir={sys.argv[2]}", "-s", "-p", "no:xdist", "-p", "no:cacheprovider"]
sys.exit(pytest.main(arguments, plugins=[Forks(int(sys.argv[1]))]))
"""


def start(pytester: pytest.Pytester, suite: str, workers: int) -> subprocess.Popen[str]:
    pytester.makepyfile(test_suite=suite)
    command: Sequence[str] = [sys.executable, "-c", PROGRAM, str(workers), "out"]
    pipe = subprocess.PIPE
    return subprocess.Popen(
        command, cwd=pytester.path, stdout=pipe, stderr=pipe, text=True, start_new_session=True
    )


def run(pytester: pytest.Pytester, suite: str, *, workers: int = 2) -> tuple[int, RunReport]:
    with start(pytester, suite, workers) as process:
        said, troubles = process.communicate(timeout=300)
    report = read(pytester.path / "out/results.jsonl")
    assert process.returncode in {0, 1, 3}, said + troubles
    return process.returncode, report


def verdicts(report: RunReport) -> dict[str, str]:
    return {case.id.rpartition("::")[2]: case.verdict.value for case in report.cases}


CAPTURING = """
    import pytest
    from hil.plugin import captures

    @pytest.fixture
    def session(pytestconfig):
        path = captures.spool(pytestconfig).path_for(1)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()

    @pytest.mark.hil_requirement("GEN-01")
    @pytest.mark.parametrize("number", range(4))
    def test_case(session, number):
        assert number != 2
"""

MANY = """
    import os, pathlib, pytest

    @pytest.fixture(scope="session")
    def made():
        name = pathlib.Path(f"made-{os.getpid()}")
        name.touch()
        yield
        name.rename(f"ended-{os.getpid()}")

    @pytest.fixture(scope="session", autouse=True)
    def identity(pytestconfig, made):
        given = pytestconfig.workerinput
        pathlib.Path(f"worker-{given['workerid']}-of-{given['workercount']}").touch()

    @pytest.mark.hil_requirement("MODE-01")
    @pytest.mark.parametrize("n", range(COUNT))
    def test_it(n, made):
        assert n != 7
"""


@pytest.mark.parametrize("count", [1, 40])
def test_each_case_runs_once_and_its_worker_tears_its_fixtures_down(
    pytester: pytest.Pytester, count: int
) -> None:
    code, report = run(pytester, MANY.replace("COUNT", str(count)), workers=3)

    assert Counter(verdicts(report).values()) == Counter(
        {"pass": count - (count > 7), "fail": int(count > 7)}
    )
    assert len(report.cases) == count
    assert code == int(count > 7)
    assert (report.not_run, report.interrupted) == ((), False)
    ended = len(list(pytester.path.glob("ended-*")))
    assert not list(pytester.path.glob("made-*"))
    assert ended == len(list(pytester.path.glob("worker-gw*-of-3"))) == min(3, count)


def test_more_cases_than_the_pipe_holds_are_offered_once_each() -> None:
    read_end, write_end = os.pipe()
    os.set_blocking(write_end, False)
    work: list[Sequence[int]] = [range(at, at + 500) for at in range(0, 20_000, 500)]

    taken: list[int] = []
    while forks.write(write_end, work):
        taken += [int.from_bytes(os.read(read_end, INDEX_BYTES)) for _ in range(500)]
    os.close(write_end)
    while data := os.read(read_end, INDEX_BYTES):
        taken.append(int.from_bytes(data))
    os.close(read_end)

    assert taken == list(range(20_000))


@pytest.mark.parametrize("count", [1, 5, 24, 25, 2000])
def test_the_cases_come_from_places_far_from_each_other(count: int) -> None:
    order = list(forks.in_turn(count, places=24))

    assert sorted(order) == list(range(count))
    distance = -(-count // 24)
    assert all(later - earlier >= distance for earlier, later in pairwise(order[:12]))


def test_a_worker_that_dies_makes_its_case_an_error_and_no_other(pytester: pytest.Pytester) -> None:
    _, report = run(
        pytester,
        """
        import os, pytest
        pytestmark = pytest.mark.hil_requirement("MODE-01")

        @pytest.mark.parametrize("n", range(12))
        def test_it(n):
            if n in (3, 4, 11): os._exit(1)
        """,
    )

    died = {name for name, verdict in verdicts(report).items() if verdict == "error"}
    assert died == {"test_it[3]", "test_it[4]", "test_it[11]"}
    assert len(report.cases) == 12
    assert "crashed while running" in next(case.reason for case in report.cases if "[3]" in case.id)
    assert report.not_run == ()


def test_workers_that_never_run_a_case_end_the_run(pytester: pytest.Pytester) -> None:
    pytester.makeconftest(
        """
        import os
        os.register_at_fork(after_in_child=lambda: os._exit(1))
        """
    )

    code, report = run(pytester, MANY.replace("COUNT", "3"))

    assert code == pytest.ExitCode.INTERNAL_ERROR
    assert (len(report.cases), len(report.not_run)) == (0, 3)


def test_the_end_of_a_run_by_a_fixture_ends_all_workers(pytester: pytest.Pytester) -> None:
    code, report = run(
        pytester,
        """
        import pytest
        pytestmark = pytest.mark.hil_requirement("MODE-01")

        def test_a(): pass
        def test_b(): pytest.exit("no answer to AT", returncode=3)
        """,
        workers=1,
    )

    assert code == 3
    assert (verdicts(report), report.not_run) == ({"test_a": "pass"}, ("test_suite.py::test_b",))
    assert not report.interrupted


WAITING = """
    import os, pathlib, threading, pytest
    pytestmark = pytest.mark.hil_requirement("MODE-01")

    @pytest.fixture(scope="session")
    def made():
        pathlib.Path(f"pid-{os.getpid()}").touch()
        yield
        pathlib.Path("torn-down").touch()

    def test_a(made): pass

    def test_b(made):
        threading.Timer(0.1, pathlib.Path("waiting").touch).start()
        threading.Event().wait(60)

    def test_c(made): pass
"""


def start_and_stop(pytester: pytest.Pytester, number: signal.Signals, *, group: bool) -> tuple[int, int]:
    """Send the signal while test_b waits; the exit code of the run, and the process of its worker."""
    with start(pytester, WAITING, 1) as process:
        deadline = Deadline.after(300)
        while not (pytester.path / "waiting").exists():
            assert not deadline.expired
            assert process.poll() is None
        (os.killpg if group else os.kill)(process.pid, number)
        process.communicate(timeout=300)
    (pid,) = pytester.path.glob("pid-*")
    return process.returncode, int(pid.name.removeprefix("pid-"))


@pytest.mark.parametrize("group", [False, True], ids=["to the parent", "to all, as a terminal does"])
def test_ctrl_c_ends_the_workers_and_leaves_a_report(pytester: pytest.Pytester, group: bool) -> None:
    code, worker = start_and_stop(pytester, signal.SIGINT, group=group)

    summary = json.loads((pytester.path / "out/summary.json").read_text())
    assert code == pytest.ExitCode.INTERRUPTED
    assert summary["interrupted"] is True
    assert summary["not_run"] == ["test_suite.py::test_b", "test_suite.py::test_c"]
    assert (pytester.path / "torn-down").exists()
    assert not Path(f"/proc/{worker}").exists()


def test_no_capture_is_left_in_the_temporary_folder(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    aside = pytester.mkdir("aside")
    monkeypatch.setenv("TMPDIR", str(aside))

    code, report = run(pytester, CAPTURING)

    assert code == 1
    assert [len(case.captures) for case in report.cases if case.verdict.value == "fail"] == [1]
    assert list(aside.iterdir()) == []


def test_a_killed_run_keeps_what_it_had_and_leaves_no_worker(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(test_suite="")
    with start(pytester, WAITING.replace("wait(60)", "wait(600)"), 1) as process:
        deadline = Deadline.after(300)
        while not (pytester.path / "waiting").exists():
            assert not deadline.expired
        process.kill()
        process.wait(60)
        (pid,) = pytester.path.glob("pid-*")
        while Path(f"/proc/{pid.name.removeprefix('pid-')}").exists():
            assert not deadline.expired

    take(pytester.path / "out", ("hil",)).release()  # which the worker had inherited
    report = read(pytester.path / "out/results.jsonl")
    assert [case.id for case in report.cases] == ["test_suite.py::test_a"]
    assert not (pytester.path / "out/summary.json").exists()


ONCE_BROKEN_OFF = """
    import os, pathlib, threading, pytest
    pytestmark = pytest.mark.hil_requirement("MODE-01")

    def test_a(): pass

    def test_b():
        if pathlib.Path("pid").exists():
            return
        pathlib.Path("writing").write_text(str(os.getpid()))
        pathlib.Path("writing").rename("pid")
        wait = threading.Event()
        while not pathlib.Path("go").exists():
            wait.wait(0.01)

    def test_c(): pass
"""


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP], ids=str)
def test_a_worker_that_is_told_to_end_has_no_verdict_about_its_case(
    pytester: pytest.Pytester, number: signal.Signals
) -> None:
    with start(pytester, ONCE_BROKEN_OFF, 1) as process:
        deadline = Deadline.after(300)
        while not (pytester.path / "pid").exists():
            assert not deadline.expired
            assert process.poll() is None
        os.kill(int((pytester.path / "pid").read_text()), number)
        if number is signal.SIGHUP:  # which workers leave to their parent
            (pytester.path / "go").touch()
        said, troubles = process.communicate(timeout=300)

    report = read(pytester.path / "out/results.jsonl")
    assert process.returncode == 0, said + troubles
    assert verdicts(report) == {"test_a": "pass", "test_b": "pass", "test_c": "pass"}
