"""The course of the run: the load runs once, before the first case, and all cases judge it."""

from __future__ import annotations

from contextvars import Context

import pytest

from hil.endurance.bench import EnduranceBench
from hil.endurance.records import Course
from hil.ftps.server import FtpsServer
from hil.modem.modem import Modem

from .load import Load


@pytest.fixture(scope="session")
def course(hil_attached_modem: Modem, hil_ftps_server: FtpsServer, hil_endurance: EnduranceBench) -> Course:
    """The course of the load, which may have ended early.

    It runs in a context without a case: a case keeps each of its exchanges until it ends,
    and here there are a hundred thousand of them.
    """
    Context().run(Load(hil_attached_modem, hil_ftps_server, hil_endurance).run)
    return hil_endurance.course
