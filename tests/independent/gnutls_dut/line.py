"""The serial line: command lines with echo (V.250 5), data mode, and output between commands."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Self

PLUS_GUARD_S = 0.5  # M66 manual: the silence around +++


class Line:
    """Bytes of the host become command lines, or data while a command has taken the line."""

    def __init__(self) -> None:
        self.execute: Callable[[str], Awaitable[None]]
        self.output: Callable[[bytes], None] = lambda _: None
        self.registers = {0: 0, 2: 43, 3: 13, 4: 10, 5: 8, 6: 2, 7: 60, 8: 2, 10: 15}
        self.echo = True
        self.chunk = 0
        self.powered = True
        self.turn = asyncio.Lock()
        self._received = bytearray()
        self._arrived = asyncio.Event()
        self._typed = bytearray()
        self._prefix = b""
        self._last = ""
        self._executing = False
        self._task: asyncio.Task[None] | None = None

    def receive(self, data: bytes) -> None:
        """Take bytes of the host."""
        if not self.powered:
            return
        self._received += data
        self._arrived.set()
        self._go_on()

    def write(self, data: bytes) -> None:
        """Send bytes to the host."""
        size = self.chunk or len(data) or 1
        for start in range(0, len(data), size):
            self.output(data[start : start + size])

    def clear(self) -> None:
        """Forget all input."""
        self._received.clear()
        self._typed.clear()
        self._prefix = b""
        self._last = ""

    async def __aenter__(self) -> Self:
        """Take the line: commands wait."""
        await self.turn.acquire()
        return self

    async def __aexit__(self, *_: object) -> None:
        self.turn.release()
        self._go_on()

    async def data(self, timeout_s: float) -> bytes:
        """Bytes of data mode; none after a silence of `timeout_s`."""
        if not self._received:
            self._arrived.clear()
            try:
                await asyncio.wait_for(self._arrived.wait(), max(timeout_s, 0.001))
            except TimeoutError:
                return b""
        data = bytes(self._received)
        self._received.clear()
        return data

    def give_back(self, data: bytes) -> None:
        """Let bytes behind the data be read again."""
        self._received[:0] = data

    async def collect(
        self, size: int, timeout_s: float, *, guard: bool, plus: bool = True, total: bool = False
    ) -> tuple[bytes, str]:
        """All data of an intake, and what ended it."""
        intake, data = Intake(self, size, timeout_s, guard=guard, plus=plus, total=total), b""
        while part := await intake.next():
            data += part
        return data, intake.ended

    def _go_on(self) -> None:
        while self._received and self.powered and not self._executing and not self.turn.locked():
            byte = self._received.pop(0)
            if (line := self._typed_line(byte)) is not None:
                self._last = line
                self._executing = True
                self._task = asyncio.ensure_future(self._run(line))
                return

    def _typed_line(self, byte: int) -> str | None:
        """The command line that this byte ends."""
        character = bytes([byte])
        if self.echo:
            self.write(character)
        if not self._typed:
            self._prefix = (self._prefix + character.upper())[-2:]
            if self._prefix == b"A/":
                self._prefix = b""
                return self._last
            if self._prefix == b"AT":
                self._prefix = b""
                self._typed += b"AT"
            return None
        if byte == self.registers[3]:
            line = self._typed[2:].decode("latin-1")
            self._typed.clear()
            return line
        if byte == self.registers[5]:
            if len(self._typed) > 2:
                self._typed.pop()
        elif byte >= 32:
            self._typed.append(byte)
        return None

    async def _run(self, line: str) -> None:
        async with self:
            try:
                await self.execute(line)
            finally:
                self._executing = False


class Intake:
    """Data until `size`, `+++`, or `timeout_s` (without a byte, or in all); a cancelled `next` loses nothing."""

    def __init__(
        self, line: Line, size: int, timeout_s: float, *, guard: bool, plus: bool, total: bool = False
    ) -> None:
        self.line = line
        self.remaining = size
        self.ended = ""
        self._timeout_s = timeout_s
        self._plus, self._guard, self._total = plus, guard and plus, total
        self._end = asyncio.get_running_loop().time() + timeout_s
        self._last = 0.0
        self._held = b""  # bytes that may belong to +++
        self._burst = b""  # what came without a silence of the guard time

    async def next(self) -> bytes:
        """The next part; none at the end, when `ended` says why."""
        while not self.ended:
            escaping = self._guard and self._held == b"+++"
            part = await self.line.data(PLUS_GUARD_S if escaping else self._wait())
            data, self._held = self._held + part, b""
            if not part:
                self.ended = "+++" if escaping else "timeout"
                return b"" if escaping else data
            if taken := self._take(data, part):
                return taken
        return b""

    def _wait(self) -> float:
        return self._end - asyncio.get_running_loop().time() if self._total else self._timeout_s

    def _take(self, data: bytes, part: bytes) -> bytes:
        now = asyncio.get_running_loop().time()
        self._burst = part if now - self._last >= PLUS_GUARD_S else self._burst + part
        self._last = now
        keep = len(data)
        if self._plus and not self._guard:
            at = data.find(b"+++")
            if 0 <= at <= self.remaining - 3:
                self.ended = "+++"
                self.line.give_back(data[at + 3 :])
                return data[:at]
            keep = len(data.rstrip(b"+")) if len(data) < self.remaining else keep
        if len(data) >= self.remaining:
            self.ended = "size"
            self.line.give_back(data[self.remaining :])
            return data[: self.remaining]
        if self._guard and self._burst in {b"+", b"++", b"+++"}:
            keep = len(data) - len(self._burst)
        self._held = data[keep:]
        self.remaining -= keep
        return data[:keep]
