"""The short names of markers and fixtures, which the cases of hil.suites use, and fixtures that undo."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

import pytest

from hil.expect import left_open
from hil.ftps.server import FtpsServer
from hil.modem.modem import Modem
from hil.short_names import *  # noqa: F403 - a conftest offers every fixture of that module

from .restoring import Step, carry_out
from .security_data import Vacate


@pytest.fixture
def vacate() -> Iterator[Vacate]:
    """`vacate(modem, name, ...)` deletes these files now and again after the case."""
    kept: list[tuple[Modem, str]] = []

    def free(modem: Modem, *names: str) -> None:
        kept.extend((modem, name) for name in names)
        for name in names:
            if not modem.security.free(name, beside=names):
                left_open(f"the DUT keeps {name}, which a context names, and takes no other name for it")

    yield free
    duts = list({id(modem): modem for modem, _ in kept}.values())
    carry_out(
        (
            *(partial(modem.security.free, name) for modem, name in kept),
            *(modem.resynchronise for modem in duts),  # the DUT may have been handed back before
        )
    )


@pytest.fixture
def undo() -> Iterator[Callable[[Step], None]]:
    """`undo(step)`: carry the step out after the case, whatever happens in it; the last one given comes first."""
    steps: list[Step] = []
    yield steps.append
    carry_out(reversed(steps))


@pytest.fixture(autouse=True)
def empty_server(request: pytest.FixtureRequest) -> Iterator[None]:
    """No case meets the files of the one before it at the server."""
    server: FtpsServer | None = None
    if "ftps_server" in request.fixturenames:
        server = request.getfixturevalue("ftps_server")
    yield
    if server is not None and server.is_serving:
        server.empty()
