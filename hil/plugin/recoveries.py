"""The recovery ladder in a run: what was climbed is kept for the record of the case, and a lost DUT ends the run.

`ModuleLost` makes the case under way an error.  The run, or this worker of it, ends behind that case:
`GONE` in the stash of the config says why (`repetition`, `port_loss.end`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from hil.errors import ModuleLost
from hil.plugin.stash_keys import GONE, RECOVERIES
from hil.results.recovery import ClimbedRung, Recovery, RungOutcome

if TYPE_CHECKING:  # every pytest run of an environment may import this file; the driver is for runs of ours
    from hil.lab.ladder import Trouble


def climb(modem: Any, config: pytest.Config, why: str, *, trouble: Trouble | None = None) -> None:
    """Climb the ladder for a DUT, by default because it is silent; raises as `hil.lab.ladder.climb`."""
    from hil.lab.ladder import Trouble, climb  # noqa: PLC0415 - only for a DUT in trouble

    try:
        climb(
            modem, why, keep=config.stash.setdefault(RECOVERIES, []).append, trouble=trouble or Trouble.SILENT
        )
    except ModuleLost as lost:
        config.stash[GONE] = str(lost)
        raise


def keep_rung(config: pytest.Config, why: str, name: str, seconds: float) -> None:
    """Keep a rung that has helped before the ladder was climbed."""
    rung = ClimbedRung(name, round(seconds, 3), RungOutcome.HELPED)
    config.stash.setdefault(RECOVERIES, []).append(Recovery(why, (rung,)))


def take(config: pytest.Config) -> tuple[Recovery, ...]:
    """What was climbed since the last case ended."""
    taken = config.stash.setdefault(RECOVERIES, [])
    config.stash[RECOVERIES] = []
    return tuple(taken)
