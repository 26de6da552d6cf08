"""`hil conformance` on the emulated module, from a folder of the user's own."""

from __future__ import annotations

import json
import os
import pty
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from hil.cli.conformance import choose_workers
from hil.cli.main import run
from hil.errors import UsageError
from hil.plugin import collected

CASE = "test_a_legal_pair and TLS1.2 and 0X0035"
"""Six cases of the matrix."""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where the user is: with an ini file and a conftest that are none of our business."""
    (tmp_path / "pytest.ini").write_text("[pytest]\naddopts = --no-such-option\n")
    (tmp_path / "conftest.py").write_text("raise RuntimeError('not yours')\n")
    return tmp_path


def conformance(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "hil.cli.main", "conformance", *arguments],
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
        cwd=folder,
    )


def summary(folder: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((folder / "summary.json").read_text())
    return found


@pytest.mark.parametrize("workers", ["1", "2"])
def test_a_run_without_deviations_exits_0_and_says_where_the_report_is(folder: Path, workers: str) -> None:
    done = conformance(folder, "-k", CASE, "-n", workers)

    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stderr == ""
    assert "6/6  100%" in done.stdout
    assert "\npass 6, fail 0, inconclusive 0, error 0, not applicable 0\n" in done.stdout
    (run,) = (folder / "reports").glob("2*-full")
    assert done.stdout.endswith(f"report: {run / 'report.html'}\n")
    assert (folder / "reports/latest").resolve() == run
    assert {path.name for path in run.iterdir()} == {
        *("run.json", "results.jsonl", "manifest.jsonl", "summary.json", "report.html", "junit.xml"),
        *("allure-results", "sessions", "wire"),
    }
    assert (run / "allure-results/environment.properties").exists()
    assert summary(run)["pass"] == 6


@pytest.mark.parametrize(
    ("options", "code", "said"),
    [
        (("--public", "203.0.113.7"), 2, "lower_tester.public: 203.0.113.7 is no address of this machine"),
        (("--listen", "0.0.0.0"), 2, "lower_tester.public: expected the address that the DUT dials"),
        (("--listen", "127.0.0.2", "--public", "127.0.0.1"), 2, "nothing that listens on 127.0.0.2"),
        (("--ports", "40000-40003"), 2, "lower_tester.ports: expected at least 16 ports"),
        (("--ports", "forty"), 2, "lower_tester.ports: expected LOW-HIGH, as 40000-40099; got 'forty'"),
    ],
)
def test_a_bench_that_cannot_be_used_is_one_line_before_anything_runs(
    options: tuple[str, ...], code: int, said: str, folder: Path
) -> None:
    done = conformance(folder, "--dut", "/dev/no-such-port", *options)

    assert done.returncode == code
    assert said in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert not (folder / "reports").exists()


def test_a_run_on_another_address_of_this_machine_passes(folder: Path) -> None:
    options = ("--public", "127.0.0.3", "--listen", "0.0.0.0", "--ports", "21200-21299")
    done = conformance(folder, "-k", CASE, "-n", "2", *options)

    assert done.returncode == 0, done.stdout + done.stderr
    assert "\npass 6, fail 0, inconclusive 0, error 0, not applicable 0\n" in done.stdout


def test_a_seeded_defect_exits_1_and_names_the_requirement(folder: Path) -> None:
    done = conformance(
        folder, "--dut", "emulator://m95?defect=accepts-expired-ca", "-k", "expired", "--report-dir", "out"
    )

    found = summary(folder / "out")
    assert done.returncode == 1
    assert found["fail"] > 0
    assert found["error"] == found["inconclusive"] == 0
    assert found["requirements"]["failing"]
    assert f"failing requirements: {', '.join(found['requirements']['failing'])}" in done.stdout
    assert "not every selected case passed; " in done.stdout
    assert "(exit 1)" in done.stdout


def test_a_requirement_alone_can_be_run(folder: Path) -> None:
    done = conformance(folder, "--requirement", "PAIR-TLS12-0035", "--report-dir", "out")

    assert done.returncode == 0
    cases = [json.loads(line) for line in (folder / "out/results.jsonl").read_text().splitlines()]
    assert all("PAIR-TLS12-0035" in case["requirements"] for case in cases if case["kind"] == "case")
    assert cases[0]["kind"] == "run"
    assert cases[1]["kind"] == "dut"
    assert cases[-1]["kind"] == "end"


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (("--dut", "emulator://m96"), 2, "m96"),
        (("--dut", "emulator://m95?defect=accepts-expired-ce"), 2, "accepts-expired-ca"),
        (("--dut", "bogus://x"), 2, "bogus"),
        (("--dut", "/dev/ttyNOPE"), 3, "/dev/ttyNOPE"),
        (("-k", "no_such_case"), 3, "no case ran: none fits --campaign full -k 'no_such_case'"),
        (
            ("-k", "test_pair and TLS9"),
            3,
            "; test test_pair was renamed to suites/tls/test_pairs.py::test_a_legal",
        ),
        (("-k", "(("), 2, "(("),
        (("--report-dir", "pytest.ini/out"), 2, "cannot write a report into"),
        (("--port-wait", "inf"), 2, "'--port-wait': expected a finite number; got 'inf'"),
    ],
)
def test_bad_input_is_one_line_with_its_exit_code_and_leaves_nothing(
    folder: Path, arguments: tuple[str, ...], code: int, words: str
) -> None:
    done = conformance(folder, *arguments)

    assert done.returncode == code
    assert done.stderr.startswith("hil: ")
    assert done.stderr.count("\n") == 1
    assert words in done.stderr
    assert done.stdout == ""
    assert not list(folder.glob("reports/2*"))


@pytest.fixture
def silent_port() -> Iterator[str]:
    ours, theirs = pty.openpty()
    yield os.ttyname(theirs)
    os.close(ours)
    os.close(theirs)


def test_a_port_where_nothing_answers_exits_3_before_anything_runs(folder: Path, silent_port: str) -> None:
    done = conformance(folder, "--dut", silent_port)

    assert done.returncode == 3
    assert done.stderr.startswith(f"hil: no answer to AT on {silent_port}")
    assert done.stderr.count("\n") == 1
    assert not (folder / "reports").exists()


@pytest.mark.parametrize(
    ("dut", "asked", "workers"),
    [("emulator://m95", 3, 3), ("/dev/ttyUSB0", None, 1), ("/dev/ttyUSB0", 1, 1), ("socket://h:1", None, 1)],
)
def test_an_emulator_serves_many_workers_and_a_module_one(dut: str, asked: int | None, workers: int) -> None:
    assert choose_workers(dut, asked) == workers


def test_the_default_for_the_emulator_follows_the_processors(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "cpu_count", lambda: 1)
    assert choose_workers("emulator://m95", None) == 3
    assert choose_workers("emulator://m95", None, few=True) == 1
    monkeypatch.setattr(os, "cpu_count", lambda: 64)
    assert choose_workers("emulator://m95", None) == 6
    assert choose_workers("emulator://m95", None, few=True) == 2


def test_one_module_is_refused_two_workers() -> None:
    with pytest.raises(UsageError, match="-n 2 needs 2 modules, and /dev/ttyUSB0 is one"):
        choose_workers("/dev/ttyUSB0", 2)


def test_a_terminal_gets_one_line_that_lives_and_the_verdicts_below_it(folder: Path) -> None:
    ours, theirs = pty.openpty()
    environment = {**os.environ, "TERM": "xterm", "COLUMNS": "120"}
    with subprocess.Popen(
        [sys.executable, "-m", "hil.cli.main", "conformance", "-k", CASE, "-n", "1"],
        cwd=folder,
        stdout=theirs,
        stderr=subprocess.PIPE,
        env=environment,
    ) as process:
        os.close(theirs)
        seen = b""
        with suppress(OSError):  # the other end is closed: Linux says so by EIO
            while chunk := os.read(ours, 65536):
                seen += chunk
        os.close(ours)
        assert process.wait(60) == 0

    assert b"\x1b[2K" in seen  # the line is drawn anew in its place
    assert "━".encode() in seen
    assert b"6/6  100%  left 0:00  pass 6\r\n" in seen
    assert b"\r\npass 6, fail 0, inconclusive 0, error 0, not applicable 0\r\n" in seen


def test_suites_that_cannot_be_collected_are_told_once_each(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("a", "b"):
        (tmp_path / f"test_{name}.py").write_text("import no_such_module\n")
    spec = type("Spec", (), {"submodule_search_locations": [str(tmp_path)]})
    monkeypatch.setattr(collected, "find_spec", lambda name: spec)

    code = run(["conformance", "-n", "1", "--report-dir", str(tmp_path / "out")])

    said = capsys.readouterr().err
    assert code == 3
    assert (
        said == "hil: the suites cannot be collected: ModuleNotFoundError: No module named 'no_such_module'\n"
    )


def test_what_pytest_refuses_is_told_in_its_words(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTEST_ADDOPTS", "--nosuch")

    done = conformance(folder, "-k", CASE)

    assert done.returncode == 2
    assert done.stderr == (
        "hil: pytest refuses its options: unrecognized arguments: --nosuch; look at PYTEST_ADDOPTS\n"
    )


def test_a_run_needs_no_xdist(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTEST_ADDOPTS", "-p no:xdist")

    done = conformance(folder, "-k", CASE, "-n", "2")

    assert done.returncode == 0, done.stdout + done.stderr
