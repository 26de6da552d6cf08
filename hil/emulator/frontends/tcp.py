"""The TCP front end: a raw port with one owner at a time; the TCP window is the flow control."""

from __future__ import annotations

import contextlib
import errno
import ipaddress
import select
import socket
import time
from collections.abc import Callable
from dataclasses import dataclass

from hil.emulator.frontends.front_end import NoModemLines
from hil.emulator.frontends.loop import READ, WRITE, Loop
from hil.errors import PortError, UsageError

_REFUSAL_LASTS_S = 2.0  # time for a refused DTE to read the reason
_REFUSALS_MAX = 16
_KEEPALIVE = {"TCP_KEEPIDLE": 10, "TCP_KEEPINTVL": 5, "TCP_KEEPCNT": 3}
"""A DTE whose machine has failed holds the module for half a minute at most."""


@dataclass(frozen=True, slots=True)
class Address:
    """An address to listen at; port 0 is any free port."""

    host: str
    port: int

    @classmethod
    def parse(cls, text: str) -> Address:
        """Read `HOST:PORT` or `[IPv6]:PORT`; raises `UsageError`."""
        host, colon, port = text.rpartition(":")
        host = host[1:-1] if host.startswith("[") and host.endswith("]") else host
        if not (colon and host and port.isascii() and port.isdigit() and int(port) <= 65535):
            raise UsageError(
                f"expected HOST:PORT such as 127.0.0.1:6000, with a port up to 65535, not {text!r}"
            )
        return cls(host, int(port))

    @property
    def is_loopback(self) -> bool:
        """Whether only programs of this machine can connect."""
        with contextlib.suppress(ValueError):
            return ipaddress.ip_address(self.host).is_loopback
        return self.host == "localhost"

    def __str__(self) -> str:
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"


class TcpFrontEnd(NoModemLines):
    """A listening socket and its one owner."""

    scheme = "socket"
    tells_of_rest = True

    def __init__(self, address: Address) -> None:
        self._listener = _listen(address)
        self.address = Address(address.host, self._listener.getsockname()[1])
        self.url = f"{self.scheme}://{self.address}"
        self._owner: socket.socket | None = None
        self._owner_name = ""
        self._ended = False  # the owner has closed its direction, as `printf ... | nc` does
        self._refused: dict[socket.socket, None] = {}

    def attach(self, loop: Loop, serve: Callable[[], None], purge: Callable[[], None]) -> None:
        """Start to accept connections."""
        self._loop, self._serve, self._purge = loop, serve, purge
        loop.watch(self._listener, READ, self._accept)

    @property
    def present(self) -> bool:
        """Whether there is an owner."""
        return self._owner is not None

    def read(self, limit: int) -> bytes:
        """Read the bytes of the owner."""
        if self._owner is None or self._ended:
            return b""
        try:
            data = self._owner.recv(limit)
        except BlockingIOError:
            return b""
        except OSError:
            self._lose_owner()
            return b""
        self._ended = not data
        return data

    def write(self, data: bytes) -> int:
        """Send to the owner; 0 when its window is closed."""
        if self._owner is None:
            return len(data)
        try:
            return self._owner.send(data)
        except BlockingIOError:
            return 0
        except OSError:
            self._lose_owner()
            return len(data)

    def want(self, *, read: bool, write: bool, idle: bool) -> None:
        """Choose the events of the owner; one that has closed its direction still gets all pending output."""
        if self._owner is None:
            return
        if self._ended and idle:
            self._lose_owner()
        else:
            reading = READ if read and not self._ended else 0
            self._loop.watch(self._owner, reading | (WRITE if write else 0), self._serve)

    def close(self) -> None:
        """Stop listening and close all connections."""
        for refused in list(self._refused):
            self._end_refusal(refused)
        if self._owner is not None:
            self._lose_owner()
        if hasattr(self, "_loop"):
            self._loop.watch(self._listener, 0, self._accept)
        self._listener.close()

    def reopen(self) -> None:
        """Listen at the same address."""
        self._listener = _listen(self.address)
        self._loop.watch(self._listener, READ, self._accept)

    # --- connections -----------------------------------------------------------------------------------------

    def _accept(self) -> None:
        try:
            connection, peer = self._listener.accept()
        except OSError:  # the peer has closed it already
            return
        connection.setblocking(False)
        if self._owner is not None and _has_hung_up(self._owner):
            self._replace_owner()
        if self._owner is not None:
            self._refuse(connection)
            return
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
        for name, value in _KEEPALIVE.items():
            if hasattr(socket, name):
                connection.setsockopt(socket.IPPROTO_TCP, getattr(socket, name), value)
        self._ended = False
        self._owner, self._owner_name = connection, f"{peer[0]} port {peer[1]}"
        self._begin_owner()
        self._loop.watch(connection, READ, self._serve)
        self._serve()

    def _begin_owner(self) -> None:
        """Prepare for a new owner."""

    def _replace_owner(self) -> None:
        """Release an owner that has hung up, before the loop has reported it."""
        self._serve()
        if self._owner is not None:
            self._lose_owner()

    def _lose_owner(self) -> None:
        assert self._owner is not None
        self._loop.watch(self._owner, 0, self._serve)
        self._owner.close()
        self._owner = None
        self._loop.call(self._serve)

    def _refuse(self, connection: socket.socket) -> None:
        """Send the reason and hang up; read for a while, because a close with unread input would drop the line."""
        line = f"\r\nThis emulated module is in use by {self._owner_name}; it has one serial line.\r\n"
        with contextlib.suppress(OSError):
            connection.send(line.encode())
            connection.shutdown(socket.SHUT_WR)
        while len(self._refused) >= _REFUSALS_MAX:
            self._end_refusal(next(iter(self._refused)))
        self._refused[connection] = None
        self._loop.watch(connection, READ, lambda: self._hear_refused(connection))
        self._loop.at(connection, time.monotonic() + _REFUSAL_LASTS_S, lambda: self._end_refusal(connection))

    def _hear_refused(self, connection: socket.socket) -> None:
        try:
            if connection.recv(4096):
                return
        except BlockingIOError:
            return
        except OSError:
            pass
        self._end_refusal(connection)

    def _end_refusal(self, connection: socket.socket) -> None:
        if connection in self._refused:
            del self._refused[connection]
            self._loop.at(connection, None, self._serve)
            self._loop.watch(connection, 0, self._serve)
            connection.close()


def _has_hung_up(connection: socket.socket) -> bool:
    state = select.poll()
    state.register(connection, getattr(select, "POLLRDHUP", 0))
    return bool(state.poll(0))


_REASONS = {
    errno.EADDRINUSE: "is taken by another program; choose another port, or 0 for a free one",
    errno.EACCES: "may not be opened by this user; ports below 1024 need privileges, choose a higher one",
    errno.EADDRNOTAVAIL: "is not an address of this machine; use 127.0.0.1",
}


def _listen(address: Address) -> socket.socket:
    try:
        family = socket.getaddrinfo(address.host, address.port, type=socket.SOCK_STREAM)[0][0]
        listener = socket.create_server((address.host, address.port), family=family, backlog=128)
    except OSError as error:
        reason = _REASONS.get(error.errno or 0, f"can't be listened at: {error.strerror or error}")
        raise PortError(f"{address} {reason}") from error
    listener.setblocking(False)
    return listener


def open_tcp(address: Address, count: int, kind: type[TcpFrontEnd] = TcpFrontEnd) -> tuple[TcpFrontEnd, ...]:
    """Open `count` ports from `address` on, or free ones if its port is 0; all or none."""
    if address.port and address.port + count - 1 > 65535:
        raise UsageError(f"there are no {count} ports from {address.port} on")
    step = 1 if address.port else 0
    opened: list[TcpFrontEnd] = []
    try:
        opened.extend(kind(Address(address.host, address.port + step * index)) for index in range(count))
    except Exception:
        for front_end in opened:
            front_end.close()
        raise
    return tuple(opened)
