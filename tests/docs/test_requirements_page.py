"""The pages of requirements and of their kinds say what the catalogue says."""

from __future__ import annotations

import runpy
from pathlib import Path

import pytest

DOCS = Path(__file__).parents[2] / "docs"


@pytest.mark.parametrize("name", ["requirements", "kinds"])
def test_the_page_is_generated_from_the_catalogue_as_it_is(name: str) -> None:
    generator = runpy.run_path(str(DOCS / f"generate_{name}.py"))

    assert (DOCS / f"{name}.md").read_text(encoding="utf-8") == generator["render"]()
