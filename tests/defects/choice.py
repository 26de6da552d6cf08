"""Which cases run on a defect: all of its requirements, and a sample of the others."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from zlib import crc32

from hil.emulator.defects import DEFECTS

from .forks import Plan

NO_DEFECT = "none"

OTHERS = 20
"""So many cases of other requirements show that a defect leaves alone what does not concern it."""

Cases = Mapping[str, tuple[str, ...]]
"""Node ids with the requirements that they verify, in the order of collection."""


def url(defect: str) -> str:
    """The DUT with that defect."""
    return "emulator://m95" if defect == NO_DEFECT else f"emulator://m95?defect={defect}"


def choose(cases: Cases, requirements: Iterable[str], *, salt: str, others: int) -> tuple[str, ...]:
    """Every case of these requirements and `others` of the rest, drawn by the salt."""
    wanted = set(requirements)
    own = {case for case, verified in cases.items() if wanted & set(verified)}
    rest = sorted(
        (case for case in cases if case not in own), key=lambda case: crc32(f"{salt}{case}".encode())
    )
    chosen = own | set(rest[:others])
    return tuple(case for case in cases if case in chosen)


def plans(
    cases: Cases, defects: Sequence[str], *, seed: int = 0, others: int = OTHERS, baseline_parts: int = 2
) -> list[Plan]:
    """A campaign for each defect, after those without one that every chosen case passes."""
    of_defects = [
        Plan(
            name,
            url(name),
            choose(cases, DEFECTS[name].requirements, salt=f"{seed}/{name}/", others=others),
        )
        for name in defects
    ]
    chosen = {case for plan in of_defects for case in plan.cases}
    sound = [case for case in cases if case in chosen]
    size = -(-len(sound) // baseline_parts) or 1
    baseline = [
        Plan(NO_DEFECT, url(NO_DEFECT), tuple(sound[start : start + size]))
        for start in range(0, len(sound), size)
    ]
    # the long ones first, so that no worker is left alone with one at the end
    return baseline + sorted(of_defects, key=lambda plan: -len(plan.cases))
