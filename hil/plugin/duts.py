"""The DUTs of a case: which ones it uses, whether they answer, and what the check of their lines finds."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from hil.bench import LineTrouble
from hil.errors import ChannelTimeout
from hil.plugin import recoveries
from hil.plugin.stash_keys import TRANSCRIPT
from hil.results.disturbance import Disturbance, DisturbanceKind
from hil.transcript import Entry, Kind


def answers(item: pytest.Item) -> bool:
    """Whether a DUT of the case answers AT."""
    try:
        return any(dut.is_alive() for dut in duts_of(item))
    except Exception:  # any exception of the probe means: no answer
        return False


def hangs(item: pytest.Item, silence: ChannelTimeout) -> bool:
    """Whether a DUT answers nothing, or answered only after `+++` where nothing had put it into data mode."""
    return not answers(item) or any(_was_deaf(item, dut, silence) for dut in duts_of(item))


def _was_deaf(item: pytest.Item, dut: Any, silence: ChannelTimeout) -> bool:
    return keep_escape(dut, item.config, str(silence))


def keep_escape(dut: Any, config: pytest.Config, why: str) -> bool:
    """Keep the rung `+++` if the DUT answered only after it, where nothing had put it into data mode; whether it did."""
    deaf_s, transcript = getattr(dut, "deaf_s", 0.0), config.stash.get(TRANSCRIPT, None)
    if not deaf_s or transcript is None or any(map(_is_data, transcript.entries())):
        return False
    recoveries.keep_rung(config, why, "+++", deaf_s)
    return True


def _is_data(entry: Entry) -> bool:
    return entry.kind is Kind.DATA or (
        entry.kind is Kind.RESPONSE and entry.text.upper().startswith("CONNECT")
    )


def note_hang(item: pytest.Item, silence: ChannelTimeout) -> None:
    """Record that the DUTs of the case answer nothing."""
    transcript = item.config.stash.get(TRANSCRIPT, None)
    if transcript is not None and duts_of(item):
        transcript.note(f"the DUT answers nothing: {silence}", kind=Kind.HANG_FOUND)


def duts_of(item: pytest.Item) -> list[Any]:
    """The DUTs among the fixtures of a case, each once."""
    values = getattr(item, "funcargs", {}).values()
    return list({id(value): value for value in values if hasattr(value, "is_alive")}.values())


def line_trouble(item: pytest.Item) -> Disturbance | None:
    """What the line check of a failed case finds; None if the line carries bytes as they are."""
    for dut in duts_of(item):
        check: Callable[[], LineTrouble | None] | None = getattr(dut, "line_trouble", None)
        try:
            trouble = check() if check else None
        except Exception as error:  # a check that cannot be made is trouble as well
            trouble = LineTrouble(str(error))
        if trouble is not None:
            kind = DisturbanceKind.RESTART if trouble.restarted else DisturbanceKind.LINE
            return Disturbance(kind, trouble.detail)
    return None


def line_is_good(item: pytest.Item) -> bool:
    """Whether a line check was made and found nothing."""
    if not any(hasattr(dut, "line_trouble") for dut in duts_of(item)):
        return False
    trouble = line_trouble(item)
    if trouble is not None and trouble.kind is DisturbanceKind.RESTART:  # once more in the tear-down
        trouble = line_trouble(item)
    return trouble is None
