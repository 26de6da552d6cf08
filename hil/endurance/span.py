"""The span of an endurance run, as `--for` takes it, and module time as people read it."""

from __future__ import annotations

import re

from hil.errors import UsageError

DEFAULT = "30min"
"""The span where `--for` is not given."""

LONGEST_S = 366 * 24 * 3600
"""A longer span is a slip of the keyboard."""

_FORM = re.compile(r"(?:(\d+)h)?(?:(\d+)m(?:in)?)?(?:(\d+)s)?", re.ASCII)


def seconds_of(text: str) -> int:
    """The seconds of `90s`, `30min`, `8h` or `1h30min`; raises `UsageError` for another form, and for no time at all."""
    found = _FORM.fullmatch(text)
    hours, minutes, seconds = (int(part or 0) for part in found.groups()) if found else (0, 0, 0)
    total = 3600 * hours + 60 * minutes + seconds
    if not 0 < total <= LONGEST_S:
        raise UsageError(
            f"--for: expected a span such as 90s, 30min, 8h or 1h30min, of a year at most; got {text[:40]!r}"
        )
    return total


def shown(seconds: float) -> str:
    """A time of the run as `00:12:34`; hours go on beyond a day."""
    whole = int(seconds)
    return f"{whole // 3600:02}:{whole // 60 % 60:02}:{whole % 60:02}"
