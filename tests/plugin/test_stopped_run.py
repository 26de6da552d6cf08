"""A recorded run that a signal stops: its report, its exit code, and the case under way, which has no verdict."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import xml.etree.ElementTree as ET
from collections.abc import Sequence

import pytest

from hil.deadline import Deadline
from hil.plugin import forks
from hil.results.conclusion import exit_code
from hil.results.model import RunReport
from hil.results.records import read

pytest_plugins = ("pytester",)

SUITE = """
    import pathlib, threading, pytest
    pytestmark = pytest.mark.hil_requirement("MODE-01")

    @pytest.fixture(scope="session")
    def made():
        yield
        pathlib.Path("torn-down").touch()

    def test_a(made): pass

    def test_b(made):
        # The main thread must be in its wait when the signal comes: elsewhere an interrupt can get lost.
        threading.Timer(0.1, pathlib.Path("waiting").touch).start()
        threading.Event().wait(60)

    def test_c(made): pass
"""

SLOW_PAGE = """
    import pathlib, threading
    import hil.report.render as render

    of_render = render.render

    def slowly(report, folder):
        pathlib.Path("rendering").touch()
        while not pathlib.Path("told").exists():
            pass
        return of_render(report, folder)

    render.render = slowly
"""

PROGRAM = """
import signal, sys, pytest
from hil.plugin.forks import Forks

# Whoever runs the tests in the background has SIGINT ignored, and a child inherits that.
signal.signal(signal.SIGINT, signal.default_int_handler)
signal.signal(signal.SIGHUP, signal.SIG_DFL)
plugins = [Forks(1)] if sys.argv[1] == "forks" else []
sys.exit(pytest.main(sys.argv[2:], plugins=plugins))
"""

KINDS = {"alone": (), "forks": ("-s", "-p", "no:xdist"), "xdist": ("-n", "1")}
"""The ways to run cases, with their arguments of pytest."""


def start(pytester: pytest.Pytester, kind: str) -> subprocess.Popen[str]:
    pytester.makepyfile(test_suite=SUITE)
    command: Sequence[str] = [sys.executable, "-c", PROGRAM, kind, "--hil-report-dir=out", *KINDS[kind]]
    return subprocess.Popen(
        command,
        cwd=pytester.path,
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


def await_file(pytester: pytest.Pytester, name: str, process: subprocess.Popen[str]) -> None:
    deadline = Deadline.after(300)
    while not (pytester.path / name).exists():
        assert not deadline.expired
        assert process.poll() is None, process.communicate()


def check(report: RunReport, number: signal.Signals) -> None:
    """Only test_a has a verdict, and the report tells the signal."""
    assert [case.id for case in report.cases] == ["test_suite.py::test_a"]
    assert report.not_run == ("test_suite.py::test_b", "test_suite.py::test_c")
    assert report.ending.signal == number.name
    assert int(exit_code(report)) == 128 + number


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    ("number", "code"), [(signal.SIGINT, 2), (signal.SIGTERM, 143), (signal.SIGHUP, 129)], ids=str
)
def test_a_signal_leaves_a_report_that_is_not_green(
    pytester: pytest.Pytester, kind: str, number: signal.Signals, code: int
) -> None:
    if kind == "forks" and not forks.ARE_POSSIBLE:
        pytest.skip("no forks on this system")
    with start(pytester, kind) as process:
        await_file(pytester, "waiting", process)
        process.send_signal(number)
        said, troubles = process.communicate(timeout=300)

    assert process.returncode == code, said + troubles
    check(read(pytester.path / "out"), number)
    (error,) = ET.parse(pytester.path / "out/junit.xml").getroot().iter("error")
    assert error.attrib["message"] == f"the run ended early: {number.name}; 2 of 3 cases were not run"
    assert "Traceback" not in troubles
    assert f"the run ended early: {number.name}" in said


@pytest.mark.parametrize("kind", ["alone", "forks"])
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP], ids=str)
def test_a_signal_to_all_processes_makes_no_case_an_error(
    pytester: pytest.Pytester, kind: str, number: signal.Signals
) -> None:
    with start(pytester, kind) as process:
        await_file(pytester, "waiting", process)
        os.killpg(process.pid, number)  # as systemd and a closed terminal do
        process.communicate(timeout=300)

    check(read(pytester.path / "out"), number)
    assert (pytester.path / "torn-down").exists()


def test_more_signals_while_the_report_is_written_do_not_take_it(pytester: pytest.Pytester) -> None:
    pytester.makeconftest(SLOW_PAGE)
    with start(pytester, "alone") as process:
        await_file(pytester, "waiting", process)
        process.send_signal(signal.SIGTERM)
        await_file(pytester, "rendering", process)
        process.send_signal(signal.SIGINT)
        process.send_signal(signal.SIGTERM)
        (pytester.path / "told").touch()
        _, troubles = process.communicate(timeout=300)

    assert process.returncode == 143
    assert "hil: SIGINT: the run is ending by SIGTERM already" in troubles
    assert (pytester.path / "out/report.html").exists()
    check(read(pytester.path / "out"), signal.SIGTERM)


def test_a_run_that_is_not_recorded_is_left_alone(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(
        """
        import pytest, signal

        @pytest.mark.hil_requirement("MODE-01")
        def test_it():
            assert signal.getsignal(signal.SIGTERM) is signal.SIG_DFL
        """
    )

    pytester.runpytest_subprocess().assert_outcomes(passed=1)
