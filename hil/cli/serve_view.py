"""The views of the sessions of `hil serve`: JSON lines, plain lines, or a live table."""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Sequence
from typing import Any, Protocol, TextIO

from hil.cli.serve_request import PlannedFaults
from hil.cli.serve_text import session_line, session_record
from hil.display import is_behind
from hil.ftps.session import Session

_SHOWN_MOST = 15


class View(Protocol):
    """A view that shows sessions."""

    def ended(self, session: Session) -> None:
        """Show a session that has ended."""

    def going_on(self, sessions: Sequence[Session]) -> None:
        """Show the sessions in progress."""

    def close(self) -> None:
        """End the view."""


class Lines:
    """One line for each session that has ended, as JSON or in words."""

    def __init__(self, stream: TextIO, *, as_json: bool, plan: PlannedFaults) -> None:
        self._stream = stream
        self._plan = plan
        self._as_json = as_json

    def ended(self, session: Session) -> None:
        """As in `View`."""
        line = (
            json.dumps(session_record(session, self._plan))
            if self._as_json
            else session_line(session, self._plan)
        )
        print(line, file=self._stream, flush=True)

    def going_on(self, sessions: Sequence[Session]) -> None:
        """Do nothing: sessions in progress are not shown."""

    def close(self) -> None:
        """Do nothing."""


class Table:
    """The sessions in progress below the latest ended ones, on a terminal."""

    def __init__(self, stream: TextIO, *, plan: PlannedFaults) -> None:
        from rich.console import Console  # noqa: PLC0415 - only for a terminal
        from rich.live import Live  # noqa: PLC0415

        self._stream = stream
        self._plan = plan
        self._ended: deque[str] = deque(maxlen=_SHOWN_MOST)
        self._going_on: tuple[str, ...] = ()
        self._live = Live(
            console=Console(file=stream), get_renderable=self._draw, auto_refresh=False, redirect_stderr=False
        )
        self._live.start()

    def _draw(self) -> Any:
        from rich.table import Table as Grid  # noqa: PLC0415
        from rich.text import Text  # noqa: PLC0415

        grid = Grid.grid(padding=(0, 1))
        if not self._ended and not self._going_on:
            grid.add_row(Text("no session yet", style="dim"))
        for line in self._ended:
            grid.add_row(Text("■", style="dim"), Text(line, style="dim"))
        for line in self._going_on[:_SHOWN_MOST]:
            grid.add_row(Text("▶", style="green"), Text(line))
        return grid

    def ended(self, session: Session) -> None:
        """As in `View`."""
        self._ended.append(session_line(session, self._plan))

    def going_on(self, sessions: Sequence[Session]) -> None:
        """As in `View`; draws, unless the terminal has not taken what was drawn before."""
        self._going_on = tuple(session_line(session, self._plan) for session in sessions)
        if not is_behind(self._stream):
            self._live.refresh()

    def close(self) -> None:
        """Leave the last state on the terminal."""
        self._live.refresh()
        self._live.stop()


def view_for(stream: TextIO, *, as_json: bool, plan: PlannedFaults) -> View:
    """The view for a stream."""
    if stream.isatty() and not as_json:
        return Table(stream, plan=plan)
    return Lines(stream, as_json=as_json, plan=plan)
