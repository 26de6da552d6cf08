"""What cases observed and did not judge: answers to open questions, other readings, deprecated TLS in use."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from hil.results.case import CaseResult, Cell
from hil.spec.tls import (
    ALL_SUITES,
    DEPRECATED_SUITES,
    DEPRECATED_VERSIONS,
    SSLVERSION,
    Deprecation,
    is_legal_pair,
)
from hil.verdict import Verdict


@dataclass(frozen=True, slots=True)
class Probe:
    """An open question of the note, and the case that asked the DUT."""

    question: str
    case: CaseResult


@dataclass(frozen=True, slots=True)
class Reading:
    """One observed value, and the cases that saw it."""

    name: str
    value: str
    cases: tuple[CaseResult, ...]


@dataclass(frozen=True, slots=True)
class Advice:
    """A deprecated version or suite that the DUT was seen to work with."""

    deprecation: Deprecation
    subject: str
    cases: int


def probes(cases: Iterable[CaseResult]) -> tuple[Probe, ...]:
    """The open questions that cases asked, those of one question together."""
    asked = [Probe(case.probe, case) for case in cases if case.probe]
    order = list(dict.fromkeys(probe.question for probe in asked))
    return tuple(sorted(asked, key=lambda probe: order.index(probe.question)))


def readings(cases: Iterable[CaseResult]) -> tuple[Reading, ...]:
    """What cases that are no probes observed, by name and value."""
    seen: dict[tuple[str, str], list[CaseResult]] = {}
    for case in cases:
        for reading in () if case.probe else case.observed:
            seen.setdefault(reading, []).append(case)
    return tuple(Reading(name, value, tuple(of)) for (name, value), of in sorted(seen.items()))


def advice(cases: Iterable[CaseResult]) -> tuple[Advice, ...]:
    """The deprecated versions and suites that passed cases of legal pairs used; most used first."""
    used: dict[tuple[str, Deprecation], int] = {}
    for case in cases:
        if case.cell is None or case.verdict is not Verdict.PASS:
            continue
        for subject, deprecation in _deprecated(case.cell):
            used[subject, deprecation] = used.get((subject, deprecation), 0) + 1
    rows = [Advice(deprecation, subject, count) for (subject, deprecation), count in used.items()]
    return tuple(sorted(rows, key=lambda row: -row.cases))


def _deprecated(cell: Cell) -> Iterable[tuple[str, Deprecation]]:
    suite = next((suite for suite in ALL_SUITES if suite.code == cell.ciphersuite), None)
    versions = SSLVERSION.get(cell.sslversion, ())
    if suite is None or not any(is_legal_pair(version, suite) for version in versions):
        return
    if len(versions) == 1 and versions[0] in DEPRECATED_VERSIONS:  # with "all" the server chose
        yield versions[0].title, DEPRECATED_VERSIONS[versions[0]]
    if suite in DEPRECATED_SUITES:
        yield f"{suite.code} {suite.name}", DEPRECATED_SUITES[suite]
