"""What took only a part of the cases of a campaign: options of ours and of pytest, and single tests as arguments."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

_OPTIONS = (
    ("-k", "keyword"),
    ("-m", "markexpr"),
    ("--requirement", "hil_requirement"),
    ("--deselect", "deselect"),
    ("--ignore", "ignore"),
    ("--ignore-glob", "ignore_glob"),
    ("--last-failed", "lf"),
    ("--last-failed", "hil_last_failed"),
    ("--stepwise", "stepwise"),
)
"""The options with their places in pytest's namespace; a flag has no value."""


def narrowed(config: pytest.Config) -> tuple[tuple[str, str], ...]:
    """The options that took a part, with their values, in the order of the command line."""
    return (*_by_options(config), *_by_arguments(config))


def _by_options(config: pytest.Config) -> Iterator[tuple[str, str]]:
    for name, place in _OPTIONS:
        value = getattr(config.option, place, None)
        for each in value if isinstance(value, list) else [value]:
            if each:
                yield name, "" if each is True else str(each)


def _by_arguments(config: pytest.Config) -> Iterator[tuple[str, str]]:
    """Arguments that name a test or a file; a folder or a package has all of its cases."""
    for argument in config.args:
        place, _, test = argument.partition("::")
        if test or place.endswith(".py"):
            yield "test", argument
