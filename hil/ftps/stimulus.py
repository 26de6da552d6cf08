"""What a server was told to be in a case, and the files that it had: what makes the same server again."""

from __future__ import annotations

import os
import stat
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from hil.ftps.names import text_of
from hil.ftps.profile import ServerProfile
from hil.ftps.served_root import NotServed, ServedRoot
from hil.ftps.session import Listener
from hil.pki.authority import Authority

MOST_FILES = 64
MOST_BYTES = 2**16
"""Bytes of a file that are kept; a larger one is known by its size."""

READING = frozenset({"RETR", "SIZE", "MDTM", "LIST", "NLST", "MLSD", "CWD", "APPE", "DELE", "RNFR", "STOR"})
"""FTP commands whose outcome depends on the files of the server."""


@dataclass(frozen=True, slots=True)
class Stimulus:
    """A profile in force from `t` until `until` (s of the monotonic clock; None: to the end), at these addresses.

    `accounts` are the passwords of the server by user; they are secrets, and no record has them.
    """

    t: float
    until: float | None
    addresses: Mapping[Listener, tuple[str, int]]
    profile: ServerProfile
    accounts: Mapping[str, str]
    authority: Authority


@dataclass(frozen=True, slots=True)
class GivenFile:
    """A file that the server had and the DUT had not stored; `content` is None for a folder and a large file.

    `name` is in the form of `hil.ftps.names.text_of`.
    """

    name: str
    size: int
    content: bytes | None
    is_folder: bool = False


class StimulusRecord:
    """The record of a profile in force."""

    def __init__(
        self,
        profile: ServerProfile,
        addresses: Mapping[Listener, tuple[str, int]],
        accounts: Mapping[str, str],
        authority: Authority,
    ) -> None:
        self._t = time.monotonic()
        self._until: float | None = None
        self._profile, self._addresses = profile, addresses
        self._accounts, self._authority = accounts, authority

    def end(self) -> None:
        """The profile is in force no longer."""
        self._until = time.monotonic()

    def freeze(self) -> Stimulus:
        """The stimulus as it is now."""
        return Stimulus(self._t, self._until, self._addresses, self._profile, self._accounts, self._authority)


class FilesSeen:
    """The files of a server that a session has seen so far."""

    def __init__(self) -> None:
        self._known: set[tuple[str, int, int]] = set()

    def new_below(self, root: Path) -> tuple[GivenFile, ...]:
        """The files and folders below `root` that are new or changed; of very many the first ones."""
        served, found = ServedRoot(str(root)), []
        for path in sorted(_paths_below(os.fsencode(root).rstrip(b"/")))[:MOST_FILES]:
            try:
                state = served.stat(path)
                key = (path, state.st_size, state.st_mtime_ns)
                if key in self._known:
                    continue
                self._known.add(key)
                found.append(_given(served, path, state))
            except (OSError, NotServed):  # it goes away meanwhile, or is for no client
                continue
        return tuple(found)


def _paths_below(root: bytes) -> Iterator[str]:
    for folder, folders, files in os.walk(root):
        for name in (*folders, *files):
            yield text_of(folder[len(root) :] + b"/" + name)


def _given(served: ServedRoot, path: str, state: os.stat_result) -> GivenFile:
    name = path.removeprefix("/")
    if stat.S_ISDIR(state.st_mode):
        return GivenFile(name, 0, None, is_folder=True)
    if state.st_size > MOST_BYTES:
        return GivenFile(name, state.st_size, None)
    with open(served.open_to_read(path), "rb") as file:  # noqa: PTH123 - of a descriptor
        return GivenFile(name, state.st_size, file.read(MOST_BYTES))
