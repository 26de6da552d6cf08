"""A run that is read for people, damaged or not: with all that is known to be wrong with its folder."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from hil.results.case import CaseResult
from hil.results.model import RunReport
from hil.results.salvage import missing_evidence, salvaged
from hil.seal.glance import Glance, glance
from hil.seal.public import left_out


def readable(place: Path) -> RunReport:
    """The run in a folder, with its damage; raises `UsageError` where not even its first record can be read."""
    return examined(place)[0]


def examined(place: Path) -> tuple[RunReport, Glance]:
    """The run in a folder with its damage, and its chain; of a public copy without the captures that it lacks on purpose.

    Raises `UsageError` where not even its first record can be read.
    """
    chain = glance(place)  # first: its memory is free again for the records
    report = salvaged(place)
    apart = left_out(place)
    missing = missing_evidence(report, place, left_out=apart)
    cases = tuple(_without(apart, case) for case in report.cases) if apart else report.cases
    found = tuple(dict.fromkeys([*report.damage, *missing, *chain.damage]))
    return replace(report, cases=cases, damage=found), chain


def _without(apart: frozenset[str], case: CaseResult) -> CaseResult:
    return replace(case, captures=tuple(name for name in case.captures if name not in apart))
