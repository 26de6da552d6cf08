"""The committed sample report is of the present form: its records give its renderings, and its chain holds."""

from __future__ import annotations

import json
import re
from hashlib import sha256
from pathlib import Path

from pypdf import PdfReader

from hil.report.formats import FORMATS
from hil.report.source import source_of
from hil.results.folder import CASES, FORMAL, JUNIT, PAGE, SUMMARY
from hil.results.records import RESULTS, SCHEMA, read
from hil.seal.examination import Standing, examine

ROOT = Path(__file__).parent.parent.parent
SAMPLE = ROOT / "reports/sample"
AGAIN = "make sample makes it anew"


def rendered(name: str) -> str:
    return FORMATS[name].content(source_of(read(SAMPLE), SAMPLE)).decode()


def test_the_records_have_the_present_schema() -> None:
    first = json.loads((SAMPLE / RESULTS).read_bytes().partition(b"\n")[0])

    assert first["schema"] == SCHEMA, AGAIN


def test_the_renderings_are_those_of_this_version() -> None:
    assert rendered("json") == (SAMPLE / SUMMARY).read_text(encoding="utf-8"), AGAIN
    assert rendered("junit") == (SAMPLE / JUNIT).read_text(encoding="utf-8"), AGAIN


def test_the_page_is_that_of_this_version() -> None:
    page = (SAMPLE / PAGE).read_text(encoding="utf-8")

    assert unpacked(rendered("html")) == unpacked(page), AGAIN


def test_the_formal_report_is_whole_and_tells_the_digest_of_its_annex() -> None:
    pages = [page.extract_text() for page in PdfReader(SAMPLE / FORMAL).pages]
    text = re.sub(r"\s", "", "".join(pages))

    assert "EXAMPLE-1" in pages[0]
    assert "DRAFT" not in text
    assert sha256((SAMPLE / CASES).read_bytes()).hexdigest() in text


def test_the_chain_of_the_sample_holds() -> None:
    found = examine(SAMPLE)

    assert (found.standing, found.problems) == (Standing.SOUND, ()), AGAIN


def test_the_readme_shows_the_first_screen() -> None:
    (shown,) = re.findall(r"!\[[^]]*\]\(([^)]+\.png)\)", (ROOT / "README.md").read_text(encoding="utf-8"))

    assert (ROOT / shown).read_bytes().startswith(b"\x89PNG")


def unpacked(page: str) -> str:
    """The page without what is compressed: other versions of zlib pack it otherwise."""
    return re.sub(r"(<script type=\"application/octet-stream\"[^>]*>)[^<]*", r"\1", page)
