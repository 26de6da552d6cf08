"""`hil report`: any run is rendered again from its records, and what cannot be is one line."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from hil.cli.main import run
from hil.results.ending import ENDED, stopped_by
from hil.results.model import RunReport
from hil.results.records import RESULTS
from tests.results.samples import HEADER, LAST, OTHERS, write_run
from tests.results.test_lock import holder
from tests.seal.sealed import sealed_run

PASSED, *_ = OTHERS
COMPLETE = RunReport(header=HEADER, cases=(PASSED,), planned=(PASSED.id,), ending=ENDED)
INCOMPLETE = replace(COMPLETE, planned=(PASSED.id, LAST), not_run=(LAST,))


def killed(folder: Path) -> None:
    """Leave what a run leaves that is killed while it writes its second case."""
    write_run(folder / RESULTS, INCOMPLETE)
    data = (folder / RESULTS).read_bytes()
    (folder / RESULTS).write_bytes(data[: data.rindex(b"\n", 0, -1)] + b'\n{"kind":"case","id')


def test_a_killed_run_is_rendered_as_incomplete(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    killed(tmp_path)

    code = run(["report", str(tmp_path)])

    words = "incomplete: 1 of 2 cases have no verdict (its file has no end: the run was killed, or it still goes on)"
    said = capsys.readouterr().out
    assert code == 3
    assert words in said
    for name in ("summary.json", "junit.xml", "report.html", "allure-results"):
        assert f"report: {tmp_path / name}\n" in said
    assert json.loads((tmp_path / "summary.json").read_text())["incomplete"] == words
    assert words in (tmp_path / "report.html").read_text()
    assert "1 of 2 cases were not run" in (tmp_path / "junit.xml").read_text()
    assert f"incomplete={words}" in (tmp_path / "allure-results/environment.properties").read_text()
    assert not (tmp_path / ".lock").exists()


@pytest.mark.parametrize(
    ("report", "code"),
    [(COMPLETE, 0), (INCOMPLETE, 3), (replace(INCOMPLETE, ending=stopped_by("SIGTERM")), 143)],
    ids=["complete", "incomplete", "stopped"],
)
def test_the_exit_code_is_that_of_the_run(tmp_path: Path, report: RunReport, code: int) -> None:
    write_run(tmp_path / RESULTS, report)

    assert run(["report", str(tmp_path / RESULTS)]) == code


def test_a_run_rendered_twice_has_each_result_of_allure_once(tmp_path: Path) -> None:
    write_run(tmp_path / RESULTS, COMPLETE)
    run(["report", str(tmp_path)])

    run(["report", str(tmp_path)])

    assert len(list((tmp_path / "allure-results").glob("*-result.json"))) == 1


def no_results(folder: Path) -> None:
    """A folder of something else."""
    (folder / "mine.txt").write_text("")


def damaged_first(folder: Path) -> None:
    """The first record is cut."""
    (folder / RESULTS).write_text('{"kind":"run","sch\n{"kind":"case"}\n')


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (no_results, "there is no run at"),
        (damaged_first, "line 1 is damaged"),
        (lambda folder: folder.rmdir(), "there is no run at"),
    ],
    ids=["no results", "damaged first line", "no folder"],
)
def test_what_is_no_run_is_one_line_and_stays_as_it_is(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], make: object, words: str
) -> None:
    folder = tmp_path / "run"
    folder.mkdir()
    assert callable(make)
    make(folder)
    before = sorted(folder.glob("*"))

    code = run(["report", str(folder)])

    said = capsys.readouterr().err
    assert code == 2
    assert words in said
    assert said.count("\n") == 1
    assert sorted(folder.glob("*")) == before


def test_a_run_that_is_alive_is_left_alone(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_run(tmp_path / RESULTS, COMPLETE)

    with holder(tmp_path) as process:
        code = run(["report", str(tmp_path)])

    assert code == 2
    assert f"is in use by process {process.pid}" in capsys.readouterr().err
    assert not (tmp_path / "report.html").exists()


def test_a_rendering_that_cannot_be_written_leaves_the_earlier_one(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    write_run(tmp_path / RESULTS, COMPLETE)
    run(["report", str(tmp_path)])
    before = (tmp_path / "summary.json").read_bytes()

    def full(_descriptor: int) -> None:
        raise OSError(28, os.strerror(28))

    monkeypatch.setattr("os.fsync", full)
    code = run(["report", str(tmp_path)])

    assert code == 3
    assert "cannot write the report into" in capsys.readouterr().err
    assert (tmp_path / "summary.json").read_bytes() == before
    assert not list(tmp_path.glob(".*"))


Damage = Callable[[list[bytes]], list[bytes]]
DAMAGES: dict[str, tuple[Damage, str]] = {
    "a line that is no record": (lambda all_: [all_[0], b"{]\n", *all_[2:]], "damaged in line 2"),
    "a case without its members": (
        lambda all_: [all_[0], b'{"kind":"case","id":"x"}\n', *all_[2:]],
        "damaged in line 2",
    ),
    "two such lines": (lambda all_: [all_[0], b"\n", b"\n", *all_[2:]], "damaged in line 2 and 1 more"),
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_what_can_be_read_of_a_damaged_run_is_rendered_with_a_warning(
    damage: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    change, words = DAMAGES[damage]
    two = replace(COMPLETE, cases=(PASSED, replace(PASSED, id=LAST)), planned=(PASSED.id, LAST))
    write_run(tmp_path / RESULTS, two)
    lines = (tmp_path / RESULTS).read_bytes().splitlines(keepends=True)
    (tmp_path / RESULTS).write_bytes(b"".join(change(lines)))

    code = run(["report", str(tmp_path)])

    said = capsys.readouterr()
    assert code == 3
    assert f"hil: warning: {RESULTS} is {words}: a case whose record is lost counts as not run" in said.err
    assert "1 of 2 cases" in said.out
    assert "Traceback" not in said.err


def test_evidence_that_is_missing_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_run(
        tmp_path / RESULTS, replace(COMPLETE, cases=(replace(PASSED, sessions=("sessions/a/1.json",)),))
    )

    run(["report", str(tmp_path)])

    words = "1 of 1 files of evidence are missing; the first is sessions/a/1.json"
    assert f"hil: warning: {words}\n" in capsys.readouterr().err


def test_a_file_that_was_changed_behind_the_seal_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    sealed_run(tmp_path)
    (tmp_path / "wire/main.jsonl").write_bytes(b"changed")
    (tmp_path / "report.html").unlink()  # a rendering: it is made again

    run(["report", str(tmp_path)])

    assert "hil: warning: changed: wire/main.jsonl: expected 27 bytes" in capsys.readouterr().err
    assert run(["verify", str(tmp_path)]) == 1


def test_a_manifest_that_cannot_be_read_hinders_no_report(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    sealed_run(tmp_path)

    def denied(_: Path) -> object:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("hil.seal.examination.read", denied)

    assert run(["report", str(tmp_path), "--format", "json"]) == 0
    assert "cannot be read: Permission denied" in capsys.readouterr().err
