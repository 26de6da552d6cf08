"""What ends a command, sorted by kind: the words for the user and the exit code.

One place decides what is a wrong request, what is trouble of the environment (a full disk,
too few processes, a folder that is gone), and what is left: a defect of m95-hil.
"""

from __future__ import annotations

import codecs
import errno
import os
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

import click

from hil.cli.broken_library import broken_library
from hil.cli.wrong_words import told
from hil.errors import HilError, UsageError
from hil.results.conclusion import Exit

_ROOM = "make room, or name a folder on another disk"
_HANDLES = "this user or process may open too few files; raise the limit (ulimit -n), or close programs"
_MEMORY = "there is too little memory; close programs, raise the limit (ulimit -v), or run fewer workers (-n)"
_PROCESSES = (
    "there can be no more processes or threads; raise the limit (ulimit -u), or run fewer workers (-n)"
)
_RIGHTS = "check the rights of this user (ls -l), or name another place"

NEXT_STEPS: Mapping[int, str] = MappingProxyType(
    {
        errno.ENOSPC: _ROOM,
        errno.EDQUOT: _ROOM,
        errno.EFBIG: "a file may not be so large here; raise the limit (ulimit -f), or name another folder",
        errno.EROFS: "the file system can only be read; name a folder on another one",
        errno.EMFILE: _HANDLES,
        errno.ENFILE: _HANDLES,
        errno.ENOMEM: _MEMORY,
        errno.EAGAIN: _PROCESSES,
        errno.EACCES: _RIGHTS,
        errno.EPERM: _RIGHTS,
        errno.ENOENT: "name one that exists",
        errno.ENOTDIR: "name a folder",
        errno.EISDIR: "name a file",
        errno.EEXIST: "name another one, or remove it",
        errno.ENAMETOOLONG: "choose a shorter name",
        errno.ELOOP: "links point to each other there; name another place",
        errno.EBUSY: "another program uses it; end that one",
        errno.EIO: "the device or disk fails; look at the log of the system (dmesg)",
        errno.ENODEV: "the device is gone; connect it again",
        errno.ENXIO: "the device is gone; connect it again",
        errno.ESTALE: "the network file system has lost it; mount it again",
        errno.ENOEXEC: "the program is not one of this machine; install it anew",
        errno.EADDRINUSE: "another program uses the port; end that one (ss -ltnp), or choose another port",
        errno.EADDRNOTAVAIL: "no interface has the address; look at the interfaces of this machine (ip address)",
        errno.ENETDOWN: "an interface is down; set it up (ip link), the loopback interface too",
        errno.ENETUNREACH: "no interface leads there; look at the routes of this machine (ip route)",
        errno.EHOSTUNREACH: "no interface leads there; look at the routes of this machine (ip route)",
        errno.ECONNREFUSED: "nobody listens there; start the other side, or correct address and port",
        errno.ECONNRESET: "the other side ended the connection; look at it, and try again",
        errno.ETIMEDOUT: "the other side does not answer; look at it, and try again",
        errno.EAFNOSUPPORT: "this system has no such network; use an IPv4 address",
    }
)
"""What a user can do about an error of the system."""


OF_ENVIRONMENT = frozenset(
    {
        errno.EACCES,
        errno.EPERM,
        errno.EROFS,
        errno.ENOSPC,
        errno.EDQUOT,
        errno.EFBIG,
        errno.EIO,
        errno.ESTALE,
        errno.EMFILE,
        errno.ENFILE,
        errno.ENOMEM,
    }
)
"""Errors that are trouble of the environment even where a path of the command line meets them."""


@dataclass(frozen=True, slots=True)
class Trouble:
    """What a user is told, in one line, and the exit code."""

    words: str
    code: Exit


def has_too_little(error: BaseException) -> bool:
    """Whether the system gives this process no more of something: files, memory, processes."""
    match error:
        case OSError():
            return error.errno in {errno.EMFILE, errno.ENFILE, errno.ENOMEM}
        case RuntimeError():
            return "can't start new thread" in str(error)
        case _:
            return isinstance(error, MemoryError)


def trouble_of(error: BaseException) -> Trouble:
    """The kind of an exception that reached the border of the command line."""
    match error:
        case click.ClickException():
            return Trouble(told(error), Exit.USAGE)
        case click.Abort() | KeyboardInterrupt():
            return Trouble("interrupted", Exit.INTERRUPTED)
        case HilError() if gone := _lost_folder(error):
            return Trouble(f"{error}; {gone}", Exit.INFRASTRUCTURE)
        case UsageError() if not _comes_of_environment(error):
            return Trouble(_with_next_step(error), Exit.USAGE)
        case HilError():
            return Trouble(_with_next_step(error), Exit.INFRASTRUCTURE)
        case _:
            found = _of_environment(error) or (
                f"a defect of m95-hil: {type(error).__name__}: {error} (HIL_DEBUG=1 shows where)"
            )
            return Trouble(found, Exit.INFRASTRUCTURE)


def _comes_of_environment(error: UsageError) -> bool:
    """Whether the request could be meant, but the system does not do it: no other command line would help."""
    return any(isinstance(each, OSError) and each.errno in OF_ENVIRONMENT for each in _causes(error))


def _with_next_step(error: HilError) -> str:
    """The words of the error, and what to do where they end with what the system says."""
    words = str(error)
    numbers = [each.errno for each in _causes(error) if isinstance(each, OSError) and each.errno]
    steps = [NEXT_STEPS.get(number, "") for number in numbers if words.endswith(os.strerror(number))]
    return f"{words}; {steps[0]}" if steps and steps[0] else words


def _of_environment(error: BaseException) -> str:
    """The words about trouble of the environment; empty for a defect."""
    match error:
        case OSError() if error.errno is not None:
            return _of_system(error)
        case MemoryError():
            return _MEMORY
        case RuntimeError() if "can't start new thread" in str(error):
            return _PROCESSES
        case UnicodeEncodeError() if codecs.lookup(error.encoding).name == "utf-8":  # it takes every text
            return (
                f"{error.object[error.start : error.end]!a} stands for bytes that are no text in UTF-8; "
                "write the name anew on the command line, or rename the file"
            )
        case UnicodeEncodeError():
            return (
                f"the text {error.object[error.start : error.end]!a} cannot be written as {error.encoding}; "
                "set a locale with UTF-8 (LC_ALL=C.UTF-8)"
            )
        case _:
            return broken_library(error)


def _of_system(error: OSError) -> str:
    assert error.errno is not None
    if error.errno == errno.ENOENT and (gone := _lost_folder(error) or _no_temporary_folder(error)):
        return gone
    where = f"{os.fsdecode(error.filename)}: " if isinstance(error.filename, str | bytes) else ""
    step = NEXT_STEPS.get(error.errno)
    if step is None or (error.errno == errno.ENOENT and not where):
        return "" if not where else f"{where}{error.strerror}; look at this file and its folder"
    return f"{where}{os.strerror(error.errno)}; {step}"


def _lost_folder(error: BaseException) -> str:
    """That the working folder is gone, where the error comes of that; empty else.

    No relative path leads anywhere without it; a wrong name or an absolute path is wrong anywhere.
    """
    if any(_is_of_no_absolute_path(each) for each in _causes(error)):
        try:
            os.getcwd()  # noqa: PTH109 - pathlib asks the same
        except OSError:
            return "the working folder does not exist any more; change into one that does (cd)"
    return ""


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    """The error, and each one behind it."""
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__


def _is_of_no_absolute_path(error: BaseException) -> bool:
    if not isinstance(error, OSError) or error.errno != errno.ENOENT:
        return False
    name = error.filename
    return not (isinstance(name, str | bytes) and os.path.isabs(name))  # noqa: PTH117 - bytes, too


def _no_temporary_folder(error: OSError) -> str:
    """That there is no temporary folder, where the error comes of that; empty else."""
    if error.filename is not None:
        return ""
    try:
        tempfile.gettempdir()
    except OSError:
        return "there is no temporary folder that can be written; make room in /tmp, or set TMPDIR to one with room"
    return ""
