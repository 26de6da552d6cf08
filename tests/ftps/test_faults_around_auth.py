"""The fault plan around AUTH: bytes beside its reply in clear, and a reply in parts; TLS follows all the same."""

from __future__ import annotations

import socket
from contextlib import closing

import pytest

from hil.ftps.faults import Delay, Fault, Inject, Point, Split
from hil.ftps.profile import ServerProfile
from hil.ftps.server import FtpsServer
from hil.ftps.session import Listener
from tests.ftps.clients import Endpoints, client_context, ftplib_client

NORMAL = b"234 AUTH TLS accepted, begin TLS.\r\n"


def at_auth(action: Inject | Split | Delay) -> ServerProfile:
    return ServerProfile(ftp=(Fault(Point.REPLY, action, verb="AUTH"),))


def until(line: socket.socket, end: bytes) -> bytes:
    """What comes up to and with `end`."""
    came = b""
    while not came.endswith(end):
        came += line.recv(4096)
    return came


@pytest.mark.parametrize(
    ("action", "expected"),
    [
        (Inject(after=b"230 Injected.\r\n"), NORMAL + b"230 Injected.\r\n"),
        (Inject(before=b"234-Wait.\r\n"), b"234-Wait.\r\n" + NORMAL),
        (Split(b"23", 0.05), NORMAL),
    ],
    ids=["after", "before", "split"],
)
def test_tls_begins_behind_the_bytes_in_clear(
    action: Inject | Split, expected: bytes, server: FtpsServer, endpoint: Endpoints
) -> None:
    explicit = endpoint(Listener.EXPLICIT)
    with (
        server.expecting(at_auth(action)) as pending,
        socket.create_connection((explicit.host, explicit.port), timeout=10) as line,
    ):
        until(line, b"\r\n")
        line.sendall(b"AUTH TLS\r\n")
        assert until(line, expected[-10:]) == expected
        context = client_context()
        with context.wrap_socket(line) as secure:
            secure.sendall(b"USER somebody\r\n")
            assert until(secure, b"\r\n").startswith(b"331")
        (session,) = pending.sessions

    assert [command.protected for command in session.commands] == [False, True]


def test_a_reply_in_two_parts_arrives_in_two_parts(server: FtpsServer, endpoint: Endpoints) -> None:
    explicit = endpoint(Listener.EXPLICIT)
    with (
        server.expecting(at_auth(Split(b"23", 0.2))),
        socket.create_connection((explicit.host, explicit.port), timeout=10) as line,
    ):
        until(line, b"\r\n")
        line.sendall(b"AUTH TLS\r\n")
        parts = line.recv(100), line.recv(100)

    assert parts == (b"23", NORMAL[2:])


@pytest.mark.parametrize("action", [Delay(0.05), Split(b"234", 0.05), Inject(before=b"234-Wait.\r\n")])
def test_ftplib_logs_in(action: Inject | Split | Delay, server: FtpsServer, endpoint: Endpoints) -> None:
    with server.expecting(at_auth(action)) as pending:
        with closing(ftplib_client(endpoint(Listener.EXPLICIT))) as client:
            assert client.voidcmd("NOOP").startswith("200")
        (session,) = pending.sessions

    assert session.logged_in
