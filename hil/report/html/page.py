"""The page as a whole: the values of all sections, and the templates that show them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from io import BytesIO
from itertools import groupby
from pathlib import Path
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined, Template, select_autoescape

from hil.bench import is_emulated
from hil.endurance.records import Course
from hil.report.curve import curves
from hil.report.html.bodies import Chunk, body, chunks, packed
from hil.report.html.first_screen import Alike, first_screen
from hil.report.html.log import log
from hil.report.html.plots import plots
from hil.report.source import Source
from hil.report.view.errors import error_rows
from hil.report.view.heat import LEFT_OPEN, LETTERS, NOT_MET, cell_key, column_titles, grids
from hil.report.view.item import EMULATED, has_emulated
from hil.report.view.pics import pics_of
from hil.report.view.sequence import ARROWS, Lane
from hil.report.view.sessions import SessionView, sessions_of
from hil.report.view.timing import timing
from hil.results.case import CaseResult
from hil.results.collection import without_collection
from hil.results.conclusion import Coverage, coverage, not_run_of
from hil.results.folder import ENDURANCE
from hil.results.model import RunReport
from hil.results.observations import advice, probes, readings
from hil.results.pool_words import modules_lines
from hil.results.selftest_words import selftest_lines
from hil.spec.catalogue import document
from hil.spec.tls import SECLEVELS
from hil.verdict import Verdict

MOST_INCIDENTS = 50
"""Incidents of an endurance run that the page shows; its series has all."""

GATES = {
    "note": "fails on the note decide the exit code",
    "standard": "fails on the note or a standard decide the exit code",
    "reading": "all fails decide the exit code",
}
"""What the gate of a run means."""

PIECES = 500
"""So many pieces of a page are encoded at once, so that a long page is not held twice."""

TROUBLE = (Verdict.FAIL, Verdict.ERROR, Verdict.INCONCLUSIVE)


@without_collection()
def rendered(source: Source) -> bytes:
    """The bytes of the page."""
    stream = _template().stream(
        {**_values(source.report, source.course, source.folder), "evidence": source.evidence_base}
    )
    stream.enable_buffering(PIECES)
    made = BytesIO()
    stream.dump(made, encoding="utf-8", errors="backslashreplace")
    return made.getvalue()


def page(report: RunReport, course: Course | None = None, folder: Path | None = None) -> str:
    """The page of a run as HTML; `course` is that of an endurance run, `folder` where the evidence lies.

    Without the folder the page has no sessions and no times of them.
    """
    return _template().render({**_values(report, course, folder), "evidence": ""})


def _values(report: RunReport, course: Course | None, folder: Path | None) -> dict[str, Any]:
    """What the templates show."""
    sessions = [sessions_of(case, folder) if folder else () for case in report.cases]
    rows = coverage(report.cases, report.header.own_requirements)
    screen = first_screen(report, rows)
    alike = (*screen.failing, *screen.unclear)
    return {
        "report": report,
        "header": report.header,
        "screen": screen,
        "counts": {verdict: count for verdict, count in report.counts().items() if count},
        "document": document(),
        "gates": GATES,
        "modules_lines": modules_lines(report),
        "rows": rows,
        "waiting": not_run_of(report),
        "tested": sum(row.tested for row in rows),
        "groups": list(dict.fromkeys(row.requirement.group for row in rows)),
        "clauses": sorted({row.requirement.clause for row in rows if row.cases}),
        "grids": [
            (level, list(of)) for level, of in groupby(grids(report.cases), lambda grid: grid.seclevel)
        ],
        "columns": column_titles(),
        "seclevels": SECLEVELS,
        "letters": LETTERS,
        "left_open": LEFT_OPEN,
        "not_met": NOT_MET,
        "cell_key": cell_key,
        "verdicts": list(Verdict),
        "optional": [case for case in report.cases if case.departures],
        "known": [case for case in report.cases if case.verdict is Verdict.KNOWN_DEVIATION],
        "is_emulated": is_emulated,
        "emulated": EMULATED if has_emulated(report) else "",
        "selftest": selftest_lines(report),
        "errors": error_rows(report),
        "pics": pics_of(report),
        "strict": [(case, each) for case in report.cases for each in case.strict if not each.held],
        "advice": advice(report.cases),
        "probes": probes(report.cases),
        "readings": readings(report.cases),
        "log": log(report),
        "plots": plots(timing(report.cases, [each for of_case in sessions for each in of_case], folder)),
        "course": course,
        "curves": curves(course) if course is not None else (),
        "most_incidents": MOST_INCIDENTS,
        "series": ENDURANCE,
        "files": _by_file(report.cases),
        "cause_of": {case.id: group.number for group in alike for case in group.cases},
        "chunks": _chunks(report.cases, sessions),
        "facts": packed(json.dumps(_facts(rows, alike), ensure_ascii=False, separators=(",", ":"))),
    }


def _template() -> Template:
    environment = Environment(
        loader=PackageLoader("hil.report.html"),
        autoescape=select_autoescape(default=True, default_for_string=True),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template("page.html.j2")


def _chunks(cases: Sequence[CaseResult], sessions: Sequence[Sequence[SessionView]]) -> tuple[Chunk, ...]:
    """The bodies: those of the cases in trouble first and apart, since the page unpacks them early."""
    numbered = list(enumerate(zip(cases, sessions, strict=True)))
    trouble = [row for row in numbered if row[1][0].verdict in TROUBLE]
    others = [row for row in numbered if row[1][0].verdict not in TROUBLE]
    return tuple(
        chunk
        for part in (trouble, others)
        for chunk in chunks((number, body(case, of_case)) for number, (case, of_case) in part)
    )


def _by_file(cases: Sequence[CaseResult]) -> Mapping[str, list[tuple[int, CaseResult]]]:
    """The cases with their numbers, by file."""
    found: dict[str, list[tuple[int, CaseResult]]] = {}
    for number, case in enumerate(cases):
        found.setdefault(case.file, []).append((number, case))
    return found


def _facts(rows: Iterable[Coverage], alike: Iterable[Alike]) -> dict[str, Any]:
    """What the script needs to draw the cases: the arrows of the diagram, the requirements, the groups by cause."""
    return {
        "lanes": [lane.title for lane in Lane],
        "arrows": [(arrow.start, arrow.end, arrow.layer, arrow.words) for arrow in ARROWS.values()],
        "requirements": {
            row.requirement.id: (
                row.requirement.title,
                row.requirement.statement,
                row.requirement.clause,
                row.requirement.ground.value,
                row.requirement.kind.value,
                row.requirement.reasoning,
            )
            for row in rows
        },
        "causes": {group.number: group.sentence for group in alike},
    }
