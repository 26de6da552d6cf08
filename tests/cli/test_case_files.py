"""A run of some requirements reads only the files that can hold their cases, and misses none."""

from __future__ import annotations

from pathlib import Path

import pytest

from hil.cli.case_files import FilesOf, may_hold
from hil.plugin.collected import cases_by_requirement, suites_home


@pytest.fixture(scope="module")
def files() -> dict[str, set[Path]]:
    home = suites_home()
    return {
        name: {home / case.partition("::")[0] for case in cases}
        for name, cases in cases_by_requirement().items()
    }


def test_no_file_with_a_case_of_a_requirement_is_left_out(files: dict[str, set[Path]]) -> None:
    home = suites_home()

    missed = [
        (name, file.name)
        for name, holding in files.items()
        for file in holding
        if not may_hold(file, home, [name])
    ]

    assert missed == []


def test_few_other_files_are_read(files: dict[str, set[Path]]) -> None:
    home, everything = suites_home(), sorted(suites_home().rglob("test_*.py"))

    read = [file for file in everything if may_hold(file, home, ["SSLCFG-RTC-03"])]

    assert files["SSLCFG-RTC-03"] <= set(read)
    assert len(read) < len(everything) / 4


def test_a_module_between_and_a_made_id_are_followed(tmp_path: Path) -> None:
    (tmp_path / "tables.py").write_text('IDS = ("GEN-77",)\n', encoding="utf-8")
    (tmp_path / "between.py").write_text("from .tables import IDS\n", encoding="utf-8")
    (tmp_path / "test_one.py").write_text("from .between import IDS\n", encoding="utf-8")
    (tmp_path / "test_two.py").write_text('ID = f"PAIR-{1}"\n', encoding="utf-8")
    (tmp_path / "test_three.py").write_text("pass\n", encoding="utf-8")

    held = [may_hold(tmp_path / f"test_{name}.py", tmp_path, ["GEN-77"]) for name in ("one", "two", "three")]

    assert held == [True, True, False]


def test_files_without_tests_are_left_to_other_plugins(tmp_path: Path) -> None:
    plugin = FilesOf(tmp_path, ["GEN-77"])

    assert plugin.pytest_ignore_collect(tmp_path / "conftest.py") is None
    assert plugin.pytest_ignore_collect(tmp_path / "folder") is None
