"""A module with a fake network, and a front end that the test holds in its hands."""

from __future__ import annotations

from collections.abc import Callable

from hil.deadline import Deadline
from hil.emulator.frontends.loop import Loop
from hil.emulator.frontends.port import ModulePort
from hil.emulator.ftp.client_settings import ClientSettings
from hil.emulator.module import Module
from tests.emulator.dte import FakeClient

OK = b"\r\nOK\r\n"


class Hand:
    """A front end whose DTE is the test."""

    url = "in the test's hand"
    tells_of_rest = False

    def __init__(self) -> None:
        self.present = self.data_terminal_ready = self.request_to_send = True
        self.cts = True
        self.takes = True
        self.sent = bytearray()
        self.received = bytearray()

    def attach(self, loop: Loop, serve: Callable[[], None], purge: Callable[[], None]) -> None:
        self.serve, self.purge = serve, purge

    def clear_to_send(self, *, ready: bool) -> None:
        self.cts = ready

    def read(self, limit: int) -> bytes:
        data = bytes(self.sent[:limit])
        del self.sent[:limit]
        return data

    def write(self, data: bytes) -> int:
        self.received += data if self.takes else b""
        return len(data) if self.takes else 0

    def want(self, *, read: bool, write: bool, idle: bool) -> None:
        self.wanted = (read, write)

    def close(self) -> None:
        pass

    def reopen(self) -> None:
        pass


class Bench:
    """A module with a fake network behind a port, all in the test's thread but for the worker."""

    def __init__(self, *, baud: int | None = None, hand: Hand | None = None) -> None:
        self.files: dict[str, bytes] = {}
        self.held: frozenset[str] = frozenset()
        self.clients: list[FakeClient] = []
        self.module = Module(connect=self._connect)
        self.hand, self.loop = hand or Hand(), Loop()
        self.port = ModulePort(self.module, self.hand, self.loop, baud=baud)
        if baud is None:
            self.send(b"ATE0\r")

    def _connect(self, settings: ClientSettings) -> FakeClient:
        self.clients.append(FakeClient(settings, files=self.files, held=self.held))
        return self.clients[-1]

    def send(self, data: bytes) -> bytes:
        self.hand.sent += data
        self.hand.serve()
        return self.take()

    def take(self) -> bytes:
        data = bytes(self.hand.received)
        self.hand.received.clear()
        return data

    def until(self, condition: Callable[[], bool]) -> None:
        deadline = Deadline.after(5)
        while not condition():
            assert not deadline.expired
            with self.module.lock:
                self.module.changed.wait(0.01)
            self.hand.serve()

    def expect(self, end: bytes) -> bytes:
        self.until(lambda: self.hand.received.endswith(end))
        return self.take()

    def opened(self) -> None:
        self.send(b'AT+QFTPOPEN="ftp.example",21\r')
        self.expect(b"+QFTPOPEN: 0\r\n")

    def close(self) -> None:
        self.port.close()
        self.loop.close()
        for client in self.clients:
            client.server_closes.close()
            client.cut.close()


def backlog(bench: Bench) -> int:
    with bench.module.lock:
        return len(bench.port._out)
