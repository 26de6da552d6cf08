"""A server whose control and data connections all pass a relay on a loopback address of this process."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from ipaddress import ip_address

from hil.bench import Bench
from hil.ftps.server import FtpsServer
from hil.ftps.session import Listener
from hil.modem.exchange import Exchange
from hil.modem.modem import Modem
from hil.pki.authority import Authority
from hil.transcript import Transcript
from hil.verdict import NotApplicable

from .relay import Relay, Route, relay

CONTROL, DATA = "control", "data"


@dataclass(frozen=True, slots=True)
class Tapped:
    """The server, and the relay to which the DUT connects."""

    server: FtpsServer
    relay: Relay

    def dial(self, modem: Modem) -> Exchange:
        """AT+QFTPOPEN to the relay."""
        return modem.ftp.open(*self.relay.addresses[CONTROL])


@contextmanager
def tapped_server(
    bench: Bench, authority: Authority, transcript: Transcript, listener: Listener
) -> Iterator[Tapped]:
    """A server whose passive replies contain the relay, which listens on the same port of another address."""
    if not ip_address(bench.host).is_loopback:
        raise NotApplicable("this bench has no second address for a relay in front of the server")
    pid = os.getpid()
    host = f"127.{64 | pid >> 16 & 0x3F}.{pid >> 8 & 0xFF}.{pid & 0xFF}"
    port = _free_port(host, "127.0.0.1")
    with (
        FtpsServer(authority, transcript, passive_host=host, passive_ports=range(port, port + 1)) as server,
        relay(
            Route(CONTROL, (host, 0), server.address(listener)),
            Route(DATA, (host, port), ("127.0.0.1", port)),
        ) as between,
    ):
        yield Tapped(server, between)


_PORTS = range(20000, 30000)  # below the ports that a system assigns to outgoing connections


def _free_port(*hosts: str) -> int:
    """A port that is free on all these addresses."""
    first = os.getpid() % len(_PORTS)
    candidates: list[int] = [*_PORTS[first:], *_PORTS[:first]]
    for port in candidates:
        with ExitStack() as tried:
            try:
                for host in hosts:
                    tried.enter_context(socket.create_server((host, port)))
            except OSError:
                continue
            return port
    raise NotApplicable(f"this bench has no port that is free on {' and '.join(hosts)}")
