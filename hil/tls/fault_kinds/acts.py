"""The acts that many faults share: what happens to a message instead of its sending."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from tlslite.messages import ApplicationData

from hil.tls.fault import Act
from hil.tls.outlet import Outlet

CHANGE_CIPHER_SPEC, ALERT, HANDSHAKE, APPLICATION_DATA = 20, 21, 22, 23  # RFC 5246, 6.2.1

CLOSE_NOTIFY = 0  # RFC 5246, 7.2

HEAD = 512
"""Bytes of application data that go into the record that a fault is about, or before what it adds."""

Extra = Callable[[Outlet], Iterator[Any]]


def drop(_outlet: Outlet, _message: Any) -> Iterator[Any]:
    """The message is not sent."""
    yield from ()


def hold(outlet: Outlet, message: Any) -> Iterator[Any]:
    """The message waits."""
    outlet.held.append(message)
    yield from ()


def twice(outlet: Outlet, message: Any) -> Iterator[Any]:
    """The message is sent twice."""
    yield from outlet.send(message)
    yield from outlet.send(message)


def then_held(outlet: Outlet, message: Any) -> Iterator[Any]:
    """The message, then the held ones."""
    yield from outlet.send(message)
    for each in outlet.held:
        yield from outlet.send(each)


def before(extra: Extra) -> Act:
    """Other bytes, then the message."""

    def act(outlet: Outlet, message: Any) -> Iterator[Any]:
        yield from extra(outlet)
        yield from outlet.send(message)

    return act


def after(extra: Extra) -> Act:
    """The message, then other bytes."""

    def act(outlet: Outlet, message: Any) -> Iterator[Any]:
        yield from outlet.send(message)
        yield from extra(outlet)

    return act


def amid(extra: Extra) -> Act:
    """The first half of the application data, other bytes, then the second half."""

    def act(outlet: Outlet, message: Any) -> Iterator[Any]:
        data = bytes(message.write())
        yield from outlet.send(application_data(data[: len(data) // 2]))
        yield from extra(outlet)
        yield from outlet.send(application_data(data[len(data) // 2 :]))

    return act


def head_and_rest(data: bytes, size: int = HEAD) -> tuple[bytes, Any]:
    """The bytes of the changed record, and a message with the rest."""
    return data[:size], application_data(data[size:])


def application_data(data: bytes) -> Any:
    """Application data in the form of tlslite."""
    return ApplicationData().create(bytearray(data))


def record(content_type: int, data: bytes) -> Extra:
    """One more record."""
    return lambda outlet: outlet.record(content_type, data)


def handshake(kind: int, body: bytes = b"", *, hashed: bool = True) -> Extra:
    """One more handshake message."""
    return lambda outlet: outlet.handshake(kind, body, hashed=hashed)


def larger_than(size: int) -> Callable[[Outlet, Any], bool]:
    """A condition: the message has more bytes than that."""
    return lambda _outlet, message: len(message.write()) > size
