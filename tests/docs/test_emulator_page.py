"""The list of commands in docs/emulator.md says what the emulated module has."""

from __future__ import annotations

import re
import runpy
from pathlib import Path

import pytest

from hil.emulator.module import Module
from tests.emulator.dte import Dte

DOCS = Path(__file__).parents[2] / "docs"
GENERATOR = runpy.run_path(str(DOCS / "generate_emulator.py"))
UNKNOWN = [name for names in GENERATOR["UNKNOWN"] for name in re.findall(r"\+[A-Z0-9]+|\b[AD]\b", names)]


def test_the_list_is_generated_from_the_tables_as_they_are() -> None:
    page = (DOCS / "emulator.md").read_text(encoding="utf-8")

    assert GENERATOR["BEGIN"] in page
    assert page == GENERATOR["render"](page)


@pytest.mark.parametrize("name", UNKNOWN)
def test_what_the_list_calls_unknown_is_unknown(name: str) -> None:
    module = Module()

    assert name not in module.commands
    assert Dte(module).at(name) == "ERROR"
