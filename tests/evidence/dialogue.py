"""FTPS sessions between two tlslite-ng ends, the server's socket tapped into a capture."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

import trustme
from tlslite.handshakesettings import HandshakeSettings
from tlslite.sessioncache import SessionCache
from tlslite.tlsconnection import TLSConnection
from tlslite.utils.keyfactory import parsePEMKey
from tlslite.x509 import X509
from tlslite.x509certchain import X509CertChain

from hil import cipher_acceleration
from hil.evidence.pcapng import Capture, Flow
from hil.spec.tls import CipherSuite, Version

CLIENT = ("192.0.2.7", 40001)
SERVER = ("198.51.100.9", 45990)
DATA_CLIENT = ("192.0.2.7", 40002)
DATA_SERVER = ("198.51.100.9", 45991)

REPLIES = b"220 ready\r\n331 password\r\n230 in\r\n227 entering (198,51,100,9,179,167)\r\n150 go\r\n226 done\r\n221 bye\r\n"
COMMANDS = b"USER m95\r\nPASS sesame\r\nPASV\r\nSTOR a.bin\r\nQUIT\r\n"

_NAMES = {
    CipherSuite.TLS_RSA_WITH_AES_256_CBC_SHA: ("aes256", "sha"),
    CipherSuite.TLS_RSA_WITH_RC4_128_SHA: ("rc4", "sha"),
    CipherSuite.TLS_RSA_WITH_RC4_128_MD5: ("rc4", "md5"),
    CipherSuite.TLS_RSA_WITH_3DES_EDE_CBC_SHA: ("3des", "sha"),
    CipherSuite.TLS_RSA_WITH_AES_128_CBC_SHA: ("aes128", "sha"),
    CipherSuite.TLS_RSA_WITH_AES_256_CBC_SHA256: ("aes256", "sha256"),
}


def pinned(version: Version, suite: CipherSuite) -> Any:
    """Settings of tlslite for one version and one suite."""
    settings = HandshakeSettings()
    settings.minVersion = settings.maxVersion = divmod(version, 256)
    cipher, mac = _NAMES[suite]
    settings.cipherNames, settings.macNames, settings.keyExchangeNames = [cipher], [mac], ["rsa"]
    return settings


@cache
def credentials() -> tuple[Any, Any]:
    """A chain and a key for the server."""
    leaf = trustme.CA(key_type=trustme.KeyType.RSA).issue_cert("localhost", key_type=trustme.KeyType.RSA)
    chain = X509CertChain([X509().parse(leaf.cert_chain_pems[0].bytes().decode())])
    return chain, parsePEMKey(leaf.private_key_pem.bytes().decode(), private=True)


class Tap:
    """A socket whose bytes are shown to a flow, as the lower tester's are."""

    def __init__(self, sock: socket.socket, flow: Flow) -> None:
        self._sock = sock
        self._flow = flow

    def recv(self, size: int) -> bytes:
        data = self._sock.recv(size)
        self._flow.from_client(data, time.monotonic())
        return data

    def send(self, data: bytes) -> int:
        count = self._sock.send(data)
        self._flow.from_server(data[:count], time.monotonic())
        return count

    def sendall(self, data: bytes) -> None:
        self._sock.sendall(data)
        self._flow.from_server(data, time.monotonic())

    def __getattr__(self, name: str) -> Any:
        return getattr(self._sock, name)


class Server(TLSConnection):  # type: ignore[misc]  # tlslite has no types
    """Tells the master secret of each handshake, full or resumed, as soon as it is known."""

    def __init__(self, tap: Tap, capture: Capture) -> None:
        super().__init__(tap)
        self._capture = capture

    def _calcPendingStates(self, suite: Any, master: Any, client_random: Any, *rest: Any) -> Any:  # noqa: N802  # tlslite's name
        self._capture.secret(bytes(client_random), bytes(master))
        return super()._calcPendingStates(suite, master, client_random, *rest)


class Session:
    """Both ends of the connections of one FTP session, the client's in a thread of its own."""

    def __init__(self, capture: Capture, version: Version, suite: CipherSuite) -> None:
        cipher_acceleration.install()
        self.capture = capture
        self.settings = pinned(version, suite)
        self.cache = SessionCache()
        self.client_session: Any = None
        self.resumed: list[bool] = []

    @contextmanager
    def connected(
        self,
        client: tuple[str, int],
        server: tuple[str, int],
        act: Callable[[socket.socket], None],
        *,
        comment: str = "",
    ) -> Iterator[tuple[Tap, Flow]]:
        near, far = socket.socketpair()
        flow = self.capture.connection(client, server, time.monotonic(), comment=comment)
        thread = threading.Thread(target=act, args=(far,))
        thread.start()
        with near, far:
            yield Tap(near, flow), flow
            thread.join(10)
        assert not thread.is_alive()
        flow.end(by_client=True, reset=False, t=time.monotonic())
        flow.end(by_client=False, reset=False, t=time.monotonic())

    def client_tls(self, sock: socket.socket) -> Any:
        connection = TLSConnection(sock)
        connection.handshakeClientCert(session=self.client_session, settings=self.settings)
        self.client_session = connection.session
        return connection

    def server_tls(self, tap: Tap) -> Any:
        chain, key = credentials()
        connection = Server(tap, self.capture)
        connection.handshakeServer(
            certChain=chain, privateKey=key, settings=self.settings, sessionCache=self.cache
        )
        self.resumed.append(connection.resumed)
        return connection

    def control(self, between: Callable[[], object] = lambda: None, *, explicit: bool = False) -> None:
        """The whole dialogue; `between` runs while the control connection is open, before 226."""
        commands, replies = COMMANDS.splitlines(keepends=True), REPLIES.splitlines(keepends=True)

        def act(sock: socket.socket) -> None:
            if explicit:
                assert sock.recv(100) == b"220 clear\r\n"
                sock.sendall(b"AUTH TLS\r\n")
                assert sock.recv(100) == b"234 go\r\n"
            connection = self.client_tls(sock)
            connection.read(min=len(replies[0]))
            for command, reply in zip(
                commands, [*replies[1:4], replies[4] + replies[5], replies[6]], strict=True
            ):
                connection.write(command)
                received = b""
                while len(received) < len(reply):
                    received += connection.read(min=1)
            connection.close()

        with self.connected(CLIENT, SERVER, act, comment="control") as (tap, _):
            if explicit:
                tap.sendall(b"220 clear\r\n")
                assert tap.recv(100) == b"AUTH TLS\r\n"
                tap.sendall(b"234 go\r\n")
            connection = self.server_tls(tap)
            connection.write(replies[0])
            for command, reply in zip(commands, [*replies[1:5], replies[6]], strict=True):
                connection.read(min=len(command), max=len(command))
                connection.write(reply)
                if command.startswith(b"STOR"):
                    between()
                    connection.write(replies[5])
            connection.read()
            connection.close()

    def upload(self, payload: bytes, *, by: tuple[str, int] = DATA_CLIENT) -> None:
        """A protected data connection on which the client sends `payload`."""

        def act(sock: socket.socket) -> None:
            connection = self.client_tls(sock)
            connection.write(payload)
            connection.close()

        with self.connected(by, DATA_SERVER, act, comment="data") as (tap, _):
            connection = self.server_tls(tap)
            received = b""
            while piece := connection.read(min=1):
                received += piece
            connection.close()
            assert received == payload
