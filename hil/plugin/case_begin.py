"""The beginning of each attempt of a case: the first, a second one of ours (`repetition`), and those of other plugins.

A plugin such as pytest-rerunfailures or flaky runs set-up, call and tear-down of an item once more,
inside or instead of pytest's own protocol.  So an attempt begins with a set-up behind the end of
another one, whoever has called it.
"""

from __future__ import annotations

import time
from collections.abc import Generator, Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime

import pytest

from hil.judgement import RunningCase, running
from hil.plugin import captures, wire
from hil.plugin.case_end import OWN_PROPERTIES
from hil.plugin.case_under_way import RUNNING, UNDER_WAY, CaseUnderWay
from hil.plugin.markers import closest, requirement_ids
from hil.plugin.stash_keys import MEASURED, OBSERVED, OWN_REQUIREMENTS, SILENT, STRICT
from hil.spec.catalogue import requirement

_OPEN: pytest.StashKey[ExitStack] = pytest.StashKey()
"""On a test item: what the end of its attempt closes."""


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    """Begin a case that verifies requirements."""
    if not closest(item, "requirement"):
        return (yield)
    with ExitStack() as attempt:
        item.stash[_OPEN] = attempt
        attempt.enter_context(begun(item))
        return (yield)


@pytest.hookimpl(wrapper=True, tryfirst=True)  # before the time of the case begins
def pytest_runtest_setup(item: pytest.Item) -> Generator[None, object, object]:
    """Begin another attempt if the last one has ended."""
    case = item.stash.get(UNDER_WAY, None)
    if case is not None and case.is_closed:
        _forget(item)
        item.stash[_OPEN].close()
        item.stash[_OPEN].enter_context(begun(item))
    return (yield)


def _forget(item: pytest.Item) -> None:
    """Leave nothing of the last attempt on the item."""
    item.stash[OBSERVED], item.stash[MEASURED], item.stash[STRICT] = {}, {}, {}
    item.stash[SILENT] = False
    item.user_properties[:] = [each for each in item.user_properties if each[0] not in OWN_PROPERTIES]


@contextmanager
def begun(item: pytest.Item) -> Iterator[None]:
    """An attempt of a case, from its beginning."""
    files = captures.spool(item.config)
    if files is not None:
        files.begin(item.nodeid)
    lines = wire.record(item.config)
    if lines is not None:
        lines.begin_case(item.nodeid)
    running_case = item.stash[RUNNING] = _running(item)
    item.stash[UNDER_WAY] = CaseUnderWay(started=datetime.now(UTC), t0=time.monotonic())
    with running(running_case):
        yield


def _running(item: pytest.Item) -> RunningCase:
    own = item.config.stash.get(OWN_REQUIREMENTS, ())
    rows = (requirement(identifier, own) for identifier in requirement_ids(item))
    return RunningCase(tuple(rows), judges_form=closest(item, "form") is not None)
