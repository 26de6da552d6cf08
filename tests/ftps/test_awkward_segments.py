"""Clients whose bytes come in portions that hide something from the poller."""

from __future__ import annotations

import ftplib
import socket
import ssl
from collections.abc import Callable, Iterator
from typing import Any

from tlslite.constants import AlertDescription, AlertLevel
from tlslite.handshakesettings import HandshakeSettings
from tlslite.messages import Alert, ApplicationData
from tlslite.tlsconnection import TLSConnection

from hil.deadline import Deadline
from hil.ftps.profile import ServerProfile
from hil.ftps.server import FtpsServer
from hil.ftps.session import Listener
from tests.ftps.clients import Endpoints, client_context, ftplib_client


class EagerClient(TLSConnection):  # type: ignore[misc]  # tlslite has no types
    """Sends application data in one segment with its Finished, as after a false start (RFC 7918)."""

    eager: tuple[Any, ...] = ()

    def _sendFinished(self, *arguments: Any, **named: Any) -> Iterator[Any]:  # noqa: N802 - tlslite's name
        flush, self.sock.flush = self.sock.flush, lambda: None
        yield from super()._sendFinished(*arguments, **named)
        self.sock.buffer_writes = True
        for message in self.eager:
            yield from self._sendMsg(message)
        self.sock.flush = flush
        self.sock.flush()
        self.sock.buffer_writes = False


def data(content: bytes) -> Any:
    return ApplicationData().create(bytearray(content))


def eager_client(connection: socket.socket, *messages: Any) -> EagerClient:
    client = EagerClient(connection)
    client.eager = messages
    settings = HandshakeSettings()
    settings.maxVersion = (3, 3)
    client.handshakeClientCert(settings=settings)
    return client


def test_a_command_in_one_segment_with_finished(server: FtpsServer) -> None:
    with server.expecting(ServerProfile()) as pending:
        with socket.create_connection(server.address(Listener.IMPLICIT), timeout=5) as connection:
            client = eager_client(connection, data(b"SYST\r\nQUIT\r\n"))
            said = b""
            while b"221" not in said:
                said += client.read(min=1, max=1000)
        session = pending.session(Deadline.after(8))

    assert [command.verb for command in session.commands] == ["SYST", "QUIT"]


def test_data_that_was_there_before_its_stor(server: FtpsServer, endpoint: Endpoints) -> None:
    with server.expecting(ServerProfile()):
        control = ftplib_client(endpoint(Listener.IMPLICIT))
        control.sendcmd("TYPE I")
        address = ftplib.parse227(control.sendcmd("PASV"))
        goodbye = Alert().create(AlertDescription.close_notify, AlertLevel.warning)
        with socket.create_connection(address, timeout=5) as connection:
            eager_client(connection, data(b"early"), goodbye)
            assert control.sendcmd("STOR f").startswith("125")
            assert control.voidresp().startswith("226")
        control.quit()

    assert (server.root / "f").read_bytes() == b"early"


class Portions:
    """A client of OpenSSL whose bytes to the server are sent as the test says."""

    def __init__(self, connection: socket.socket, context: ssl.SSLContext) -> None:
        self._connection = connection
        self._incoming, self._outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
        self._tls = context.wrap_bio(self._incoming, self._outgoing, server_hostname="localhost")

    def shake(self, between: Callable[[], None]) -> None:
        """The handshake, every portion of it in two halves."""
        while True:
            try:
                self._tls.do_handshake()
            except ssl.SSLWantReadError:
                self._send(between)
                self._incoming.write(self._connection.recv(65536))
            else:
                return

    def say(self, line: bytes, between: Callable[[], None]) -> bytes:
        """A record in two halves; returns what is answered."""
        self._tls.write(line)
        self._send(between)
        return self.hear()

    def hear(self) -> bytes:
        """What the server says."""
        while True:
            try:
                return self._tls.read(1000)
            except ssl.SSLWantReadError:
                self._incoming.write(self._connection.recv(65536))

    def _send(self, between: Callable[[], None]) -> None:
        data = self._outgoing.read()
        self._connection.sendall(data[: len(data) // 2])
        between()
        self._connection.sendall(data[len(data) // 2 :])


def test_records_that_come_in_halves(server: FtpsServer, endpoint: Endpoints) -> None:
    with server.expecting(ServerProfile()):
        other = ftplib_client(endpoint(Listener.PLAIN))

        def the_server_has_read() -> None:
            for _ in range(2):  # it serves everybody in turn
                other.sendcmd("NOOP")

        with socket.create_connection(server.address(Listener.IMPLICIT), timeout=5) as connection:
            client = Portions(connection, client_context(ca=endpoint(Listener.IMPLICIT).ca))
            client.shake(the_server_has_read)
            assert client.hear().startswith(b"220")
            assert client.say(b"SYST\r\n", the_server_has_read).startswith(b"215")
            assert client.say(b"NOOP\r\n", the_server_has_read).startswith(b"200")
        other.quit()
