"""What took a part of a campaign in a run of a schema before 6: its command tells it, its header does not."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

_VALUED = {
    "-k": "-k",
    "-m": "-m",
    "--requirement": "--requirement",
    "--hil-requirement": "--requirement",
    "--deselect": "--deselect",
    "--ignore": "--ignore",
    "--ignore-glob": "--ignore-glob",
}
"""Options with a value, by the name that a header has for them."""

_FLAGS = {
    "--lf": "--last-failed",
    "--last-failed": "--last-failed",
    "--sw": "--stepwise",
    "--stepwise": "--stepwise",
}


def narrowed_by(command: Sequence[str]) -> tuple[tuple[str, str], ...]:
    """The options and tests of a command that take a part of the cases, with their values, as a header has them."""
    return tuple(_found(iter(command[1:])))


def _found(words: Iterator[str]) -> Iterator[tuple[str, str]]:
    for word in words:
        name, equals, value = word.partition("=")
        if name in _VALUED:
            yield _VALUED[name], value if equals else next(words, "")
        elif word[:2] in {"-k", "-m"}:  # -kEXPR
            yield word[:2], word[2:]
        elif word in _FLAGS:
            yield _FLAGS[word], ""
        elif not word.startswith("-") and ("::" in word or word.endswith(".py")):
            yield "test", word
