"""A DTE and a network client for tests of the emulated module: bytes in, bytes out, no UART, no sockets."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from hil.deadline import Deadline
from hil.emulator.defects import parts_with
from hil.emulator.device.hardware_options import STANDARD_HARDWARE
from hil.emulator.device.personality import NOTE
from hil.emulator.ftp.client_settings import ClientSettings
from hil.emulator.ftp.failure import FtpFailure
from hil.emulator.module import Module
from hil.emulator.network.link import READ, Signal, wait
from hil.emulator.variants.choice import Choice

GUARD_S = 0.6  # module seconds, longer than the guard time of the escape sequence


class Dte:
    """One terminal of a module, with what came out of it."""

    def __init__(self, module: Module, *, echo: bool = False) -> None:
        self.module = module
        self._received = bytearray()
        self._terminal = module.terminal(self._arrive)
        if not echo:
            self.send(b"ATE0\r")

    def _arrive(self, data: bytes) -> None:
        self._received += data
        self.module.changed.notify_all()

    def send(self, data: bytes) -> bytes:
        """Send, and take what came back at once."""
        self._terminal.receive(data)
        return self.take()

    def at(self, body: str) -> str:
        """Send a command line; the response without its line ends, as words with blanks between."""
        return " ".join(self.send(f"AT{body}\r".encode()).decode().split("\r\n")).strip()

    def take(self) -> bytes:
        """What has come since the last time."""
        with self.module.lock:
            self.module.timers.run_due()
            data = bytes(self._received)
            self._received.clear()
            return data

    def expect(self, wanted: bytes) -> bytes:
        """Wait until `wanted` has come; everything up to then and beyond."""
        deadline = Deadline.after(5)
        with self.module.lock:
            while wanted not in self._received:
                assert not deadline.expired, f"expected {wanted!r}; came {bytes(self._received)!r}"
                self.module.wait(deadline.remaining)
        return self.take()

    def settle(self) -> None:
        """Wait until no FTP job is pending."""
        with self.module.lock:
            assert self.module.changed.wait_for(lambda: not self.module.ftp.busy, 5)

    def pass_time(self, module_seconds: float) -> bytes:
        """Let module time pass at once; what came."""
        self.module.clock.advance(module_seconds)
        return self.take()

    def escape(self) -> bytes:
        """A guarded `+++`; what came."""
        self.pass_time(GUARD_S)
        before = self.send(b"+++")
        return before + self.pass_time(GUARD_S)


@dataclass
class FakeClient:
    """A network client whose server is this object."""

    settings: ClientSettings
    calls: list[tuple[str, Any]] = field(default_factory=list)
    files: dict[str, bytes] = field(default_factory=dict)
    failures: dict[str, int] = field(default_factory=dict)
    hold: threading.Event = field(default_factory=threading.Event)
    held: frozenset[str] = frozenset()
    is_open: bool = True
    aborted: threading.Event = field(default_factory=threading.Event)
    server_closes: Signal = field(default_factory=Signal)
    cut: Signal = field(default_factory=Signal)

    def _enter(self, name: str, argument: Any = None) -> None:
        self.calls.append((name, argument))
        if name in self.held:
            assert self.hold.wait(5)
        if self.aborted.is_set():
            self.is_open = False
            raise FtpFailure(-1, "aborted")
        if name in self.failures:
            self.is_open = name != "open" and self.failures[name] not in {-6, -421}
            raise FtpFailure(self.failures[name], f"{name} fails")

    def open(self) -> None:
        self._enter("open")

    def path(self, directory: str) -> None:
        self._enter("path", directory)

    def put(self, name: str, source: Callable[[int], bytes], ready: Callable[[], None]) -> int:
        self._enter("put", name)
        ready()
        blocks = []
        while block := source(4096):
            blocks.append(block)
        self._enter("226", name)
        self.files[name] = b"".join(blocks)
        return len(self.files[name])

    def get(self, name: str, sink: Callable[[bytes], None], ready: Callable[[], None]) -> int:
        self._enter("get", name)
        ready()
        data = self.files[name]
        for at in range(0, len(data), 1000):
            sink(data[at : at + 1000])
            self._enter("block", at)
        return len(data)

    def list(
        self,
        path: str | None,
        sink: Callable[[bytes], None],
        ready: Callable[[], None] = lambda: None,
        *,
        names_only: bool = False,
    ) -> int:
        self._enter("nlst" if names_only else "list", path)
        ready()
        data = b"".join(f"{name}\r\n".encode() for name in self.files)
        sink(data)
        return len(data)

    def size(self, name: str) -> int:
        self._enter("size", name)
        return len(self.files[name])

    def delete(self, name: str) -> None:
        self._enter("delete", name)

    def make_directory(self, name: str) -> None:
        self._enter("make_directory", name)

    def remove_directory(self, name: str) -> None:
        self._enter("remove_directory", name)

    def rename(self, old: str, new: str) -> None:
        self._enter("rename", (old, new))

    def close(self) -> None:
        self._enter("close")
        self.is_open = False

    def watch(self, cancel: Signal, deadline: Deadline) -> FtpFailure | None:
        ready = wait([(cancel, READ), (self.server_closes, READ)], self.cut, deadline)
        return None if cancel in ready else FtpFailure(-6, "the server closed")

    def abort(self) -> None:
        self.aborted.set()
        self.hold.set()


class Bench:
    """A module with fake sessions; `client` is the latest."""

    def __init__(self, *, defects: Iterable[str] = (), variants: str = "", **options: Any) -> None:
        self.clients: list[FakeClient] = []
        self.failures: dict[str, int] = {}
        self.held: frozenset[str] = frozenset()
        self.files: dict[str, bytes] = {}
        choice = Choice.parse([variants])
        self.module = Module(
            parts=choice.parts(parts_with(defects)),
            connect=self._connect,
            personality=choice.personality(options.pop("personality", NOTE)),
            hardware=choice.hardware(options.pop("hardware", STANDARD_HARDWARE)),
            **options,
        )
        self.dte = Dte(self.module)

    def _connect(self, settings: ClientSettings) -> FakeClient:
        client = FakeClient(settings, failures=self.failures, held=self.held, files=self.files)
        self.clients.append(client)
        return client

    @property
    def client(self) -> FakeClient:
        return self.clients[-1]

    def opened(self) -> Dte:
        """A session in clear is open."""
        self.dte.send(b'AT+QFTPOPEN="ftp.example",21\r')
        self.dte.expect(b"+QFTPOPEN: 0\r\n")
        return self.dte

    def close(self) -> None:
        self.module.power_off()
        for client in self.clients:
            client.server_closes.close()
            client.cut.close()


def start_upload(dte: Dte, arguments: str) -> None:
    dte.send(f"AT+QFTPPUT={arguments}\r".encode())
    dte.expect(b"CONNECT\r\n")
