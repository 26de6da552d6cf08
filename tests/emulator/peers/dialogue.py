"""Settings and calls that the tests with a scripted FTP server share."""

from __future__ import annotations

import socket
import struct
from collections.abc import Callable
from dataclasses import replace
from typing import Protocol

import pytest

from hil.emulator.ftp.failure import FtpFailure
from hil.emulator.ftp.ftps_client import ClientSettings, FtpsClient, Timeouts
from hil.emulator.tls.client import TlsSettings
from hil.spec.tls import ALL_SUITES, ALL_VERSIONS
from tests.emulator.peers.scripted import Conversation
from tests.emulator.peers.servers import HOST

PATIENT = Timeouts(
    name_s=30.0,
    connect_s=30.0,
    reply_s=30.0,
    handshake_s=30.0,
    data_s=30.0,
    failure_reply_s=2.0,  # waited for in full where the server says nothing more
    quit_s=2.0,
)
"""For a server that answers; on a busy machine, too."""

SHORT_S = 0.5
"""A limit that a test lets pass: it replaces the one that is meant."""
TLS = TlsSettings(ALL_VERSIONS, ALL_SUITES)


class Make(Protocol):
    """Makes a client, one with a defect if that is named."""

    def __call__(self, settings: ClientSettings, *, defect: str = "") -> FtpsClient: ...


def within(**limits_s: float) -> Timeouts:
    """Timeouts of which only the named ones are short."""
    return replace(PATIENT, **limits_s)


def plain(port: int, **changes: object) -> ClientSettings:
    return ClientSettings(HOST, port, "user", "secret", timeouts=PATIENT).changed(**changes)


def explicit(port: int, **changes: object) -> ClientSettings:
    return plain(port, mode="explicit", tls=TLS).changed(**changes)


def failure_of(call: Callable[..., object], *arguments: object) -> int:
    with pytest.raises(FtpFailure) as failure:
        call(*arguments)
    return failure.value.code


def nothing() -> None:
    pass


def put(session: FtpsClient, data: bytes = b"data") -> int:
    blocks = iter([data])
    return session.put("a.bin", lambda _limit: next(blocks, b""), nothing)


def get(session: FtpsClient) -> bytes:
    received = bytearray()
    session.get("a.bin", received.extend, nothing)
    return bytes(received)


def reset(connection: socket.socket) -> None:
    """Close by RST."""
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    connection.close()


def serve_nothing(peer: Conversation) -> None:
    """Say nothing until the client leaves."""
    peer.rest()
