"""Locks of a port and of a module, so that no two runs of this machine share one.

A serial device has a lock of the system, but a port of a gateway has none: two
programs that open it share one module.  And two paths may lead to one module.  So a
run locks the path that it opens, and the module by its IMEI once it is known.  A run
with workers locks the paths of all its modules, and each worker the use of its own,
so that no two workers share one, and none that outlives its run is disturbed.  The
system frees a lock when its process ends, in whatever way.
"""

from __future__ import annotations

import hashlib
import os
import stat
import tempfile
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Protocol

from hil.bench import is_emulated
from hil.errors import PortError
from hil.evidence.redaction import masked_imei
from hil.lab.pool import places
from hil.lab.pool.place_url import is_labgrid
from hil.lab.pool.port_names import place_of
from hil.results.folder import command_line
from hil.results.lock import NoFileLocks, RunLock, hold, holder_of, unknown_holder

VARIABLE = "HIL_LOCK_DIR"
"""The environment variable that names another folder: one that containers share with their modules."""

PLACES = ("/run/lock", tempfile.gettempdir())
"""Where the folder of the locks of all users of a machine lies: the first of these that this user can write to."""

NAME = "m95-hil"

POLL_S = 0.2  # no event tells that a lock has become free

FOR_ALL = 0o666
"""The mode of the files: each user of the machine may lock them."""


class NoLock(PortError):
    """Nothing can be locked here, so nothing would keep a second run away from a module."""


class Held(Protocol):
    """What is held until `release`, or until the end of a block."""

    def release(self) -> None:
        """Give it back; idempotent."""

    def __enter__(self) -> object: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...


def of_port(
    url: str, *, wait_s: float = 0.0, tell: Callable[[str], None] = lambda _: None, run_pid: int = 0
) -> Held:
    """Lock a port for this process; an emulated module in this process needs no lock, a place of labgrid is acquired.

    While another process has it, waits for `wait_s` seconds; `tell` gets one line for that.
    `run_pid` is the process of the run that has it for this worker.  Raises `PortError`
    with the holder, and `NoLock` where nothing can be locked.
    """
    if is_emulated(url):
        return RunLock(Path(), None)
    if is_labgrid(url):
        return places.hold(url, wait_s=wait_s, tell=tell)
    return _taken("port", place_of(url), url, wait_s, tell, run_pid=run_pid)


def of_use(url: str, *, wait_s: float = 0.0) -> RunLock:
    """Lock the use of a port, for the process that opens it; as `of_port`."""
    if is_emulated(url):
        return RunLock(Path(), None)
    return _taken("use", place_of(url), url, wait_s, lambda _: None)


def of_emulated(name: str, run_pid: int) -> RunLock:
    """Lock an emulated module of a pool for a worker of that run: each run has emulated modules of its own."""
    return _taken("use", f"{run_pid} {name}", f"the emulated module {name}", 0.0, lambda _: None)


def holder_of_port(url: str) -> str:
    """Who has a port, or its use, in words; empty if nobody does.  Nothing is locked, or opened, for that."""
    folder = None if is_emulated(url) else lock_folder()
    if folder is None:
        return ""
    held = (holder_of(folder / f"{kind}-{mark(place_of(url))}") for kind in ("port", "use"))
    return next(filter(None, held), "")


def mark(what: str) -> str:
    """The name of a file about a port or a module, without what it tells."""
    return hashlib.sha256(what.encode()).hexdigest()[:20]


def of_module(imei: str, url: str, *, wait_s: float = 0.0) -> RunLock:
    """Lock the module with that IMEI, which answers at that port, for this process; raises `PortError` with the holder."""
    if is_emulated(url):
        return RunLock(Path(), None)
    shown = f"the module at {url} (IMEI {masked_imei(imei)})"
    return _taken(
        "module", imei, shown, wait_s, lambda _: None, hint="; two modules need two IMEIs, emulated ones too"
    )


def _taken(
    kind: str,
    what: str,
    shown: str,
    wait_s: float,
    tell: Callable[[str], None],
    *,
    hint: str = "",
    run_pid: int = 0,
) -> RunLock:
    path = require_lock_folder(shown) / f"{kind}-{mark(what)}"
    until = time.monotonic() + wait_s

    def refusal(holder: str) -> PortError:
        return PortError(f"{shown} is in use by {holder}; wait for its end (--wait SECONDS), or end it{hint}")

    while True:
        try:
            return _hold(path, shown, refusal, run_pid)
        except NoLock:
            raise
        except PortError as held:
            left = until - time.monotonic()
            if left <= 0:
                raise
            tell(f"{held}; waiting for {left:.0f} s")
            tell = _silent
        time.sleep(min(POLL_S, left))


def _hold(path: Path, shown: str, refusal: Callable[[str], PortError], run_pid: int) -> RunLock:
    """The lock of a file; a file that is there and cannot be opened is held: nobody can say by whom."""
    try:
        return hold(path, command_line(), refusal, mode=FOR_ALL, run_pid=run_pid)
    except NoFileLocks as error:
        raise NoLock(
            f"{shown} cannot be locked: the file system of {path.parent} has no file locks ({error.strerror}); {NEXT_STEP}"
        ) from error
    except OSError as error:
        if os.path.lexists(path):
            raise PortError(
                f"{shown} is in use by {unknown_holder(path, error)}; wait for the end of that run (--wait SECONDS), or remove the file if there is none"
            ) from error
        raise NoLock(
            f"{shown} cannot be locked: {path} cannot be made ({error.strerror}); {NEXT_STEP}"
        ) from error


def _silent(_words: str) -> None:
    """The wait is told once."""


NEXT_STEP = f"name a folder of a local file system that you can write to by {VARIABLE}"


def require_lock_folder(shown: str) -> Path:
    """The folder of the locks; raises `NoLock` about what cannot be locked where this user can write to none."""
    folder = lock_folder()
    if folder is None:
        tried = os.environ.get(VARIABLE) or " or ".join(f"{place}/{NAME}" for place in PLACES)
        raise NoLock(
            f"{shown} cannot be locked: expected a folder that can be written, got {tried}; {NEXT_STEP}"
        )
    return folder


def require_locks() -> None:
    """Raise `NoLock` where modules cannot be locked: nothing would keep two workers apart."""
    _taken("probe", str(os.getpid()), "a module of this run", 0.0, _silent).release()


def lock_folder() -> Path | None:
    """The folder of the locks, made if it is not there; None where this user can write to none."""
    named = os.environ.get(VARIABLE)
    for folder in [Path(named)] if named else [Path(place) / NAME for place in PLACES]:
        with suppress(OSError):
            if not folder.exists():
                folder.mkdir(parents=True)
                folder.chmod(0o1777)  # each user makes locks there, and removes their own only
            if stat.S_ISDIR(folder.lstat().st_mode) and os.access(folder, os.W_OK | os.X_OK):
                return folder
    return None
