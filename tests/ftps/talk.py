"""An FTP client of a few lines that shows everything: what came, in which order, and how a connection ended."""

from __future__ import annotations

import re
import socket
import ssl
import traceback
from typing import Self

from hil.ftps.session import Listener
from tests.ftps.clients import Endpoint, client_context

TIMEOUT_S = 20


class Talk:
    """One control connection; behind the secure endpoints inside TLS, with data inside TLS as well."""

    def __init__(self, endpoint: Endpoint, *, log_in: bool = True) -> None:
        self.endpoint = endpoint
        self.context = client_context()
        self.socket = socket.create_connection((endpoint.host, endpoint.port), timeout=TIMEOUT_S)
        if endpoint.listener is Listener.IMPLICIT:
            self.socket = self.inside_tls(self.socket)
        self._kept = b""
        if log_in:
            try:
                self._log_in(endpoint)
            except BaseException:
                self.socket.close()
                raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.socket.close()

    def _log_in(self, endpoint: Endpoint) -> None:
        self.line()
        if endpoint.listener is Listener.EXPLICIT:
            self.say("AUTH TLS")
            self.socket = self.inside_tls(self.socket)
        self.say(f"USER {endpoint.user}")
        self.say(f"PASS {endpoint.password}")
        if endpoint.listener is not Listener.PLAIN:
            self.say("PBSZ 0")
            self.say("PROT P")
        self.say("TYPE I")

    def inside_tls(self, connection: socket.socket) -> ssl.SSLSocket:
        """OpenSSL, which is set to report an end without close_notify."""
        try:
            return self.context.wrap_socket(connection, suppress_ragged_eofs=False)
        except OSError as error:
            _close_what_ssl_left(error)
            raise

    def send(self, line: str) -> None:
        self.socket.sendall(line.encode() + b"\r\n")

    def line(self) -> str:
        """The next line; nothing at the end of the stream."""
        while b"\n" not in self._kept:
            more = self.socket.recv(4096)
            if not more:
                break
            self._kept += more
        line, _, self._kept = self._kept.partition(b"\n")
        return line.decode("latin-1").rstrip("\r")

    def say(self, line: str) -> str:
        self.send(line)
        return self.line()

    def rest(self) -> bytes:
        """Everything until the end of the stream."""
        data, self._kept = self._kept, b""
        return data + everything(self.socket)

    def passive_port(self) -> int:
        match = re.search(r"(\d+),(\d+)\)", self.say("PASV"))
        assert match is not None
        return int(match[1]) * 256 + int(match[2])

    def data(self, command: str, *, shake: bool = True) -> socket.socket:
        """A passive data connection and the transfer command; inside TLS where the endpoint is secure."""
        connection = socket.create_connection((self.endpoint.host, self.passive_port()), timeout=TIMEOUT_S)
        self.send(command)
        is_clear = self.endpoint.listener is Listener.PLAIN or not shake
        return connection if is_clear else self.inside_tls(connection)


def _close_what_ssl_left(error: OSError) -> None:
    """Close the socket that `ssl` was making: it leaves it open when the peer's reset has come before the handshake."""
    for frame, _ in traceback.walk_tb(error.__traceback__):
        made = frame.f_locals.get("self")
        if isinstance(made, ssl.SSLSocket):
            made.close()


def everything(connection: socket.socket) -> bytes:
    data = b""
    while more := connection.recv(65536):
        data += more
    return data


def ending(connection: socket.socket) -> tuple[bytes, str]:
    """What comes until the end, and how that end looks."""
    data = b""
    try:
        while more := connection.recv(65536):
            data += more
    except ssl.SSLEOFError:
        return data, "RST" if _is_dead(connection) else "FIN without close_notify"
    except ssl.SSLError as error:
        return data, f"alert {error.reason}"
    except ConnectionResetError:
        return data, "RST"
    return data, "end of stream"


def _is_dead(connection: socket.socket) -> bool:
    """Whether TCP is gone in both directions: OpenSSL tells a reset and a FIN alike."""
    try:
        socket.socket.send(connection, b"?")
    except OSError:
        return True
    return False
