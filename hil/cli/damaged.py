"""A run that is read for people, damaged or not: with all that is known to be wrong with its folder."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from hil.results.model import RunReport
from hil.results.salvage import salvaged
from hil.seal.examination import damage


def readable(place: Path) -> RunReport:
    """The run in a folder, with its damage; raises `UsageError` where not even its first record can be read."""
    report = salvaged(place)
    return replace(report, damage=tuple(dict.fromkeys([*report.damage, *damage(place)])))
