"""The page of TLS faults says what the table says."""

from __future__ import annotations

import runpy
from pathlib import Path

DOCS = Path(__file__).parents[2] / "docs"


def test_the_page_is_generated_from_the_table_as_it_is() -> None:
    generator = runpy.run_path(str(DOCS / "generate_tls_faults.py"))

    assert (DOCS / "tls-faults.md").read_text(encoding="utf-8") == generator["render"]()
