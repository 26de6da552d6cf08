"""The course of sessions of a case."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest

from hil.ftps.server import FtpsServer
from hil.lab.peers import Peers
from hil.modem.modem import Modem
from hil.pki.authority import Authority

from ..restoring import carry_out
from . import array, flaws
from .course import COM, Course


def pytest_collection_finish(session: pytest.Session) -> None:
    """Make the arrays before the forks of a run begin, each of which would make them anew."""
    here = Path(__file__).parent
    if not session.config.option.collectonly and any(item.path.parent == here for item in session.items):
        array.rows()
        flaws.rows()


@pytest.fixture
def course_of(
    ftps_server: FtpsServer,
    authority: Authority,
    peers: Peers,
    vacate: Callable[..., None],
) -> Iterator[Callable[[Modem], Course]]:
    """Make the course of a DUT, whose settings are those of other cases again after the case."""
    duts: list[Modem] = []

    def course(modem: Modem) -> Course:
        duts.append(modem)
        return Course(modem, ftps_server, authority, peers, vacate)

    yield course
    carry_out(partial(_restore, modem) for modem in duts)


def _restore(modem: Modem) -> None:
    """The values of types that other cases do not set, but rely on."""
    modem.ftp.ensure_closed()
    for kind, value in ((2, 0), (3, 0), (4, COM), (6, 0)):
        modem.ftp.configure(kind, value)
