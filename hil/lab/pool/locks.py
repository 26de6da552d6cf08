"""Locks of a port and of a module, so that no two runs of this machine share one.

A serial device has a lock of the system, but a port of a gateway has none: two
programs that open it share one module.  And two paths may lead to one module.  So a
run locks the path that it opens, and the module by its IMEI once it is known.  The
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

from hil.bench import is_emulated
from hil.errors import PortError
from hil.evidence.redaction import masked_imei
from hil.results.folder import command_line
from hil.results.lock import RunLock, hold

VARIABLE = "HIL_LOCK_DIR"
"""The environment variable that names another folder: one that containers share with their modules."""

PLACES = ("/run/lock", tempfile.gettempdir())
"""Where the folder of the locks of all users of a machine lies: the first of these that this user can write to."""

NAME = "m95-hil"

POLL_S = 0.2  # no event tells that a lock has become free

_FOR_ALL = 0o666


def of_port(url: str, *, wait_s: float = 0.0, tell: Callable[[str], None] = lambda _: None) -> RunLock:
    """Lock a port for this process; an emulated module in this process needs no lock.

    While another process has it, waits for `wait_s` seconds; `tell` gets one line for that.
    Raises `PortError` with the holder.
    """
    if is_emulated(url):
        return RunLock(Path(), None)
    where = url.lower() if "://" in url else os.path.realpath(url)
    return _taken("port", where, url, wait_s, tell)


def of_module(imei: str, url: str, *, wait_s: float = 0.0) -> RunLock:
    """Lock the module with that IMEI, which answers at that port, for this process; raises `PortError` with the holder."""
    if is_emulated(url):
        return RunLock(Path(), None)
    shown = f"the module at {url} (IMEI {masked_imei(imei)})"
    return _taken(
        "module", imei, shown, wait_s, lambda _: None, hint="; two modules need two IMEIs, emulated ones too"
    )


def _taken(
    kind: str, what: str, shown: str, wait_s: float, tell: Callable[[str], None], *, hint: str = ""
) -> RunLock:
    folder = _folder()
    if folder is None:
        return RunLock(Path(), None)
    path = folder / f"{kind}-{hashlib.sha256(what.encode()).hexdigest()[:20]}"
    until = time.monotonic() + wait_s

    def refusal(holder: str) -> PortError:
        return PortError(f"{shown} is in use by {holder}; wait for its end (--wait SECONDS), or end it{hint}")

    while True:
        try:
            return hold(path, command_line(), refusal, mode=_FOR_ALL)
        except PortError as held:
            left = until - time.monotonic()
            if left <= 0:
                raise
            tell(f"{held}; waiting for {left:.0f} s")
            tell = _silent
        except OSError:  # a file of another user in a folder that protects it: the port's own lock remains
            return RunLock(path, None)
        time.sleep(min(POLL_S, left))


def _silent(_words: str) -> None:
    """The wait is told once."""


def _folder() -> Path | None:
    named = os.environ.get(VARIABLE)
    for folder in [Path(named)] if named else [Path(place) / NAME for place in PLACES]:
        with suppress(OSError):
            if not folder.exists():
                folder.mkdir(parents=True)
                folder.chmod(0o1777)  # each user makes locks there, and removes their own only
            if stat.S_ISDIR(folder.lstat().st_mode) and os.access(folder, os.W_OK | os.X_OK):
                return folder
    return None
