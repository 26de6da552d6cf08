"""The JSON Schemas in docs/schemas are those of the forms."""

from __future__ import annotations

import runpy
from pathlib import Path

DOCS = Path(__file__).parents[2] / "docs"


def test_the_schemas_are_generated_from_the_forms_as_they_are() -> None:
    generator = runpy.run_path(str(DOCS / "generate_schemas.py"))

    stored = {path.name: path.read_text(encoding="utf-8") for path in (DOCS / "schemas").iterdir()}
    assert stored == generator["render"]()
