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

    On leaving the block it must have been asked everything, and nothing else.
    """

    turns: Sequence[Turn]
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
        self._thread.join()
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
        select.select([self._stop_read], [], [])
        if select.select([self._master], [], [], 0)[0]:
            self.received += os.read(self._master, 4096)
        if self.received:
            self.wrong = f"after the last turn came {bytes(self.received[:60])!r}"

    def _await(self, awaited: bytes) -> bool:
        while len(self.received) < len(awaited):
            if not awaited.startswith(self.received):
                return False
            ready = select.select([self._master, self._stop_read], [], [])[0]
            if self._master not in ready:
                return False
            self.received += os.read(self._master, 65536)
        found = self.received.startswith(awaited)
        del self.received[: len(awaited)]
        return found
