"""What LIST, NLST and STAT are asked for: options as of `ls`, a path, a pattern (RFC 959, 4.1.3; RFC 1123, 4.1.2.7).

RFC 959 knows a path alone; clients send what they would give to `ls` of Unix.  A
path that exists is always itself, whatever characters it has.
"""

from __future__ import annotations

import errno
import fnmatch
import os
import re
import stat
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import count
from typing import Any, Protocol

from pyftpdlib.exceptions import FilesystemError

from hil.ftps.names import octets_of

_OPTION = re.compile(r"-([A-Za-z0-9]*)(?: |\Z)")
_USUAL = re.compile(r"-[aAlL1RdtrSFC]+")
"""Words that are options also where a file has that name."""
_MAGIC = re.compile(r"[*?[]")
_ITSELF_AND_ABOVE = ".", ".."
MOST_LOOKED_AT = 50_000
"""Names that a pattern is compared with at most, so that no pattern of many parts stops the server."""


Entry = tuple[str, os.stat_result]
"""A name in a folder, and its state."""


class Files(Protocol):
    """What a listing needs of a file system; its paths are absolute and normal."""

    cwd: str

    def ftpnorm(self, ftppath: str) -> str:
        """The path of a command as an absolute one."""

    def isdir(self, path: str) -> bool:
        """Whether it is a folder."""

    def lexists(self, path: str) -> bool:
        """Whether it is there for clients."""

    def lstat(self, path: str) -> os.stat_result:
        """Its state."""

    def entries(self, path: str) -> list[Entry]:
        """Names and states of what is in a folder."""


@dataclass(frozen=True, slots=True)
class Request:
    """The argument of a listing command: the letters of its options, and the path or pattern behind them."""

    options: frozenset[str]
    path: str

    @classmethod
    def of(cls, argument: str, files: Files) -> Request:
        """Read an argument; a word that begins with a hyphen is a path where one of that name exists."""
        letters, rest = set[str](), argument
        while (match := _OPTION.match(rest)) and not _is_path(rest, files):
            letters.update(match[1])
            rest = rest[match.end() :]
        if (rest == "--" or rest.startswith("-- ")) and not files.lexists(files.ftpnorm(rest)):
            rest = rest[len("-- ") :]
        return cls(frozenset(letters), from_home(rest, files))


def from_home(path: str, files: Files) -> str:
    """A path in which `~` is the root, the home of each user, where nothing of that name exists."""
    first, _, rest = path.partition("/")
    return f"/{rest}" if first == "~" and not files.lexists(files.ftpnorm(first)) else path


def _is_path(argument: str, files: Files) -> bool:
    """Whether an argument that looks like options is the path of something that is there."""
    first = argument.partition("/")[0]
    return not _USUAL.fullmatch(first) and files.lexists(files.ftpnorm(first))


@dataclass(frozen=True, slots=True)
class Group:
    """Names to list, each relative to `base`.

    `prefix` makes each a path that commands of the client take (RFC 1123, 4.1.2.7); `heading` is
    the line above them, in a recursive listing.
    """

    base: str
    names: tuple[str, ...]
    prefix: str = ""
    heading: str | None = None


def groups(request: Request, files: Files) -> Iterator[Group]:
    """What a request names, in groups; a pattern without a match gives an empty one.

    Raises `OSError`, at the first step, for a path that is not there, and for a file with a
    slash behind it.
    """
    path = files.ftpnorm(request.path or files.cwd)
    if _MAGIC.search(request.path) and not files.lexists(path):
        return iter([Group(files.cwd, _ordered(matches(request.path, files), request, files.cwd, files))])
    state = files.lstat(path)
    if "d" in request.options:
        return iter([Group(files.cwd, (request.path or ".",))])
    if not files.isdir(path):
        if request.path.endswith("/"):
            raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR))
        folder, _, name = path.rpartition("/")
        return iter([Group(folder or "/", (name,), request.path.removesuffix(name))])
    if "R" in request.options and stat.S_ISDIR(state.st_mode):
        return _below(path, request, files)
    return iter([_content(path, request, files)])


def _sorted(path: str, request: Request, files: Files) -> list[Entry]:
    """What is in a folder, in the order of the request."""
    order = _order(request) or (lambda entry: octets_of(entry[0]))
    entries = files.entries(path)
    if "a" in request.options:
        entries += [(name, files.lstat(f"{path}/{name}")) for name in _ITSELF_AND_ABOVE]
    found = sorted(entries, key=order)
    return found[::-1] if "r" in request.options else found


def _content(path: str, request: Request, files: Files) -> Group:
    prefix = "" if request.path in {"", "."} else f"{request.path.rstrip('/')}/"
    return Group(path, tuple(name for name, _ in _sorted(path, request, files)), prefix)


def _below(path: str, request: Request, files: Files) -> Iterator[Group]:
    """The folder, then those in it, as `ls -R`; links are not followed, what cannot be read is left out."""
    waiting, is_first = [(path, request.path or ".")], True
    while waiting:
        folder, shown = waiting.pop()
        try:
            entries = _sorted(folder, request, files)
        except (OSError, FilesystemError):  # gone meanwhile, or without permission
            continue
        yield Group(folder, tuple(name for name, _ in entries), heading=None if is_first else shown)
        is_first = False
        inner = [
            name for name, state in entries if stat.S_ISDIR(state.st_mode) and name not in _ITSELF_AND_ABOVE
        ]
        waiting += [
            (f"{folder.rstrip('/')}/{name}", f"{shown.rstrip('/')}/{name}") for name in reversed(inner)
        ]


def _order(request: Request) -> Callable[[Entry], Any] | None:
    if "t" in request.options:
        return lambda entry: (-entry[1].st_mtime, entry[0])
    if "S" in request.options:
        return lambda entry: (-entry[1].st_size, entry[0])
    return None


def _ordered(names: Iterable[str], request: Request, base: str, files: Files) -> tuple[str, ...]:
    order = _order(request)
    found = sorted(names, key=octets_of)
    if order is not None:
        with_state = [
            (name, files.lstat(files.ftpnorm(f"{base}/{name}" if name[:1] != "/" else name)))
            for name in found
        ]
        found = [name for name, _ in sorted(with_state, key=order)]
    return tuple(reversed(found) if "r" in request.options else found)


def matches(pattern: str, files: Files) -> list[str]:
    """The paths that match, in the form of the pattern: relative or absolute, with the folders that it names.

    `*`, `?` and `[..]` match within one part of a path, and no leading dot that is not
    in the pattern.  A slash at the end is for folders alone.  Raises `OSError` when it
    concerns more names than `MOST_LOOKED_AT`.
    """
    looked_at = count(1)
    found = ["/" if pattern.startswith("/") else ""]
    for part in (part for part in pattern.split("/") if part):
        found = [each for folder in found for each in _step(folder, part, files, looked_at)]
    if pattern.endswith("/"):
        return [f"{each}/" for each in found if files.isdir(files.ftpnorm(each))]
    return found


def _step(folder: str, part: str, files: Files, looked_at: Iterator[int]) -> Iterator[str]:
    before = folder if folder in {"", "/"} else f"{folder}/"
    if not _MAGIC.search(part) or files.lexists(files.ftpnorm(before + part)):
        if files.lexists(files.ftpnorm(before + part)):
            yield before + part
        return
    if not files.isdir(files.ftpnorm(folder or ".")):
        return
    for name, _ in files.entries(files.ftpnorm(folder or ".")):
        if next(looked_at) > MOST_LOOKED_AT:
            raise OSError(errno.E2BIG, os.strerror(errno.E2BIG))
        if fnmatch.fnmatchcase(name, part) and (name[0] != "." or part[0] == "."):
            yield before + name
