"""A relay between DUT and server that records the bytes, can change one bit, and can pause a direction."""

from __future__ import annotations

import selectors
import socket
import threading
from collections import defaultdict
from dataclasses import dataclass
from enum import StrEnum
from typing import Self

Address = tuple[str, int]


class Way(StrEnum):
    """The direction of bytes on a connection."""

    UP = "from the DUT"
    DOWN = "from the server"


@dataclass(frozen=True, slots=True)
class Route:
    """What the relay accepts on a listening socket it passes on to the server at that address."""

    name: str
    listener: socket.socket
    server: Address


@dataclass(frozen=True, slots=True)
class _Aim:
    name: str
    way: Way
    least: int
    after: int


@dataclass(frozen=True, slots=True)
class _Hold:
    name: str
    way: Way
    after: int


@dataclass(frozen=True, slots=True)
class _End:
    route: Route
    way: Way
    peer: socket.socket


class Relay:
    """Relays connections; once armed, it inverts the lowest bit of the last byte of the next matching piece.

    The DUT dials `host`.
    """

    def __init__(self, *routes: Route, host: str) -> None:
        self.seen: dict[tuple[str, Way], bytearray] = defaultdict(bytearray)
        """The bytes of each route and direction, before any change."""
        self.tampered: int = 0
        """How many pieces were changed."""
        self._aim: _Aim | None = None
        self._hold: _Hold | None = None
        self._held: list[socket.socket] = []
        self._listeners = {route.listener: route for route in routes}
        self.addresses: dict[str, Address] = {
            route.name: (host, route.listener.getsockname()[1]) for route in routes
        }
        """Host and port of each route, as the DUT dials them."""
        self._wake, self._end = socket.socketpair()
        self._thread = threading.Thread(target=self._run, name="relay")
        self._thread.start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def arm(self, name: str, way: Way, *, least: int = 1, after: int = 0) -> None:
        """Change one bit of the next piece of at least `least` bytes on that route, after `after` more bytes."""
        self._aim = _Aim(name, way, least, len(self.seen[name, way]) + after)

    def hold(self, name: str, way: Way, *, after: int) -> None:
        """Stop reading that direction after `after` bytes, until `release`."""
        self._hold = _Hold(name, way, after)

    def release(self) -> None:
        """Continue after `hold`."""
        self._hold = None
        self._end.send(b"on")

    def close(self) -> None:
        """Stop the relay and close its connections."""
        self._end.close()
        self._thread.join()
        self._wake.close()

    def _run(self) -> None:
        ends: dict[socket.socket, _End] = {}
        with selectors.DefaultSelector() as selector:
            for waited_on in (self._wake, *self._listeners):
                selector.register(waited_on, selectors.EVENT_READ)
            while True:
                for key, _ in selector.select():
                    source = key.fileobj
                    assert isinstance(source, socket.socket)
                    if source is self._wake:
                        if not self._wake.recv(16):
                            for open_one in (*ends, *self._listeners):
                                open_one.close()
                            return
                        self._go_on(selector)
                    elif source in self._listeners:
                        self._accept(source, selector, ends)
                    elif source in ends:  # else the other end was closed in the same round
                        self._pass_on(source, selector, ends)

    def _accept(
        self, listener: socket.socket, selector: selectors.BaseSelector, ends: dict[socket.socket, _End]
    ) -> None:
        route = self._listeners[listener]
        dut, _ = listener.accept()
        try:
            server = socket.create_connection(route.server, timeout=10.0)
        except OSError:
            dut.close()
            return
        ends.update({dut: _End(route, Way.UP, server), server: _End(route, Way.DOWN, dut)})
        for end in (dut, server):
            selector.register(end, selectors.EVENT_READ)

    def _go_on(self, selector: selectors.BaseSelector) -> None:
        for source in self._held:
            selector.register(source, selectors.EVENT_READ)
        self._held.clear()

    def _pass_on(
        self, source: socket.socket, selector: selectors.BaseSelector, ends: dict[socket.socket, _End]
    ) -> None:
        end = ends[source]
        try:
            data = source.recv(65536)
            if data:
                self.seen[end.route.name, end.way] += data
                end.peer.sendall(self._tamper(end, data))
                if self._holds(end):
                    selector.unregister(source)
                    self._held.append(source)
        except OSError:
            data = b""
        if not data:
            for one in (source, end.peer):
                if one in self._held:
                    self._held.remove(one)
                else:
                    selector.unregister(one)
                del ends[one]
                one.close()

    def _holds(self, end: _End) -> bool:
        hold, place = self._hold, (end.route.name, end.way)
        return hold is not None and (hold.name, hold.way) == place and len(self.seen[place]) >= hold.after

    def _tamper(self, end: _End, data: bytes) -> bytes:
        aim = self._aim
        place = (end.route.name, end.way)
        if aim is None or (aim.name, aim.way) != place:
            return data
        if len(data) < aim.least or len(self.seen[place]) <= aim.after:
            return data
        self._aim = None
        self.tampered += 1
        return data[:-1] + bytes([data[-1] ^ 1])
