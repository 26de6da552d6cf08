"""The progress of a run: cases done, current case, time left, counts by verdict.

`Progress` holds the numbers.  A `Display` shows them: a terminal gets one line that is
redrawn, a file gets plain lines at intervals.  `ProgressPlugin` updates both from
pytest's hooks and suppresses pytest's dots.
"""

from __future__ import annotations

import os
import time
from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any, Protocol, TextIO

import pytest

from hil.display import display_of
from hil.plugin.progress_line import BAR, fitted
from hil.plugin.stash_keys import SHOW, TELL
from hil.verdict import Verdict

EVERY_S = 5.0
EVERY_SHARE = 0.05
"""A plain line is written after so many seconds, or after such a share of the cases ..."""

USUAL_COLUMNS = 80
"""Of a terminal that does not tell its size."""

LEAST_S = 1.0
"""... but not before so many seconds since the last one."""


BRIEF = {
    Verdict.PASS: "pass",
    Verdict.FAIL: "fail",
    Verdict.INCONCLUSIVE: "inconcl",
    Verdict.ERROR: "error",
    Verdict.NOT_APPLICABLE: "n/a",
    Verdict.KNOWN_DEVIATION: "deviation",
}
"""The verdicts on a narrow line; on one that is narrower still, their first letters."""


class Progress:
    """The numbers of a run."""

    def __init__(self, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._began = clock()
        self.total = 0
        self.counts: Counter[Verdict] = Counter()
        self._ended: dict[str, Verdict] = {}
        self.current = ""

    def begin(self, total: int) -> None:
        """Set the number of cases and start the clock."""
        self.total = total
        self._began = self._clock()

    def finish(self, verdict: Verdict, *, case: str) -> None:
        """Count a case that has ended; one that ends once more, as a repeated one, counts with its last verdict."""
        if case in self._ended:
            self.counts[self._ended[case]] -= 1
        self._ended[case] = verdict
        self.counts[verdict] += 1

    @property
    def done(self) -> int:
        """The number of cases that have ended."""
        return self.counts.total()

    @property
    def elapsed_s(self) -> float:
        """Seconds since `begin`."""
        return self._clock() - self._began

    @property
    def left_s(self) -> float | None:
        """The estimated seconds for the other cases; None before the first case has ended."""
        if not self.done:
            return None
        return self.elapsed_s / self.done * (self.total - self.done)

    @property
    def numbers(self) -> str:
        """`12/180  7%  left 0:42  pass 11  fail 1`."""
        share = f"{100 * self.done // self.total}%" if self.total else "-"
        shown = [f"{verdict.words} {count}" for verdict, count in self._counted]
        return "  ".join([self._of_all, share, f"left {self._left}", *shown])

    @property
    def narrower(self) -> tuple[str, ...]:
        """The numbers in fewer columns: `12/180  0:42  pass 11  n/a 1`, then `12/180 P11 N1`."""
        brief = [f"{BRIEF[verdict]} {count}" for verdict, count in self._counted]
        letters = [f"{BRIEF[verdict][0].upper()}{count}" for verdict, count in self._counted]
        return "  ".join([self._of_all, self._left, *brief]), " ".join([self._of_all, *letters])

    @property
    def _of_all(self) -> str:
        return f"{self.done}/{self.total}"

    @property
    def _left(self) -> str:
        return clock_time(self.left_s) if self.left_s is not None else "-"

    @property
    def _counted(self) -> list[tuple[Verdict, int]]:
        return [(verdict, self.counts[verdict]) for verdict in Verdict if self.counts[verdict]]


def clock_time(seconds: float) -> str:
    """A duration for people: `0:42`, `1:02:03`."""
    whole = round(seconds)
    hours, minutes = whole // 3600, whole // 60 % 60
    return f"{hours}:{minutes:02}:{whole % 60:02}" if hours else f"{minutes}:{whole % 60:02}"


class Display(Protocol):
    """Shows the progress of a run."""

    def update(self, progress: Progress) -> None:
        """Show a change."""

    def tell(self, text: str) -> None:
        """Show a line at once, as of a wait."""

    def close(self, progress: Progress) -> None:
        """Show the end of the run."""


class PlainLines:
    """Plain lines at intervals, for a file or a log."""

    def __init__(self, stream: TextIO, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._stream = stream
        self._clock = clock
        self._last_t = clock()
        self._last_done = 0
        self._written = ""

    def update(self, progress: Progress) -> None:
        """Write a line if one is due."""
        waited = self._clock() - self._last_t
        share = (progress.done - self._last_done) / progress.total if progress.total else 0.0
        if waited >= EVERY_S or (share >= EVERY_SHARE and waited >= LEAST_S):
            self._write(progress)

    def tell(self, text: str) -> None:
        """Write the line."""
        print(text, file=self._stream, flush=True)

    def close(self, progress: Progress) -> None:
        """Write the last line, unless it was written before."""
        if progress.done != self._last_done:
            self._write(progress, current=False)

    def _write(self, progress: Progress, *, current: bool = True) -> None:
        self._last_t, self._last_done = self._clock(), progress.done
        words = (
            f"{progress.numbers}  {progress.current}" if current and progress.current else progress.numbers
        )
        print(words, file=self._stream, flush=True)


class LiveLine:
    """One line that is redrawn, for a terminal."""

    def __init__(self, stream: TextIO) -> None:
        from rich.console import Console  # noqa: PLC0415 - only for a terminal
        from rich.live import Live  # noqa: PLC0415

        # A descriptor of its own: pytest points the original elsewhere while a test runs.
        self._display = display_of(stream)
        self._stream = stream
        if self._display is None:
            self._stream = os.fdopen(os.dup(stream.fileno()), "w", encoding="utf-8", errors="replace")
        self._progress: Progress | None = None
        self._console = Console(file=self._stream, force_terminal=True)
        self._live = Live(
            console=self._console,
            get_renderable=self._line,
            refresh_per_second=4,
            redirect_stdout=False,
            redirect_stderr=False,
            transient=True,
        )
        self._live.start()

    def _line(self) -> Any:
        from rich.text import Text  # noqa: PLC0415

        self._console.width = columns = self._columns()
        progress = self._progress
        if progress is None:
            return Text("collecting the cases", no_wrap=True, overflow="crop")
        made = fitted((progress.numbers, *progress.narrower), progress.current, columns)
        line = Text(no_wrap=True, overflow="crop")
        if made.has_bar:
            filled = BAR * progress.done // progress.total if progress.total else 0
            line.append("━" * filled, style="green").append("━" * (BAR - filled), style="dim").append("  ")
        return line.append(made.numbers).append("  ").append(made.name, style="dim")

    def _columns(self) -> int:
        """The columns of the terminal as it is now; rich would ask the streams, which are pytest's."""
        try:
            terminal = self._stream.fileno() if self._display is None else self._display.descriptor
            return os.get_terminal_size(terminal).columns or USUAL_COLUMNS
        except OSError:
            return USUAL_COLUMNS

    def update(self, progress: Progress) -> None:
        """Keep the progress; the line is redrawn four times a second."""
        self._progress = progress

    def tell(self, text: str) -> None:
        """Write the line above the one that is redrawn."""
        self._console.print(text, markup=False, highlight=False)

    def close(self, progress: Progress) -> None:
        """Write the last numbers as a plain line."""
        self._live.stop()
        if progress.total:
            print(progress.numbers, file=self._stream, flush=True)
        if self._display is None:
            self._stream.close()


def display_for(stream: TextIO) -> Display:
    """The display for a stream."""
    return LiveLine(stream) if stream.isatty() else PlainLines(stream)


class ProgressPlugin:
    """Updates a display from the hooks of one run, and keeps why a run could not begin or go on."""

    def __init__(self, display: Display) -> None:
        self._display = display
        self.progress = Progress()
        self.collection_errors: list[str] = []
        self.stopped_by = ""

    def pytest_configure(self, config: pytest.Config) -> None:
        """Let the plugin tell the user what it waits for."""
        config.stash[TELL] = self._display.tell
        config.stash[SHOW] = self._show

    def _show(self, words: str) -> None:
        self.progress.current = words
        self._display.update(self.progress)

    def pytest_collection_finish(self, session: pytest.Session) -> None:
        """Begin, with the cases of this process."""
        self._begin(len(session.items))

    @pytest.hookimpl(optionalhook=True)
    def pytest_xdist_node_collection_finished(self, ids: Sequence[str]) -> None:
        """Begin, with the cases of the workers."""
        self._begin(len(ids))

    def _begin(self, total: int) -> None:
        if total and not self.progress.total:
            self.progress.begin(total)
            self._display.update(self.progress)

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        """Keep the errors of the collection."""
        if report.failed:
            self.collection_errors.append(str(report.longrepr))

    def pytest_keyboard_interrupt(self, excinfo: pytest.ExceptionInfo[BaseException]) -> None:
        """Keep why a fixture ended the run by `pytest.exit`."""
        if not isinstance(excinfo.value, KeyboardInterrupt):
            self.stopped_by = str(excinfo.value)

    def pytest_internalerror(self, excinfo: pytest.ExceptionInfo[BaseException]) -> None:
        """Keep the exception that ended pytest."""
        self.stopped_by = excinfo.exconly()

    def pytest_runtest_logstart(self, nodeid: str) -> None:
        """Show the case that begins."""
        self.progress.current = nodeid.rpartition("/")[2]
        self._display.update(self.progress)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Count the case, if it has ended."""
        if getattr(report, "hil_case", None) is not None:
            verdict = Verdict(str(dict(report.user_properties)["verdict"]))
            self.progress.finish(verdict, case=report.nodeid)
        elif str(report.when) == "???":
            self.progress.finish(Verdict.ERROR, case=report.nodeid)
        else:
            return
        self._display.update(self.progress)

    @pytest.hookimpl(tryfirst=True)
    def pytest_report_teststatus(self, report: pytest.TestReport) -> tuple[str, str, str]:
        """Suppress the dots."""
        return report.outcome, "", ""

    def close(self) -> None:
        """End the display."""
        self._display.close(self.progress)
