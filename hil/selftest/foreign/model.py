"""A foreign TLS library: its programs, and the commands of its client and its server."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from hil.spec.tls import CipherSuite, Version

HOST = "127.0.0.1"
"""Where servers listen, and what the emulated module dials."""

NAME = "localhost"
"""What foreign clients dial: GnuTLS would send an address as a server name."""

PLACES = ("/usr/sbin", "/sbin", "/usr/lib64/nss/unsupported-tools", "/usr/lib/nss/unsupported-tools")
"""Where systems have programs beside the folders of PATH."""

Pair = tuple[Version, CipherSuite]
Command = tuple[str | Path, ...]


@dataclass(frozen=True, slots=True)
class Credentials:
    """The certificates of the bench as files: the chain of a server with its key (PEM and PKCS#12), and its CA."""

    ca: Path
    chain: Path
    key: Path
    bundle: Path
    password: str


@dataclass(frozen=True, slots=True)
class Library:
    """A foreign TLS library.

    `package` is the Debian package with its `programs`.  `prepare` makes what they need in the
    folder that `client` and `server` get, too; `client` is the command that connects to a port
    with exactly one pair, `server` the one that listens on a port with all pairs it has and
    answers a request of HTTP.
    """

    name: str
    package: str
    programs: tuple[str, ...]
    version: Callable[[], str]
    client: Callable[[Path, Credentials, int, Pair], Command]
    server: Callable[[Path, Credentials, int], Command]
    prepare: Callable[[Path, Credentials], None] = lambda _folder, _credentials: None
    environment: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_installed(self) -> bool:
        """Whether all its programs are there."""
        return all(find(name) for name in self.programs)


def find(name: str) -> Path | None:
    """The path of a program; None if it is not installed."""
    found = shutil.which(name, path=os.pathsep.join((os.environ.get("PATH", ""), *PLACES)))
    return Path(found) if found else None


def program(name: str) -> Path:
    """The path of a program that is installed, or its name alone."""
    return find(name) or Path(name)
