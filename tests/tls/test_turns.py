"""A client with no end of records gives way to others, and loses nothing by it."""

from __future__ import annotations

import select
import socket
import threading
from contextlib import closing

from tlslite.handshakesettings import HandshakeSettings
from tlslite.messages import ApplicationData
from tlslite.tlsconnection import TLSConnection

from hil.pki.authority import Authority
from hil.tls.channel import TlsChannel, TlsTerms, Want
from hil.tls.policy import TlsPolicy
from hil.tls.record import TlsRecord
from hil.tls.wire import Wire
from hil.transcript import Transcript

EMPTY = 300


def visit(connection: socket.socket) -> None:
    """Handshake, then many empty records and one with a byte, all in one segment or few."""
    client = TLSConnection(connection)
    settings = HandshakeSettings()
    settings.maxVersion = (3, 3)
    client.handshakeClientCert(settings=settings)
    client.sock.buffer_writes = True
    for content in [b""] * EMPTY + [b"x"]:
        for _ in client._sendMsg(ApplicationData().create(bytearray(content)), randomizeFirstBlock=False):
            pass
    client.sock.flush()


def test_empty_records_give_way() -> None:
    authority, (far, near) = Authority(), socket.socketpair()
    client = threading.Thread(target=visit, args=(far,))
    with closing(far), Wire(near) as wire:
        wire_waits = select.poll()
        wire_waits.register(wire, select.POLLIN)
        terms = TlsTerms(TlsPolicy(), authority.chain("good"), authority.client_ca_pem)
        channel = TlsChannel(wire, terms, TlsRecord(Transcript(), "control"))
        client.start()
        while channel.shake() is not Want.NOTHING:
            assert wire_waits.poll(20_000)

        given, data = 0, b""
        while not data:
            try:
                data = channel.recv(100)
            except BlockingIOError:
                if channel.gives_way():
                    given += 1
                else:
                    assert wire_waits.poll(20_000)
        client.join(20)

    assert data == b"x"
    assert given >= EMPTY // 64
