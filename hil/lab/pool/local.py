"""The modules of a bench file as a pool: reserved by locks of their ports, leased to workers by locks of their use."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from hil.bench import is_emulated
from hil.errors import PortError
from hil.lab.pool import health
from hil.lab.pool.interface import Member, NoModuleLeft
from hil.lab.pool.left import forget_left, has_left, note_left
from hil.lab.pool.locks import POLL_S, Held, NoLock, of_emulated, of_port, of_use, require_locks
from hil.results.lock import RunLock


@dataclass(frozen=True, slots=True)
class LocalLease:
    """A module and the lock of its use."""

    member: Member
    lock: RunLock

    def release(self) -> None:
        """Give it back."""
        self.lock.release()


class LocalPool:
    """Modules that the process `run_pid` has reserved; a `ModulePool`.

    `left_out` tells of those that it could not have, `locks` are held until `release`.
    """

    def __init__(
        self,
        members: Sequence[Member],
        *,
        run_pid: int,
        left_out: Mapping[str, str] | None = None,
        locks: Sequence[Held] = (),
    ) -> None:
        self._members = tuple(members)
        self._run_pid = run_pid
        self._left_out = MappingProxyType(dict(left_out or {}))
        self._locks = tuple(locks)

    @property
    def members(self) -> tuple[Member, ...]:
        """The modules of the run, in the order of the bench file."""
        return self._members

    @property
    def left_out(self) -> Mapping[str, str]:
        """The modules that are quarantined, or that another run has."""
        return self._left_out

    def lease(self) -> LocalLease:
        """The first module that is not quarantined and that no worker has; waits for the end of one if all are in use."""
        while True:
            sound = [each for each in self._members if self._is_sound(each)]
            if not sound:
                raise NoModuleLeft(
                    "each module of this run has left it or is quarantined; hil pool tells why"
                )
            for member in sound:
                try:
                    return LocalLease(member, self._lock(member))
                except NoLock as trouble:
                    raise NoModuleLeft(str(trouble)) from trouble
                except PortError:
                    continue
            time.sleep(POLL_S)  # no event tells that one of several locks has become free

    def _is_sound(self, member: Member) -> bool:
        return health.of(member).quarantine is None and not has_left(member.name, self._run_pid)

    def leave(self, name: str) -> None:
        """Let no worker of this run lease that module again, whatever process it is in."""
        note_left(name, self._run_pid)

    def _lock(self, member: Member) -> RunLock:
        if is_emulated(member.port):
            return of_emulated(member.name, self._run_pid)
        return of_use(member.port)

    def release(self) -> None:
        """Give the reserved modules free for other runs."""
        for lock in self._locks:
            lock.release()
        if self._run_pid == os.getpid():
            forget_left(self._run_pid)


def reserve(
    members: Sequence[Member],
    *,
    run_pid: int,
    least: int = 1,
    most: int | None = None,
    wait_s: float = 0.0,
    tell: Callable[[str], None] = lambda _: None,
) -> LocalPool:
    """Reserve between `least` and `most` of these modules for this process: those that are sound and free.

    While fewer than `least` are free, waits for `wait_s` seconds; `tell` gets one line
    for that.  Raises `PortError` that says of each other module who has it, or why it is
    quarantined, and `NoLock` where modules cannot be locked.
    """
    require_locks()
    forget_left(run_pid)  # of an earlier process with this number, which was killed
    until = time.monotonic() + wait_s
    told = False
    while True:
        held, left_out = _take(members, most or len(members))
        if len(held) >= least:
            chosen = [each for each in members if each.name in held]
            return LocalPool(chosen, run_pid=run_pid, left_out=left_out, locks=tuple(held.values()))
        for (
            lock
        ) in held.values():  # two runs that keep a part and wait for the rest would wait for each other
            lock.release()
        left = until - time.monotonic()
        refusal = _refusal(len(held), least, len(members), left_out)
        if left <= 0:
            raise PortError(refusal)
        if not told:
            tell(f"{refusal}; waiting for {left:.0f} s")
            told = True
        time.sleep(min(POLL_S, left))


def _take(members: Sequence[Member], most: int) -> tuple[dict[str, Held], dict[str, str]]:
    """Lock what is sound and free until there are `most`; the locks, and the others with the reason of each."""
    held: dict[str, Held] = {}
    left_out: dict[str, str] = {}
    for member in members:
        if len(held) >= most:
            break
        found = health.of(member).quarantine
        if found is not None:
            left_out[member.name] = quarantined(member.name, found)
            continue
        try:
            held[member.name] = of_port(member.port)
        except PortError as refusal:
            left_out[member.name] = f"{member.name}: {str(refusal).partition(';')[0]}"
    return held, left_out


def quarantined(name: str, found: health.Quarantine) -> str:
    """The line about a module that no run takes."""
    return (
        f"{name} is quarantined since {found.since}: {found.reason} "
        f"(hil doctor --bench FILE --module {name} examines it, hil pool --release {name} lifts it)"
    )


def _refusal(free: int, least: int, all_: int, left_out: Mapping[str, str]) -> str:
    wanted = f"expected {least} free modules, {free} of {all_} are" if least > 1 else "no module is free"
    return "; ".join([wanted, *left_out.values(), "wait for the end of a run (--wait SECONDS)"])
