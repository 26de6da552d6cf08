"""What cases measured and did not judge: answers to open questions (`probe`), and readings by the way."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from hil.results.model import CaseResult


@dataclass(frozen=True, slots=True)
class Probe:
    """An open question of the note, and the case that asked the DUT."""

    question: str
    case: CaseResult


@dataclass(frozen=True, slots=True)
class Reading:
    """One value of one thing that was observed, and the cases that saw it."""

    name: str
    value: str
    cases: tuple[CaseResult, ...]


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
