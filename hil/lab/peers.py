"""The one factory of the peers that a case starts: each listens and is dialled as the bench says.

A peer is a context manager; its address is the one for AT+QFTPOPEN.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager

from hil.bench import Bench
from hil.deadline import Deadline
from hil.errors import ServerError
from hil.ftps.dns import DnsFault, DnsResponder
from hil.ftps.limits import Limits
from hil.ftps.server import FtpsServer
from hil.ftps.session import Listener
from hil.ftps.session_registry import Captures
from hil.lab import addresses
from hil.lab.mute import SilentListener, filtered
from hil.lab.openssl import Modern, OpenSslServer
from hil.lab.place import STANDARD_PORTS
from hil.lab.ports import FOR_LISTENERS, PortPool
from hil.lab.refusing import RefusingServer
from hil.lab.relay import Address, Relay, Route
from hil.lab.tap import CONTROL, DATA, Tapped
from hil.pki.authority import Authority
from hil.transcript import Transcript

FALSE_LOOPBACK = "127.255.255.254"
FALSE_ADDRESSES = ("198.51.100.77", "203.0.113.77")  # TEST-NET-2 and 3 (RFC 5737): no host has them

PORT_WAIT_S = 60.0
"""How long a standard port may be in use by another worker of the same machine."""

_ATTEMPTS = 5  # a port that was free a moment ago may be taken by a program that is none of ours
_RETRY_S = 0.05


def _first_started(servers: Iterable[FtpsServer]) -> FtpsServer:
    """The first server that gets its ports, started; raises the `ServerError` of the last one if none does."""
    trouble: ServerError | None = None
    for server in servers:
        try:
            server.start()
        except ServerError as error:
            trouble = error
        else:
            return server
    raise trouble or ServerError("no server was to be started")


class Peers:
    """Starts the peers of one worker; `number` of `count` says which share of `bench.ports` it has."""

    def __init__(
        self,
        bench: Bench,
        authority: Authority,
        transcript: Transcript,
        *,
        number: int = 0,
        count: int = 1,
    ) -> None:
        self._bench = bench
        self._authority = authority
        self._transcript = transcript
        self._ports = PortPool(bench.listen, bench.ports, number=number, count=count)

    @contextmanager
    def ftps_server(
        self,
        *,
        limits: Limits | None = None,
        captures: Captures | None = None,
        passive_host: str | None = None,
    ) -> Iterator[FtpsServer]:
        """An FTPS server of its own; `passive_host` is the address in its 227 replies, if it is to be a false one."""

        def made() -> FtpsServer:
            implicit, explicit, plain = self._ports.take(len(Listener))
            return FtpsServer(
                self._authority,
                self._transcript,
                host=self._bench.listen,
                public_host=self._bench.public,
                implicit_port=implicit,
                explicit_port=explicit,
                plain_port=plain,
                passive_ports=self._ports.passive,
                passive_host=passive_host,
                limits=limits,
                captures=captures,
            )

        with _first_started(made() for _ in range(_ATTEMPTS if self._bench.ports else 1)) as server:
            yield server

    @contextmanager
    def server_on_last_port(self) -> Iterator[FtpsServer | None]:
        """An FTPS server whose plain listener has the last free port for data connections; None if any port will do."""
        if self._ports.passive is None:
            yield None
            return
        servers = (
            FtpsServer(
                self._authority,
                self._transcript,
                host=self._bench.listen,
                public_host=self._bench.public,
                plain_port=port,
            )
            for port in self._ports.passive[: -_ATTEMPTS - 1 : -1]
        )
        with _first_started(servers) as server:
            yield server

    @contextmanager
    def server_on_standard_ports(
        self,
        *,
        on_21: Listener = Listener.EXPLICIT,
        on_990: Listener = Listener.IMPLICIT,
        within_s: float = PORT_WAIT_S,
    ) -> Iterator[FtpsServer]:
        """An FTPS server with these listeners on ports 21 and 990; it waits while another worker has them.

        On loopback each process has an address of its own, where the system allows it.
        """
        ports = dict(zip((on_21, on_990), STANDARD_PORTS, strict=True))
        listen, public = self._bench.listen, self._bench.public
        own = _loopback_of_this_process()
        if addresses.is_loopback(public) and addresses.is_of_this_machine(own):
            listen = public = own
        server = FtpsServer(
            self._authority,
            self._transcript,
            host=listen,
            public_host=public,
            implicit_port=ports.get(Listener.IMPLICIT, 0),
            explicit_port=ports.get(Listener.EXPLICIT, 0),
            plain_port=ports.get(Listener.PLAIN, 0),
            passive_ports=None if listen == own else self._ports.passive,
        )
        _start_when_free(server, Deadline.after(within_s))
        with server:
            yield server

    @contextmanager
    def relayed(self, server: FtpsServer, listener: Listener) -> Iterator[Relay]:
        """A relay in front of the control connections of a server; its route is `CONTROL`."""
        route = Route(CONTROL, self._ports.listener(), server.local_address(listener))
        with Relay(route, host=self._bench.public) as relay:
            yield relay

    @contextmanager
    def tapped(self, listener: Listener) -> Iterator[Tapped]:
        """A server of its own whose control and data connections all pass a relay."""
        with ExitStack() as started:
            data = self._ports.listener()
            started.callback(data.close)
            (passive_port,) = PortPool(addresses.LOOPBACK, _hidden_ports()).take(1)
            server = started.enter_context(
                FtpsServer(
                    self._authority,
                    self._transcript,
                    host=addresses.LOOPBACK,
                    passive_host=self._bench.public,
                    passive_ports=(passive_port,),
                    relayed_port=data.getsockname()[1],
                )
            )
            relay = started.enter_context(
                Relay(
                    Route(CONTROL, self._ports.listener(), server.address(listener)),
                    Route(DATA, data, (addresses.LOOPBACK, passive_port)),
                    host=self._bench.public,
                )
            )
            yield Tapped(server, relay)

    def refusing(self, reply: str) -> RefusingServer:
        """A server without TLS that answers AUTH with that reply."""
        return RefusingServer(self._ports.listener(), host=self._bench.public, reply=reply)

    def openssl(self, kind: Modern) -> OpenSslServer:
        """A TLS server of versions or suites that the note does not have."""
        chain = self._authority.chain("good")
        return OpenSslServer(self._ports.listener(), chain, host=self._bench.public, kind=kind)

    def silent(self) -> SilentListener:
        """A port that accepts connections and says nothing."""
        return SilentListener(self._ports.listener(), host=self._bench.public)

    @contextmanager
    def closed_port(self) -> Iterator[Address]:
        """A port that refuses connections; no other program gets it meanwhile."""
        with self._ports.bound() as sock:
            yield self._bench.public, sock.getsockname()[1]

    @contextmanager
    def filtered_port(self) -> Iterator[Address]:
        """A port that does not answer at all."""
        with self._ports.listener() as listener, filtered(listener, host=self._bench.public) as address:
            yield address

    def name_server(self, *names: str, plan: Mapping[str, DnsFault] | None = None) -> DnsResponder:
        """A name server for an emulated DUT: these names have the address that the DUT dials."""
        return name_server(dict.fromkeys(names, self._bench.public), plan=plan)

    @property
    def false_address(self) -> str:
        """An address that is not the one of the bench, and where nobody listens."""
        public = self._bench.public
        if addresses.is_loopback(public):
            return FALSE_LOOPBACK
        first, second = FALSE_ADDRESSES
        return second if public.rpartition(".")[0] == first.rpartition(".")[0] else first


def name_server(records: Mapping[str, str], *, plan: Mapping[str, DnsFault] | None = None) -> DnsResponder:
    """A name server for an emulated DUT, which shares the loopback of this machine."""
    return DnsResponder(records, host=addresses.LOOPBACK, plan=plan)


def _hidden_ports() -> range:
    """Ports of this process, below those that a system assigns to outgoing connections."""
    first = 20000 + os.getpid() * FOR_LISTENERS % 10000
    return range(first, first + FOR_LISTENERS)


def _loopback_of_this_process() -> str:
    pid = os.getpid()
    return f"127.{128 | pid >> 16 & 0x3F}.{pid >> 8 & 0xFF}.{pid & 0xFF}"


def _start_when_free(server: FtpsServer, deadline: Deadline) -> None:
    pause = threading.Event()
    while True:
        try:
            server.start()
        except ServerError:
            if deadline.expired:
                raise
            pause.wait(_RETRY_S)  # no event tells that another process has closed a port
        else:
            return
