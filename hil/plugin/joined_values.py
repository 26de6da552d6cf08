"""Workers of xdist are given `--hil-report-dir=FOLDER` for `--hil-report-dir FOLDER`, so that they find the ini file of the run.

pytest looks for its ini file before it knows the options of plugins.  It takes a value that stands
as a word of its own for a place of tests, if such a path exists.  A worker is given the words of
the command line as they are, and by then the report folder exists.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

import pytest

from hil.plugin.options import OPTIONS
from hil.plugin.short_options import SHORT, TAKEN


def join(config: pytest.Config) -> None:
    """Join our options and their values in the words that workers are given."""
    given = config.invocation_params
    full = {option.word for option in OPTIONS if option.has_value}
    short = {word for word in config.stash.get(TAKEN, frozenset()) if SHORT.get(word) in full}
    words = tuple(joined([str(word) for word in given.args], full | short))
    config.invocation_params = config.InvocationParams(args=words, plugins=given.plugins, dir=given.dir)


def joined(words: Sequence[str], options: Collection[str]) -> Iterator[str]:
    """The words, each of these options with its value in one word."""
    rest = iter(words)
    for word in rest:
        value = next(rest, None) if word in options else None
        yield word if value is None else f"{word}={value}"
