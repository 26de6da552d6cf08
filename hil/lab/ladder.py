"""The recovery ladder: how a DUT that is in no fit state is brought back, from the mildest step to the strongest.

The rungs are a table (`RUNGS`).  A climb takes those that may cure the trouble, in order, and ends at the
first one that helps.  Each rung has a budget of module time, and is told in the transcript and in the record
of the case.  A DUT that is silent after the last rung is lost: `ModuleLost`.  The other troubles are the
business of the cases, which judge them; a climb that ended none is not repeated for this DUT.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum
from functools import partial

from hil.deadline import Limit, limited
from hil.errors import ChannelLost, HilError, InfrastructureError, ModuleLost, UnexpectedResult
from hil.lab import rungs
from hil.modem.modem import Modem
from hil.results.recovery import ClimbedRung, Recovery, RungOutcome
from hil.transcript import Kind
from hil.verdict import NotApplicable


class Trouble(Enum):
    """What is wrong with the DUT."""

    SILENT = "it does not answer AT"
    SESSION = "its FTP session does not end"
    CONTEXT = "no PDP context comes up after the restart"


_SILENT = frozenset({Trouble.SILENT})
_SESSION = frozenset({Trouble.SESSION})
_CONTEXT = frozenset({Trouble.CONTEXT})


@dataclass(frozen=True, slots=True)
class Rung:
    """One step: what it may cure, how, its time in seconds of module time, and what may stand in its way.

    `climb` raises a `HilError` when it has not helped.  `hindrance` says why it cannot be climbed; empty if
    it can.  A DUT that needs a rung with `restarts` hangs.  `takes_port`: the port may go with what the
    rung does, so that a loss in it is no trouble of the bench.
    """

    name: str
    cures: frozenset[Trouble]
    climb: Callable[[Modem], None]
    budget_s: float
    hindrance: Callable[[Modem], str] = rungs.none
    restarts: bool = False
    takes_port: bool = False


RUNGS = (
    Rung("drain", _SILENT, rungs.drain, budget_s=30),
    Rung("+++", _SILENT, rungs.escape, budget_s=30),
    Rung("AT", _SILENT, rungs.probe, budget_s=30),
    Rung("ending of leftovers", _SILENT, rungs.end_leftovers, budget_s=60, hindrance=rungs.nothing_left_on),
    Rung("other rates", _SILENT, rungs.other_rate, budget_s=60, hindrance=rungs.no_rates),
    Rung("AT+QFTPCLOSE", _SESSION, rungs.close_session, budget_s=120),
    Rung("AT+QIDEACT", _SESSION, rungs.end_context, budget_s=120),
    Rung("AT+CFUN=1,1", _SILENT | _SESSION, rungs.restart, budget_s=180, restarts=True),
    Rung(
        "power cycle",
        _SILENT,
        rungs.power,
        budget_s=240,
        hindrance=rungs.no_supply,
        restarts=True,
        takes_port=True,
    ),
    Rung("opening of the port", _SILENT, rungs.reopen, budget_s=60, restarts=True, takes_port=True),
    Rung("checks of note 5.1", _CONTEXT, rungs.await_context, budget_s=3600),  # note 5.1: 3 rounds, 10 min
)
"""In the order in which they are climbed.  A rung that stands later takes more away from the DUT."""

LEAST_S = 60.0
"""The least time of a rung by the clock of the bench: programs that switch a supply keep that time."""

Keep = Callable[[Recovery], None]
"""Takes what was climbed, for the record of the case."""


def climb(modem: Modem, why: str, *, keep: Keep, trouble: Trouble = Trouble.SILENT) -> None:
    """Climb the ladder until the trouble is over; `why` says in a sentence what was seen.

    Raises `ModuleLost` for a DUT that stays silent, and `ChannelLost` when its port was lost on the way: no rung
    reaches the DUT then, and its silence may have been that of the line.
    """
    if trouble in _SETTLED_BY_CASES and trouble.name in modem.beyond_help:
        return
    climbed: list[ClimbedRung] = []
    now: Trouble | None = trouble
    hangs = False
    for rung in RUNGS:
        if now is None or now not in rung.cures:
            continue
        if now is Trouble.SILENT and rung.restarts and not hangs:
            hangs = True
            modem.channel.transcript.note(f"the DUT answers nothing: {why}", kind=Kind.HANG_FOUND)
        step, now = _climbed(modem, rung, now)
        climbed.append(step)
        modem.channel.transcript.note(f"recovery: {step}")
        if modem.channel.lost and not rung.takes_port:
            break
    recovery = Recovery(why, tuple(climbed))
    keep(recovery)
    if modem.channel.lost:
        raise ChannelLost(modem.channel.lost)
    if now is Trouble.SILENT:
        raise _lost(modem, recovery)
    if now is not None:
        modem.beyond_help.add(now.name)


_SETTLED_BY_CASES = _SESSION | _CONTEXT


def _climbed(modem: Modem, rung: Rung, trouble: Trouble) -> tuple[ClimbedRung, Trouble | None]:
    """The rung with what became of it, and the trouble that is left."""
    if hindrance := rung.hindrance(modem):
        return ClimbedRung(rung.name, 0.0, RungOutcome.NOT_POSSIBLE, hindrance), trouble
    left: Trouble | None = trouble
    began = time.monotonic()
    budget_s = max(LEAST_S, rung.budget_s / modem.channel.clock_rate)
    limit = Limit(budget_s, over=partial(_over, rung, budget_s), grace_s=rungs.GRACE_S)
    try:
        with limited(limit):
            rung.climb(modem)
            if trouble is Trouble.SESSION and not modem.ftp.is_closed():
                raise UnexpectedResult("AT+QFTPSTAT still tells a session")
    except (HilError, NotApplicable) as failure:
        outcome, detail = RungOutcome.IN_VAIN, str(failure)
    else:
        outcome, detail = RungOutcome.HELPED, ""
        left = _left_behind(modem) if rung.restarts else None
    return ClimbedRung(rung.name, round(time.monotonic() - began, 3), outcome, detail), left


def _over(rung: Rung, budget_s: float) -> InfrastructureError:
    return InfrastructureError(f"not done within {budget_s:.0f} s ({rung.name})")


def _left_behind(modem: Modem) -> Trouble | None:
    """The trouble of a DUT that has started anew: a context that came up before and does not now."""
    if not modem.pdp.activations or Trouble.CONTEXT.name in modem.beyond_help:
        return None
    try:
        modem.pdp.ensure_active()
    except UnexpectedResult:
        return Trouble.CONTEXT
    except HilError:  # the next case finds it
        return None
    return None


def _lost(modem: Modem, recovery: Recovery) -> ModuleLost:
    last: Mapping[str, str] = {rung.name: rung.detail for rung in recovery.rungs if rung.detail}
    told = "; ".join(f"{name}: {detail}" for name, detail in last.items() if name in _TOLD)
    return ModuleLost(
        f"the DUT at {modem.channel.url} is silent, {recovery.words}; {told}; "
        "switch it off and on by hand, look at its supply and its cable, and go on by hil conformance --resume"
    )


_TOLD = frozenset({"power cycle", "opening of the port"})
"""The rungs of which a message tells the reason; the record has all."""
