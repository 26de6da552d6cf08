"""`hil history`: folders of runs read fast; damaged ones are named, others are ignored; all its forms."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from pathlib import Path

import pytest

from hil.cli.main import run
from hil.compare.past import past_runs, read_past
from hil.results.case import Attempt, CaseResult
from hil.results.description import Description, digest, encode
from hil.results.ending import Ending
from hil.results.folder import EARLIER
from hil.results.model import RunReport
from hil.results.records import RESULTS, read
from hil.verdict import Verdict
from tests.compare.runs import BENCH, PASSED, case, failing, report
from tests.results.samples import LINES, sample, write_run


def written(folder: Path, number: int, *cases: CaseResult) -> Path:
    """The run of that number, with a transcript and an attempt in each case."""
    folder.mkdir(parents=True)
    name = f"202602{number:02d}T101500Z-full"
    content = encode(name, Description(suites="s1"))
    (folder / "run.json").write_bytes(content)
    whole = [
        replace(each, transcript=LINES, attempts=(Attempt(each.verdict, 'an "attempts": of', LINES),))
        for each in cases
    ]
    header = replace(BENCH, run_id=name, started=f"2026-02-{number:02d}T10:15:00+00:00")
    found: RunReport = replace(
        report(*whole, header=header), description_digest=digest(content), ending=Ending()
    )
    write_run(folder / RESULTS, found)
    return folder


@pytest.fixture
def runs(tmp_path: Path) -> Path:
    """Three runs, a damaged one, a killed one in a folder of earlier runs, and what is no run."""
    place = tmp_path / "reports"
    other = case("test_other", "GEN-02")
    written(place / "c", 3, PASSED, other)
    written(place / "a", 1, PASSED, other)
    written(place / "b", 2, failing(PASSED), other)
    killed = written(place / EARLIER / "d", 4, PASSED, other)
    (killed / RESULTS).write_bytes((killed / RESULTS).read_bytes()[:-200])
    damaged = written(place / "damaged", 5, PASSED) / RESULTS
    damaged.write_text(damaged.read_text().replace('"kind":"case"', '"kind":"case'))
    (place / "notes").mkdir()
    (place / "notes" / "notes.txt").write_text("no run")
    (place / "latest").symlink_to("c")
    return place


def test_a_run_is_read_as_the_whole_reader_reads_it(tmp_path: Path) -> None:
    write_run(tmp_path / RESULTS, sample())

    fast, whole = read_past(tmp_path), read(tmp_path)

    assert [(each.id, each.verdict, each.ground, each.cause, each.duration_s) for each in fast.cases] == [
        (each.id, each.verdict, each.ground, each.cause, each.duration_s) for each in whole.cases
    ]
    assert (fast.is_complete, fast.duration_s) == (whole.is_complete, whole.duration_s)
    assert [fast.firmware] == list(whole.firmwares)


def test_what_a_history_does_not_need_is_not_parsed(runs: Path) -> None:
    file = runs / "a" / RESULTS
    file.write_text(file.read_text().replace('"transcript":', '"transcript" '))

    assert len(read_past(runs / "a").cases) == 2


def test_runs_stand_in_the_order_of_time_and_what_cannot_be_read_is_named(runs: Path) -> None:
    found, skipped = past_runs([runs])

    assert [Path(each.folder).name for each in found] == ["a", "b", "c", "d"]
    assert [each.is_complete for each in found] == [True, True, True, False]
    assert [(Path(each.folder).name, "damaged" in each.reason) for each in skipped] == [("damaged", True)]


def test_the_terminal_tells_flakes_and_what_was_left_out(
    runs: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code = run(["history", str(runs)])

    out = capsys.readouterr().out
    assert code == 0
    assert "History of 4 runs" in out
    assert "note: left out: " in out
    assert "PFPP" in out
    assert "2 of 3" in out
    assert out.endswith("1 cases changed their verdict between runs of the same firmware and cases\n")


def test_json_has_runs_flakes_and_requirements(runs: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run(["history", str(runs), "--format", "json"])

    found = json.loads(capsys.readouterr().out)
    assert [each["verdicts"]["fail"] for each in found["runs"]] == [0, 1, 0, 0]
    assert [(each["requirement"], each["verdicts"], each["since"]) for each in found["requirements"]] == [
        ("GEN-01", "PFPP", "20260203T101500Z-full"),
        ("GEN-02", "PPPP", "20260201T101500Z-full"),
    ]
    assert found["flakes"][0]["rate"] == pytest.approx(2 / 3, abs=1e-6)


def test_csv_has_a_row_for_each_run(runs: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run(["history", str(runs), "--format", "csv", "--last", "2"])

    rows = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    assert [(row["run"], row["pass"], row["state"]) for row in rows] == [
        ("20260203T101500Z-full", "2", "complete"),
        ("20260204T101500Z-full", "2", "incomplete"),
    ]


def test_the_page_and_markdown_are_written_by_the_name_of_the_file(runs: Path, tmp_path: Path) -> None:
    for name in ("history.html", "history.md"):
        assert run(["history", str(runs), "--output", str(tmp_path / name)]) == 0

    assert "<h2" in (tmp_path / "history.html").read_text()
    assert "## Flaking cases (1)" in (tmp_path / "history.md").read_text()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (
            ["--module", "rack-9"],
            "no run in {place} is on the module rack-9; the runs there are on /dev/ttyUSB0",
        ),
        (["notes"], "there is no run in"),
        (["nowhere"], "cannot read the folder"),
        (["damaged"], "can be read: results.jsonl is damaged"),
    ],
)
def test_what_has_no_run_is_told_in_one_line(
    runs: Path, arguments: list[str], words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    place = runs if arguments[0].startswith("--") else runs / arguments.pop(0)

    code = run(["history", str(place), *arguments])

    err = capsys.readouterr().err
    assert code == 2
    assert err.count("\n") == 1
    assert words.format(place=place) in err


def test_a_verdict_of_an_unknown_word_is_damage(runs: Path) -> None:
    file = runs / "a" / RESULTS
    file.write_text(file.read_text().replace(f'"{Verdict.PASS}"', '"fine"'))

    found, skipped = past_runs([runs])

    assert len(found) == 3
    assert [Path(each.folder).name for each in skipped] == ["a", "damaged"]


@pytest.mark.parametrize("words", ["history RUN", "compare RUN RUN"])
def test_json_is_the_form_json(words: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_run(tmp_path / RESULTS, sample())
    asked = [str(tmp_path) if word == "RUN" else word for word in words.split()]

    codes = [run([*asked, "--json"]), run([*asked, "--format", "json", "--json"])]
    short = capsys.readouterr().out
    codes.append(run([*asked, "--format", "json"]))
    twice = 2 * capsys.readouterr().out

    assert short == twice
    assert len(set(codes)) == 1
    assert run([*asked, "--json", "--format", "html"]) == 2
    assert "--json beside --format html: expected one form" in capsys.readouterr().err
