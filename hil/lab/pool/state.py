"""The state of each module of a rack, without opening its port: who has it, whether it is there, how it did."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from hil.bench import is_emulated
from hil.lab.pool import health, places
from hil.lab.pool.health import PastRun
from hil.lab.pool.interface import Member
from hil.lab.pool.locks import holder_of_port
from hil.lab.pool.place_url import is_labgrid


class State(StrEnum):
    """What a run that begins now would find."""

    FREE = "free"
    IN_USE = "in use"
    NO_PORT = "no port"
    QUARANTINED = "quarantined"


@dataclass(frozen=True, slots=True)
class ModuleState:
    """A module: its state with what is known of that, and its last runs, the last one first.

    `since` (UTC, ISO 8601) and `run_id` tell of a quarantine.
    """

    name: str
    port: str
    tags: tuple[str, ...]
    state: State
    detail: str
    since: str
    run_id: str
    runs: tuple[PastRun, ...]

    @property
    def health(self) -> str:
        """The last runs in words: `2 of 3 runs to their end, 412 cases, 1 error`."""
        if not self.runs:
            return "no run yet"
        ended = sum(not run.left for run in self.runs)
        cases, errors = (
            sum(values) for values in zip(*((run.cases, run.errors) for run in self.runs), strict=True)
        )
        runs = f"{ended} of {len(self.runs)} runs to their end"
        return f"{runs}, {cases} cases, {errors} error{'' if errors == 1 else 's'}"


def states(members: Iterable[Member]) -> tuple[ModuleState, ...]:
    """The state of each of these modules; a holder is told also of one in quarantine."""
    return tuple(map(_state, members))


def _state(member: Member) -> ModuleState:
    known, holder = health.of(member), _holder(member.port)
    found, since, run_id = known.quarantine, "", ""
    if found is not None:
        state, since, run_id = State.QUARANTINED, found.since, found.run_id
        detail = f"{found.reason}; in use by {holder}" if holder else found.reason
    elif holder:
        state, detail = State.IN_USE, f"by {holder}"
    elif "://" not in member.port and not Path(member.port).exists():
        state, detail = State.NO_PORT, f"there is no {member.port}"
    else:
        state, detail = State.FREE, "made on demand" if is_emulated(member.port) else ""
    return ModuleState(member.name, member.port, member.tags, state, detail, since, run_id, known.runs)


def _holder(port: str) -> str:
    """Who has the port: a process of this machine, or whoever has the place at its coordinator."""
    return places.holder(port) if is_labgrid(port) else holder_of_port(port)
