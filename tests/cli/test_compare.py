"""`hil compare`: its forms, its exit codes, its errors."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path

import pytest

from hil.cli.main import run
from hil.results.model import RunReport
from hil.results.records import RESULTS
from hil.verdict import Ground
from tests.compare.runs import BENCH, PASSED, case, failing, report
from tests.results.samples import write_run

MARKUP = replace(case("test_markup[<script>]", "GEN-02"), title="<script>alert(1)</script>")


def written(folder: Path, found: RunReport) -> str:
    """The run in a folder; returns its path."""
    folder.mkdir()
    write_run(folder / RESULTS, found)
    return str(folder)


@pytest.fixture
def base(tmp_path: Path) -> str:
    return written(tmp_path / "base", report(PASSED, failing(MARKUP)))


@pytest.fixture
def worse(tmp_path: Path) -> str:
    header = replace(BENCH, run_id="20260201T101500Z-full")
    return written(tmp_path / "worse", report(failing(PASSED, Ground.STANDARD), MARKUP, header=header))


def test_the_terminal_tells_worse_and_better_with_both_sides(
    base: str, worse: str, capsys: pytest.CaptureFixture[str]
) -> None:
    code = run(["compare", base, worse])

    out = capsys.readouterr().out
    assert code == 1
    assert "2 common cases: 1 worse, 1 better" in out
    assert "1 case, such as test_a.py::test_it" in out
    assert "expected -5, came 0" in out
    assert out.endswith("1 of 2 common cases have a worse verdict\n")


def test_an_accepted_worse_verdict_gives_exit_code_0(
    base: str, worse: str, capsys: pytest.CaptureFixture[str]
) -> None:
    code = run(["compare", base, worse, "--allow", "GEN-01", "--allow", "GEN-77"])

    out = capsys.readouterr().out
    assert code == 0
    assert "worse, accepted by --allow GEN-01" in out
    assert "--allow GEN-77 accepts nothing" in out


def test_the_page_is_whole_and_loads_nothing(base: str, worse: str, tmp_path: Path) -> None:
    output = tmp_path / "new" / "compare.html"

    code = run(["compare", base, worse, worse, "--output", str(output)])

    text = output.read_text(encoding="utf-8")
    identifiers = re.findall(r'id="([^"]+)"', text)
    assert code == 1
    assert text.count("<section") == 2
    assert len(identifiers) == len(set(identifiers))
    assert set(re.findall(r'href="#([^"]+)"', text)) <= set(identifiers)
    assert not re.search(r"https?:|<script|<link|url\(", text)
    assert "test_markup[&lt;script&gt;]" in text


def test_markdown_has_a_table_for_each_change(
    base: str, worse: str, capsys: pytest.CaptureFixture[str]
) -> None:
    run(["compare", base, worse, "--format", "markdown"])

    lines = capsys.readouterr().out.splitlines()
    assert "**1 of 2 common cases have a worse verdict**" in lines
    assert any(
        line.startswith("| test\\_a.py::test\\_it | worse | pass | fail (standard) |") for line in lines
    )
    assert not any("<script" in line for line in lines)


def test_json_has_everything(base: str, worse: str, capsys: pytest.CaptureFixture[str]) -> None:
    run(["compare", base, worse, "--format", "json"])

    (found,) = json.loads(capsys.readouterr().out)["comparisons"]
    assert (found["outcome"], found["exit_code"], found["common"]) == ("worse", 1, 2)
    assert [each["direction"] for each in found["cases"]] == ["worse", "better"]
    assert found["cases"][0]["after"] == {"verdict": "fail (standard)", "expected": "-5", "actual": "0"}


def test_a_worse_run_among_several_gives_the_exit_code(base: str, worse: str, tmp_path: Path) -> None:
    stranger = written(tmp_path / "stranger", report(case("test_third", "GEN-03")))

    assert run(["compare", base, stranger]) == 3
    assert run(["compare", base, worse, stranger]) == 1


def test_a_folder_without_a_run_is_told_in_one_line(
    base: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code = run(["compare", base, str(tmp_path / "nothing")])

    err = capsys.readouterr().err
    assert code == 2
    assert err.count("\n") == 1
    assert "there is no run at" in err


def test_a_file_that_cannot_be_written_is_told(
    base: str, worse: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").write_text("")

    code = run(["compare", base, worse, "--output", str(tmp_path / "file" / "compare.html")])

    assert code == 2
    assert "cannot write" in capsys.readouterr().err
