"""A case as text for a terminal: purpose, requirements, verdict, checks, steps, transcript, evidence."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import click

from hil.report.view.decisive import decisive
from hil.results.case import CaseResult, TranscriptLine
from hil.results.failure_lines import columns, wrapped
from hil.results.failures import deciding, step_of
from hil.results.model import RunReport
from hil.spec.catalogue import Requirement, requirements
from hil.transcript import Kind
from hil.verdict import FailedCheck, Ground, Step, Verdict

MOST_IN_FULL = 3
"""So many requirements stand with their texts, those of the failed checks first; of the others the ids."""

COLOURS = {
    Verdict.PASS: "green",
    Verdict.FAIL: "red",
    Verdict.INCONCLUSIVE: "yellow",
    Verdict.ERROR: "magenta",
    Verdict.NOT_APPLICABLE: "cyan",
    Verdict.KNOWN_DEVIATION: "yellow",
}

_COMMANDS = frozenset({Kind.COMMAND, Kind.RESTART_COMMAND})


@dataclass(frozen=True, slots=True)
class ShownCase:
    """A case of a run; `number` counts from 1, `folder` is that of the run."""

    report: RunReport
    folder: Path
    number: int
    case: CaseResult

    @property
    def evidence(self) -> tuple[tuple[Path, bool], ...]:
        """The files of evidence, and whether each is there."""
        paths = [self.folder / name for name in (*self.case.captures, *self.case.sessions)]
        return tuple((path, path.is_file()) for path in paths)

    @property
    def judged(self) -> tuple[str, ...]:
        """The requirements of the case, those of its failed checks first."""
        named = [name for check in (*self.case.checks, *self.case.departures) for name in check.requirements]
        return tuple(dict.fromkeys((*named, *self.case.requirements)))


def lines_of(shown: ShownCase) -> Iterator[str]:
    """The lines of a case, with colours; no character of the DUT can move the cursor."""
    case, width = shown.case, columns()
    head = f"case {shown.number} of {len(shown.report.cases)}: {case.verdict_words}"
    yield click.style(_plain(head), fg=COLOURS[case.verdict], bold=True)
    yield _plain(case.id)
    yield ""
    for name, value in _facts(shown):
        first, *rest = wrapped(_plain(value), width - 14)
        yield f"{name:<14}{first}"
        yield from (f"{'':<14}{line.strip()}" for line in rest)
    for title, part in _PARTS:
        body = list(part(shown))
        if body:
            yield ""
            yield click.style(title, bold=True)
            yield from body


def _facts(shown: ShownCase) -> Iterator[tuple[str, str]]:
    case = shown.case
    yield "purpose", case.title
    yield "run", f"{shown.report.header.run_id}, {shown.report.header.selected}"
    yield "began", f"{case.started}, took {case.duration_s:.3f} s"
    if case.module:
        yield "module", case.module
    if case.cell:
        cell = case.cell
        yield (
            "cell",
            f"<sslversion> {cell.sslversion}, suite {cell.ciphersuite}, level {cell.seclevel}, {cell.mode}",
        )
    if case.reason:
        yield "reason", case.reason
    if case.deviation:
        yield "deviation", case.deviation
    if case.disturbance:
        yield "disturbance", str(case.disturbance)
    for attempt in case.attempts:
        yield "attempt", f"{attempt.verdict.words}: {attempt.reason}"
    for name, value in case.observed:
        yield "observed", f"{name}: {value}"


def _requirements(shown: ShownCase) -> Iterator[str]:
    known = requirements(shown.report.header.own_requirements)
    names = shown.judged
    for name in names[:MOST_IN_FULL]:
        yield from _requirement(name, known.get(name))
    rest = names[MOST_IN_FULL:]
    if rest:
        yield from _indented(f"and {', '.join(rest)}")


def _requirement(name: str, row: Requirement | None) -> Iterator[str]:
    if row is None:
        yield f"  {_plain(name)}  not in the catalogue of this version"
        return
    yield f"  {row.id}  {row.clause}; ground {row.ground.value}, {row.kind.value}"
    yield from _indented(row.statement, by=4)
    if row.ground is Ground.READING and row.reasoning:
        yield from _indented(f"reading: {row.reasoning}", by=4)


def _checks(shown: ShownCase) -> Iterator[str]:
    case = shown.case
    found = case.checks or ((deciding(case),) if case.verdict is Verdict.FAIL else ())
    for check in (*found, *case.departures):
        yield from _check(check, step_of(case, check))


def _check(check: FailedCheck, step: Step | None) -> Iterator[str]:
    weight = check.ground.value if check.ground else "optional"
    what = step.subject if step and step.subject else check.sentence
    yield from _indented(f"[{weight}] {', '.join(check.requirements[:MOST_IN_FULL])}: {what}")
    yield from _indented(f"expected  {check.expected or '(not told)'}", by=4)
    yield from _indented(f"came      {check.actual}", by=4)
    if check.where:
        yield f"    at        {_plain(check.where)}"


def _steps(shown: ShownCase) -> Iterator[str]:
    for step in shown.case.steps:
        held = "held  " if step.held else click.style("failed", fg="red")
        sides = f"expected {step.expected}, came {step.actual}"
        words = _plain(f"{step.subject}: {sides}" if step.subject else sides)
        yield f"  {step.t:8.3f}  {step.role.value:<8}  {held}  {words}"


def _transcript(shown: ShownCase) -> Iterator[str]:
    lines = _from_first_command(shown.case.own_transcript)
    marked = decisive(shown.case, lines)
    for place, line in enumerate(lines):
        text = _plain(str(line))
        yield click.style(f"> {text}", bold=True) if place in marked else f"  {text}"


def _evidence(shown: ShownCase) -> Iterator[str]:
    for path, is_there in shown.evidence:
        yield f"  {_plain(str(path))}{'' if is_there else '  (missing)'}"


_PARTS: tuple[tuple[str, Callable[[ShownCase], Iterable[str]]], ...] = (
    ("requirements", _requirements),
    ("what did not hold", _checks),
    ("steps, in seconds since the case began", _steps),
    ("transcript, from the first command; > marks the decisive exchange", _transcript),
    ("evidence", _evidence),
)


def _from_first_command(lines: Sequence[TranscriptLine]) -> Sequence[TranscriptLine]:
    first = next((place for place, line in enumerate(lines) if line.kind in _COMMANDS), 0)
    return lines[first:]


def _indented(text: str, by: int = 2) -> Iterator[str]:
    return (f"{'':<{by}}{line}" for line in wrapped(_plain(text), columns() - by))


def _plain(text: str) -> str:
    """The text on one line, with a mark in place of each control character."""
    line = " ".join(text.split("\n"))
    return "".join(letter if letter.isprintable() else "\N{REPLACEMENT CHARACTER}" for letter in line)
