"""`summary.md`: a run as Markdown, for the summary of a CI server, a merge request or an issue."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator, Sequence

from hil.report.source import Source
from hil.report.view.item import EMULATED, has_emulated
from hil.results.conclusion import coverage, exit_code, meaning
from hil.results.failure_lines import shortened
from hil.results.failures import groups
from hil.results.model import RunReport
from hil.results.words import ended_early
from hil.verdict import Cause, Verdict

MOST_ROWS = 50
"""So many rows has each table; GitHub takes 1 MiB at most, and nobody reads that much."""

LONGEST = 300
"""So many characters has a cell."""

_SPECIAL = re.compile(r"([\\`*_\[\]|~#@!])")

Row = Sequence[str]


def rendered(source: Source) -> bytes:
    """The bytes of `summary.md`."""
    return "".join(f"{line}\n" for line in _lines(source.report)).encode(errors="backslashreplace")


def escaped(text: str) -> str:
    """The text as one cell of a table: no character of it is Markdown or HTML."""
    return _SPECIAL.sub(r"\\\1", html.escape(_printable(shortened(text, LONGEST)), quote=False))


def _printable(text: str) -> str:
    return "".join(letter if letter.isprintable() else "\ufffd" for letter in text)


def _lines(report: RunReport) -> Iterator[str]:
    yield f"# Conformance of the FTPS function: {escaped(report.header.selected)}"
    yield ""
    yield f"**{escaped(_sentence(meaning(report)))}** (exit {int(exit_code(report))})"
    for damage in report.damage:
        yield ""
        yield f"Warning: {escaped(damage)}"
    yield from _section("", ("", ""), [(f"**{name}**", escaped(value)) for name, value in _facts(report)])
    yield from _section("Verdicts", ("verdict", "cases", "of these"), list(_counts(report)))
    yield from _failing(report)
    yield from _section("Unproven", ("what", "why"), list(_unproven(report)))
    yield from _section("Not run", ("case", "title"), list(_not_run(report)), len(report.not_run))


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}"


def _facts(report: RunReport) -> Iterator[tuple[str, str]]:
    header = report.header
    duts = [f"{firmware} ({', '.join(names)})" for firmware, names in report.firmwares.items()]
    yield "DUT", "; ".join(duts) or f"{header.dut_url}, not identified"
    if has_emulated(report):
        yield "item", EMULATED
    if header.module:
        yield "module", header.module
    yield "selection", header.selected
    yield "gate", f"a fail on the ground {header.gate.value} or a stronger one decides"
    yield "run", f"{header.run_id}, began {header.started}, took {report.duration_s:.0f} s"
    if early := ended_early(report):
        yield "end", early


def _counts(report: RunReport) -> Iterator[Row]:
    grounds = [
        f"{count} on the ground {ground}" for ground, count in report.fails_by_ground().items() if count
    ]
    causes = [f"{count} {cause.value}" for cause, count in report.inconclusive_by_cause().items() if count]
    departed = len(report.optional_not_met())
    details = {
        Verdict.FAIL: grounds,
        Verdict.INCONCLUSIVE: causes,
        Verdict.PASS: [f"{departed} with an optional requirement not met"] if departed else [],
    }
    for verdict, count in report.shown_counts().items():
        yield verdict.words, str(count), ", ".join(details.get(verdict, ()))
    if report.not_run:
        yield "not run", str(len(report.not_run)), ""


def _failing(report: RunReport) -> Iterator[str]:
    found = groups(report.cases)
    rows = [
        (
            group.ground.value,
            escaped(group.named),
            escaped(group.words),
            str(len(group.cases)),
            _code(group.cases[0].name),
        )
        for group in found[:MOST_ROWS]
    ]
    header = ("ground", "requirement", "what was expected and what came", "cases", "first case")
    return _section("What fails", header, rows, len(found))


def _unproven(report: RunReport) -> Iterator[Row]:
    """What the run says nothing about: cases without a verdict about the DUT, requirements without such a case."""
    for case in report.cases:
        no_stimulus = case.verdict is Verdict.INCONCLUSIVE and case.cause is not Cause.LEFT_OPEN
        if no_stimulus or case.verdict is Verdict.ERROR:
            yield _code(case.name), escaped(f"{case.verdict_words}: {case.reason}")
    untested = [
        row.requirement.id
        for row in coverage(report.cases, report.header.own_requirements)
        if row.cases and not row.tested
    ]
    if untested:
        yield (
            f"{len(untested)} requirements",
            escaped(f"none of their cases has a verdict about the DUT: {', '.join(untested)}"),
        )


def _not_run(report: RunReport) -> Iterator[Row]:
    for name in report.not_run[:MOST_ROWS]:
        yield _code(name.rpartition("/")[2]), escaped(report.description.case(name).title)


def _code(text: str) -> str:
    """The text as code, which can be copied; a table has its own escape of the bar even there."""
    words = _printable(text).replace("`", "'").replace("|", r"\|")
    return f"`{words}`"


def _section(title: str, header: Row, rows: Sequence[Row], total: int = 0) -> Iterator[str]:
    """A table under its title; nothing without rows.  `total` are all rows, of which some may be left out."""
    if not rows:
        return
    yield ""
    if title:
        yield from (f"## {title}", "")
    yield _table_row(header)
    yield _table_row(["---"] * len(header))
    yield from map(_table_row, rows[:MOST_ROWS])
    if (left := max(total, len(rows)) - min(len(rows), MOST_ROWS)) > 0:
        yield ""
        yield f"{left} more; the report has all."


def _table_row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"
