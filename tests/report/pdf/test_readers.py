"""The formal report, judged by programs that we did not write."""

from __future__ import annotations

import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from hil.report.pdf.document import rendered
from hil.report.source import Source
from hil.results.ending import ENDED
from tests.peers import program
from tests.report.laboratory import KNOWN, LAB
from tests.results.samples import sample


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("formal") / "report.pdf"
    run = replace(sample(), description=KNOWN, not_run=(), ending=ENDED)
    path.write_bytes(rendered(Source(run, Path(), lab=LAB)))
    return path


def said(*command: object) -> str:
    done = subprocess.run(list(map(str, command)), capture_output=True, text=True, timeout=300, check=True)
    return done.stdout


def test_qpdf_finds_no_error(report: Path) -> None:
    assert "No syntax or stream encoding errors found" in said(program("qpdf"), "--check", report)


def test_pdfinfo_reads_title_date_and_tags(report: Path) -> None:
    lines = dict(line.split(":", 1) for line in said(program("pdfinfo"), report).splitlines() if ":" in line)

    assert lines["Title"].strip() == "Test report RL-2026-0042"
    assert "Feb  2" in lines["CreationDate"]
    assert lines["Tagged"].strip() == "yes"
    assert "A4" in lines["Page size"]


def test_every_font_is_embedded_with_its_letters_as_unicode(report: Path) -> None:
    fonts = said(program("pdffonts"), report).splitlines()[2:]

    assert fonts
    for line in fonts:
        assert line.split()[-5:-2] == ["yes", "yes", "yes"]  # embedded, a subset, with its letters
