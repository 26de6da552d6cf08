"""The lines of LIST, NLST and STAT: long, names alone, or paths (RFC 959, 4.1.3; RFC 1123, 4.1.2.7)."""

from __future__ import annotations

import stat
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from itertools import chain
from typing import Protocol

from pyftpdlib.exceptions import FilesystemError

from hil.ftps import listing
from hil.ftps.file_system import one_line
from hil.ftps.listing import Group, Request, groups
from hil.ftps.names import octets_of

_END = b"\r\n"


class Files(listing.Files, Protocol):
    """What the lines of a listing need of a file system."""

    def format_list(self, basedir: str, listing: Iterable[str], ignore_err: bool = True) -> Iterator[bytes]:
        """The lines of a long listing."""


def lines(request: Request, files: Files) -> Iterator[bytes]:
    """The lines of LIST: long ones, or names alone with -1; a folder of -R stands under its heading.

    Like the other functions here, it raises what `groups` does at once, before the first line.
    """
    form = _names if "1" in request.options and "l" not in request.options else _long
    return _headed(groups(request, files), lambda group: form(group, request, files))


def paths(request: Request, files: Files) -> Iterator[bytes]:
    """The lines of NLST: paths that commands of the client take, and nothing else; with -l those of LIST."""
    if "l" in request.options:
        return lines(request, files)
    flat = replace(request, options=request.options - {"R"})
    return chain.from_iterable(
        (_line(group.prefix + name) for name in group.names) for group in groups(flat, files)
    )


def long_lines(request: Request, files: Files) -> Iterator[bytes]:
    """The lines of STAT, which are long ones without headings."""
    return chain.from_iterable(_long(group, request, files) for group in groups(request, files))


def _headed(found: Iterator[Group], form: Callable[[Group], Iterator[bytes]]) -> Iterator[bytes]:
    return chain.from_iterable(chain(_heading(group), form(group)) for group in found)


def _heading(group: Group) -> Iterator[bytes]:
    if group.heading is not None:
        yield _END + _line(f"{group.heading}:")


def _long(group: Group, request: Request, files: Files) -> Iterator[bytes]:
    for line in files.format_list(group.base, group.names):
        is_marked = "F" in request.options and line.startswith(b"d") and not line.endswith(b"/" + _END)
        yield line.removesuffix(_END) + b"/" + _END if is_marked else line


def _names(group: Group, request: Request, files: Files) -> Iterator[bytes]:
    for name in group.names:
        is_marked = "F" in request.options and not name.endswith("/") and _is_folder(group.base, name, files)
        yield _line(f"{name}/" if is_marked else name)


def _is_folder(base: str, name: str, files: Files) -> bool:
    try:
        state = files.lstat(files.ftpnorm(name if name.startswith("/") else f"{base}/{name}"))
    except (OSError, FilesystemError):  # gone meanwhile
        return False
    return stat.S_ISDIR(state.st_mode)


def _line(text: str) -> bytes:
    return one_line(octets_of(text) + _END)
