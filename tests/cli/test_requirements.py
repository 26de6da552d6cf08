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
        (("--group", "MODE", "--kind", "optional"), None, "MODE-01"),
    ],
)
def test_filters_keep_what_fits(
    capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...], present: str | None, absent: str
) -> None:
    found = ids(capsys, *arguments)

    assert found
    assert present is None or present in found
    assert absent not in found


def test_json_has_whole_rows(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["requirements", "--group", "AUTH", "--json"]) == 0

    rows = json.loads(capsys.readouterr().out)
    assert len(rows) == 15
    assert rows[0]["id"] == "AUTH-01"
    assert {"clause", "statement", "kind", "group"} <= set(rows[0])


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
