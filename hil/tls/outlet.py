"""The outgoing messages of a connection, and the place where planned TLS faults act.

Without a fault each message goes to tlslite as it is.  A fault acts in place of
a message: it drops, holds, changes or repeats it, or adds other bytes.
At most one fault acts on a message.
"""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator, Sequence
from enum import Enum
from typing import Any, Protocol

from tlslite.constants import ContentType
from tlslite.messages import (
    Alert,
    ApplicationData,
    Certificate,
    ChangeCipherSpec,
    Finished,
    Message,
    ServerHello,
    ServerHelloDone,
)

from hil.tls.observation import ClientHello


class Step(Enum):
    """A message that the server is about to send."""

    SERVER_HELLO = ServerHello
    CERTIFICATE = Certificate
    HELLO_DONE = ServerHelloDone
    CHANGE_CIPHER_SPEC = ChangeCipherSpec
    FINISHED = Finished
    DATA = ApplicationData
    CLOSE_NOTIFY = Alert  # no other alert is a step


class _Change(Protocol):
    @property
    def step(self) -> Step: ...
    @property
    def act(self) -> Callable[[Outlet, Any], Iterator[Any]]: ...
    @property
    def when(self) -> Callable[[Outlet, Any], bool]: ...
    @property
    def each(self) -> bool: ...


class _Fault(Protocol):
    @property
    def name(self) -> str: ...
    @property
    def changes(self) -> tuple[_Change, ...]: ...
    @property
    def versions(self) -> frozenset[Any]: ...
    @property
    def block_cipher(self) -> bool: ...


class Below(Protocol):
    """The operations of a connection that an outlet uses."""

    version: tuple[int, int]
    sock: Any
    _recordLayer: Any  # noqa: N815 - tlslite's name
    _handshake_hash: Any

    def pass_on(self, message: Any) -> Iterator[Any]:
        """Send a message as tlslite does."""


class Outlet:
    """The outgoing side of one connection."""

    def __init__(
        self,
        connection: Below,
        faults: Sequence[_Fault],
        *,
        fired: Callable[[str], None],
        alerted: Callable[[int, int], None],
        hello: Callable[[], ClientHello | None],
    ) -> None:
        self._connection = connection
        self._faults = faults
        self._fired = fired
        self._alerted = alerted
        self._hello = hello
        self._done: set[tuple[str, int]] = set()
        self._is_cut = False
        self.held: list[Any] = []
        """Messages that a fault keeps for later."""
        self.suite: int | None = None
        """The suite that the ServerHello named in place of the one chosen; the connection goes along."""

    @property
    def version(self) -> int:
        """The version in use, as on the wire."""
        return self._connection.version[0] << 8 | self._connection.version[1]

    @version.setter
    def version(self, version: int) -> None:
        self._connection.version = (version >> 8, version & 0xFF)

    @property
    def client_hello(self) -> ClientHello:
        """The ClientHello of the client."""
        hello = self._hello()
        assert hello is not None, "a server speaks after its client"
        return hello

    def put(self, message: Any) -> Iterator[Any]:
        """Send a message, or let a fault act in its place."""
        if self._is_cut:
            return
        change = self._change_for(message) if self._faults else None
        yield from change(self, message) if change else self.send(message)

    # Operations for faults

    def send(self, message: Any) -> Iterator[Any]:
        """Send a message as it is."""
        yield from self._connection.pass_on(message)

    def handshake(self, kind: int, body: bytes, *, hashed: bool = True) -> Iterator[Any]:
        """A handshake message of that type in a record of its own; part of what Finished covers unless not `hashed`."""
        message = handshake_message(kind, body)
        if hashed:
            self.cover(message)
        yield from self.record(ContentType.handshake, message)

    def cover(self, message: bytes) -> None:
        """Let Finished cover a handshake message."""
        self._connection._handshake_hash.update(bytearray(message))  # noqa: SLF001 - no public way

    def record(self, content_type: int, data: bytes) -> Iterator[Any]:
        """One record of any size, with the present protection of the connection."""
        yield from self._layer.sendRecord(Message(content_type, bytearray(data)))

    def in_clear(self, content_type: int, data: bytes) -> Iterator[Any]:
        """One record, its content as it is."""
        yield from self._layer._recordSocket.send(Message(content_type, bytearray(data)))  # noqa: SLF001

    def sealed(
        self,
        content_type: int,
        data: bytes,
        *,
        mac: Callable[[bytearray], bytes] = bytes,
        padding: Callable[[bytearray], bytes] = bytes,
        ciphertext: Callable[[bytearray], bytes] = bytes,
    ) -> Iterator[Any]:
        """One protected record (RFC 5246, 6.2.3.2) with its MAC, padding or ciphertext changed."""
        sealed = ciphertext(self._seal(content_type, data, mac, padding))
        yield from self.in_clear(content_type, sealed)

    def torn(self, content_type: int, data: bytes) -> Iterator[Any]:
        """The first half of a protected record, which never ends."""
        sealed = self._seal(content_type, data, bytes, bytes)
        header = bytes([content_type, *self._connection.version]) + len(sealed).to_bytes(2)
        yield from self._layer._recordSocket._sockSendAll(bytearray(header) + sealed[: len(sealed) // 2])  # noqa: SLF001

    def _seal(
        self,
        content_type: int,
        data: bytes,
        mac: Callable[[bytearray], bytes],
        padding: Callable[[bytearray], bytes],
    ) -> bytearray:
        layer, state = self._layer, self._layer._writeState  # noqa: SLF001
        body = bytearray(data)
        right = layer.calculateMAC(state.macContext.copy(), state.getSeqNumBytes(), content_type, body)
        body += mac(right)
        if state.encContext.isBlockCipher:
            if layer.version >= (3, 2):  # an explicit IV (RFC 4346, 6.2.3.2)
                body = layer.fixedIVBlock + body
            length = layer.blockSize - 1 - len(body) % layer.blockSize
            body += padding(bytearray([length] * (length + 1)))
        return bytearray(state.encContext.encrypt(body))

    def skip_sequence_number(self) -> None:
        """Skip one sequence number, like a record that is lost."""
        self._layer._writeState.getSeqNumBytes()  # noqa: SLF001

    def alert(self, level: int, description: int) -> Iterator[Any]:
        """Send an alert and continue the connection."""
        self._alerted(level, description)
        yield from self.record(ContentType.alert, bytes([level, description]))

    def cut(self) -> Iterator[Any]:
        """Send FIN; nothing more is sent."""
        self._is_cut = True
        self._connection.sock.flush()
        wire = self._connection.sock.socket
        while not wire.flush():
            yield 1
        wire.shutdown(socket.SHUT_WR)

    @property
    def uses_block_cipher(self) -> bool:
        """Whether the suite is a CBC one."""
        return bool(self._layer.isCBCMode())

    @property
    def _layer(self) -> Any:
        return self._connection._recordLayer  # noqa: SLF001

    def _change_for(self, message: Any) -> Callable[[Outlet, Any], Iterator[Any]] | None:
        step = _step_of(message)
        for fault in self._faults:
            for index, change in enumerate(fault.changes):
                if change.step is step and self._applies(fault, index, message):
                    self._done.add((fault.name, index))
                    self._fired(fault.name)
                    return change.act
        return None

    def _applies(self, fault: _Fault, index: int, message: Any) -> bool:
        change = fault.changes[index]
        if (fault.name, index) in self._done and not change.each:
            return False
        if self.version not in fault.versions or (fault.block_cipher and not self.uses_block_cipher):
            return False
        return change.when(self, message)


def handshake_message(kind: int, body: bytes) -> bytes:
    """A handshake message with its header (RFC 5246, 7.4)."""
    return bytes([kind]) + len(body).to_bytes(3) + body


def _step_of(message: Any) -> Step | None:
    try:
        step = Step(type(message))
    except ValueError:
        return None
    return None if step is Step.CLOSE_NOTIFY and message.description != 0 else step
