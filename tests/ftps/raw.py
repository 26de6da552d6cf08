"""A TLS client that says exactly what a test wants in its ClientHello, and reads the first answer."""

from __future__ import annotations

import socket
from collections.abc import Sequence
from dataclasses import dataclass

HANDSHAKE, ALERT = 22, 21
RANDOM = bytes(32)


@dataclass(frozen=True)
class Answer:
    """The first record of the server: version, suite and session id of a ServerHello, or an alert."""

    version: int | None = None
    suite: int | None = None
    alert: tuple[int, int] | None = None
    session_id: bytes = b""


def client_hello(
    version: int,
    suites: Sequence[int],
    *,
    extensions: Sequence[tuple[int, bytes]] = (),
    record_version: int | None = None,
    session_id: bytes = b"",
) -> bytes:
    """One record with one ClientHello."""
    listed = b"".join(suite.to_bytes(2) for suite in suites)
    body = (
        version.to_bytes(2)
        + RANDOM
        + bytes([len(session_id)])
        + session_id
        + len(listed).to_bytes(2)
        + listed
        + b"\x01\x00"
    )
    if extensions:
        block = b"".join(kind.to_bytes(2) + len(data).to_bytes(2) + data for kind, data in extensions)
        body += len(block).to_bytes(2) + block
    message = b"\x01" + len(body).to_bytes(3) + body
    return bytes([HANDSHAKE]) + (record_version or version).to_bytes(2) + len(message).to_bytes(2) + message


def server_name(name: bytes) -> tuple[int, bytes]:
    """The extension server_name (RFC 6066, 3)."""
    entry = b"\0" + len(name).to_bytes(2) + name
    return 0, len(entry).to_bytes(2) + entry


def answer_to(address: tuple[str, int], flight: bytes) -> Answer:
    """Connect, send, read the first record of the answer."""
    with socket.create_connection(address, timeout=5) as connection:
        connection.sendall(flight)
        header = _exactly(connection, 5)
        body = _exactly(connection, int.from_bytes(header[3:5]))
    if header[0] == ALERT:
        return Answer(alert=(body[0], body[1]))
    session_id_size = body[38]
    return Answer(
        version=int.from_bytes(body[4:6]),
        suite=int.from_bytes(body[39 + session_id_size : 41 + session_id_size]),
        session_id=body[39 : 39 + session_id_size],
    )


def _exactly(connection: socket.socket, size: int) -> bytes:
    data = b""
    while len(data) < size:
        more = connection.recv(size - len(data))
        assert more, f"the server ended the connection after {len(data)} of {size} bytes"
        data += more
    return data
