"""The modules that have left a run, told from worker to worker by files in the folder of the locks.

A module that could not begin is not quarantined, since the next run may find it well.
The other workers of this run must not take it: the next case would be lost, too.
"""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from hil.lab.pool.locks import lock_folder, mark


def note_left(name: str, run_pid: int) -> None:
    """Keep that the module of that name has left the run of that process; a file that finds no place is no matter."""
    folder = lock_folder()
    if folder is not None:
        with suppress(OSError):
            _file(folder, name, run_pid).touch()


def has_left(name: str, run_pid: int) -> bool:
    """Whether the module has left the run of that process."""
    folder = lock_folder()
    return folder is not None and _file(folder, name, run_pid).exists()


def forget_left(run_pid: int) -> None:
    """Forget the modules that have left the run of that process."""
    folder = lock_folder()
    for file in folder.glob(f"left-{run_pid}-*") if folder is not None else ():
        with suppress(OSError):
            file.unlink()


def _file(folder: Path, name: str, run_pid: int) -> Path:
    return folder / f"left-{run_pid}-{mark(name)}"
