"""A plain `assert` that failed before the time of its case was over: it stays a fail, whatever the clean-up did to that time.

A check of `hil.expect` keeps its own time.  An `AssertionError` has none.  It failed in
time if the call of the case ended with it in time, or if it is the comparison whose time
pytest's hook has kept (`Comparison.left_s`).  An error of the clean-up has the
`AssertionError` as its context.  So has one of an `except` block, in which the test may
have dealt with it; that one is no fail.
"""

from __future__ import annotations

import ast
from collections.abc import Generator, Iterator
from itertools import dropwhile
from pathlib import Path
from traceback import walk_tb

import pytest

from hil.judgement import NEAR_S
from hil.plugin.case_under_way import RUNNING
from hil.plugin.explain import COMPARISON, explain, is_plain_comparison
from hil.plugin.failures import check_of
from hil.plugin.stash_keys import CASE_LIMIT
from hil.verdict import Mismatch

Trouble = pytest.ExceptionInfo[BaseException]

_LEFT_S: pytest.StashKey[float] = pytest.StashKey()
"""On a test item: the seconds of its time that were left when its call ended."""


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None, object, object]:
    """Keep the time that is left when the call ends."""
    try:
        return (yield)
    finally:
        if CASE_LIMIT in item.stash:
            item.stash[_LEFT_S] = item.stash[CASE_LIMIT].remaining_s


def keep(item: pytest.Item, trouble: Trouble | None) -> None:
    """Keep the check of a plain `assert` of the call, if it failed in time, among those of the case that did."""
    failed = _failed_in_time(item, trouble) if trouble is not None else None
    if failed is None:
        return
    running, comparison = item.stash[RUNNING], item.config.stash.get(COMPARISON, None)
    check = check_of(failed, running, explain(failed, comparison, ""))
    if check.ground:
        running.in_time.append(check)


def _failed_in_time(item: pytest.Item, trouble: Trouble) -> Trouble | None:
    failed = trouble.value
    if _is_plain(failed) and item.stash.get(_LEFT_S, 0.0) > NEAR_S:
        return trouble
    comparison = item.config.stash.get(COMPARISON, None)
    if comparison is None or comparison.left_s <= NEAR_S:
        return None
    found = _context(item, trouble)
    return found if found is not None and is_plain_comparison(found) else None


def _is_plain(error: BaseException) -> bool:
    return isinstance(error, AssertionError | pytest.fail.Exception) and not isinstance(error, Mismatch)


def _context(item: pytest.Item, trouble: Trouble) -> Trouble | None:
    """The plain `AssertionError` that the case raised, or that was on its way when its clean-up raised."""
    own = str(item.path)  # above it are the frames of pytest
    error = trouble.value
    places: Iterator[tuple[str, int]] = dropwhile(lambda place: place[0] != own, _places(error))
    while not _is_plain(error):
        if error.__context__ is None or any(_is_in_handler(*place) for place in places):
            return None
        error = error.__context__
        places = _places(error)
    return pytest.ExceptionInfo.from_exception(error)


def _places(error: BaseException) -> Iterator[tuple[str, int]]:
    """File and line of each frame of its traceback."""
    return ((frame.f_code.co_filename, line) for frame, line in walk_tb(error.__traceback__))


def _is_in_handler(file: str, line: int) -> bool:
    """Whether the line lies in an `except` block; so does one without source."""
    try:
        tree = ast.parse(Path(file).read_text(encoding="utf-8"))
    except (OSError, SyntaxError, ValueError):
        return True
    handlers = (node for node in ast.walk(tree) if isinstance(node, ast.ExceptHandler))
    return any(node.lineno <= line <= (node.end_lineno or line) for node in handlers)
