"""A worker whose module is gone: it tells that to the process of the run, and ends without a verdict for its other cases.

A case that the loss made an error goes to another module.  One that had its verdict
before, such as a fail, keeps it: no repetition may turn it into a pass.
"""

from __future__ import annotations

import os
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from typing import NoReturn

import pytest

from hil.plugin.activation import is_worker
from hil.plugin.attempts import attempt
from hil.plugin.leasing import module_of
from hil.plugin.pool_run import POOL
from hil.plugin.stash_keys import GONE, LOSS_WATCH
from hil.results.case import CaseResult
from hil.results.case_records import encode
from hil.results.model import Withdrawal
from hil.results.records import withdrawn_record
from hil.verdict import Verdict

FORKED = "hil_forked"
"""The key by which a fork of `hil.plugin.forks` is told from a worker of xdist."""

STATUS = 75
"""The exit status of a worker of xdist that leaves (EX_TEMPFAIL of sysexits.h); xdist starts another one for it."""


class WorkerLeaves(Exception):
    """The worker is to run no other case; `has_verdict`: the case under way has ended with one."""

    def __init__(self, *, has_verdict: bool) -> None:
        super().__init__("the module of this worker is gone")
        self.has_verdict = has_verdict


def why(item: pytest.Item, gone: str) -> str:
    """Why the worker of a pool cannot go on with its module; empty if it can, and in a run without a pool.

    `gone` tells of a port that did not return.
    """
    config = item.config
    if POOL not in config.stash or not is_worker(config):
        return ""
    return gone or config.stash.get(GONE, "")


def leave(item: pytest.Item, reason: str, broken: CaseResult | None = None) -> NoReturn:
    """Tell that the module left the run, and end this worker; `broken` is the case under way if it has no verdict."""
    config = item.config
    told = Withdrawal(
        module=module_of(config),
        reason=reason,
        at=datetime.now(UTC).isoformat(timespec="seconds"),
        quarantined=LOSS_WATCH
        in config.stash,  # else the module could not begin, and the next run tries it again
        case=broken.id if broken else "",
        attempt=replace(attempt(broken), verdict=Verdict.INCONCLUSIVE) if broken else None,
    )
    config.stash[POOL].pool.leave(told.module)
    report = pytest.TestReport(item.nodeid, item.location, {}, "passed", None, "setup")
    vars(report).update(hil_withdrawal=encode(withdrawn_record(told)))
    item.ihook.pytest_runtest_logreport(report=report)
    with suppress(Exception):  # whatever a fixture meets that puts a dead module away
        item.session._setupstate.teardown_exact(None)  # noqa: SLF001 - as pytest does after its last item
    if FORKED in vars(config)["workerinput"]:
        raise WorkerLeaves(has_verdict=broken is None)
    os._exit(STATUS)  # xdist takes any other end for that of a worker that has run all its cases
