"""The page of the public API says what the code says; the check of the API notices a change and says what to do."""

from __future__ import annotations

import runpy
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import hil.api

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"


@pytest.fixture(autouse=True)
def surface_on_path(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(DOCS)


@pytest.fixture
def checker() -> dict[str, Any]:
    return runpy.run_path(str(DOCS / "check_api.py"))


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    for folder in ("hil", "fixtures", "docs"):
        shutil.copytree(
            ROOT / folder, tmp_path / folder, ignore=shutil.ignore_patterns("__pycache__", "*.md")
        )
    return tmp_path


def check(tree: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, tree / "docs/check_api.py", *arguments], capture_output=True, text=True, check=False
    )


def test_the_page_is_generated_from_the_code_as_it_is() -> None:
    generator = runpy.run_path(str(DOCS / "generate_api.py"))

    assert (DOCS / "api.md").read_text(encoding="utf-8") == generator["render"]()


def test_nothing_public_has_changed_unnoticed(checker: dict[str, Any]) -> None:
    assert checker["main"]([]) == 0


@pytest.mark.parametrize(
    ("file", "before", "after", "said"),
    [
        (
            "hil/session.py",
            "def refusals(exchanges: Iterable[Exchange])",
            "def refusals(exchanges: Iterable[Exchange], *, retries: int = 0)",
            "+ hil.api.refusals(exchanges: Iterable[Exchange], *, retries: int = 0) -> tuple[str, ...]",
        ),
        (
            "hil/modem/exchange.py",
            "    elapsed_s: float = 0.0",
            "    elapsed_ms: float = 0.0",
            "- hil.api.Exchange.elapsed_s: float",
        ),
        (
            "hil/verdict.py",
            'FAIL = "fail"',
            'FAIL = "failed"',
            "+ hil.api.Verdict.FAIL = 'failed'",
        ),
        (
            "fixtures/dut.py",
            "def hil_network(",
            "def hil_tester(",
            "- fixture hil_network: Network (scope function)",
        ),
    ],
    ids=["a parameter", "a field", "a value", "a fixture"],
)
def test_a_change_is_shown_with_how_to_accept_it(
    file: str, before: str, after: str, said: str, tree: Path
) -> None:
    text = (tree / file).read_text(encoding="utf-8")
    assert before in text
    (tree / file).write_text(text.replace(before, after), encoding="utf-8")

    done = check(tree)

    assert done.returncode == 1
    assert said in done.stderr.splitlines()
    assert "python docs/check_api.py --accept" in done.stderr


def test_an_accepted_change_is_no_change_any_more(tree: Path) -> None:
    (tree / "hil/session.py").write_text("", encoding="utf-8")
    (tree / "hil/api.py").write_text('__all__ = ["Verdict"]\nfrom hil.verdict import Verdict\n')

    assert check(tree).returncode == 1
    assert check(tree, "--accept").returncode == 0
    assert check(tree).returncode == 0


def test_every_name_is_imported_and_exported() -> None:
    assert all(getattr(hil.api, name) is not None for name in hil.api.__all__)
    assert len(hil.api.__all__) == len(set(hil.api.__all__))


def test_the_import_costs_little_and_brings_neither_pytest_nor_the_emulator() -> None:
    code = "import sys, hil.api; print(*sorted(name.partition('.')[0] for name in sys.modules), *sys.modules)"

    loaded = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    ).stdout.split()

    assert {"pytest", "hil.emulator", "hil.plugin", "jinja2", "click", "rich"}.isdisjoint(loaded)
