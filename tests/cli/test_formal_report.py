"""`hil report --format pdf`, `--lab`, `--issued` and `--lint`."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from hil.cli.main import run
from hil.results.description import RUN, digest, encode
from hil.results.ending import ENDED
from hil.seal import writing
from tests.report.laboratory import KNOWN, LAB
from tests.results.samples import FAILED, sample, write_run

DATES = {"received", "issued"}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The folder of a whole run with one case, which fails."""
    place = tmp_path / "run"
    place.mkdir()
    report = replace(sample(), cases=(FAILED,), planned=(FAILED.id,), not_run=(), ending=ENDED)
    content = encode(report.header.run_id, KNOWN)
    (place / RUN).write_bytes(content)
    writing.begin(place, report.header.run_id, goes_on=False)
    write_run(place / "results.jsonl", replace(report, description_digest=digest(content)))
    writing.seal(place, report)
    return place


@pytest.fixture
def lab(tmp_path: Path) -> Path:
    """A file that tells all but the date of issue."""
    lines = (f"{key} = {value if key in DATES else repr(value)}" for key, value in LAB if key != "issued")
    path = tmp_path / "lab.toml"
    path.write_text("\n".join(("[lab]", *lines)))
    return path


def test_lint_alone_names_each_missing_item_and_writes_nothing(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = sorted(folder.iterdir())

    assert run(["report", str(folder), "--lint"]) == 2

    told = capsys.readouterr().err.splitlines()
    letters = [line.split()[2] for line in told if line.startswith("lint: item ")]
    assert letters == ["b", "b", "c", "e", "e", "g", "g", "h", "j", "n", "o", "o", "p"]
    assert told[-1] == f"lint: the report of {folder} is a draft for 13 reasons (exit 2)"
    assert sorted(folder.iterdir()) == before


def test_a_report_with_all_items_is_final_and_the_exit_code_that_of_the_run(
    folder: Path, lab: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = ["report", str(folder), "--format", "pdf", "--lab", str(lab), "--issued", "2026-02-02", "--lint"]

    assert run(asked) == 1

    assert f"lint: the report of {folder} may be issued" in capsys.readouterr().out
    assert (folder / "report.pdf").read_bytes().startswith(b"%PDF-1.7")
    assert (folder / "report-cases.csv").is_file()


def test_without_lint_a_draft_is_told_in_one_line(
    folder: Path, lab: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["report", str(folder), "--format", "pdf", "--lab", str(lab)]) == 1

    assert (
        "the formal report is a draft for 1 reason; hil report --lint tells them" in capsys.readouterr().out
    )


def test_a_changed_run_json_makes_a_draft(
    folder: Path, lab: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / RUN).write_bytes((folder / RUN).read_bytes() + b"\n")

    assert run(["report", str(folder), "--lint", "--lab", str(lab), "--issued", "2026-02-02"]) == 2

    assert "lint: records: run.json was changed after the run had begun; " in capsys.readouterr().err


@pytest.mark.parametrize(
    ("option", "words"),
    [
        (("--lab", "nowhere.toml"), "nowhere.toml: cannot be read: No such file or directory"),
        (("--issued", "soon"), "Invalid value for '--issued'"),
    ],
)
def test_a_wrong_option_is_one_line(
    folder: Path, capsys: pytest.CaptureFixture[str], option: tuple[str, str], words: str
) -> None:
    assert run(["report", str(folder), "--format", "pdf", *option]) == 2

    (line,) = capsys.readouterr().err.splitlines()
    assert words in line
