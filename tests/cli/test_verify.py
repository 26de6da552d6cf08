"""`hil verify`: what it prints, as lines and as JSON, and its exit codes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from hil.cli.main import run
from hil.cli.verify import MOST_PROBLEMS
from hil.seal import writing
from tests.results.samples import HEADER
from tests.seal.sealed import begun_run, put, sealed_run

SESSION = "sessions/test_hello-1/session-1.json"


@pytest.fixture
def sound(tmp_path: Path) -> Path:
    sealed_run(tmp_path / "sound")
    return tmp_path / "sound"


def test_a_sound_run_is_told_with_its_head(sound: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["verify", str(sound)]) == 0

    first, *others = capsys.readouterr().out.splitlines()
    assert first == f"{sound}: sound; run {HEADER.run_id}"
    assert "  files: 6 sealed, 2 rendered" in others
    assert others[-1] == f"  head {writing.head(sound)} (6 links)"


def test_a_changed_file_is_told_with_what_was_expected_and_what_is_there(
    sound: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    put(sound, {SESSION: b'{"number":8}\n'})

    assert run(["verify", str(sound / "results.jsonl")]) == 1

    (line,) = [line for line in capsys.readouterr().out.splitlines() if "changed: " in line]
    assert line.startswith(f"  changed: {SESSION}: expected 13 bytes, SHA-256 ")
    assert ", came 13 bytes, SHA-256 " in line


def test_the_worst_of_several_runs_decides(sound: Path, tmp_path: Path) -> None:
    begun_run(tmp_path / "killed")

    assert run(["verify", str(sound), str(tmp_path / "killed")]) == 3
    put(sound, {"more.txt": b""})
    assert run(["verify", str(sound), str(tmp_path / "killed")]) == 1


def test_json_has_all_problems(sound: Path, capsys: pytest.CaptureFixture[str]) -> None:
    put(sound, {f"foreign-{number}": b"" for number in range(MOST_PROBLEMS + 5)})

    run(["verify", str(sound)])
    assert "  and 5 more; --json has all" in capsys.readouterr().out
    assert run(["verify", str(sound), "--json"]) == 1

    (found,) = json.loads(capsys.readouterr().out)["runs"]
    assert (found["standing"], found["files"]["foreign"]) == ("wrong", MOST_PROBLEMS + 5)
    assert found["problems"][0] == {
        "kind": "foreign",
        "file": "foreign-0",
        "expected": "no file: no link names it",
        "found": "a file of 0 bytes, SHA-256 e3b0c44298fc1c14…",
    }


def test_the_name_of_a_file_does_nothing_to_a_terminal(
    sound: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    put(sound, {"evil\x1b[31m\n.txt": b""})

    run(["verify", str(sound)])

    assert "foreign: evil\\x1b[31m\\n.txt: " in capsys.readouterr().out


@pytest.mark.parametrize("arguments", [(), ("nowhere",), ("nowhere", "--ca", "nothing.pem")])
def test_a_wrong_request_is_one_line(arguments: tuple[str, ...], capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["verify", *arguments]) == 2
    assert capsys.readouterr().err.startswith("hil: ")
