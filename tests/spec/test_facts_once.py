"""A number or name of the note stands in `hil.spec` and nowhere else in `hil`.

Defects are literal, as judgements are: each says what it does wrong.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from hil.spec.files import NAMES

ROOT = Path(__file__).parents[2]
NUMBERS = {2017, 990, 3518, *range(4008, 4014)}
"""Numbers of the note that mean nothing else anywhere."""


def sources() -> list[Path]:
    exempt = {ROOT / "hil/spec", ROOT / "hil/emulator/defects"}
    return [path for path in sorted((ROOT / "hil").rglob("*.py")) if exempt.isdisjoint(path.parents)]


def facts(source: str) -> Iterator[str]:
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Constant) and (node.value in NUMBERS or node.value in NAMES):
            yield f"line {node.lineno}: {node.value!r}"


@pytest.mark.parametrize("path", sources(), ids=lambda path: str(path.relative_to(ROOT)))
def test_a_file_repeats_no_fact_of_the_note(path: Path) -> None:
    assert list(facts(path.read_text(encoding="utf-8"))) == []


@pytest.mark.parametrize("source", ["limit = 2017", 'name = "NVRAM:CA0"', "Cme(3518)"])
def test_a_repeated_fact_is_seen(source: str) -> None:
    assert len(list(facts(source))) == 1
