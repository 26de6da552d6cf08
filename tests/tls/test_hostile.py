"""Clients that break TLS, in the manner of tlsfuzzer: the server answers by the right alert, and lives on."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from tlslite.errors import TLSAbruptCloseError, TLSRemoteAlert
from tlslite.handshakesettings import HandshakeSettings
from tlslite.messages import (
    ApplicationData,
    ChangeCipherSpec,
    ClientHello,
    ClientKeyExchange,
    Finished,
    Message,
)
from tlslite.tlsconnection import TLSConnection

from hil.deadline import Deadline
from hil.ftps.profile import ServerProfile
from hil.ftps.server import FtpsServer
from hil.ftps.session import Listener
from hil.spec.tls import CipherSuite, Version
from hil.tls.policy import TlsPolicy
from tests.ftps.raw import answer_to, client_hello

AES128 = CipherSuite.TLS_RSA_WITH_AES_128_CBC_SHA
CCS, ALERT, HANDSHAKE, DATA = 20, 21, 22, 23
UNEXPECTED, BAD_MAC, OVERFLOW, ILLEGAL, DECODE, DECRYPT = 10, 20, 22, 47, 50, 51
NO_RENEGOTIATION = 100
WAIT_S = 20.0

Misdeed = Callable[["Misbehaved", Any], Iterator[Any]]


class Misbehaved(TLSConnection):  # type: ignore[misc]  # tlslite has no types
    """A client that does something else in place of sending a message of one kind."""

    def __init__(self, sock: socket.socket, kind: type, misdeed: Misdeed) -> None:
        super().__init__(sock)
        self._kind, self._misdeed = kind, misdeed

    def _sendMsg(self, msg: Any, *options: Any, **named: Any) -> Iterator[Any]:  # noqa: N802 - tlslite's name
        if isinstance(msg, self._kind):
            kind, self._kind = self._kind, type(None)
            yield from self._misdeed(self, msg)
            assert kind
        else:
            yield from super()._sendMsg(msg, *options, **named)

    def right(self, msg: Any) -> Iterator[Any]:
        yield from super()._sendMsg(msg)

    def record(self, kind: int, content: bytes) -> Iterator[Any]:
        yield from self._recordLayer.sendRecord(Message(kind, bytearray(content)))

    def in_clear(self, kind: int, content: bytes) -> Iterator[Any]:
        yield from self._recordLayer._recordSocket.send(Message(kind, bytearray(content)))


def before(kind: int, content: bytes) -> Misdeed:
    def misdeed(client: Misbehaved, message: Any) -> Iterator[Any]:
        yield from client.record(kind, content)
        yield from client.right(message)

    return misdeed


def drop(_client: Misbehaved, _message: Any) -> Iterator[Any]:
    yield from ()


def twice(client: Misbehaved, message: Any) -> Iterator[Any]:
    yield from client.right(message)
    yield from client.right(message)


def in_clear(client: Misbehaved, message: Any) -> Iterator[Any]:
    yield from client.in_clear(message.contentType, bytes(message.write()))


def instead(kind: int, content: bytes) -> Misdeed:
    return lambda client, _: client.record(kind, content)


def spoiled(index: int) -> Misdeed:
    """The message with one bit changed."""

    def misdeed(client: Misbehaved, message: Any) -> Iterator[Any]:
        changed = bytearray(message.write())
        changed[index] ^= 1
        yield from client.record(message.contentType, bytes(changed))

    return misdeed


def with_wrong_mac(client: Misbehaved, message: Any) -> Iterator[Any]:
    layer = client._recordLayer
    right = layer.calculateMAC
    layer.calculateMAC = lambda *arguments: bytearray(byte ^ 1 for byte in right(*arguments))
    yield from client.right(message)
    layer.calculateMAC = right


def with_wrong_padding(client: Misbehaved, message: Any) -> Iterator[Any]:
    layer = client._recordLayer
    right = layer.addPadding

    def wrong(data: bytearray) -> bytearray:
        padded = right(data)
        padded[-2] ^= 0x80
        return bytearray(padded)

    layer.addPadding = wrong
    yield from client.right(message)
    layer.addPadding = right


def spoiled_ciphertext(client: Misbehaved, message: Any) -> Iterator[Any]:
    content = bytearray(message.write())
    content[20:40] = bytes(20)
    client._handshake_hash.update(content)
    yield from client.record(HANDSHAKE, bytes(content))


HELLO = bytes(client_hello(0x0303, [AES128])[5:])
MISDEEDS = [
    ("application data first", ClientHello, before(DATA, b"USER m95\r\n"), UNEXPECTED),
    ("ChangeCipherSpec first", ClientHello, before(CCS, b"\1"), UNEXPECTED),
    ("Finished first", ClientHello, instead(HANDSHAKE, b"\x14\0\0\x0c" + bytes(12)), UNEXPECTED),
    ("a HelloRequest of the client", ClientHello, before(HANDSHAKE, bytes(4)), UNEXPECTED),
    ("two ClientHellos", ClientHello, twice, UNEXPECTED),
    ("an empty handshake record", ClientHello, before(HANDSHAKE, b""), UNEXPECTED),
    ("a record too long", ClientHello, lambda c, _: c.in_clear(HANDSHAKE, bytes(2**14 + 2049)), OVERFLOW),
    ("a ClientHello of nothing", ClientHello, instead(HANDSHAKE, b"\1\0\0\0"), DECODE),
    ("no ClientKeyExchange", ClientKeyExchange, drop, UNEXPECTED),
    ("two ClientKeyExchanges", ClientKeyExchange, twice, UNEXPECTED),
    ("an early ChangeCipherSpec", ClientKeyExchange, before(CCS, b"\1"), UNEXPECTED),
    ("application data amid the handshake", ClientKeyExchange, before(DATA, b"USER m95\r\n"), UNEXPECTED),
    ("a ClientKeyExchange that cannot be decrypted", ClientKeyExchange, spoiled_ciphertext, BAD_MAC),
    ("a ClientKeyExchange of nothing", ClientKeyExchange, instead(HANDSHAKE, b"\x10\0\0\0"), DECODE),
    ("no ChangeCipherSpec", ChangeCipherSpec, drop, UNEXPECTED),
    ("a ChangeCipherSpec of 2", ChangeCipherSpec, instead(CCS, b"\2"), ILLEGAL),
    ("a wrong Finished", Finished, spoiled(5), DECRYPT),
    ("a Finished with a wrong MAC", Finished, with_wrong_mac, BAD_MAC),
    ("a Finished with wrong padding", Finished, with_wrong_padding, BAD_MAC),
    ("a Finished in clear", Finished, in_clear, BAD_MAC),
    ("a short Finished", Finished, instead(HANDSHAKE, b"\x14\0\0\x05" + bytes(5)), DECODE),
    ("data with a wrong MAC", ApplicationData, with_wrong_mac, BAD_MAC),
    ("data with wrong padding", ApplicationData, with_wrong_padding, BAD_MAC),
    ("data in clear", ApplicationData, in_clear, BAD_MAC),
    ("data too long", ApplicationData, instead(DATA, bytes(2**14 + 1)), OVERFLOW),
    ("ChangeCipherSpec after the handshake", ApplicationData, before(CCS, b"\1"), UNEXPECTED),
    (
        "Finished after the handshake",
        ApplicationData,
        before(HANDSHAKE, b"\x14\0\0\x0c" + bytes(12)),
        UNEXPECTED,
    ),
]


def settings() -> HandshakeSettings:
    wanted = HandshakeSettings()
    wanted.minVersion = wanted.maxVersion = (3, 3)
    wanted.cipherNames, wanted.macNames, wanted.keyExchangeNames = ["aes128"], ["sha"], ["rsa"]
    wanted.useEncryptThenMAC = wanted.useExtendedMasterSecret = False
    return wanted


def alert_to(server: FtpsServer, kind: type, misdeed: Misdeed) -> int | None:
    """The alert by which the server answers; None when it ends without one."""
    address = server.address(Listener.IMPLICIT)
    with socket.create_connection(address, timeout=WAIT_S) as connection:
        client = Misbehaved(connection, kind, misdeed)
        try:
            client.handshakeClientCert(settings=settings())
            client.write(b"NOOP\r\n")
            for _ in range(3):
                client.read(min=1, max=1000)
        except TLSRemoteAlert as alert:
            return int(alert.description)
        except (TLSAbruptCloseError, OSError):
            return None
    return None


@pytest.mark.parametrize(
    ("kind", "misdeed", "alert"), [pytest.param(*row[1:], id=row[0]) for row in MISDEEDS]
)
def test_the_server_says_what_was_wrong(kind: type, misdeed: Misdeed, alert: int, server: FtpsServer) -> None:
    with server.expecting(ServerProfile(tls=TlsPolicy.pinned(Version.TLS12, AES128))) as pending:
        assert alert_to(server, kind, misdeed) == alert
        session = pending.session(Deadline.after(WAIT_S))

    assert session.logged_in is False
    assert alert in {each.description for each in session.control.alerts if not each.sent_by_dut}
    assert answer_to(server.address(Listener.IMPLICIT), client_hello(0x0303, [AES128])).suite == AES128


def test_a_renegotiation_is_declined(server: FtpsServer) -> None:
    with server.expecting(ServerProfile(tls=TlsPolicy.pinned(Version.TLS12, AES128))) as pending:
        assert alert_to(server, ApplicationData, before(HANDSHAKE, HELLO)) == NO_RENEGOTIATION
        session = pending.session(Deadline.after(WAIT_S))

    sent = [alert for alert in session.control.alerts if not alert.sent_by_dut]
    assert [(alert.description, alert.fatal) for alert in sent][:1] == [(NO_RENEGOTIATION, False)]


@pytest.mark.parametrize(
    "garbage",
    [
        pytest.param(b"GET / HTTP/1.0\r\n\r\n" + bytes(20000), id="HTTP"),
        pytest.param(b"\xff" * 70000, id="ones"),
        pytest.param(bytes(70000), id="zeros"),
        pytest.param(b"\x16\x03\x01\x40\x01" + b"\x01" * 0x4001, id="garbage in a record"),
        pytest.param(b"\x80\x2e\x01" + bytes(0x2D), id="SSL2 of nothing"),
        pytest.param(b"\x15\x03\x01\x00\x02\x02\x28", id="an alert first"),
        pytest.param(b"\x16\x03\x01", id="three bytes"),
    ],
)
def test_garbage_ends_the_connection_and_nothing_else(garbage: bytes, server: FtpsServer) -> None:
    with server.expecting(ServerProfile()) as pending:
        with socket.create_connection(server.address(Listener.IMPLICIT), timeout=WAIT_S) as connection:
            connection.sendall(garbage)
            connection.shutdown(socket.SHUT_WR)
            while _next(connection):
                pass
        session = pending.session(Deadline.after(WAIT_S))

    assert session.commands == ()
    assert answer_to(server.address(Listener.IMPLICIT), client_hello(0x0303, [AES128])).suite == AES128


def _next(connection: socket.socket) -> bytes:
    try:
        return connection.recv(4096)
    except ConnectionResetError:  # it had not read all
        return b""
