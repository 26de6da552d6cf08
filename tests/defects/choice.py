"""Which cases run on a defect: all of its requirements, and a sample of the others."""

from __future__ import annotations

from collections.abc import Sequence

from hil.emulator.defects import DEFECTS
from hil.selftest.forks import Plan
from hil.selftest.plans import FIRST, NO_DEFECT, Cases, plan_of_defect, url

from .own_commands import mark_own_commands

OTHERS = 20
"""So many cases of other requirements show that a defect leaves alone what does not concern it."""


def plans(
    cases: Cases, defects: Sequence[str], *, seed: int = 0, others: int = OTHERS, first: int = FIRST
) -> list[Plan]:
    """A campaign for each defect."""
    return [
        plan_of_defect(
            cases, name, DEFECTS[name].requirements, salt=f"{seed}/{name}/", others=others, first=first
        )
        for name in defects
    ]


def sound_plans(cases: Sequence[str], *, parts: int) -> list[Plan]:
    """Campaigns without a defect, which every case passes."""
    return [
        Plan(NO_DEFECT, url(NO_DEFECT), part, before=(mark_own_commands,)) for part in parted(cases, parts)
    ]


def parted(cases: Sequence[str], parts: int) -> list[tuple[str, ...]]:
    """The cases in so many parts of about one size, in their order."""
    size = -(-len(cases) // parts) or 1
    return [tuple(cases[start : start + size]) for start in range(0, len(cases), size)]
