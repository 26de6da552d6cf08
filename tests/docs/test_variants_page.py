"""The page of switches says what the tables say."""

from __future__ import annotations

import runpy
from pathlib import Path

DOCS = Path(__file__).parents[2] / "docs"


def test_the_page_is_generated_from_the_tables_as_they_are() -> None:
    generator = runpy.run_path(str(DOCS / "generate_variants.py"))

    assert (DOCS / "variants.md").read_text(encoding="utf-8") == generator["render"]()
