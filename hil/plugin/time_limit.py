"""`--hil-max-time`: after so long no new case starts; those under way end, and the rest is not run."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Generator

import pytest

from hil.errors import UsageError
from hil.plugin.activation import is_worker

_FORM = re.compile(r"(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?", re.ASCII)

LONGEST_S = 366 * 24 * 3600
"""A longer time is a slip of the keyboard."""

TIME_LIMIT = "hil-time-limit"
"""The name of the limit in pytest's plugin manager."""


def seconds_of(text: str, *, option: str = "--max-time") -> int:
    """The seconds of `90s`, `15m`, `8h` or `1h30m`; raises `UsageError` for another form, and for no time at all."""
    found = _FORM.fullmatch(text)
    hours, minutes, seconds = (int(part or 0) for part in found.groups()) if found else (0, 0, 0)
    total = 3600 * hours + 60 * minutes + seconds
    if not 0 < total <= LONGEST_S:
        raise UsageError(
            f"{option}: expected a time such as 90s, 15m, 8h or 1h30m, of a year at most; got {text[:40]!r}"
        )
    return total


class TimeLimit:
    """Ends the loop over the cases behind the one under way; each worker does so by itself."""

    def __init__(self, text: str, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._words = f"the time of --max-time {text} is over"
        self._clock = clock
        self._until = clock() + seconds_of(text)
        self.is_held = False
        """Whether the cases that are left need no time, so that they still run."""

    @property
    def over(self) -> str:
        """Why no new case starts; empty while there is time."""
        return self._words if self._clock() >= self._until else ""

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool | None:
        """Begin no case when the time was over before the first."""
        if not self.over:
            return None
        if is_worker(session.config):
            session.shouldstop = (
                self.over
            )  # an exception would be the loss of the worker, and its first case an error
            return True
        raise session.Interrupted(self.over)

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(
        self, item: pytest.Item, nextitem: pytest.Item | None
    ) -> Generator[None, object, object]:
        """After a case: let no other one begin."""
        outcome = yield
        if nextitem is not None and self.over and not self.is_held:
            item.session.shouldstop = self.over
        return outcome


def begin(config: pytest.Config) -> None:
    """Start the limit of a run that has one; raises `UsageError` for a wrong one."""
    config.pluginmanager.register(TimeLimit(str(config.getoption("hil_max_time"))), TIME_LIMIT)
