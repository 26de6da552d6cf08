"""The socket below TLS, between a pair of real ones."""

from __future__ import annotations

import socket
import struct
from collections.abc import Iterator

import pytest

from hil.tls.wire import FIRST_BYTES_MAX, Wire, WireEnd


@pytest.fixture
def peers() -> Iterator[tuple[Wire, socket.socket]]:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        far = socket.create_connection(listener.getsockname())
        near, _ = listener.accept()
    with Wire(near) as wire, far:
        far.settimeout(5)
        yield wire, far


def received(wire: Wire) -> bytes:
    """What comes next; the data is on loopback, and may take a moment."""
    wire.settimeout(5)
    data = wire.recv(65536)
    wire.setblocking(False)
    return data


def test_it_takes_the_socket_over() -> None:
    near, far = socket.socketpair()
    with far, Wire(near) as wire:
        assert near.fileno() == -1
        assert wire.gettimeout() == 0.0


def test_the_first_bytes_are_kept_up_to_a_limit(peers: tuple[Wire, socket.socket]) -> None:
    wire, far = peers
    sent = bytes(range(256)) * 20

    far.sendall(sent)
    while len(wire.first_bytes) < FIRST_BYTES_MAX:
        received(wire)

    assert wire.first_bytes == sent[:4096]


def test_what_the_kernel_does_not_take_goes_out_first(peers: tuple[Wire, socket.socket]) -> None:
    wire, far = peers
    flight = b"f" * 20_000_000

    wire.sendall(flight)
    assert wire.has_backlog
    wire.sendall(b"then")
    with pytest.raises(BlockingIOError):
        wire.send(b"not yet")
    arrived = bytearray()
    while not wire.flush() or len(arrived) < len(flight) + 4:
        arrived += far.recv(1 << 20)

    assert arrived == flight + b"then"
    assert wire.send(b"now") == 3
    assert far.recv(3) == b"now"


def test_fin_is_seen(peers: tuple[Wire, socket.socket]) -> None:
    wire, far = peers

    far.close()

    assert received(wire) == b""
    assert wire.end is WireEnd.FIN


def test_rst_is_seen(peers: tuple[Wire, socket.socket]) -> None:
    wire, far = peers

    far.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    far.close()

    with pytest.raises(ConnectionResetError):
        received(wire)
    assert wire.end is WireEnd.RESET


def test_nothing_has_come_is_no_end(peers: tuple[Wire, socket.socket]) -> None:
    wire, _far = peers

    with pytest.raises(BlockingIOError):
        wire.recv(1)

    assert wire.end is WireEnd.OPEN
