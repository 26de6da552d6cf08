"""What earlier cases have proven of a stimulus that brings no response, in the drivers of the DUTs (`hil.modem.patience`).

A case that hangs at a proven stimulus fails after its first attempt, for which the driver
has waited a short time only.  A restart costs no wait, so it has its second attempt.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pytest

from hil.plugin.attempts import broken_off, signature, stimulus, supply_is_good
from hil.plugin.markers import requirement_ids
from hil.plugin.stash_keys import FIRST_ATTEMPT
from hil.results.case import CaseResult
from hil.results.disturbance import DisturbanceKind


def begin(duts: Iterable[Any], item: pytest.Item) -> None:
    """The fixtures of an attempt of a case are set up, or one of them has failed."""
    first = item.stash.get(FIRST_ATTEMPT, None)
    found = broken_off(first) if first is not None else None
    for patience in _patiences(duts):
        patience.begin(
            item.nodeid, requirement_ids(item), broken_by=found.kind.value if found is not None else ""
        )


def prove(duts: Iterable[Any], result: CaseResult) -> None:
    """Both attempts of the case that ends now were broken off at the same stimulus."""
    if (found := broken_off(result)) is not None:
        for patience in _patiences(duts):
            patience.prove(signature(stimulus(result.transcript)), found.kind.value)


def note_silence(duts: Iterable[Any]) -> None:
    """The case that ends now fails because a command was not answered, by a DUT that answers AT."""
    for patience in _patiences(duts):
        patience.note_silence()


def proven_by(duts: Iterable[Any], result: CaseResult) -> str:
    """The case that has proven the hang at which this one was broken off; empty if none has."""
    place, found = stimulus(result.transcript), broken_off(result)
    hangs = found is not None and found.kind is DisturbanceKind.HANG
    if not hangs or not place or not supply_is_good(result.transcript):
        return ""
    found_by = (patience.proof(signature(place), DisturbanceKind.HANG.value) for patience in _patiences(duts))
    return next((proof.case for proof in found_by if proof is not None), "")


def _patiences(duts: Iterable[Any]) -> list[Any]:
    return [dut.patience for dut in duts if hasattr(dut, "patience")]
