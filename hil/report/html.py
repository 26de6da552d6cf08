"""`report.html`: one self-contained page; it loads nothing from the network."""

from __future__ import annotations

from itertools import groupby

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

from hil.endurance.records import Course
from hil.report.curve import curves
from hil.report.grid import LEFT_OPEN, LETTERS, NOT_MET, column_titles, grids
from hil.report.source import Source
from hil.results.conclusion import coverage, exit_code, meaning, outdated
from hil.results.model import RunReport
from hil.results.observations import advice, probes, readings
from hil.results.pool_words import modules_lines
from hil.spec.catalogue import document
from hil.spec.tls import SECLEVELS
from hil.verdict import Verdict

SLICE_LINES = 120
"""Last entries of a transcript that the page shows; `results.jsonl` has all."""

MOST_INCIDENTS = 50
"""Incidents of an endurance run that the page shows; its series has all."""

TROUBLE = (Verdict.FAIL, Verdict.INCONCLUSIVE, Verdict.ERROR)


def rendered(source: Source) -> bytes:
    """The bytes of the page."""
    return page(source.report, source.course).encode(errors="backslashreplace")


def page(report: RunReport, course: Course | None = None) -> str:
    """The page of a run as HTML; `course` is that of an endurance run."""
    environment = Environment(
        loader=PackageLoader("hil.report"),
        autoescape=select_autoescape(default=True, default_for_string=True),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    rows = coverage(report.cases, report.header.own_requirements)
    return environment.get_template("report.html.j2").render(
        report=report,
        modules_lines=modules_lines(report),
        header=report.header,
        counts=report.counts(),
        meaning=meaning(report),
        exit_code=int(exit_code(report)),
        document=document(),
        rows=rows,
        statements={row.requirement.id: row.requirement.statement for row in rows},
        tested=sum(row.tested for row in rows),
        groups=list(dict.fromkeys(row.requirement.group for row in rows)),
        grids=[(level, list(of)) for level, of in groupby(grids(report.cases), lambda grid: grid.seclevel)],
        columns=column_titles(),
        seclevels=SECLEVELS,
        advice=advice(report.cases),
        trouble=[case for verdict in TROUBLE for case in report.cases if case.verdict is verdict],
        not_applicable=[case for case in report.cases if case.verdict is Verdict.NOT_APPLICABLE],
        readings=readings(report.cases),
        probes=probes(report.cases),
        strict=[(case, reading) for case in report.cases for reading in case.strict],
        known=[case for case in report.cases if case.verdict is Verdict.KNOWN_DEVIATION],
        outdated=outdated(report),
        verdicts=list(Verdict),
        letters=LETTERS,
        left_open=LEFT_OPEN,
        not_met=NOT_MET,
        by_ground=report.fails_by_ground(),
        by_cause=report.inconclusive_by_cause(),
        optional_not_met=report.optional_not_met(),
        slice_lines=SLICE_LINES,
        course=course,
        curves=curves(course) if course is not None else (),
        most_incidents=MOST_INCIDENTS,
    )
