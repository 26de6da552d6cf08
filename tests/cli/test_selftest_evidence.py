"""The record of a selftest goes into the folder of a run: by an option, by the bench file, and afterwards."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from hil.cli.main import run
from hil.results.records import read
from hil.results.selftest_file import SELFTEST, encode
from hil.results.selftest_words import OTHER_INSTALLATION
from hil.seal.examination import Standing, examine
from hil.seal.writing import seal
from tests.results.samples import sample, write_run
from tests.results.selftests import FIT
from tests.seal.sealed import sealed_run

ROOT = Path(__file__).parent.parent.parent
ONE_CASE = ("--campaign", "smoke", "-k", "test_the_twenty_steps_of_the_example_succeed")


def hil(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "hil.cli.main", *map(str, arguments)],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )


@pytest.fixture
def record(tmp_path: Path) -> Path:
    file = tmp_path / "validation.json"
    file.write_bytes(encode(FIT))
    return file


def test_a_run_copies_the_record_and_warns_of_another_installation(record: Path, tmp_path: Path) -> None:
    done = hil("conformance", *ONE_CASE, "--selftest", record, "--report-dir", tmp_path / "run")

    assert done.returncode == 0, done.stderr
    assert (tmp_path / "run" / SELFTEST).read_bytes() == record.read_bytes()
    assert FIT.line in done.stdout
    assert f"warning: {OTHER_INSTALLATION}: " in done.stdout
    summary = json.loads((tmp_path / "run/summary.json").read_text(encoding="utf-8"))
    assert summary["selftest"]["verdict"] == "fit"
    assert summary["selftest"]["other_installation"]


def test_the_bench_file_names_the_record(record: Path, tmp_path: Path) -> None:
    bench = tmp_path / "bench.toml"
    bench.write_text(
        f'[lab]\nselftest = "{record.name}"\n[[module]]\nname = "m95-1"\nport = "emulator://m95"\n',
        encoding="utf-8",
    )

    done = hil("conformance", *ONE_CASE, "--bench", bench, "--report-dir", tmp_path / "run")

    assert done.returncode == 0, done.stderr
    report = read(tmp_path / "run")
    assert report.selftest == FIT
    assert "selftest" not in dict(report.header.lab)


def test_a_record_that_cannot_be_read_is_refused_before_the_first_case(tmp_path: Path) -> None:
    done = hil(
        "conformance", *ONE_CASE, "--selftest", tmp_path / "none.json", "--report-dir", tmp_path / "run"
    )

    assert done.returncode == 2
    assert done.stderr.startswith("hil: the selftest ")
    assert done.stderr.count("\n") == 1
    assert not (tmp_path / "run/results.jsonl").exists()


def test_a_record_is_added_to_a_run_that_has_ended(record: Path, tmp_path: Path) -> None:
    folder = tmp_path / "run"
    folder.mkdir()
    write_run(folder / "results.jsonl", sample())

    done = hil("report", folder, "--selftest", record, "--format", "json")

    assert (folder / SELFTEST).read_bytes() == record.read_bytes()
    assert FIT.line in done.stdout
    assert json.loads((folder / "summary.json").read_text(encoding="utf-8"))["selftest"]["line"] == FIT.line


def test_the_record_that_a_run_was_sealed_with_is_not_replaced(
    record: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder, other = tmp_path / "run", tmp_path / "other.json"
    report = sealed_run(folder)
    (folder / SELFTEST).write_bytes(record.read_bytes())
    seal(folder, report)
    other.write_bytes(encode(replace(FIT, seed=8)))

    assert run(["report", str(folder), "--selftest", str(other), "--format", "json"]) == 2
    assert "was sealed with the record of another selftest" in capsys.readouterr().err
    assert run(["report", str(folder), "--selftest", str(record), "--format", "json"]) == 0

    assert examine(folder).standing is Standing.SOUND
