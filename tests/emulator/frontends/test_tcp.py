"""Addresses, ownership, and peers that vanish."""

from __future__ import annotations

import contextlib
import socket
import struct

import pytest

from hil.emulator.frontends.loop import Loop
from hil.emulator.frontends.rfc2217 import Rfc2217FrontEnd
from hil.emulator.frontends.tcp import Address, TcpFrontEnd, open_tcp
from hil.errors import PortError, UsageError
from tests.emulator.frontends.conftest import ANY_PORT, Start


def connect(front_end: TcpFrontEnd) -> socket.socket:
    return socket.create_connection((front_end.address.host, front_end.address.port), timeout=5)


def read_until(connection: socket.socket, end: bytes) -> bytes:
    data = b""
    while not data.endswith(end):
        block = connection.recv(4096)
        assert block, f"hung up after {data!r}"
        data += block
    return data


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("127.0.0.1:6000", Address("127.0.0.1", 6000)),
        ("[::1]:0", Address("::1", 0)),
        ("localhost:65535", Address("localhost", 65535)),
    ],
)
def test_addresses(text: str, address: Address) -> None:
    assert Address.parse(text) == address
    assert address.is_loopback


@pytest.mark.parametrize(
    "text", ["", "6000", ":6000", "localhost", "localhost:", "h:65536", "h:-1", "h:x", "h:²"]
)
def test_what_is_no_address(text: str) -> None:
    with pytest.raises(UsageError, match="expected HOST:PORT such as"):
        Address.parse(text)


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.1", "bench.example"])
def test_what_others_can_reach(host: str) -> None:
    assert not Address(host, 1).is_loopback


@pytest.mark.parametrize("kind", [TcpFrontEnd, Rfc2217FrontEnd])
def test_a_second_connection_is_refused_with_the_reason(start: Start, kind: type[TcpFrontEnd]) -> None:
    front_end = kind(ANY_PORT)
    start(front_end)
    with connect(front_end) as owner, connect(front_end) as second:
        name, port = owner.getsockname()
        second.sendall(b"AT\r" * 1000)  # unread input must not swallow the line

        said = b"".join(iter(lambda: second.recv(4096), b""))

    assert said == (
        f"\r\nThis emulated module is in use by {name} port {port}; it has one serial line.\r\n".encode()
    )


def test_the_owner_is_left_alone_by_those_refused(start: Start) -> None:
    front_end = TcpFrontEnd(ANY_PORT)
    start(front_end)
    with connect(front_end) as owner:
        for _ in range(40):
            connect(front_end).close()
        owner.sendall(b"AT\r")

        assert read_until(owner, b"OK\r\n") == b"AT\r\r\nOK\r\n"


def test_the_next_owner_may_come_after_a_reset(start: Start) -> None:
    front_end = TcpFrontEnd(ANY_PORT)
    start(front_end)
    with connect(front_end) as owner:
        owner.sendall(b"AT\r")
        read_until(owner, b"OK\r\n")
        owner.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))

    with connect(front_end) as following:
        following.sendall(b"ATE0\r")

        assert read_until(following, b"OK\r\n") == b"ATE0\r\r\nOK\r\n"


def test_the_next_owner_may_be_quicker_than_the_news_that_the_last_one_left() -> None:
    loop, front_end = Loop(), TcpFrontEnd(ANY_PORT)
    front_end.attach(loop, serve=lambda: None, purge=lambda: None)
    with connect(front_end):
        front_end._accept()
    with connect(front_end) as following:
        front_end._accept()

        front_end.write(b"welcome")
        assert following.recv(100) == b"welcome"
    front_end.close()
    loop.close()


@pytest.mark.parametrize("baud", [None, 115200])
@pytest.mark.parametrize("kind", [TcpFrontEnd, Rfc2217FrontEnd])
def test_one_who_ends_its_side_still_gets_the_answers(
    start: Start, kind: type[TcpFrontEnd], baud: int | None
) -> None:
    front_end = kind(ANY_PORT)
    start(front_end, baud=baud)
    with connect(front_end) as owner:  # as printf 'ATE0\rATI\r' | nc
        owner.sendall(b"ATE0\rATI\r")
        owner.shutdown(socket.SHUT_WR)

        said = b"".join(iter(lambda: owner.recv(4096), b""))

    assert said.endswith(b"\r\nQuectel_Ltd\r\nQuectel_M95\r\nRevision: M95FAR02A08\r\n\r\nOK\r\n")


def test_a_taken_port_is_named_and_nothing_stays_open() -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]

        with pytest.raises(
            PortError, match=rf"127\.0\.0\.1:{port} is taken by another program; choose another"
        ):
            open_tcp(Address("127.0.0.1", port), 1)


def test_a_rack_has_consecutive_ports_or_none() -> None:
    opened = three_in_a_row()
    ports = [front_end.address.port for front_end in opened]
    for front_end in opened:
        front_end.close()
    first = ports[0]
    with (
        socket.create_server(("127.0.0.1", first + 2)),
        pytest.raises(PortError, match=f":{first + 2} is taken"),
    ):
        open_tcp(Address("127.0.0.1", first), 3)

    assert ports == [first, first + 1, first + 2]
    socket.create_server(("127.0.0.1", first)).close()  # given back


def three_in_a_row() -> tuple[TcpFrontEnd, ...]:
    """Below the ports that the kernel gives away; other programs may have some."""
    for first in range(20_000, 30_000, 3):
        with contextlib.suppress(PortError):
            return open_tcp(Address("127.0.0.1", first), 3)
    raise AssertionError("no three ports in a row are free")


def test_free_ports_for_a_rack() -> None:
    opened = open_tcp(ANY_PORT, 4)

    assert len({front_end.url for front_end in opened}) == 4
    for front_end in opened:
        front_end.close()


def test_ports_end_at_65535() -> None:
    with pytest.raises(UsageError, match="no 3 ports from 65534 on"):
        open_tcp(Address("127.0.0.1", 65534), 3)
