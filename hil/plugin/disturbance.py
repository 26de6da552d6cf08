"""Trouble of the bench that the transcript of a case shows; such a case says nothing about the DUT."""

from __future__ import annotations

from collections.abc import Iterable

from hil.results.disturbance import Disturbance, DisturbanceKind
from hil.transcript import Entry, Kind

LONGEST = 80
"""Characters of a line that are kept."""

_REQUESTS = frozenset({Kind.RESTART_COMMAND, Kind.SUPPLY_CUT, Kind.SUPPLY_RESTORED, Kind.PORT_OPENED})
"""After one of these a restart is what the case wants, until the DUT is attached again."""


def disturbance(entries: Iterable[Entry]) -> Disturbance | None:
    """The first disturbance of a case; None if there is none."""
    requested = False
    for entry in entries:
        match entry.kind:
            case Kind.ATTACHED:
                requested = False
            case Kind.NOISE:
                return Disturbance(DisturbanceKind.NOISE, entry.text[:LONGEST])
            case Kind.RESTART if not requested:
                return Disturbance(DisturbanceKind.RESTART, entry.text.strip())
            case Kind.RESTART_FOUND:
                return Disturbance(DisturbanceKind.RESTART, entry.text[:LONGEST])
            case Kind.HANG_FOUND:
                return Disturbance(DisturbanceKind.HANG, entry.text[:LONGEST])
            case kind:
                requested = requested or kind in _REQUESTS
    return None
