"""A server whose control and data connections all pass a relay."""

from __future__ import annotations

from dataclasses import dataclass

from hil.ftps.server import FtpsServer
from hil.lab.relay import Address, Relay

CONTROL: str = "control"
"""The route of control connections through a relay."""
DATA: str = "data"
"""The route of data connections through a relay."""


@dataclass(frozen=True, slots=True)
class Tapped:
    """The server, and the relay that the DUT dials."""

    server: FtpsServer
    relay: Relay

    @property
    def address(self) -> Address:
        """Host and port for AT+QFTPOPEN."""
        return self.relay.addresses[CONTROL]
