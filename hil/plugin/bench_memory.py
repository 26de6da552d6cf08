"""What the modules of a bench file are remembered for when a run ends (`hil.lab.pool.health`)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

import pytest

from hil.lab.pool import health
from hil.lab.pool.health import PastRun
from hil.lab.pool.interface import Member
from hil.plugin.bench_choice import CHOICE
from hil.plugin.pool_choice import member_of
from hil.plugin.pool_run import POOL
from hil.results.model import RunReport
from hil.verdict import Verdict


def note(config: pytest.Config, report: RunReport) -> None:
    """Remember how each module of the bench file did in this run; a run without a bench file has none."""
    pool, choice = config.stash.get(POOL, None), config.stash.get(CHOICE, None)
    if pool is not None:
        note_runs(pool.pool.members, report)
    elif choice is not None:
        note_runs([member_of(choice.module)], report)


def note_runs(members: Sequence[Member], report: RunReport) -> None:
    """Remember how each module did in a run."""
    left: Mapping[str, str] = {each.module: each.reason for each in report.withdrawals}
    ended = datetime.now(UTC).isoformat(timespec="seconds")
    for member in members:
        own = [case for case in report.cases if case.module == member.name]
        errors = sum(case.verdict is Verdict.ERROR for case in own)
        if own or member.name in left:
            run = PastRun(report.header.run_id, ended, len(own), errors, left.get(member.name, ""))
            health.note_run(member, run)
