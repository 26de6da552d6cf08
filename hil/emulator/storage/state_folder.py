"""A folder that keeps the state of modules after the end of the process: one state for each IMEI.

FOLDER/m95-hil.lock     held by the process that uses the folder; marks it as such a folder
FOLDER/<imei>/          the state of one module (`state_files`)
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Self

from hil.emulator.storage.kept_state import CorruptState, KeptState, PersistentStores
from hil.emulator.storage.state_files import load, save
from hil.errors import PortError, UsageError

_LOCK = "m95-hil.lock"


class StateFolder:
    """A folder of states, used by one process at a time; raises `UsageError` or `PortError`."""

    def __init__(self, path: Path, *, report: Callable[[str], None]) -> None:
        self.path, self._report = path, report
        try:
            path.mkdir(parents=True, exist_ok=True, mode=0o700)
            if not (path / _LOCK).exists() and any(path.iterdir()):
                raise UsageError(
                    f"{path} holds other things than the state of emulated modules; name a new or empty folder"
                )
            self._lock = os.open(path / _LOCK, os.O_RDWR | os.O_CREAT, 0o600)
        except FileExistsError:
            raise PortError(f"the state folder {path} is a file; name a folder") from None
        except OSError as error:
            raise PortError(f"the state folder {path} can't be used: {error.strerror}") from error
        self._take_lock()

    def _take_lock(self) -> None:
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            owner = os.read(self._lock, 20).decode("ascii", "replace").strip()
            os.close(self._lock)
            raise PortError(
                f"the state folder {self.path} is in use by process {owner or 'unknown'}; end it, or name another folder"
            ) from None
        os.ftruncate(self._lock, 0)
        os.pwrite(self._lock, f"{os.getpid()}\n".encode(), 0)

    def close(self) -> None:
        """Let other processes use the folder."""
        os.close(self._lock)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def attach(self, imei: str, stores: PersistentStores) -> None:
        """Restore the state of that IMEI and save each change from here on; call it before the first terminal."""
        place = self.path / imei
        try:
            stores.restore(load(place))
        except CorruptState as corrupt:
            aside = _set_aside(place)
            self._report(
                f"{place} is corrupt: {corrupt}; it is kept as {aside}, the module starts without it"
            )
            stores.restore(KeptState())
        except OSError as error:
            raise PortError(f"the state {place} can't be read: {error.strerror}") from error
        saver = _StateSaver(place, stores, report=self._report)
        stores.call_after_changes(saver.save)
        saver.save()  # from here on a folder without an index is a damaged one


class _StateSaver:
    """Saves the state of one module after each change, under the lock of the module."""

    def __init__(self, place: Path, stores: PersistentStores, *, report: Callable[[str], None]) -> None:
        self._place, self._stores, self._report = place, stores, report

    def save(self) -> None:
        """Write the kept state; report a disk error, because the module itself has no disk."""
        try:
            save(self._place, self._stores.state)
        except OSError as error:
            self._report(
                f"the state {self._place} can't be written: {error.strerror}; what changed will be lost"
            )


def _set_aside(place: Path) -> Path:
    """Rename a damaged state to an unused name."""
    stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%SZ")
    number, aside = 1, place.with_name(f"{place.name}.corrupt-{stamp}")
    while aside.exists():
        number += 1
        aside = place.with_name(f"{place.name}.corrupt-{stamp}-{number}")
    try:
        place.rename(aside)
    except OSError as error:
        raise PortError(f"{place} is corrupt and can't be set aside: {error.strerror}") from error
    return aside
