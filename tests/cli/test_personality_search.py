"""`hil personality RUN`: the switches that make the emulator answer as a recorded module are found, and what remains is told."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from hil.cli import personality_search
from hil.cli.main import run
from hil.emulator.variants.catalogue import SWITCHES
from tests.cli.test_fidelity import recorded

TRIED = ("ftp-colon", "deact-in-initial", "put-result-ok")
"""A few switches: with all of them the search takes minutes."""


@pytest.fixture
def few_switches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(personality_search, "SWITCHES", {name: SWITCHES[name] for name in TRIED})


@pytest.mark.usefixtures("few_switches")
def test_the_switches_of_another_personality_are_found(tmp_path: Path) -> None:
    run_of_module = recorded(tmp_path / "run", "emulator://m95?personality=classic-gsm")
    file = tmp_path / "mine.toml"

    assert run(["personality", str(run_of_module), "-o", str(file)]) == 0

    text = file.read_text(encoding="utf-8")
    assert set(tomllib.loads(text)["variants"]) == {"ftp-colon:compact", "deact-in-initial:error"}
    assert "# What remains:" in text
    assert "QFTPGET" in text.partition("# What remains:")[2]  # its OK, of a switch that was not tried
    assert "spaces" not in text.partition("# What remains:")[2]


def test_a_run_without_a_record_is_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["personality", str(tmp_path)]) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith(f"hil: {tmp_path} has no results.jsonl")


def test_one_run_has_to_be_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["personality", str(tmp_path), "--from", str(tmp_path)]) == 2
    assert "name one run" in capsys.readouterr().err
