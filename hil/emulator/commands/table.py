"""The one table of commands, put together from the families."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from hil.emulator.at.outcome import Command
from hil.emulator.commands import (
    calendar,
    files,
    ftp,
    identity,
    internet,
    multiplexer,
    network,
    pdp,
    security_files,
    settings,
    sim,
    ssl_config,
    v250,
)

COMMANDS: Mapping[str, Command] = MappingProxyType(
    {
        **v250.COMMANDS,
        **multiplexer.COMMANDS,
        **identity.COMMANDS,
        **network.COMMANDS,
        **sim.COMMANDS,
        **calendar.COMMANDS,
        **settings.COMMANDS,
        **pdp.COMMANDS,
        **internet.COMMANDS,
        **ssl_config.COMMANDS,
        **security_files.COMMANDS,
        **ftp.COMMANDS,
        **files.COMMANDS,
    }
)
"""By name in upper case, `+` included."""
