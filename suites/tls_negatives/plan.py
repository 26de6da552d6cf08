"""Versions, modes and data modes by turns, so that a few cases cover many faults (note 1.1, 2.3, chapter 5)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import pytest

from hil.expect import preamble
from hil.ftps.server import FtpsServer
from hil.ftps.session import Listener
from hil.modem.modem import Modem
from hil.pki.authority import Authority
from hil.session import use_context
from hil.spec.tls import CipherSuite, Version

from ..clear_commands import BEFORE_TLS
from ..data_connection.transfers import Direction, use_data_mode
from ..transfer.sessions import DataMode
from .faulty_server import SUITE, SUITE_OF_SSL30, prepare
from .faulty_server import context as usual_context

VERSIONS = tuple(Version)
BY_VERSION = pytest.mark.parametrize(
    "version",
    [
        pytest.param(version, id=version.title, marks=pytest.mark.needs(version.title.lower()))
        for version in VERSIONS
    ],
)
IN_CLEAR = (*BEFORE_TLS, "QUIT")
MODES = (Listener.IMPLICIT, Listener.EXPLICIT)
DIRECTIONS = (Direction.DOWN, Direction.UP)


def suite_of(version: Version) -> CipherSuite:
    """A suite of Table 1 that every client with that version has."""
    return SUITE_OF_SSL30 if version is Version.SSL30 else SUITE


def share(items: Sequence[str], version: Version, *, other: bool = False) -> list[str]:
    """Every second item: half of the versions have those of even places, half the `other` ones."""
    return list(items[(VERSIONS.index(version) + other) % 2 :: 2])


def mode_of(place: int, version: Version) -> Listener:
    """By turns; the other one where another version has the same items."""
    return MODES[(place + VERSIONS.index(version) // 2) % 2]


def direction_of(place: int, version: Version) -> Direction:
    """By turns, at another pace than the modes."""
    return DIRECTIONS[(place // 2 + VERSIONS.index(version)) % 2]


def authenticate_with(
    modem: Modem, server: FtpsServer, authority: Authority, version: Version, *, seclevel: int
) -> None:
    """The security data, the right time, and a context of that version that authenticates the server."""
    prepare(modem, server, authority, usual_context(version, suite_of(version), seclevel=seclevel))
    use_data_mode(modem, (DataMode.PASSIVE, DataMode.ACTIVE)[VERSIONS.index(version) % 2])


def enter(modem: Modem, server: FtpsServer, mode: Listener) -> None:
    """Sessions in that mode from now on; nothing else changes."""
    preamble(use_context(modem, server, 0, mode=mode), what="refused settings").is_empty()


def every(ids: Iterable[Iterable[str]]) -> tuple[str, ...]:
    """The requirements of all checks of a case."""
    return tuple(dict.fromkeys(name for each in ids for name in each))
