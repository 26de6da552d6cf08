"""Runs of pytest that a command of ours makes: what the environment of the user may say to them, and why pytest refused one.

`PYTEST_ADDOPTS` and `PYTEST_PLUGINS` count for `hil conformance`, which runs cases as the user
wants them run.  Other commands use pytest as a tool (`tool_run`).  None needs the autoload of plugins.
"""

from __future__ import annotations

import os
import shlex
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec

from hil.errors import UsageError

PLUGIN = ("-p", "hil.plugin")
"""The arguments that load our plugin, also where the autoload is off, and where a project has a package `hil`."""

ADDED = "PYTEST_ADDOPTS"
_OF_USER = (ADDED, "PYTEST_PLUGINS")
NO_AUTOLOAD = "PYTEST_DISABLE_PLUGIN_AUTOLOAD"
_LEFT_OUT = "no:hil.plugin"


@contextmanager
def tool_run() -> Iterator[None]:
    """Within it, pytest does not see what the user wants of runs of tests."""
    kept = {name: os.environ.pop(name) for name in _OF_USER if name in os.environ}
    try:
        yield
    finally:
        os.environ.update(kept)


def check_environment() -> None:
    """Raise `UsageError` for added options that pytest cannot read, or with which no case of ours runs."""
    added = os.environ.get(ADDED, "")
    try:
        words = shlex.split(added)
    except ValueError as wrong:
        raise UsageError(f"{ADDED}: expected options of pytest; got {added!r}: {wrong}") from None
    if _LEFT_OUT in {word.removeprefix("-p") for word in words}:
        raise UsageError(f"{ADDED}: it leaves out hil.plugin, which runs the cases; remove -p {_LEFT_OUT}")


def no_workers_of_xdist() -> list[str]:
    """The arguments that undo an `-n` of the environment, if pytest knows that option."""
    words = {word.removeprefix("-p") for word in shlex.split(os.environ.get(ADDED, ""))}
    if not words or find_spec("xdist") is None or "no:xdist" in words:
        return []
    is_loaded = "xdist" in words or not (os.environ.get(NO_AUTOLOAD) or "--disable-plugin-autoload" in words)
    return ["-n", "0"] if is_loaded else []


def refusal(said: str) -> str:
    """The reason that pytest gave for refusing its arguments, in one line."""
    lines = said.splitlines()
    of_options = [line.partition(": error: ")[2] for line in lines if ": error: " in line]
    if of_options:  # behind pages of usage; every option of our commands is known to pytest
        return f"pytest refuses its options: {of_options[0]}; look at {ADDED}"
    errors = [index for index, line in enumerate(lines) if line.startswith("ERROR")]
    reason = "\n".join(lines[errors[0] :]).removeprefix("ERROR: ") if errors else said
    return " ".join(reason.split())


def breakdown(said: str) -> str:
    """What ended pytest before any case, in one line: its last words, and which plugin it was about to load."""
    lines = [line.removeprefix("INTERNALERROR>").strip() for line in said.splitlines()]
    loading = [line.rstrip(".") for line in lines if line.startswith("Error while loading plugin")]
    last = [line.removeprefix("E ").strip() for line in lines if line][-1:]
    return ": ".join(dict.fromkeys((*loading, *last))) or "it said nothing"


def added_words() -> str:
    """What the environment adds, for the reason why no case ran; empty if nothing is added."""
    return f"; {ADDED} adds {added}" if (added := os.environ.get(ADDED, "")) else ""
