"""How far a run is: done of total, current case, time left, counts by verdict.

`Pace` is the arithmetic; a `Display` shows it, on a terminal as a line that
lives, elsewhere as plain lines at intervals.  `ProgressPlugin` feeds both from
pytest's hooks and silences pytest's own dots.
"""

from __future__ import annotations

import os
import time
from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any, Protocol, TextIO

import pytest

from hil.plugin.recording import case_of
from hil.verdict import Verdict

EVERY_S = 5.0
EVERY_SHARE = 0.05
"""A plain line comes after so many seconds or so great a share of the cases, whichever is earlier ..."""

LEAST_S = 1.0
"""... but never sooner than this after the one before."""


class Pace:
    """The numbers of a run under way."""

    def __init__(self, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._began = clock()
        self.total = 0
        self.counts: Counter[Verdict] = Counter()
        self.current = ""

    def begin(self, total: int) -> None:
        """The cases are known; the clock starts."""
        self.total = total
        self._began = self._clock()

    def finish(self, verdict: Verdict) -> None:
        """A case is over."""
        self.counts[verdict] += 1

    @property
    def done(self) -> int:
        """Cases that are over."""
        return self.counts.total()

    @property
    def elapsed_s(self) -> float:
        """Seconds since the first case was about to start."""
        return self._clock() - self._began

    @property
    def left_s(self) -> float | None:
        """Seconds that the rest takes at the pace so far; None before the first case is over."""
        if not self.done:
            return None
        return self.elapsed_s / self.done * (self.total - self.done)

    @property
    def numbers(self) -> str:
        """`12/180  7%  left 0:42  pass 11  fail 1`."""
        share = f"{100 * self.done // self.total}%" if self.total else "-"
        left = clock_time(self.left_s) if self.left_s is not None else "-"
        shown = [f"{verdict.words} {self.counts[verdict]}" for verdict in Verdict if self.counts[verdict]]
        return "  ".join([f"{self.done}/{self.total}", share, f"left {left}", *shown])


def clock_time(seconds: float) -> str:
    """A span for people: `0:42`, `1:02:03`."""
    whole = round(seconds)
    hours, minutes = whole // 3600, whole // 60 % 60
    return f"{hours}:{minutes:02}:{whole % 60:02}" if hours else f"{minutes}:{whole % 60:02}"


class Display(Protocol):
    """Something that shows a pace."""

    def update(self, pace: Pace) -> None:
        """The pace has changed."""

    def close(self, pace: Pace) -> None:
        """The run is over."""


class PlainLines:
    """Lines for a file or a log; few of them."""

    def __init__(self, stream: TextIO, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._stream = stream
        self._clock = clock
        self._last_t = clock()
        self._last_done = 0
        self._written = ""

    def update(self, pace: Pace) -> None:
        """Write a line if one is due."""
        waited = self._clock() - self._last_t
        share = (pace.done - self._last_done) / pace.total if pace.total else 0.0
        if waited >= EVERY_S or (share >= EVERY_SHARE and waited >= LEAST_S):
            self._write(pace)

    def close(self, pace: Pace) -> None:
        """Write the last line, unless it stands there already."""
        if pace.done != self._last_done:
            self._write(pace, current=False)

    def _write(self, pace: Pace, *, current: bool = True) -> None:
        self._last_t, self._last_done = self._clock(), pace.done
        words = f"{pace.numbers}  {pace.current}" if current and pace.current else pace.numbers
        print(words, file=self._stream, flush=True)


class LiveLine:
    """One line that a terminal redraws."""

    def __init__(self, stream: TextIO) -> None:
        from rich.console import Console  # noqa: PLC0415 - only for a terminal
        from rich.live import Live  # noqa: PLC0415

        # A duplicate of the descriptor: pytest points the original elsewhere while a test runs.
        self._stream = os.fdopen(os.dup(stream.fileno()), "w", encoding="utf-8", errors="replace")
        self._pace: Pace | None = None
        self._live = Live(
            console=Console(file=self._stream, force_terminal=True),
            get_renderable=self._line,
            refresh_per_second=4,
            redirect_stdout=False,
            redirect_stderr=False,
            transient=True,
        )
        self._live.start()

    def _line(self) -> Any:
        from rich.table import Table  # noqa: PLC0415
        from rich.text import Text  # noqa: PLC0415

        pace = self._pace
        line = Table.grid(padding=(0, 2))
        if pace is None:
            line.add_row(Text("collecting the cases"))
            return line
        filled = 20 * pace.done // pace.total if pace.total else 0
        bar = Text("━" * filled, style="green") + Text("━" * (20 - filled), style="dim")
        line.add_column(no_wrap=True)
        line.add_column(no_wrap=True)
        line.add_column(no_wrap=True, overflow="ellipsis")
        line.add_row(bar, Text(pace.numbers), Text(pace.current, style="dim"))
        return line

    def update(self, pace: Pace) -> None:
        """Remember what to draw; the drawing has its own rhythm."""
        self._pace = pace

    def close(self, pace: Pace) -> None:
        """Leave the last numbers as an ordinary line."""
        self._live.stop()
        if pace.total:
            print(pace.numbers, file=self._stream, flush=True)
        self._stream.close()


def display_for(stream: TextIO) -> Display:
    """The display that suits a stream."""
    return LiveLine(stream) if stream.isatty() else PlainLines(stream)


class ProgressPlugin:
    """Feeds a display from the hooks of one run, and keeps what pytest would have printed of its failures."""

    def __init__(self, display: Display) -> None:
        self._display = display
        self.pace = Pace()
        self.collection_errors: list[str] = []
        self.stopped_by = ""

    def pytest_collection_finish(self, session: pytest.Session) -> None:
        """The cases of this process are known."""
        self._begin(len(session.items))

    @pytest.hookimpl(optionalhook=True)
    def pytest_xdist_node_collection_finished(self, ids: Sequence[str]) -> None:
        """The cases of the workers are known."""
        self._begin(len(ids))

    def _begin(self, total: int) -> None:
        if total and not self.pace.total:
            self.pace.begin(total)
            self._display.update(self.pace)

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        """Remember what could not be collected."""
        if report.failed:
            self.collection_errors.append(str(report.longrepr))

    def pytest_keyboard_interrupt(self, excinfo: pytest.ExceptionInfo[BaseException]) -> None:
        """Remember why a fixture ended the run by `pytest.exit`."""
        if not isinstance(excinfo.value, KeyboardInterrupt):
            self.stopped_by = str(excinfo.value)

    def pytest_internalerror(self, excinfo: pytest.ExceptionInfo[BaseException]) -> None:
        """Remember what pytest or a plugin died of."""
        self.stopped_by = excinfo.exconly()

    def pytest_runtest_logstart(self, nodeid: str) -> None:
        """A case begins."""
        self.pace.current = nodeid.rpartition("/")[2]
        self._display.update(self.pace)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """A case may be over."""
        line = getattr(report, "hil_case", None)
        if line is not None:
            self.pace.finish(case_of(line).verdict)
        elif str(report.when) == "???":
            self.pace.finish(Verdict.ERROR)
        else:
            return
        self._display.update(self.pace)

    @pytest.hookimpl(tryfirst=True)
    def pytest_report_teststatus(self, report: pytest.TestReport) -> tuple[str, str, str]:
        """No dots."""
        return report.outcome, "", ""

    def close(self) -> None:
        """The run is over, in whatever way."""
        self._display.close(self.pace)
