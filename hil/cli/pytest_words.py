"""What pytest said, in one line for a user."""

from __future__ import annotations

import io
import os
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from tempfile import TemporaryDirectory

import pytest

from hil.errors import UsageError

LONGEST = 500
"""Characters of a line that are shown."""


def usage_error(said: str) -> str:
    """The reason that pytest gave for refusing its arguments, in one line."""
    lines = said.splitlines()
    of_options = [line.partition(": error: ")[2] for line in lines if ": error: " in line]
    if of_options:  # behind pages of usage; every option of this command is known to pytest
        return f"pytest refuses its options: {of_options[0]}; look at PYTEST_ADDOPTS"
    errors = [line.removeprefix("ERROR: ") for line in lines if line.startswith("ERROR")]
    return errors[0] if errors else said.strip()


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
        raise UsageError(usage_error(said.getvalue()))


@contextmanager
def _no_plugins() -> Iterator[None]:
    """Let pytest load none of the environment, which takes longer than what is asked."""
    before = dict(os.environ)
    os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
    for name in ("PYTEST_ADDOPTS", "PYTEST_PLUGINS"):
        os.environ.pop(name, None)
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)
