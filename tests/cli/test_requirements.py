"""`hil requirements`: filters, JSON, and what no case names."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from hil.cli.main import run
from hil.plugin import collected
from hil.spec import catalogue


def ids(capsys: pytest.CaptureFixture[str], *arguments: str) -> list[str]:
    assert run(["requirements", *arguments]) == 0
    return [line.split()[0] for line in capsys.readouterr().out.splitlines()]


def test_without_filters_all_are_listed_in_order(capsys: pytest.CaptureFixture[str]) -> None:
    assert ids(capsys) == list(catalogue.requirements())


@pytest.mark.parametrize(
    ("arguments", "present", "absent"),
    [
        (("--group", "auth"), "AUTH-05", "MODE-01"),
        (("--clause", "5.2"), "FTPSERR-05", "AUTH-05"),
        (("--clause", "4.2"), "EX421-01", "EX411-01"),
        (("--clause", "1.1"), "CIPH-01", "PROC-01"),
        (("--group", "GEN", "--kind", "optional"), "GEN-09", "GEN-01"),
        (("--group", "AUTH", "--ground", "standard"), "AUTH-16", "AUTH-05"),
        (("--group", "MODE", "--ground", "reading"), "MODE-01", "MODE-08"),
    ],
)
def test_filters_keep_what_fits(
    capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...], present: str, absent: str
) -> None:
    found = ids(capsys, *arguments)

    assert found
    assert present in found
    assert absent not in found


def test_json_has_whole_rows(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["requirements", "--group", "AUTH", "--json"]) == 0

    rows = json.loads(capsys.readouterr().out)
    assert len(rows) == 23
    assert rows[0]["id"] == "AUTH-01"
    assert {"clause", "statement", "kind", "group", "ground", "reasoning"} <= set(rows[0])


def test_a_line_shows_kind_ground_and_clause(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["requirements", "--group", "GEN"]) == 0

    line = next(line for line in capsys.readouterr().out.splitlines() if line.startswith("GEN-04 "))
    assert line.split(maxsplit=6)[:6] == ["GEN-04", "mandatory", "standard", "RFC", "5246", "7.2.2"]


def test_untested_are_those_that_no_collected_case_names(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "test_it.py").write_text(
        "import pytest\n@pytest.mark.hil_requirement('MODE-02')\ndef test_it(): pass\n"
    )
    spec = type("Spec", (), {"submodule_search_locations": [str(tmp_path)]})
    monkeypatch.setattr(collected, "find_spec", lambda name: spec)

    found = ids(capsys, "--untested", "--group", "MODE")

    assert "MODE-01" in found
    assert "MODE-02" not in found


def test_a_clause_that_does_not_exist_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["requirements", "--clause", "9.9"]) == 2
    assert "no requirement of clause '9.9'" in capsys.readouterr().err
