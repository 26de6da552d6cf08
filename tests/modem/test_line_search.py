"""The search asks a line on which nothing comes no more often than it must; the time is that of a clock of the test."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from hil.modem import leftovers
from hil.modem.line_search import search
from hil.modem.line_state import LineState

DEAD_LINE_S = 11.0
"""Of a user who waits for the doctor, who asks at the other rates after it."""


class Clock:
    """A line whose reads let the time of the test pass; `at` answers by what was written so far."""

    url = "of the test"

    def __init__(self, *, delay_s: float = 0.0, frees: bytes = b"") -> None:
        self.now, self.written, self._delay_s, self._frees = 0.0, b"", delay_s, frees
        self._due: list[float] = []

    def monotonic(self) -> float:
        return self.now

    def read(self, wait_s: float) -> bytes:
        if self._due and self._due[0] <= self.now + wait_s:
            self.now = max(self.now, self._due.pop(0))
            return b"\r\nOK\r\n"
        self.now += wait_s
        return b""

    def write(self, data: bytes) -> None:
        self.written += data
        if self._frees and self._frees in self.written and data.endswith(b"AT\r"):
            self._due.append(self.now + self._delay_s)

    def close(self) -> None:
        """Nothing to close."""


def searched(line: Clock, patch: pytest.MonkeyPatch) -> LineState:
    patch.setattr("hil.deadline.time", SimpleNamespace(monotonic=line.monotonic))
    return search(line, baudrate=115_200).diagnosis.state


def test_a_dead_line_is_told_soon(monkeypatch: pytest.MonkeyPatch) -> None:
    line = Clock()

    state = searched(line, monkeypatch)

    assert state is LineState.SILENT
    assert line.now < DEAD_LINE_S


@pytest.mark.parametrize(
    ("frees", "state"),
    [
        (b"\x11", LineState.HELD),
        (b"+++", LineState.DATA_MODE),
        (b"\x1b", LineState.PROMPT),
        (b"\xf9", LineState.MULTIPLEXER),
        (b"ATS3=13", LineState.LINE_END),
    ],
)
def test_a_module_that_takes_all_the_time_of_a_local_command_is_found(
    frees: bytes, state: LineState, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Document [1]: 0.3 s."""
    line = Clock(delay_s=0.3, frees=frees)

    assert searched(line, monkeypatch) is state


def test_the_bytes_of_a_slow_line_are_awaited(monkeypatch: pytest.MonkeyPatch) -> None:
    """A module that sends its answer in pieces, each within the time of a local command."""
    pieces = iter([b"\r\nO", b"K\r\n"])
    line = Clock()

    def read(wait_s: float) -> bytes:
        line.now += min(wait_s, 0.2)
        return next(pieces, b"") if wait_s >= 0.2 else b""

    monkeypatch.setattr(line, "read", read)
    monkeypatch.setattr("hil.deadline.time", SimpleNamespace(monotonic=line.monotonic))

    assert leftovers.is_answer(leftovers.asked(line, tries=1))
