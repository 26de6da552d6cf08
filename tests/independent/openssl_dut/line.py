"""The serial line: echo, command lines, data mode; one thread that reads and executes."""

from __future__ import annotations

import select
import socket
import threading
import time
from typing import Protocol

from . import answers
from .answers import Answer, Refusal
from .commands import Command, parse
from .profile import Profile
from .readings import Readings

LINE_MAX = 256  # facts 5
GUARD_S = 0.5


class Host(Protocol):
    """The module behind the line."""

    readings: Readings
    profile: Profile
    latency_s: float

    def execute(self, command: Command) -> Answer:
        """Execute one command."""


class Upload:
    """Data mode of a job: bytes of the line go to `reader` until the size is reached or the job ends it."""

    def __init__(self, size: int | None) -> None:
        self.remaining = size
        self.reader, self._writer = socket.socketpair()
        self.ended = False

    def offer(self, data: bytes) -> bytes:
        """Take what belongs to the upload; the rest is returned."""
        taken = data if self.remaining is None else data[: self.remaining]
        try:
            self._writer.sendall(taken)
        except OSError:
            self.ended = True
        if self.remaining is not None:
            self.remaining -= len(taken)
            self.ended |= self.remaining == 0
        if self.ended:
            self.end()
        return data[len(taken) :]

    def end(self) -> None:
        """No byte follows."""
        self.ended = True
        self._writer.close()


class Line:
    """One connection of the host."""

    def __init__(self, sock: socket.socket, module: Host) -> None:
        self._sock, self._module = sock, module
        self._input = bytearray()
        self._typed = bytearray()
        self._last = ""
        self._upload: Upload | None = None
        self._outputs = False  # data mode of a download
        self._heard_at = self._silence = 0.0
        self.lock = threading.RLock()  # held while a command line is executed

    def run(self) -> None:
        """Serve the line until the host closes it."""
        while True:
            self._drain()
            if not self._receive(None):
                return

    def write(self, data: bytes) -> None:
        """Bytes to the host; nobody listens behind a closed line."""
        try:
            for start in range(0, len(data), self._module.readings.piece):
                self._sock.sendall(data[start : start + self._module.readings.piece])
        except OSError:
            return

    def print(self, text: str) -> None:
        """A URC or a result line of a job, never inside the response to a command."""
        with self.lock:
            self.write(answers.information(text, verbose=self._module.profile.verbose))

    def result(self, code: str) -> None:
        """A result code, unless ATQ1 suppresses it."""
        if not self._module.profile.quiet:
            self.write(answers.result(code, verbose=self._module.profile.verbose))

    def begin_upload(self, size: int | None) -> Upload:
        """CONNECT, and the bytes that follow belong to the upload."""
        with self.lock:
            self._upload = upload = Upload(size)
            self.result("CONNECT")
            return upload

    def end_upload(self, upload: Upload) -> None:
        """Back to command mode."""
        upload.end()
        if self._upload is upload:
            self._upload = None

    def begin_download(self) -> None:
        """CONNECT; what the host sends until the end is ignored."""
        with self.lock:
            self._outputs = True
            self.result("CONNECT")

    def end_download(self) -> None:
        """Back to command mode."""
        self._outputs = False

    def read_data(
        self, size: int, timeout_s: float, *, idle: bool, plus_anywhere: bool, connect: str = "CONNECT"
    ) -> tuple[bytes, bool]:
        """Data mode of a command: what came, and whether size or +++ ended it (else the time)."""
        self.result(connect)
        data, deadline = bytearray(), time.monotonic() + timeout_s
        while len(data) < size:
            if not self._input and not self._receive(deadline - time.monotonic()):
                return bytes(data), False
            if not plus_anywhere and self._guarded_plus():
                return bytes(data), True
            while self._input and len(data) < size:
                data.append(self._input.pop(0))
                if plus_anywhere and data.endswith(b"+++"):
                    return bytes(data[:-3]), True
            if idle:
                deadline = time.monotonic() + timeout_s
        if not self._module.readings.surplus_is_read:
            self._input.clear()
        return bytes(data), True

    def discard_input(self) -> None:
        """What came while the module started is lost."""
        while select.select([self._sock], [], [], 0)[0] and self._receive(0):
            pass
        self._input.clear()
        self._typed.clear()
        self._upload = None
        self._outputs = False

    def _guarded_plus(self) -> bool:
        if bytes(self._input) != b"+++" or self._silence < GUARD_S:
            return False
        if select.select([self._sock], [], [], GUARD_S)[0]:
            return False
        self._input.clear()
        return True

    def _receive(self, timeout_s: float | None) -> bool:
        if timeout_s is not None and not select.select([self._sock], [], [], max(timeout_s, 0))[0]:
            return False
        try:
            data = self._sock.recv(4096)
        except OSError:
            data = b""
        now = time.monotonic()
        self._silence, self._heard_at = now - self._heard_at, now
        self._input += data
        return bool(data)

    def _drain(self) -> None:
        while self._input:
            upload = self._upload
            if upload is not None:
                self._feed(upload)
            elif self._outputs:
                self._input.clear()
            else:
                self._take(self._input.pop(0))

    def _feed(self, upload: Upload) -> None:
        if self._guarded_plus():
            rest = b""
            upload.end()
        else:
            rest = upload.offer(bytes(self._input))
        self._input[:] = rest
        if upload.ended and self._upload is upload:
            self.end_upload(upload)
            if not self._module.readings.surplus_is_read:
                self._input.clear()

    def _take(self, byte: int) -> None:
        profile = self._module.profile
        if profile.echo:
            self.write(bytes([byte]))
        if byte == profile.registers[3]:
            line, self._typed[:] = bytes(self._typed), b""
            self._line(line)
        elif byte == profile.registers[5]:
            del self._typed[-1:]
        elif byte == ord("/") and self._typed.strip().upper() == b"A":
            self._typed.clear()
            self._execute(self._last)
        elif byte != profile.registers[4] and byte != 10:
            self._typed.append(byte)

    def _line(self, line: bytes) -> None:
        text = line.decode("latin-1").strip()
        start = text.upper().find("AT")
        if start < 0:
            return
        self._last = text[start + 2 :]
        if len(line) > LINE_MAX:
            self._last = ""
            self.result("ERROR")
            return
        self._execute(self._last)

    def _execute(self, text: str) -> None:
        with self.lock:
            time.sleep(self._module.latency_s)
            then = []
            final: str | None = "OK"
            try:
                for command in parse(text):
                    answer = self._module.execute(command)
                    for information in answer.lines:
                        self.write(answers.information(information, verbose=self._module.profile.verbose))
                    final = answer.final
                    if answer.then is not None:
                        then.append(answer.then)
            except Refusal as refusal:
                final = answers.error(refusal.code, cmee=self._module.profile.cmee)
            if final is not None:
                self.result(final)
        for action in then:
            action()
