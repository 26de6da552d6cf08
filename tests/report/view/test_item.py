"""The item that a run tested, in words."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path

from pypdf import PdfReader

from hil.report.html.page import page
from hil.report.markdown import rendered as markdown
from hil.report.pdf.document import rendered
from hil.report.source import Source
from hil.report.view.item import EMULATED, has_emulated, items
from tests.report.laboratory import LAB
from tests.results.samples import DUT, OTHERS, sample

REAL = replace(DUT, url="/dev/ttyUSB0")
KIND = "Quectel_Ltd Quectel_M95, firmware M95FAR02A08"


def test_modules_of_one_kind_are_counted_and_emulated_ones_told_apart() -> None:
    report = replace(sample(), duts=(REAL, DUT, replace(REAL, url="/dev/ttyUSB1")))

    assert items(report) == (f"2 modules: {KIND}", f"emulated module: {KIND}")
    assert has_emulated(report)
    assert items(replace(sample(), duts=(REAL,))) == (KIND,)
    assert not has_emulated(replace(sample(), duts=(REAL,)))


def test_each_rendering_for_people_says_beside_its_verdict_that_the_module_is_emulated() -> None:
    for duts, is_told in (((DUT,), True), ((REAL,), False)):
        report = replace(sample(), cases=OTHERS, duts=duts)
        source = Source(report, Path(), lab=LAB)
        cover = PdfReader(io.BytesIO(rendered(source))).pages[0].extract_text()

        for text in (" ".join(cover.split()), page(report), markdown(source).decode()):
            assert (EMULATED in text) is is_told
