"""What the first screen of the page tells: the verdict by ground, what fails, what is unproven, what warns a reader."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from hil.report.html.bodies import plain, subject
from hil.results.case import CaseResult
from hil.results.conclusion import Coverage, exit_code, meaning_parts, outdated
from hil.results.failures import groups
from hil.results.model import RunReport
from hil.results.words import ended_early
from hil.spec.catalogue import RequirementKind, Verification
from hil.verdict import Ground, Verdict, decides

TONES = {0: "pass", 1: "fail"}
"""The colour of the verdict by the exit code; any other one is that of an error."""


@dataclass(frozen=True, slots=True)
class Alike:
    """Cases that did not pass for the same reason, in the order of the run; `number` names the group in filters."""

    number: int
    verdict: Verdict
    words: str
    requirements: tuple[str, ...]
    sentence: str
    expected: str
    actual: str
    cases: tuple[CaseResult, ...]


@dataclass(frozen=True, slots=True)
class GroundCount:
    """How many cases fail on a ground, and whether such a fail decides under the gate of the run."""

    ground: Ground
    count: int
    decides: bool


@dataclass(frozen=True, slots=True)
class FirstScreen:
    """The values of the first screen; `warnings` are sentences for a banner above all else."""

    tone: str
    headline: str
    parts: tuple[str, ...]
    grounds: tuple[GroundCount, ...]
    failing: tuple[Alike, ...]
    unclear: tuple[Alike, ...]
    unproven: tuple[Coverage, ...]
    warnings: tuple[str, ...]


def first_screen(report: RunReport, rows: tuple[Coverage, ...]) -> FirstScreen:
    """The first screen of a run; `rows` is its coverage."""
    headline, *parts = meaning_parts(report)
    counts = report.fails_by_ground()
    failing = tuple(_failing(report))
    return FirstScreen(
        tone=TONES.get(int(exit_code(report)), "error"),
        headline=f"{headline[0].upper()}{headline[1:]}",
        parts=tuple(parts),
        grounds=tuple(GroundCount(each, counts[each], decides(report.header.gate, each)) for each in Ground),
        failing=failing,
        unclear=tuple(_unclear(report, len(failing))),
        unproven=tuple(row for row in rows if _is_unproven(row)),
        warnings=tuple(_warnings(report)),
    )


def _failing(report: RunReport) -> Iterator[Alike]:
    for number, group in enumerate(groups(report.cases)):
        check, first = group.check, group.cases[0]
        yield Alike(
            number,
            first.verdict,
            (check.ground or Ground.NOTE).value,
            check.requirements,
            plain(subject(check)),
            plain(check.expected),
            plain(check.actual),
            group.cases,
        )


def _unclear(report: RunReport, begin: int) -> Iterator[Alike]:
    """The errors, then the inconclusive cases, those with the same reason together."""
    found: dict[tuple[Verdict, str, str], list[CaseResult]] = {}
    for verdict in (Verdict.ERROR, Verdict.INCONCLUSIVE):
        for case in report.cases:
            if case.verdict is verdict:
                found.setdefault((verdict, case.verdict_words, case.reason), []).append(case)
    for number, ((verdict, words, reason), cases) in enumerate(found.items(), start=begin):
        named = dict.fromkeys(name for case in cases for name in case.requirements)
        yield Alike(number, verdict, words, tuple(named), plain(reason), "", "", tuple(cases))


def _is_unproven(row: Coverage) -> bool:
    requirement = row.requirement
    return (
        not row.tested
        and requirement.kind is RequirementKind.MANDATORY
        and requirement.verification is Verification.TEST
    )


def _warnings(report: RunReport) -> Iterator[str]:
    yield from report.damage
    if not report.is_complete:
        yield ended_early(report)
    if report.header.narrowed:
        yield (
            f"This run is no whole campaign: only {report.header.selected} was selected. "
            "It says nothing about the cases that were left out."
        )
    if report.header.shard:
        yield f"This run is one shard ({report.header.shard}) of its selection; hil merge joins the shards."
    for status in outdated(report):
        yield f"A known deviation is outdated, its requirement passes now: {status.deviation}"
