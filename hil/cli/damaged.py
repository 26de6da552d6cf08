"""A run that is read for people, damaged or not: with all that is known to be wrong with its folder."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from hil.results.model import RunReport
from hil.results.salvage import missing_evidence, salvaged
from hil.seal.examination import damage
from hil.seal.public import left_out


def readable(place: Path) -> RunReport:
    """The run in a folder, with its damage; of a public copy without the captures that it lacks on purpose.

    Raises `UsageError` where not even its first record can be read.
    """
    report = salvaged(place)
    apart = left_out(place)
    missing = missing_evidence(report, place, left_out=apart)
    shown = tuple(
        replace(case, captures=tuple(name for name in case.captures if name not in apart))
        for case in report.cases
    )
    found = tuple(dict.fromkeys([*report.damage, *missing, *damage(place)]))
    return replace(report, cases=shown if apart else report.cases, damage=found)
