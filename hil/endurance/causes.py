"""What a slowdown or a row of failed sessions is laid to, by the controls of the load.

The controls come one after the other: the DUT registers anew, then it restarts.  Only
what stays over the registration and ends at the restart is laid to the DUT, and only if
it was in one cell all the time.  A network has states of its own for each registration,
and a restart ends those as well: it may give the DUT another cell, channel or address.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum
from itertools import pairwise

from hil.endurance.drift import ALPHA, Drift, drift, ended_between, probability, recovered
from hil.endurance.mix import ACTIVATION
from hil.endurance.records import Control, Course, Incident, IncidentKind, Means, Why
from hil.endurance.rounds import spans, values_of

RECENT_ROUNDS = 10
"""So many rounds right before the restart are compared with those right after it."""

ROWS_OF_NETWORK = 2
"""A network may come back in the moment of a control, but not twice."""


class Cause(Enum):
    """What a slowdown is laid to; the value says why, after a colon or a semicolon."""

    MODULE = "it stayed when the DUT registered anew, and ended when it restarted"
    NETWORK = "it was gone after the DUT had registered anew: the network explains it, or what the DUT keeps of its registration"
    UNCONFIRMED = "no restart of the DUT has confirmed it, so network or bench may be slow"
    STAYED = "a restart of the DUT did not change it, so network or bench may be slow"
    NOT_RENEWED = "a restart of the DUT ended it, but the DUT could not register anew before, so the network may be what the restart has changed"
    BOTH = "less than half of it ended at the restart alone, the rest when the DUT registered anew, so the network may be slow"
    NO_CELL = "a restart of the DUT ended it, but the DUT does not tell its cell (AT+CGREG=2), so it may have moved to another one"
    OTHER_CELL = "a restart of the DUT ended it, but the DUT was in more than one cell, so the network may be what the restart has changed"


def cause_of_slowdown(course: Course, name: str) -> Cause:
    """What the slowdown of that series of the course is laid to."""
    renewal = _last(course, Means.REGISTRATION)
    restart = _last(course, Means.RESTART)
    renewed = renewal if renewal is not None and renewal.succeeded else None
    if renewed is not None and any(
        recovered(found, after) for found, after in _against(course, name, renewed)
    ):
        return Cause.NETWORK
    if restart is None or not restart.sessions:
        return Cause.UNCONFIRMED
    if not _is_ended(course, name, renewed, restart):
        return Cause.STAYED
    if renewed is None:
        return Cause.NOT_RENEWED
    if not _is_ended_by_restart(course, name, renewed, restart):
        return Cause.BOTH
    return _by_cells((*renewed.cells, *restart.cells)) or Cause.MODULE


def hindrances(course: Course) -> str:
    """Why controls of the slowdown could not be; empty if all could."""
    controls = (each for each in course.controls if each.why is Why.SLOWDOWN and each.hindrance)
    return "; ".join(f"{each.means}: {each.hindrance}" for each in controls)


def _last(course: Course, means: Means) -> Control | None:
    found = [each for each in course.controls if each.why is Why.SLOWDOWN and each.means is means]
    return found[-1] if found else None


def _against(course: Course, name: str, control: Control) -> list[tuple[Drift, Sequence[float]]]:
    """The drift of the course and the values of a control, as they were and without what the bench has added."""
    before, after = values_of(course, course.sessions)[name], values_of(course, control.sessions)[name]
    pairs = ((drift(before.raw), after.raw), (before.drift, after.adjusted))
    return [(found, values) for found, values in pairs if found is not None]


def _is_ended(course: Course, name: str, renewed: Control | None, restart: Control) -> bool:
    """Whether the rounds after the restart are fast again, and lie below those right before it beyond chance.

    A network that recovered before the restart is no work of the restart.
    """
    between = spans(renewed.sessions)[name] if renewed is not None else ()
    recent = (*spans(course.sessions)[name], *between)[-RECENT_ROUNDS:]
    then = spans(restart.sessions)[name]
    fell = bool(recent and then) and probability(then, recent) < ALPHA
    return fell and all(recovered(found, after) for found, after in _against(course, name, restart))


def _is_ended_by_restart(course: Course, name: str, renewed: Control, restart: Control) -> bool:
    """Whether at least half of the slowdown ended between the two controls."""
    pairs = zip(_against(course, name, renewed), _against(course, name, restart), strict=True)
    return all(ended_between(found, before, after) for (found, before), (_, after) in pairs)


def _by_cells(cells: Sequence[str]) -> Cause | None:
    """Why the cells allow no verdict; None if they are one known cell."""
    if not cells or not all(cells):
        return Cause.NO_CELL
    return Cause.OTHER_CELL if len(set(cells)) > 1 else None


def rows_of_module(course: Course, why: Why = Why.ROW) -> tuple[Control, ...]:
    """The restarts that ended a row of failures which a registration anew, in the same cell, had not ended."""
    return tuple(each for before, each in pairwise(course.controls) if _is_of_module(before, each, why))


def _is_of_module(before: Control, each: Control, why: Why) -> bool:
    if each.why is not why or before.why is not why or each.means is not Means.RESTART or not each.succeeded:
        return False
    has_renewed = before.means is Means.REGISTRATION and not before.hindrance
    return has_renewed and _by_cells((*before.cells, *each.cells)) is None


def rows_in_doubt(course: Course) -> tuple[Control, ...]:
    """The controls that ended a row of failed sessions, and do not tell whether network or DUT had caused it."""
    proven = rows_of_module(course)
    ended = (each for each in course.controls if each.why is Why.ROW and each.succeeded)
    return tuple(each for each in ended if each not in proven)


def refusals_of_module(course: Course) -> tuple[Incident, ...]:
    """The refused steps that are laid to the DUT.

    A network may refuse an activation, too, and the DUT answers ERROR to both.  So refused
    activations count only if restarts, and nothing else, ended some rows of them.
    """
    refused = course.of(IncidentKind.REFUSAL)
    if len(rows_of_module(course, Why.ACTIVATION)) >= ROWS_OF_NETWORK:
        return refused
    return tuple(each for each in refused if each.step != ACTIVATION)


def activations_in_doubt(course: Course) -> int:
    """How many rows of refused activations do not tell whether network or DUT had refused; each row is one registration anew."""
    rows = sum(each.why is Why.ACTIVATION and each.means is Means.REGISTRATION for each in course.controls)
    proven = len(rows_of_module(course, Why.ACTIVATION))
    return 0 if proven >= ROWS_OF_NETWORK else rows


_NOT_OF_THE_DUT = frozenset({IncidentKind.NETWORK, IncidentKind.BENCH})


def is_proven_by(rows: Sequence[Control]) -> bool:
    """Whether these rows are more than a network that came back in the moment of a restart.

    One row is enough if no failure in it was one of the network or of the bench.
    """
    without_network = any(row.row and not _NOT_OF_THE_DUT.intersection(row.row) for row in rows)
    return without_network or len(rows) >= ROWS_OF_NETWORK
