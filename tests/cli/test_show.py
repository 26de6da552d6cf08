"""`hil show`: a case of a run in the terminal; what cannot be shown is one line."""

from __future__ import annotations

import json
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from hil.cli.main import run
from hil.results.case import CaseResult, TranscriptLine
from hil.results.records import RESULTS
from hil.verdict import FailedCheck, Ground, Verdict
from tests.results.samples import FAILED, OTHERS, sample, write_run

SESSION = "sessions/a/session-1.json"

LINES = (
    TranscriptLine(0.001, "harness", "·", "the line is checked", "line checked"),
    TranscriptLine(0.010, "at", "→", 'AT+QFTPUSER="m95"', "command"),
    TranscriptLine(0.020, "at", "→", 'AT+QFTPOPEN="127.0.0.1",21', "command"),
    TranscriptLine(0.100, "at", "←", "+QFTPOPEN: 0\x1b[2J", "response"),
    TranscriptLine(0.150, "at", "→", "AT+QFTPSTAT", "command"),
    TranscriptLine(0.400, "at", "→", "AT+QFTPCLOSE", "command"),
)
CHECK = FailedCheck(
    ("AUTH-05",),
    Ground.NOTE,
    "AT+QFTPOPEN: expected -5 (network error), came 0",
    "-5",
    "0",
    "test_server.py:42",
)
FAIL = replace(FAILED, checks=(CHECK,), transcript=LINES, sessions=(SESSION,))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / SESSION).parent.mkdir(parents=True)
    (tmp_path / SESSION).write_text("{}")
    write_run(tmp_path / RESULTS, replace(sample(), cases=(FAIL, *OTHERS)))
    return tmp_path


def shown(capsys: pytest.CaptureFixture[str], *arguments: str | Path, code: int = 0) -> str:
    assert run(["show", *map(str, arguments)]) == code
    return capsys.readouterr().out


def test_a_failing_case_tells_what_was_expected_where_and_by_which_clause(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    said = shown(capsys, folder, "1")

    assert said.startswith(f"case 1 of {1 + len(OTHERS)}: fail (note)\n{FAIL.id}\n")
    assert "  AUTH-05  note 2.3; ground note, mandatory\n    The module shall fail to open" in said
    assert "  [note] AUTH-05: AT+QFTPOPEN\n    expected  -5\n    came      0\n" in said
    assert "failed  AT+QFTPOPEN: expected -5, came 0\n" in said
    assert f"  {folder / SESSION}\n" in said


def test_the_transcript_begins_with_the_first_command_and_marks_what_decides(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    said = shown(capsys, folder, "1")

    lines = said.partition("decisive exchange\n")[2].splitlines()
    assert "line is checked" not in said
    assert [line[:1] for line in lines[:5]] == [" ", ">", ">", " ", " "]


def test_no_character_of_the_dut_moves_the_cursor(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    said = shown(capsys, folder, "1")

    assert "\x1b" not in said
    assert "+QFTPOPEN: 0�[2J" in said


@pytest.mark.parametrize("case", OTHERS, ids=lambda case: case.verdict.value)
def test_a_case_of_any_verdict_is_shown(
    case: CaseResult, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    said = shown(capsys, folder, case.id)

    assert case.verdict_words in said.splitlines()[0]
    assert case.title in said


def test_evidence_that_is_gone_is_told(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / SESSION).unlink()

    assert f"{folder / SESSION}  (missing)" in shown(capsys, folder, "1")


def test_several_cases_are_listed_with_their_numbers(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code = run(["show", str(folder), "test_hello.py::test_"])

    found = capsys.readouterr()
    assert code == 2
    assert "    2  pass                  test_hello.py::test_sni\n" in found.out
    assert "name one by its number or its name" in found.err
    assert len(found.err.splitlines()) == 1


def test_without_a_case_all_are_listed(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert len(shown(capsys, folder).splitlines()) == 1 + len(OTHERS)


def test_the_failing_cases_alone(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    said = shown(capsys, folder, "--failed")

    assert said.count("\npurpose ") == 1
    assert "no case with 'test_hello' in its id fails" in shown(capsys, folder, "test_hello", "--failed")


def test_the_record_as_json(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found = json.loads(shown(capsys, folder, "1", "--json"))

    assert (found["schema"], found["number"], found["verdict"]) == (1, 1, Verdict.FAIL)
    assert [row["id"] for row in found["catalogue"]] == ["AUTH-05", "AUTH-06"]
    assert found["evidence"] == [{"path": SESSION, "exists": True}]
    assert len(json.loads(shown(capsys, folder, "--json"))) == 1 + len(OTHERS)


@pytest.mark.parametrize(
    ("is_terminal", "no_color", "colours"), [(True, "", 1), (True, "1", 0), (False, "", 0)]
)
def test_colours_are_for_a_terminal_whose_user_wants_them(
    *,
    is_terminal: bool,
    no_color: str,
    colours: int,
    folder: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sys.stdout, "isatty", lambda: is_terminal)
    monkeypatch.setenv("NO_COLOR", no_color)

    assert shown(capsys, folder, "1").count("\x1b[31m\x1b[1mcase 1") == colours
