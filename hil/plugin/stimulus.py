"""The demand that each negative of a case has a control or a witness (`hil.negatives`); asked when its call has ended."""

from __future__ import annotations

import pytest

from hil.plugin.case_under_way import RUNNING
from hil.plugin.stash_keys import TRANSCRIPT
from hil.verdict import Cause, Inconclusive


def require_stimulus(item: pytest.Item) -> None:
    """Raise `Inconclusive` if a negative of the case held without a control and without a witness."""
    __tracebackhide__ = True
    running_case, transcript = item.stash.get(RUNNING, None), item.config.stash.get(TRANSCRIPT, None)
    if running_case is None:
        return
    unproven = running_case.record.unproven(transcript.entries() if transcript is not None else ())
    if unproven:
        raise Inconclusive("; ".join(dict.fromkeys(map(str, unproven))), Cause.NO_STIMULUS)
