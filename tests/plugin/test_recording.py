"""When a run is recorded, where its files go, and what a run that ends early leaves."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from hil.deadline import Deadline
from hil.plugin import (  # loaded before a run in this process, which forgets what it has loaded
    recording,  # noqa: F401
    run_folder,
)
from hil.results.records import read
from hil.spec.catalogue import requirements
from tests.plugin.suite import CASES, CONFTEST
from tests.results.test_lock import holder

pytest_plugins = ("pytester",)

PASSING = """
    import pytest

    @pytest.mark.hil_requirement("MODE-01")
    def test_pass(): pass
"""
FILES = {
    *("run.json", "results.jsonl", "manifest.jsonl"),
    *("summary.json", "report.html", "junit.xml", "allure-results"),
}


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def test_a_report_folder_holds_every_rendering(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(PASSING)

    result = pytester.runpytest_inprocess("--hil-report-dir", "out")

    assert names(pytester.path / "out") == FILES
    result.stdout.fnmatch_lines(["pass 1, fail 0, *", "*out/report.html"])


def test_the_summary_counts_by_verdict_and_requirement(pytester: pytest.Pytester) -> None:
    pytester.makeconftest(CONFTEST)
    pytester.makepyfile(CASES)

    pytester.runpytest_inprocess("--hil-report-dir", "out")

    summary = json.loads((pytester.path / "out/summary.json").read_text())
    counts = {key: summary[key] for key in ("pass", "fail", "inconclusive", "error", "not_applicable")}
    assert counts == {"pass": 1, "fail": 5, "inconclusive": 2, "error": 5, "not_applicable": 2}
    assert summary["total"] == 15
    assert summary["requirements"]["tested"] == 1
    assert summary["requirements"]["untested"] == len(requirements()) - 1
    assert summary["requirements"]["failing"] == ["MODE-01"]
    assert summary["dut"]["identities"][0]["revision"] == "M95FAR02A08"
    assert summary["exit_code"] == 1


def test_an_earlier_run_is_moved_aside_and_kept(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(PASSING)
    pytester.runpytest_inprocess("--hil-report-dir", "out")
    first = read(pytester.path / "out/results.jsonl").header.run_id
    before = (pytester.path / "out/results.jsonl").read_bytes()
    (pytester.path / "out/mine.txt").write_text("not of the report")

    pytester.runpytest_inprocess("--hil-report-dir", "out")

    kept = pytester.path / "out/earlier" / first
    assert names(kept) == FILES
    assert (kept / "results.jsonl").read_bytes() == before
    assert names(pytester.path / "out") == {*FILES, "earlier", "mine.txt"}
    assert len(read(pytester.path / "out/results.jsonl").cases) == 1


def test_a_folder_in_use_is_refused_before_anything_moves(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(PASSING)
    pytester.runpytest_inprocess("--hil-report-dir", "out")

    with holder(pytester.path / "out") as process:
        result = pytester.runpytest_subprocess("--hil-report-dir", "out")

    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines([f"ERROR: *out is in use by process {process.pid} on *"])
    assert names(pytester.path / "out") == {*FILES, ".lock"}


def test_nothing_is_written_without_a_place_or_without_requirements(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(test_theirs="def test_theirs(): pass", test_ours=PASSING)
    pytester.makeini("[pytest]\nhil_report_dir = reports")

    pytester.runpytest_inprocess()
    pytester.runpytest_inprocess("--hil-report-dir", "out", "test_theirs.py")

    assert not (pytester.path / "reports").exists()
    assert names(pytester.path / "out") == set()


def test_the_ini_folder_serves_the_suites_and_gets_one_folder_a_run(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    suites = pytester.mkdir("suites")
    (suites / "test_it.py").write_text(
        "import pytest\n@pytest.mark.hil_requirement('MODE-01')\ndef test_it(): pass\n"
    )
    pytester.makeini("[pytest]\nhil_report_dir = reports\naddopts = --import-mode=importlib")
    spec = type("Spec", (), {"submodule_search_locations": [str(suites)]})
    monkeypatch.setattr(run_folder, "find_spec", lambda name: spec)

    pytester.runpytest_inprocess("--hil-campaign", "full")
    pytester.runpytest_inprocess("--hil-campaign", "full")

    runs = sorted((pytester.path / "reports").glob("2*-full*"))
    assert len(runs) == 2
    assert all(names(run) == FILES for run in runs)
    assert (pytester.path / "reports/latest").resolve() == runs[1]


def test_collecting_only_leaves_the_earlier_run_alone(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(PASSING)
    pytester.runpytest_inprocess("--hil-report-dir", "out")

    pytester.runpytest_inprocess("--hil-report-dir", "out", "--collect-only")

    assert names(pytester.path / "out") == FILES


def test_an_unwritable_folder_ends_the_run_in_one_line(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(PASSING)
    (pytester.path / "file").write_text("")

    result = pytester.runpytest_subprocess("--hil-report-dir", "file/out")

    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines(
        ["ERROR: cannot write a report into *file/out: Not a directory; name a writable*"]
    )
    assert "Traceback" not in result.stderr.str()
    assert "passed" not in result.stdout.str()


def test_xdist_cases_all_reach_the_one_file(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(
        """
        import pytest

        @pytest.mark.hil_requirement("MODE-01")
        @pytest.mark.parametrize("n", range(20))
        def test_it(n): pass
        """
    )

    pytester.runpytest_inprocess("--hil-report-dir", "out", "-n", "2")

    report = read(pytester.path / "out/results.jsonl")
    assert len({case.id for case in report.cases}) == 20
    assert report.not_run == ()


def test_a_worker_that_dies_makes_its_case_an_error(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(
        """
        import os, pytest
        pytestmark = pytest.mark.hil_requirement("MODE-01")

        def test_dies(): os._exit(1)
        def test_lives(): pass
        """
    )

    pytester.runpytest_inprocess("--hil-report-dir", "out", "-n", "1")

    verdicts = {
        case.id.rpartition("::")[2]: case.verdict.value
        for case in read(pytester.path / "out/results.jsonl").cases
    }
    assert verdicts == {"test_dies": "error", "test_lives": "pass"}


WAITING = """
    import pathlib, threading, pytest
    pytestmark = pytest.mark.hil_requirement("MODE-01")

    def test_a(): pass

    def test_b():
        # The main thread must be in its wait when the signal comes: elsewhere an interrupt can get lost.
        threading.Timer(0.1, pathlib.Path("waiting").touch).start()
        threading.Event().wait(60)

    def test_c(): pass
"""


def start_and_stop(pytester: pytest.Pytester, number: signal.Signals) -> int:
    """Run the suite above in a process of its own; send it the signal while test_b waits."""
    pytester.makepyfile(test_wait=WAITING)
    environment = {**os.environ, "PYTHONUNBUFFERED": "1"}
    # Whoever runs the tests in the background has SIGINT ignored, and a child inherits that.
    heeding = "import signal, sys, pytest; signal.signal(signal.SIGINT, signal.default_int_handler); sys.exit(pytest.main())"
    command = [sys.executable, "-c", heeding, "--hil-report-dir", "out"]
    with subprocess.Popen(
        command, cwd=pytester.path, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as process:
        deadline = Deadline.after(300)
        while not (pytester.path / "waiting").exists():
            assert not deadline.expired
            assert process.poll() is None
        process.send_signal(number)
        return process.wait(60)


def test_ctrl_c_leaves_a_report_that_says_so(pytester: pytest.Pytester) -> None:
    code = start_and_stop(pytester, signal.SIGINT)

    summary = json.loads((pytester.path / "out/summary.json").read_text())
    assert code == pytest.ExitCode.INTERRUPTED
    assert summary["interrupted"] is True
    assert summary["pass"] == 1
    assert summary["not_run"] == ["test_wait.py::test_b", "test_wait.py::test_c"]
    assert summary["exit_code"] == 130
    assert "test_wait.py::test_c" in (pytester.path / "out/report.html").read_text()


def test_a_killed_run_keeps_what_it_had(pytester: pytest.Pytester) -> None:
    start_and_stop(pytester, signal.SIGKILL)

    report = read(pytester.path / "out/results.jsonl")
    assert [case.id for case in report.cases] == ["test_wait.py::test_a"]
    assert not (pytester.path / "out/summary.json").exists()


def test_the_end_of_a_run_by_a_fixture_is_no_interruption(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(
        """
        import pytest

        @pytest.mark.hil_requirement("MODE-01")
        def test_it():
            pytest.exit("no answer to AT", returncode=3)
        """
    )

    result = pytester.runpytest_inprocess("--hil-report-dir", "out")

    summary = json.loads((pytester.path / "out/summary.json").read_text())
    assert result.ret == 3
    assert (summary["interrupted"], summary["exit_code"]) == (False, 3)
