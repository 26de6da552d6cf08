"""Which cases run on a defect: some of each of its requirements until one fails, and a sample of the others."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from zlib import crc32

from hil.emulator.defects.apart import UNANSWERED
from hil.selftest.forks import Plan

NO_DEFECT = "none"
"""The name of a campaign on the module without a defect."""

DUT = "emulator://m95"
"""The module without a defect."""

FIRST = 6
"""So many cases of each requirement come before the others, until one notices the defect; the rest come after them."""

Cases = Mapping[str, tuple[str, ...]]
"""Node ids with the requirements that they verify, in the order of collection."""


def url(defect: str) -> str:
    """The DUT with that defect; its clock is fast where cases wait in vain for the answers of a server."""
    if defect == NO_DEFECT:
        return DUT
    return f"{DUT}?defect={defect}" + ("&clock_rate=100" if defect in UNANSWERED else "")


def plan_of_defect(
    cases: Cases, name: str, requirements: Sequence[str], *, salt: str, others: int, first: int = FIRST
) -> Plan:
    """Some cases of each requirement until one fails, `others` of other ones, drawn by the salt; the rest if need be.

    The rest begins with one case of each test function: what only one function notices is not to wait for
    the hundred cases of another one.
    """
    drawn = sorted(cases, key=lambda case: crc32(f"{salt}{case}".encode()))
    own = {case for case, verified in cases.items() if set(requirements) & set(verified)}
    early = {
        case
        for requirement in requirements
        for case in by_function(case for case in drawn if requirement in cases[case])[:first]
    }
    beside = set([case for case in drawn if case not in own][:others])
    return Plan(
        name,
        url(name),
        cases=tuple(case for group in (early, beside) for case in cases if case in group),
        wanted=tuple(requirements),
        optional=frozenset(early),
        rest=by_function([case for case in drawn if case in own - early]),
        shown=frozenset(),
    )


def by_function(cases: Iterable[str]) -> tuple[str, ...]:
    """The first case of each test function, then the second of each, and so on."""
    seen: Counter[str] = Counter()
    rounds: dict[int, list[str]] = {}
    for case in cases:
        function = case.partition("[")[0]
        rounds.setdefault(seen[function], []).append(case)
        seen[function] += 1
    return tuple(case for number in sorted(rounds) for case in rounds[number])
