"""Whether the DUT is still the one of the run, asked after a case in which another one may have come in its place.

A port of a gateway stays open while somebody connects another module behind it.  To
the driver that looks like a restart, or like a module that came back after a hang.
And a port that went with the supply may return as that of another module: adapters are numbered as they appear.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pytest

from hil.errors import HilError, InfrastructureError
from hil.plugin.case_under_way import CaseUnderWay
from hil.plugin.duts import duts_of
from hil.plugin.stash_keys import GONE, OTHER_MODULE, TRANSCRIPT
from hil.results.disturbance import Disturbance, DisturbanceKind
from hil.transcript import Entry, Kind
from hil.verdict import Verdict

_SIGNS = frozenset({Kind.RESTART, Kind.RESTART_FOUND, Kind.HANG_FOUND})


def look(item: pytest.Item, case: CaseUnderWay, report: pytest.TestReport) -> None:
    """After the tear-down: if another module answers at the port of a DUT, the run, or this worker of it, cannot go on.

    The case becomes an error, unless a fail was judged before the start.
    """
    transcript = item.config.stash.get(TRANSCRIPT, None)
    if transcript is None:
        return
    event = _event(transcript.entries())
    if not event:
        return
    told = next(filter(None, (_another(dut, event, item.config) for dut in duts_of(item))), "")
    if not told:
        return
    item.config.stash[GONE] = told
    if case.verdict in {Verdict.FAIL, Verdict.KNOWN_DEVIATION}:
        return
    case.disturbance = Disturbance(DisturbanceKind.PRECONDITION, told)
    case.verdict, case.cause = Verdict.ERROR, None
    case.reason = f"{case.disturbance}; {case.reason}" if case.reason else str(case.disturbance)
    if report.passed:
        report.outcome, report.longrepr = "failed", f"error: {case.reason}"


def _event(entries: Iterable[Entry]) -> str:
    """The first event of a case after which another module may answer, in words; empty if there is none."""
    is_cut = False
    for entry in entries:
        if entry.kind is Kind.PORT_OPENED and is_cut:  # the first opening of a run is no return
            return "the return of the port that went with the supply"
        if entry.kind in _SIGNS:
            return "a start that nobody asked for"
        is_cut = is_cut or entry.kind is Kind.SUPPLY_CUT
    return ""


def _another(dut: Any, event: str, config: pytest.Config) -> str:
    """Which other module answers at the port of a DUT; empty if none does, or if it does not say."""
    from hil.lab.port_return import START_AGAIN, require_same  # noqa: PLC0415 - only after a restart

    if getattr(dut, "known", None) is None or dut.channel.lost:
        return ""
    try:
        with dut.channel.transcript.aside():
            require_same(dut, event, step=config.stash.get(OTHER_MODULE, START_AGAIN))
    except InfrastructureError as trouble:
        return str(trouble)
    except HilError:  # the ladder and the next case see what it does
        return ""
    return ""
