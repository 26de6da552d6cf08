"""A relay between DUT and server that can turn one bit of what the server sends."""

from __future__ import annotations

import selectors
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager


class Tamperer:
    """Relays connections; once armed, it turns the lowest bit of the last byte that the server sends next."""

    def __init__(self, server: tuple[str, int]) -> None:
        self._server = server
        self._armed = threading.Event()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.tampered = 0
        self.address: tuple[str, int] = self._listener.getsockname()
        self._thread = threading.Thread(target=self._run, name="tamperer")
        self._thread.start()

    def arm(self) -> None:
        """Tamper with what the server sends next."""
        self._armed.set()

    def close(self) -> None:
        """End the relay; an open connection ends with it."""
        self._listener.shutdown(socket.SHUT_RDWR)
        self._thread.join()
        self._listener.close()

    def _run(self) -> None:
        with selectors.DefaultSelector() as selector:
            selector.register(self._listener, selectors.EVENT_READ)
            ends: dict[socket.socket, socket.socket] = {}
            try:
                while True:
                    for key, _ in selector.select():
                        if key.fileobj is self._listener:
                            self._accept(selector, ends)
                        else:
                            self._relay(key, selector, ends)
            except OSError:  # the listener was shut down
                return
            finally:
                for end in ends:
                    end.close()

    def _accept(self, selector: selectors.BaseSelector, ends: dict[socket.socket, socket.socket]) -> None:
        dut, _ = self._listener.accept()
        server = socket.create_connection(self._server, timeout=10.0)
        ends.update({dut: server, server: dut})
        selector.register(dut, selectors.EVENT_READ, "dut")
        selector.register(server, selectors.EVENT_READ, "server")

    def _relay(
        self,
        key: selectors.SelectorKey,
        selector: selectors.BaseSelector,
        ends: dict[socket.socket, socket.socket],
    ) -> None:
        source = key.fileobj
        if not isinstance(source, socket.socket) or source not in ends:
            return  # the other end, in the same round, ended both
        target = ends[source]
        try:
            data = source.recv(65536)
            if data and key.data == "server" and self._armed.is_set():
                self._armed.clear()
                self.tampered += 1
                data = data[:-1] + bytes([data[-1] ^ 1])
            if data:
                target.sendall(data)
        except OSError:
            data = b""
        if not data:
            for end in (source, target):
                selector.unregister(end)
                del ends[end]
                end.close()


@contextmanager
def tamperer(server: tuple[str, int]) -> Iterator[Tamperer]:
    """A relay to that server, closed at the end."""
    relay = Tamperer(server)
    try:
        yield relay
    finally:
        relay.close()
