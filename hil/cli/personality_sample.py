"""The cases on which a search of a personality works: those that show differences, and of each command a few others.

A campaign has thousands of cases, and most of them show nothing that others do not
show as well.  What is found on the sample is checked on all cases at the end.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from hil.fidelity.comparison import Cases, Fidelity

MOST_WHOLE = 160
"""So many cases are no sample, but all: the smoke campaign has fewer."""

DIFFERING_EACH = 2
"""Of each difference so many cases stand in a sample."""

OTHERS_EACH = 2
"""Of each command so many cases stand in a sample, whatever they show: a value may make it worse there."""


def sample(real: Cases, now: Fidelity) -> tuple[str, ...]:
    """The cases of a sample, in their order."""
    if len(real) <= MOST_WHOLE:
        return tuple(real)
    return extended(real, _of_each_command(real), now)


def extended(real: Cases, sampled: Iterable[str], now: Fidelity) -> tuple[str, ...]:
    """A sample, and cases with the differences that all cases have now."""
    chosen = set(sampled)
    for command in now.commands:
        for each in command.differences:
            lacking = max(0, DIFFERING_EACH - len(chosen.intersection(each.cases)))
            chosen.update([case for case in each.cases if case not in chosen][:lacking])
    return tuple(case for case in real if case in chosen)


def _of_each_command(real: Cases) -> Iterable[str]:
    seen = Counter[str]()
    for case, exchanges in real.items():
        commands = {each.command for each in exchanges}
        if any(seen[command] < OTHERS_EACH for command in commands):
            seen.update(commands)
            yield case
