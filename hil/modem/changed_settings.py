"""The settings of the line and of the clock that a caller changed, with the values from before: to put them back.

The driver sets echo, form of the result codes and AT+CMEE itself (`Modem.attach`);
the settings here have values of the bench, so they are read before the first change.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from hil.at.command import outline
from hil.errors import ChannelError, HilError, MalformedResponse, UnexpectedResult
from hil.modem.conversation import Send
from hil.modem.exchange import Exchange
from hil.spec.commands import Form

CLOCK = "CCLK"
KEPT = frozenset({"IFC", "ICF", "CREG", "CGREG", "CGEREP", "QIURC", CLOCK})
"""Commands whose read form gives what their write form takes (document [1], 27.007)."""

_ATTACHED = re.compile(r"AT[^+;]*(?<![&+])[EVQ]\d?|.*\+CMEE=\d", re.IGNORECASE)
_STAMP = re.compile(r'"?(\d\d/\d\d/\d\d, ?\d\d:\d\d:\d\d)([+-]\d\d)?"?')


class ChangedSettings:
    """What was changed since the last `restore`."""

    def __init__(self, send: Send, *, clock_rate: float) -> None:
        self._send, self._clock_rate = send, clock_rate
        self._before: dict[str, tuple[str, float]] = {}

    def about_to_send(self, line: str) -> None:
        """Read a setting that the line is going to change, once."""
        sent = outline(line)
        if sent.form is not Form.WRITE or sent.name not in KEPT or sent.name in self._before:
            return
        try:
            value = self._send(f"AT+{sent.name}?").values(sent.name)
        except (ChannelError, UnexpectedResult, MalformedResponse):
            return  # the DUT does not tell it, so there is nothing to put back
        self._before[sent.name] = _as_written(sent.name, value), time.monotonic()

    def restore(self) -> list[str]:
        """Put every setting back, each whatever happens to the others; returns what could not be."""
        left = []
        for name, (value, since) in self._before.items():
            text = value if name != CLOCK else _later(value, (time.monotonic() - since) * self._clock_rate)
            trouble = attempted(lambda line=f"AT+{name}={text}": self._send(line))  # type: ignore[misc]
            if trouble:
                left.append(trouble)
        self._before.clear()
        return left


def changes_what_attach_sets(line: str) -> bool:
    """Whether the line changes the echo, the form of result codes, or AT+CMEE."""
    return _ATTACHED.match(line) is not None


def attempted(act: Callable[[], Exchange]) -> str:
    """What went wrong with an exchange that is to succeed; empty if it did."""
    try:
        exchange = act()
    except HilError as trouble:
        return str(trouble)
    return "" if exchange.ok else f"{exchange.command}: {exchange.outcome}"


def _as_written(name: str, value: str) -> str:
    """The value of the read form as the write form takes it: AT+CREG? gives the mode and the state (27.007 7.2)."""
    return value.partition(",")[0] if name in {"CREG", "CGREG"} else value


def _later(stamp: str, seconds: float) -> str:
    """The time of the clock so many seconds later; as it is if it cannot be read."""
    match = _STAMP.fullmatch(stamp.strip())
    if match is None:
        return stamp
    moment = datetime.strptime(match[1].replace(" ", ""), "%y/%m/%d,%H:%M:%S").replace(tzinfo=UTC)
    return f'"{moment + timedelta(seconds=seconds):%y/%m/%d,%H:%M:%S}{match[2] or "+00"}"'
