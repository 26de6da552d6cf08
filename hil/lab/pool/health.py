"""What is remembered of a module from run to run: a quarantine, and how its last runs went.

It lies beside the locks, one file for each port, for all users of the machine.  A file
that cannot be read or written costs the memory, never the run.
"""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from hil.lab.pool.interface import Member
from hil.lab.pool.locks import FOR_ALL, lock_folder, mark
from hil.lab.pool.port_names import place_of

REMEMBERED = 5
"""So many last runs are kept."""

_PREFIX = "health-"


@dataclass(frozen=True, slots=True)
class Quarantine:
    """Why no run takes a module; `since` is UTC (ISO 8601), `run_id` the run that it left."""

    reason: str
    since: str
    run_id: str


@dataclass(frozen=True, slots=True)
class PastRun:
    """How a module did in one run: the cases that it judged, those of them without a verdict about it, why it left."""

    run_id: str
    ended: str
    cases: int
    errors: int
    left: str = ""


@dataclass(frozen=True, slots=True)
class Health:
    """What is known of a module from earlier runs, the last run first."""

    name: str = ""
    port: str = ""
    quarantine: Quarantine | None = None
    runs: tuple[PastRun, ...] = ()


def of(member: Member) -> Health:
    """What is known of a module; nothing for one that no run has used."""
    path = _path(member)
    return _read(path) if path else Health()


def known() -> tuple[Health, ...]:
    """All modules of this machine that are remembered, by name."""
    folder = lock_folder()
    found = map(_read, folder.glob(f"{_PREFIX}*")) if folder else ()
    return tuple(sorted((each for each in found if each.name), key=lambda each: (each.name, each.port)))


def quarantine(member: Member, reason: str, run_id: str) -> bool:
    """Let no run take the module until `lift`; whether that is remembered."""
    since = datetime.now(UTC).isoformat(timespec="seconds")
    return _change(member, lambda old: replace(old, quarantine=Quarantine(reason, since, run_id)))


def lift(member: Member) -> bool:
    """Let runs take the module again; whether it was in quarantine, and is not now."""
    return of(member).quarantine is not None and _change(member, lambda old: replace(old, quarantine=None))


def note_run(member: Member, run: PastRun) -> None:
    """Remember how the module did in a run that has ended.

    A run that was resumed ends more than once, with all of its cases: its last end counts.
    """
    _change(member, lambda old: replace(old, runs=(run, *_others(old, run))[:REMEMBERED]))


def _others(health: Health, run: PastRun) -> Iterator[PastRun]:
    return (each for each in health.runs if each.run_id != run.run_id)


def _path(member: Member) -> Path | None:
    folder = lock_folder()
    return folder / f"{_PREFIX}{mark(place_of(member.port))}" if folder else None


def _read(path: Path) -> Health:
    with suppress(OSError, ValueError, TypeError, KeyError), path.open("rb") as file:
        fcntl.flock(file, fcntl.LOCK_SH)
        return _health(json.loads(file.read()))
    return Health()


def _health(values: dict[str, Any]) -> Health:
    found = values["quarantine"]
    runs = tuple(PastRun(**run) for run in values["runs"])
    return Health(values["name"], values["port"], Quarantine(**found) if found else None, runs)


def _change(member: Member, edit: Callable[[Health], Health]) -> bool:
    path = _path(member)
    if path is None:
        return False
    try:
        with _locked(path) as descriptor:
            try:
                old = _health(json.loads(os.read(descriptor, 1 << 20)))
            except (ValueError, TypeError, KeyError):  # a new file, or one of another form
                old = Health()
            new = json.dumps(asdict(edit(replace(old, name=member.name, port=member.port)))).encode()
            os.ftruncate(descriptor, 0)
            os.pwrite(descriptor, new, 0)
    except OSError:
        return False
    return True


@contextmanager
def _locked(path: Path) -> Iterator[int]:
    """The file, made if it is not there; no other process reads or writes it meanwhile.

    Linux refuses O_CREAT on a file of another user in a folder for all (fs.protected_regular).
    """
    flags = os.O_RDWR | os.O_CLOEXEC | os.O_NOFOLLOW
    with suppress(FileExistsError):
        os.close(os.open(path, flags | os.O_CREAT | os.O_EXCL, FOR_ALL))
        path.chmod(FOR_ALL)  # without the umask of this user
    descriptor = os.open(path, flags)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield descriptor
    finally:
        os.close(descriptor)
