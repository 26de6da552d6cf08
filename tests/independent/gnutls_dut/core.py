"""What every part of the module needs: profile, line, clock, output (V.250 5.7, 27.007 9)."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Coroutine
from dataclasses import dataclass, field
from typing import Any

from .gnutls import Clock
from .line import Line
from .readings import Readings

NUMERIC = {"OK": "0", "CONNECT": "1", "RING": "2", "NO CARRIER": "3", "ERROR": "4"}
TEXTS = {
    3: "Operation not allowed", 4: "Operation not supported", 10: "SIM not inserted", 13: "SIM failure",
    14: "SIM busy", 22: "Not found", 601: "Unrecognised command", 3518: "Invalid parameter",
    4008: "No space for uploading files", 4009: "Timeout", 4010: "The file is not found",
    4011: "The file is too large", 4012: "Already exits", 4013: "Invalid parameter",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter of a write command."""

    text: str
    quoted: bool

    def number(self, *, quoted: bool = False) -> int | None:
        """Its value as a decimal number, if it is one."""
        plain = re.fullmatch(r"-?[0-9]{1,10}", self.text)
        return int(self.text) if plain and (quoted or not self.quoted) else None


class Refused(Exception):
    """A command ends with this final result code."""

    def __init__(self, final: str = "ERROR") -> None:
        super().__init__(final)
        self.final = final


@dataclass
class Profile:
    """What AT&W stores and AT&F resets."""

    echo: int = 1
    quiet: int = 0
    verbose: int = 1
    extended: int = 4
    cmee: int = 1
    flow: tuple[int, int] = (0, 0)
    creg: int = 0
    cgreg: int = 0
    basics: dict[str, int] = field(default_factory=dict)

    def copy(self) -> Profile:
        """The same settings, on their own."""
        return Profile(**{**vars(self), "basics": dict(self.basics)})


@dataclass(frozen=True, slots=True)
class Pace:
    """How long this module takes, in seconds."""

    command: float = 0.03
    late: float = 0.06
    boot: float = 1.0
    registration: float = 1.0
    reply: float = 15.0


class Core:
    """The line with its settings, and the clock."""

    def __init__(self, readings: Readings, pace: Pace) -> None:
        self.readings = readings
        self.pace = pace
        self.clock = Clock()
        self.clock.set(1072915200)  # 2004-01-01: the clock after power loss
        self.line = Line()
        self.line.chunk = readings.chunk
        self.profile = Profile()
        self.stored = Profile()
        self.held = False
        """Whether a command keeps the line until its result."""
        self.tasks: set[asyncio.Task[None]] = set()
        self.after: list[Coroutine[Any, Any, None]] = []

    def ending(self) -> bytes:
        """The end of a line: S3 and S4."""
        return bytes([self.line.registers[3], self.line.registers[4]])

    def info(self, text: str) -> None:
        """Write information text."""
        frame = text.encode("latin-1") + self.ending()
        self.line.write(self.ending() + frame if self.profile.verbose else frame)

    def result(self, text: str) -> None:
        """Write a result of the form +QFTP...: of chapter 4, with a blank line before it in the verbose reading."""
        if self.readings.blank_lines:
            self.line.write(self.ending())
        self.info(text)

    def final(self, text: str) -> None:
        """Write a final or intermediate result code."""
        if not text or self.profile.quiet:
            return
        number = NUMERIC.get(text.upper())
        if self.profile.verbose or number is None:
            self.info(text)
        else:
            self.line.write(number.encode() + bytes([self.line.registers[3]]))

    @property
    def late_s(self) -> float:
        """How long after OK a result comes."""
        return self.pace.late * (12 if self.readings.slow_results else 1)

    def cme(self, code: int) -> str:
        """The final result code of an error, in the form that AT+CMEE sets."""
        if self.profile.cmee == 0:
            return "ERROR"
        return f"+CME ERROR: {code if self.profile.cmee == 1 else TEXTS.get(code, str(code))}"

    def join(self, name: str, *values: object) -> str:
        """An information text of the note with its parameters."""
        colon = ": " if self.readings.colon_space else ":"
        return name + colon + (", " if self.readings.comma_space else ",").join(map(str, values))

    async def urc(self, text: str) -> None:
        """Write an unsolicited result code between commands."""
        async with self.line:
            self.info(text)

    async def settle(self) -> None:
        """Drop what the host sent behind the data, where the reading says so."""
        if self.readings.surplus == "dropped":
            while await self.line.data(0.05):
                pass

    def start(self, work: Coroutine[Any, Any, None]) -> None:
        """Let work go on beside the commands."""
        task = asyncio.ensure_future(work)
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)

    def load(self, profile: Profile) -> None:
        """Take over the settings of a profile."""
        self.profile = profile.copy()
        self.line.echo = bool(profile.echo)
        self.line.registers.update({0: 0, 3: 13, 4: 10, 5: 8, 6: 2, 7: 60, 8: 2, 10: 15})

    def store(self) -> None:
        """Keep the settings for the next start."""
        self.stored = self.profile.copy()
