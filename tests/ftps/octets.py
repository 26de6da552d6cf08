"""An FTP client of octets on the plain listener: names go out in their Telnet form and come back decoded (RFC 854)."""

from __future__ import annotations

import re
import socket
from collections.abc import Iterator
from contextlib import contextmanager

from hil.ftps.server import FtpsServer
from hil.ftps.session import Listener
from tests.ftps.talk import everything


def telnet(name: bytes) -> bytes:
    """A name as a client of RFC 959 and RFC 2640 sends it."""
    return name.replace(b"\xff", b"\xff\xff").replace(b"\r", b"\r\0")


def plain(reply: bytes) -> bytes:
    """A reply without its Telnet form."""
    return reply.replace(b"\xff\xff", b"\xff").replace(b"\r\0", b"\r")


class OctetClient:
    """One control connection, logged in, in binary mode."""

    def __init__(self, connection: socket.socket) -> None:
        self._connection = connection
        self._kept = b""

    def say(self, verb: str, name: bytes | None = None) -> bytes:
        """The reply to a command, without the last CR LF; several lines are kept together."""
        argument = b"" if name is None else b" " + telnet(name)
        return self.say_raw(verb.encode() + argument)

    def say_raw(self, line: bytes) -> bytes:
        """The reply to a line that goes out as it is."""
        self._connection.sendall(line + b"\r\n")
        return self.reply()

    def reply(self) -> bytes:
        """The next reply."""
        first = reply = self._line()
        if first[3:4] == b"-":
            while not reply.split(b"\r\n")[-1].startswith(first[:3] + b" "):
                reply += b"\r\n" + self._line()
        return reply

    def _line(self) -> bytes:
        while b"\r\n" not in self._kept:
            more = self._connection.recv(65536)
            assert more, "the server has ended the connection"
            self._kept += more
        line, _, self._kept = self._kept.partition(b"\r\n")
        return line

    def transfer(
        self, verb: str, name: bytes | None = None, content: bytes | None = None
    ) -> tuple[bytes, bytes]:
        """The last reply to a transfer, and the data that came; `content` is what is sent."""
        match = re.search(rb"(\d+),(\d+)\)", self.say("PASV"))
        assert match is not None
        with socket.create_connection(("127.0.0.1", int(match[1]) * 256 + int(match[2])), timeout=20) as data:
            reply = self.say(verb, name)
            if not reply.startswith(b"1"):
                return reply, b""
            if content is not None:
                data.sendall(content)
                data.shutdown(socket.SHUT_WR)
            return self._finished(everything(data))

    def _finished(self, came: bytes) -> tuple[bytes, bytes]:
        return self.reply(), came

    def listed(self, verb: str, argument: bytes | None = None) -> list[bytes]:
        """The lines of a listing; NLST gives names."""
        reply, came = self.transfer(verb, argument)
        assert reply.startswith(b"226 "), reply
        return [line.replace(b"\r\0", b"\r") for line in came.split(b"\r\n")[:-1]]


@contextmanager
def octet_client(server: FtpsServer) -> Iterator[OctetClient]:
    """A client that has logged in."""
    with socket.create_connection(server.address(Listener.PLAIN), timeout=20) as connection:
        client = OctetClient(connection)
        client.reply()
        client.say("USER", server.user.encode())
        assert client.say("PASS", server.password.encode()).startswith(b"230 ")
        client.say("TYPE I")
        yield client
