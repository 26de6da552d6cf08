"""A DCE on a pseudo terminal that follows a script: it awaits bytes, then answers bytes."""

from __future__ import annotations

import os
import select
import threading
import time
import tty
from collections.abc import Sequence
from dataclasses import dataclass, field
from types import TracebackType
from typing import Self


@dataclass(frozen=True, slots=True)
class Pause:
    """The DCE says nothing for so many seconds."""

    seconds: float


Answer = bytes | Pause

QUESTIONS = {
    b"AT+CMEE?\r": b"\r\n+CMEE: 1\r\n\r\nOK\r\n",
    b"AT+IFC?\r": b"\r\n+IFC: 0,0\r\n\r\nOK\r\n",
    b"AT+ICF?\r": b"\r\n+ICF: 3,3\r\n\r\nOK\r\n",
    b"AT+IPR?\r": b"\r\n+IPR: 0\r\n\r\nOK\r\n",
}
NEVER = b"\x00" * 65536
"""Bytes that no DTE sends."""


@dataclass(frozen=True, slots=True)
class Turn:
    """The DCE awaits exactly these bytes, then gives its answers one after the other."""

    awaited: bytes
    answers: tuple[Answer, ...] = ()


def turn(awaited: bytes, *answers: Answer) -> Turn:
    return Turn(awaited, answers)


@dataclass(slots=True)
class ScriptedDce:
    """Plays its turns in a thread; `path` is the port for the DTE.

    On leaving the block it must have been asked everything, and nothing else.  With
    `answers_questions` it also answers those by which the driver finds out whether a
    response is complete; they are no part of the script.
    """

    turns: Sequence[Turn]
    answers_questions: bool = True
    received: bytearray = field(default_factory=bytearray)
    wrong: str = ""

    def __post_init__(self) -> None:
        self._master, self._slave = os.openpty()
        tty.setraw(self._slave)
        self._stop_read, self._stop_write = os.pipe()
        self._thread = threading.Thread(target=self._play, name="scripted DCE")

    _master: int = field(init=False)
    _slave: int = field(init=False)
    _stop_read: int = field(init=False)
    _stop_write: int = field(init=False)
    _thread: threading.Thread = field(init=False)

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
        while self._thread.is_alive():  # it may wait for room: what the DTE has left unread fills the pty
            if select.select([self._slave], [], [], 0.01)[0]:
                os.read(self._slave, 65536)
        for descriptor in (self._master, self._stop_read, self._stop_write, self._slave):
            os.close(descriptor)
        if error is None:
            assert self.wrong == ""

    def _play(self) -> None:
        for number, each in enumerate(self.turns, 1):
            if not self._await(each.awaited):
                self.wrong = f"turn {number} awaits {each.awaited[:60]!r}; came {bytes(self.received[:60])!r}"
                return
            for answer in each.answers:
                if isinstance(answer, Pause):
                    time.sleep(answer.seconds)
                else:
                    os.write(self._master, answer)
        self._await(NEVER)
        if select.select([self._master], [], [], 0)[0]:
            self.received += os.read(self._master, 4096)
        if self.received:
            self.wrong = f"after the last turn came {bytes(self.received[:60])!r}"

    def _await(self, awaited: bytes) -> bool:
        while not self.received.startswith(awaited):
            is_question = self._is_question(awaited)
            if not is_question and not awaited.startswith(self.received):
                return False
            if is_question and self._answer():
                continue
            ready = select.select([self._master, self._stop_read], [], [])[0]
            if self._master not in ready:
                return False
            self.received += os.read(self._master, 65536)
        del self.received[: len(awaited)]
        return True

    def _is_question(self, awaited: bytes) -> bool:
        """Whether what came is the beginning of a question, or all of it, and not of what is awaited."""
        if not self.answers_questions or awaited.startswith(self.received):
            return False
        return any(line.startswith(self.received) or self.received.startswith(line) for line in QUESTIONS)

    def _answer(self) -> bool:
        for line, answer in QUESTIONS.items():
            if self.received.startswith(line):
                del self.received[: len(line)]
                os.write(self._master, answer)
                return True
        return False
