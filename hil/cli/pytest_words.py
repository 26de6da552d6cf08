"""What pytest said, in one line for a user."""

from __future__ import annotations

import io
import os
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from tempfile import TemporaryDirectory

import pytest

from hil.errors import UsageError
from hil.plugin.own_runs import NO_AUTOLOAD, refusal, tool_run

LONGEST = 500
"""Characters of a line that are shown."""


def last_line(said: str) -> str:
    """The last thing that pytest said, without its mark."""
    lines = said.strip().splitlines() or ["it says nothing"]
    return lines[-1].removeprefix("E ").strip()[:LONGEST]


def check_expression(expression: str) -> None:
    """Let pytest read the expression of -k on no cases at all; under xdist it would be a worker that dies of it.

    Raises `UsageError` with pytest's own words.
    """
    said = io.StringIO()
    with TemporaryDirectory() as nowhere, redirect_stdout(said), redirect_stderr(said), _no_plugins():
        code = pytest.main(
            [nowhere, "--collect-only", "-c", os.devnull, "-p", "no:cacheprovider", "-k", expression]
        )
    if code == pytest.ExitCode.USAGE_ERROR:
        raise UsageError(refusal(said.getvalue()))


@contextmanager
def _no_plugins() -> Iterator[None]:
    """Let pytest load none of the environment, which takes longer than what is asked."""
    before = os.environ.get(NO_AUTOLOAD)
    os.environ[NO_AUTOLOAD] = "1"
    try:
        with tool_run():
            yield
    finally:
        if before is None:
            del os.environ[NO_AUTOLOAD]
        else:
            os.environ[NO_AUTOLOAD] = before
