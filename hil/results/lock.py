"""The lock of a run's folder: the operating system holds it for the process, so it is gone when the process dies.

The file says who holds it.  What it says is true only while it is locked: after
`kill -9` the file stays, and the next run takes it.
"""

from __future__ import annotations

import fcntl
import json
import os
import platform
import pwd
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Self

from hil.errors import HilError, UsageError

LOCK = ".lock"


class NoFileLocks(OSError):
    """The file system of a lock has no locks (flock)."""


class RunLock:
    """A lock that is held until `release`; it does nothing where this process held the folder before."""

    def __init__(self, path: Path, descriptor: int | None) -> None:
        self._path = path
        self._descriptor = descriptor

    @property
    def is_first(self) -> bool:
        """Whether this process did not have the folder before."""
        return self._descriptor is not None

    def release(self) -> None:
        """Remove the file and give the folder free; idempotent."""
        if self._descriptor is None:
            return
        if _is_at(self._path, self._descriptor):  # else it is that of the next run, in a discarded folder
            with suppress(PermissionError):  # a file that another user left behind, in a folder for all
                self._path.unlink(missing_ok=True)
        os.close(self._descriptor)
        self._descriptor = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.release()


def take(folder: Path, command: tuple[str, ...]) -> RunLock:
    """Lock a folder for this process; `command` is what others are told.

    Raises `UsageError` with the holder if another process has it, `OSError` if the
    folder cannot be written.  On a file system without locks the run goes on unlocked.
    """

    def refusal(holder: str) -> UsageError:
        return UsageError(f"{folder} is in use by {holder}; wait for its end, or use another folder")

    try:
        return hold(folder / LOCK, command, refusal)
    except NoFileLocks:
        return RunLock(folder / LOCK, None)


def hold(
    path: Path,
    command: tuple[str, ...],
    refusal: Callable[[str], HilError],
    *,
    mode: int = 0o644,
    run_pid: int = 0,
) -> RunLock:
    """Lock a file for this process; `refusal` makes the error from the words for another holder.

    A lock of the process `run_pid`, which has it for this one, counts as an own one.
    Raises that error, `NoFileLocks` where files cannot be locked, and `OSError` if the
    file cannot be made, opened or written.
    """
    while True:
        descriptor = _opened(path, mode)
        if descriptor is None:
            continue
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            said = os.read(descriptor, 65536)
            os.close(descriptor)
            if _is_of(said, os.getpid()) or (run_pid and _is_of(said, run_pid)):
                return RunLock(path, None)
            raise refusal(_holder(said)) from None
        except OSError as error:
            os.close(descriptor)
            raise NoFileLocks(error.errno, error.strerror) from error
        if _is_at(path, descriptor):
            break
        os.close(descriptor)  # its holder has just removed it
    lock = RunLock(path, descriptor)
    try:
        os.ftruncate(descriptor, 0)
        os.write(descriptor, _words(command))
    except OSError:  # a full disk
        lock.release()
        raise
    return lock


def holder_of(path: Path) -> str:
    """Who holds the lock of a file, in words; empty if nobody does.

    A lock that is gone has no file, except that of a process which was killed.  Whoever
    has a file that cannot be opened may hold it.
    """
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW)
    except FileNotFoundError:
        return ""
    except OSError as error:
        return unknown_holder(path, error)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return _holder(os.read(descriptor, 65536))
    except OSError:  # a file system without locks
        return ""
    finally:
        os.close(descriptor)
    return ""


def unknown_holder(path: Path, error: OSError) -> str:
    """The words for the holder of a lock whose file cannot be opened."""
    return f"somebody unknown: its lock {path}{_owner(path)} cannot be opened ({error.strerror})"


def _owner(path: Path) -> str:
    try:
        uid = path.lstat().st_uid
        return f" of user {pwd.getpwuid(uid).pw_name}"
    except OSError:
        return ""
    except KeyError:  # a user of another machine, as in a container
        return f" of user {uid}"


def _opened(path: Path, mode: int) -> int | None:
    """The file, made if it is not there; None if another process was faster.

    Linux refuses O_CREAT on a file of another user in a folder for all (fs.protected_regular).
    """
    flags = os.O_RDWR | os.O_CLOEXEC | os.O_NOFOLLOW
    try:
        return os.open(path, flags)
    except FileNotFoundError:
        pass
    try:
        descriptor = os.open(path, flags | os.O_CREAT | os.O_EXCL, mode)
    except FileExistsError:
        return None
    os.fchmod(descriptor, mode)  # without the umask of this user
    return descriptor


def _is_at(path: Path, descriptor: int) -> bool:
    try:
        return os.path.samestat(path.stat(), os.fstat(descriptor))
    except FileNotFoundError:
        return False


def _words(command: tuple[str, ...]) -> bytes:
    holder = {
        "pid": os.getpid(),
        "host": platform.node(),
        "since": datetime.now(UTC).isoformat(timespec="seconds"),
        "command": " ".join(command),
    }
    return json.dumps(holder).encode()


def _read(said: bytes) -> dict[str, object]:
    try:
        holder = json.loads(said)
    except ValueError:  # it has locked the file, and not yet written into it
        return {}
    return holder if isinstance(holder, dict) else {}


def _is_of(said: bytes, pid: int) -> bool:
    holder = _read(said)
    return (holder.get("pid"), holder.get("host")) == (pid, platform.node())


def _holder(said: bytes) -> str:
    holder = _read(said)
    if not {"pid", "host", "since", "command"} <= holder.keys():
        return "another process"
    return "process {pid} on {host} since {since} ({command})".format(**holder)
