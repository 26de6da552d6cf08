"""Where the links of a rendering lead, by the folder that it is written into."""

from __future__ import annotations

from pathlib import Path

import pytest

from hil.report.formats import FORMATS
from hil.report.source import Source
from tests.results.samples import sample


@pytest.mark.parametrize(
    ("output", "base"),
    [("runs/a", ""), ("runs/b", "../a/"), ("b", "../runs/a/"), ("runs", "a/"), ("runs/a/html", "../")],
)
def test_the_evidence_is_found_from_the_folder_of_the_page(tmp_path: Path, output: str, base: str) -> None:
    folder = tmp_path / "runs/a"
    (tmp_path / output).mkdir(parents=True)

    assert Source(sample(), folder, output=tmp_path / output).evidence_base == base


def test_a_page_elsewhere_names_the_folder_of_the_run(tmp_path: Path) -> None:
    (tmp_path / "run").mkdir()
    (tmp_path / "pages").mkdir()

    path = FORMATS["html"].write(Source(sample(), tmp_path / "run"), tmp_path / "pages")

    page = path.read_text(encoding="utf-8")
    assert 'data-evidence="../run/"' in page
    assert "<code>../run/results.jsonl</code>" in page
