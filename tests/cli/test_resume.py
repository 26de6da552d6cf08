"""`hil conformance --resume`: a run that was cut goes on to the verdicts of a whole one, or says what differs."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from hil.deadline import Deadline
from hil.results.records import RESULTS, read
from hil.seal.examination import Standing, examine
from tests.results.test_lock import holder

OPTIONS = ("--requirement", "PAIR-TLS12-0035", "--gate", "standard", "-n", "1")
"""A few cases, and an option to contradict."""


def command(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "hil.cli.main", "conformance", *arguments]


def conformance(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command(*arguments), capture_output=True, text=True, timeout=300, check=False, cwd=folder
    )


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A whole run."""
    folder = tmp_path_factory.mktemp("whole")
    done = conformance(folder, *OPTIONS, "--report-dir", "out")
    assert done.returncode == 0, done.stdout + done.stderr
    return folder / "out"


@pytest.fixture
def cut(whole: Path, tmp_path: Path) -> Path:
    """The same run, killed while it wrote its third case."""
    shutil.copytree(whole, tmp_path / "out")
    lines = (whole / RESULTS).read_bytes().splitlines(keepends=True)
    cases = [number for number, line in enumerate(lines) if b'"kind":"case"' in line]
    kept = b"".join(lines[: cases[2]]) + lines[cases[2]][:100]
    (tmp_path / "out" / RESULTS).write_bytes(kept)
    return tmp_path


def verdicts(folder: Path) -> dict[str, str]:
    return {case.id: case.verdict.value for case in read(folder).cases}


def change(folder: Path, kind: str, edit: Callable[[dict[str, Any]], object]) -> None:
    """Edit the first record of a kind."""
    lines = (folder / RESULTS).read_text(encoding="utf-8").split("\n")
    number = next(n for n, line in enumerate(lines) if f'"kind":"{kind}"' in line)
    record = json.loads(lines[number])
    edit(record)
    lines[number] = json.dumps(record, separators=(",", ":"))
    (folder / RESULTS).write_text("\n".join(lines), encoding="utf-8")


def test_a_cut_run_goes_on_to_the_same_verdicts(cut: Path, whole: Path) -> None:
    done = conformance(cut, "--resume", "out", "--gate", "standard")

    report = read(cut / "out")
    assert done.returncode == 0, done.stdout + done.stderr
    assert verdicts(cut / "out") == verdicts(whole)
    assert len(report.cases) == len(report.planned) == len(read(whole).cases)
    assert report.is_complete
    assert report.resumptions[0].command[1:] == ("conformance", "--resume", "out", "--gate", "standard")
    assert f"resumed {report.resumptions[0].at}" in (cut / "out/report.html").read_text()
    assert len(list((cut / "out/allure-results").glob("*-result.json"))) == len(report.cases)
    assert not (cut / "out/earlier").exists()


def test_a_run_that_was_killed_after_its_last_case_gets_its_end(cut: Path, whole: Path) -> None:
    records = (whole / RESULTS).read_bytes()
    (cut / "out" / RESULTS).write_bytes(records[: records.rindex(b'{"kind":"end"')])

    done = conformance(cut, "--resume", "out")

    assert done.returncode == 0, done.stdout + done.stderr
    assert read(cut / "out").is_complete
    assert json.loads((cut / "out/summary.json").read_text())["complete"] is True


def test_a_complete_run_is_left_as_it_is(cut: Path, whole: Path) -> None:
    done = conformance(cut, "--resume", str(whole))

    assert done.returncode == 0
    assert done.stdout.startswith(f"the run in {whole} is complete; there is nothing to resume\n")
    assert not read(whole).resumptions


def _set(key: str, value: object) -> Callable[[dict[str, Any]], object]:
    return lambda record: record.update({key: value})


@pytest.mark.parametrize(
    ("kind", "edit", "words"),
    [
        (
            "run",
            lambda record: record["tools"].update({"m95-hil": "0.0.1"}),
            "version of m95-hil 0.0.1, as it",
        ),
        ("run", _set("commit", "0123456789ab"), "commit of m95-hil 0123456789ab, as it began"),
        (
            "run",
            _set("inputs", {"--pics": "aa"}),
            "expected --pics with the digest aa, as it began, came none",
        ),
        (
            "run",
            lambda record: record["planned"].append("t.py::test_x"),
            "the first that only one of both has is t.py",
        ),
        ("run", _set("command", ["pytest", "suites"]), "was begun by `pytest suites`; only a run of hil"),
        ("run", _set("planned", []), "was recorded before there was a plan"),
        ("dut", _set("imei", "***********0000"), "IMEI ***********0000, came Quectel"),
        ("dut", _set("revision", "M95XYZ"), "M95XYZ, IMEI"),
    ],
    ids=["version", "commit", "pics", "plan", "pytest", "no plan", "imei", "firmware"],
)
def test_a_difference_is_one_line_and_the_run_stays_as_it_is(
    cut: Path, kind: str, edit: Callable[[dict[str, Any]], object], words: str
) -> None:
    change(cut / "out", kind, edit)
    before = (cut / "out" / RESULTS).read_bytes()

    done = conformance(cut, "--resume", "out")

    assert done.returncode == 2, done.stdout + done.stderr
    assert words in done.stderr
    assert done.stderr.count("\n") == 1
    assert (cut / "out" / RESULTS).read_bytes() == before


@pytest.mark.parametrize(
    ("option", "words"),
    [
        (("--gate", "note"), "--gate note contradicts the run in {out}, which began with --gate standard"),
        (
            ("--campaign", "smoke"),
            "--campaign smoke contradicts the run in {out}, which began with --campaign full",
        ),
        (("-k", "x"), "-k x contradicts the run in {out}, which began with -k not given"),
        (("--pics", "m95.toml"), "--pics m95.toml contradicts the run"),
        (("--report-dir", "elsewhere"), "--report-dir elsewhere contradicts the run"),
        (("--estimate",), "--resume has no effect beside --estimate"),
    ],
    ids=lambda value: value[0] if isinstance(value, tuple) else "",
)
def test_an_option_that_contradicts_is_one_line(cut: Path, option: tuple[str, ...], words: str) -> None:
    done = conformance(cut, "--resume", "out", *option)

    assert done.returncode == 2
    assert words.format(out=cut / "out") in done.stderr
    assert done.stderr.count("\n") == 1


def test_a_run_that_is_alive_is_refused(cut: Path) -> None:
    with holder(cut / "out") as process:
        done = conformance(cut, "--resume", "out")

    assert done.returncode == 2
    assert f"is in use by process {process.pid}" in done.stderr


def test_another_dut_without_a_preflight_ends_the_run_before_a_case(cut: Path) -> None:
    change(cut / "out", "dut", _set("imei", "***********0000"))
    change(cut / "out", "run", lambda record: record["command"].append("--no-preflight"))
    before = verdicts(cut / "out")

    done = conformance(cut, "--resume", "out", "-n", "2")

    assert done.returncode == 3
    assert "IMEI ***********0000, came Quectel" in done.stderr
    assert verdicts(cut / "out") == before


def test_a_run_with_workers_that_is_killed_goes_on(tmp_path: Path) -> None:
    options = ("-k", "test_a_legal_pair", "-n", "2", "--report-dir", "out")
    with subprocess.Popen(command(*options), cwd=tmp_path, stdout=subprocess.DEVNULL) as process:
        deadline = Deadline.after(300)
        results = tmp_path / "out" / RESULTS
        while not results.exists() or b'"kind":"case"' not in results.read_bytes():
            assert not deadline.expired
            assert process.poll() is None
        process.kill()

    killed = read(tmp_path / "out")
    assert examine(tmp_path / "out").standing is Standing.UNSEALED
    done = conformance(tmp_path, "--resume", "out")

    report = read(tmp_path / "out")
    assert killed.not_run
    assert not list((tmp_path / "out").glob(".*"))
    assert done.returncode == 0, done.stdout + done.stderr
    assert [case.id for case in report.cases[: len(killed.cases)]] == [case.id for case in killed.cases]
    assert sorted(case.id for case in report.cases) == sorted(report.planned)
    assert examine(tmp_path / "out").standing is Standing.SOUND
