"""A reader of ClientHello messages as they were on the wire; it judges nothing."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from hil.tls.observation import ClientHello

SERVER_NAME = 0  # extension type, RFC 6066, 3
HOST_NAME = 0  # name type, RFC 6066, 3

_T = TypeVar("_T")


class MalformedHello(ValueError):
    """The bytes are no ClientHello."""


class _Reader:
    """Reads fields from the front; raises `MalformedHello` where bytes are missing."""

    def __init__(self, data: bytes) -> None:
        self._data = data

    def __bool__(self) -> bool:
        return bool(self._data)

    def take(self, size: int) -> bytes:
        if size > len(self._data):
            raise MalformedHello(f"{size} bytes wanted, {len(self._data)} left")
        taken, self._data = self._data[:size], self._data[size:]
        return taken

    def number(self, size: int) -> int:
        return int.from_bytes(self.take(size))

    def vector(self, length_size: int) -> _Reader:
        return _Reader(self.take(self.number(length_size)))

    def rest(self) -> bytes:
        return self.take(len(self._data))

    def all(self, item: Callable[[_Reader], _T]) -> tuple[_T, ...]:
        found = []
        while self:
            found.append(item(self))
        return tuple(found)


def read_client_hello(message: bytes, *, record_version: int) -> ClientHello:
    """The ClientHello in a whole handshake message, header included (RFC 5246, 7.4.1.2).

    Raises `MalformedHello` when lengths do not fit.
    """
    reader = _Reader(message)
    if reader.number(1) != 1:
        raise MalformedHello(f"handshake message of type {message[0]}, not 1")
    body = reader.vector(3)
    version, random = body.number(2), body.take(32)
    session_id = body.vector(1).rest()
    suites = body.vector(2).all(lambda field: field.number(2))
    compression_methods = body.vector(1).all(lambda field: field.number(1))
    extensions = body.vector(2).all(_extension) if body else ()
    return ClientHello(
        record_version=record_version,
        client_version=version,
        random=random,
        session_id=session_id,
        suites=suites,
        compression_methods=compression_methods,
        extensions=extensions,
        server_name=next((_server_name(data) for kind, data in extensions if kind == SERVER_NAME), None),
    )


def read_ssl2_client_hello(message: bytes) -> ClientHello:
    """The ClientHello in the form of SSL 2.0 that SSL3.0 clients may begin with (RFC 5246, E.2).

    SSL 2.0 cipher kinds, which have three bytes, are left out of the suites.
    """
    reader = _Reader(message)
    if reader.number(1) != 1:
        raise MalformedHello(f"SSL 2.0 message of type {message[0]}, not 1")
    version = reader.number(2)
    specs_size, session_id_size, challenge_size = reader.number(2), reader.number(2), reader.number(2)
    specs = _Reader(reader.take(specs_size)).all(lambda field: field.number(3))
    session_id, challenge = reader.take(session_id_size), reader.take(challenge_size)
    return ClientHello(
        record_version=0x0002,
        client_version=version,
        random=challenge,
        session_id=session_id,
        suites=tuple(spec for spec in specs if spec <= 0xFFFF),
        compression_methods=(0,),
    )


def _extension(reader: _Reader) -> tuple[int, bytes]:
    return reader.number(2), reader.vector(2).rest()


def _server_name(body: bytes) -> str | None:
    try:
        names = _Reader(body).vector(2).all(lambda entry: (entry.number(1), entry.vector(2).rest()))
    except MalformedHello:
        return None
    return next((name.decode("ascii", "backslashreplace") for kind, name in names if kind == HOST_NAME), None)
