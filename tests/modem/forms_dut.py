"""A DUT that answers each command of the note in one form of those that the note leaves open.

It shares nothing with the emulator: the bytes are put together here, from the text
of the note.  It takes one command line after the other, from a pseudo terminal.
"""

from __future__ import annotations

import os
import re
import select
import threading
import time
import tty
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import TracebackType
from typing import Self


@dataclass(frozen=True, slots=True)
class Forms:
    """One choice in everything that the note leaves open."""

    colon: str = ": "
    comma: str = ","
    connect: str = "CONNECT"
    ok: str = "before"
    """Where the OK of a job stands: before or after its result line, late, later than other answers, or nowhere."""
    trailing_ok: bool = False
    refusal: str = "+CME ERROR: {}"
    blank: bytes = b""
    piece: int = 1000
    latency_s: float = 0.0
    quoted: bool = True
    echo: bool = False
    hears_while_busy: bool = True
    late_s: float = 0.35
    without_ok: int = 0
    """So many results at first have no OK."""


@dataclass(frozen=True, slots=True)
class Reply:
    """The meaning of an answer: values of a line, the result of a job, data in either direction, an error."""

    kind: str
    values: tuple[str, ...] = ()
    result: int = 0
    data: bytes = b""


TEXT = re.compile(r'"([^"]*)"')


@dataclass(slots=True)
class FormsDut:
    """Answers by the table; `path` is its port.  A line that is not in the table is an ERROR."""

    forms: Forms
    table: Mapping[str, Reply]
    heard: list[str] = field(default_factory=list)
    results: int = 0

    def __post_init__(self) -> None:
        self._master, self._slave = os.openpty()
        tty.setraw(self._slave)
        self._stop_read, self._stop_write = os.pipe()
        self._input = bytearray()
        self._thread = threading.Thread(target=self._run, name="DUT with open forms")
        self._later: list[threading.Timer] = []
        self._lock = threading.Lock()

    _master: int = field(init=False)
    _slave: int = field(init=False)
    _stop_read: int = field(init=False)
    _stop_write: int = field(init=False)
    _input: bytearray = field(init=False)
    _thread: threading.Thread = field(init=False)
    _later: list[threading.Timer] = field(init=False)
    _lock: threading.Lock = field(init=False)

    @property
    def path(self) -> str:
        return os.ttyname(self._slave)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        os.write(self._stop_write, b"x")
        self._thread.join()
        for timer in self._later:
            timer.join()
        for descriptor in (self._master, self._stop_read, self._stop_write, self._slave):
            os.close(descriptor)

    # --- bytes ---------------------------------------------------------------------------------------------

    def _run(self) -> None:
        while (line := self._line()) is not None:
            self.heard.append(line)
            if self.forms.echo:
                self._send(line.encode() + b"\r")
            time.sleep(self.forms.latency_s)
            self._answer(line)

    def _line(self) -> str | None:
        while b"\r" not in self._input:
            if not self._read():
                return None
        line, _, rest = bytes(self._input).partition(b"\r")
        self._input[:] = rest
        return line.decode()

    def _data(self, size: int) -> bytes | None:
        while len(self._input) < size:
            if not self._read():
                return None
        data = bytes(self._input[:size])
        del self._input[:size]
        return data

    def _read(self) -> bool:
        ready = select.select([self._master, self._stop_read], [], [])[0]
        if self._stop_read in ready:
            return False
        self._input += os.read(self._master, 65536)
        return True

    def _discard(self) -> None:
        self._input.clear()
        while select.select([self._master], [], [], 0)[0]:
            os.read(self._master, 65536)

    def _send(self, data: bytes) -> None:
        with self._lock:
            for start in range(0, len(data), self.forms.piece):
                os.write(self._master, data[start : start + self.forms.piece])

    def _say(self, text: str) -> None:
        self._send(b"\r\n" + self.forms.blank + text.encode() + b"\r\n")

    # --- answers -------------------------------------------------------------------------------------------

    def _answer(self, line: str) -> None:
        reply = QUESTIONS.get(line) or self.table.get(line)
        if reply is None:
            self._say("ERROR")
            return
        getattr(self, f"_{reply.kind}")(line, reply)

    def _named(self, line: str, *values: str) -> str:
        name = re.split(r"[=?]", line.removeprefix("AT+"))[0]
        shown = [value if self.forms.quoted or "," in value else TEXT.sub(r"\1", value) for value in values]
        return f"+{name}{self.forms.colon}" + self.forms.comma.join(shown)

    def _final(self, line: str, reply: Reply) -> None:
        if reply.values:
            self._say(self._named(line, *reply.values))
        self._say("OK")

    def _own(self, _line: str, reply: Reply) -> None:
        self._say(reply.values[0])

    def _address(self, _line: str, reply: Reply) -> None:
        self._say(reply.values[0])
        if self.forms.trailing_ok:
            self._say("OK")

    def _query(self, line: str, reply: Reply) -> None:
        self._with_ok(self._named(line, *reply.values))

    def _job(self, line: str, reply: Reply) -> None:
        self._with_ok(self._named(line, str(reply.result)))

    def _with_ok(self, text: str) -> None:
        self.results += 1
        if self.results <= self.forms.without_ok:
            self._say(text)
            return
        if self.forms.ok == "before":
            self._say("OK")
        self._say(text)
        if self.forms.ok == "after":
            self._say("OK")
        elif self.forms.ok == "late":
            time.sleep(self.forms.late_s)
            if not self.forms.hears_while_busy:
                self._discard()
            self._say("OK")
        elif self.forms.ok == "asynchronous":
            timer = threading.Timer(self.forms.late_s, self._say, ("OK",))
            timer.start()
            self._later.append(timer)

    def _refused(self, line: str, reply: Reply) -> None:
        name = self._named(line).rstrip(": ")
        text = self.forms.refusal.format(reply.result, name=name)
        self._say(text)

    def _secwrite(self, line: str, reply: Reply) -> None:
        self._say(self.forms.connect)
        if self._data(int(line.split(",")[1])) is not None:
            self._say(self._named(line, *reply.values))
            self._say("OK")

    def _put(self, line: str, _reply: Reply) -> None:
        size = int(line.split(",")[1])
        if self.forms.ok != "missing":
            self._say("OK")
        self._say(self.forms.connect)
        if self._data(size) is not None:
            self._say(self._named(line, str(size)))
            if self.forms.trailing_ok:
                self._say("OK")

    def _get(self, line: str, reply: Reply) -> None:
        if self.forms.ok != "missing":
            self._say("OK")
        self._say(self.forms.connect)
        self._send(reply.data)
        self._say(self._named(line, str(len(reply.data))))
        if self.forms.trailing_ok:
            self._say("OK")


QUESTIONS = {
    "AT+CMEE?": Reply("final", ("1",)),
    "AT+IFC?": Reply("final", ("0", "0")),
    "AT+ICF?": Reply("final", ("3", "3")),
    "AT+IPR?": Reply("final", ("0",)),
    "AT": Reply("final"),
    "ATE0": Reply("final"),
    "AT+CMEE=1": Reply("final"),
}
