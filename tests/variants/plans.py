"""Which cases run on which sound DUT: the rows of the array, each value alone, and one row in real time."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from random import Random
from typing import Any

from hil.emulator.variants.catalogue import SWITCHES
from hil.emulator.variants.choice import Choice
from hil.emulator.variants.model import Switch, Value
from hil.selftest.forks import Plan
from hil.selftest.functions import some_of_each_function
from hil.selftest.subjects import concerned

from .array import Row

DUT = "emulator://m95"
REAL_TIME_CASES = 60
"""Cases of the row whose module clock is that of the wall."""

AGAIN_OF_VALUE, AGAIN_OF_ROW, AGAIN_OF_SAMPLE = 16, 40, 5
"""Cases of the second pass on the same DUT."""

OF_FUNCTION_IN_ROW, OF_FUNCTION_OF_VALUE = 4, 2
"""So many cases of each test function run on a row, and on a value alone; a case runs on about half of the rows."""

QUICK_S = 0.5
"""Cases of samples take less on the first values."""


@dataclass(frozen=True, slots=True)
class Material:
    """What plans are made of.

    `pairwise` and `smoke` are the cases of these campaigns; `exercised` has the
    subjects of each case, `lasted_s` how long it took on the first values.
    """

    pairwise: tuple[str, ...]
    smoke: tuple[str, ...]
    exercised: dict[str, frozenset[str]]
    lasted_s: Mapping[str, float]


def url(values: Mapping[str, str], **options: object) -> str:
    """The DUT with these values; first values are not named."""
    chosen = [f"{name}:{value}" for name, value in values.items() if value != SWITCHES[name].default.name]
    words = [f"variant={','.join(chosen)}"] if chosen else []
    words += [f"{name}={option}" for name, option in options.items()]
    return f"{DUT}?{'&'.join(words)}" if words else DUT


def pics(values: Mapping[str, str]) -> Mapping[str, Any]:
    """The entries of the PICS that these values need."""
    return Choice.parse(f"{name}:{value}" for name, value in values.items()).pics


def once_more(cases: Sequence[str], material: Material, *, count: int, seed: str) -> tuple[str, ...]:
    """Some of the quick cases in a drawn order, for a second pass on the DUT of the first one.

    What a DUT keeps (settings, names, files) comes from other cases there than in the
    order of collection, and from every one of them.
    """
    quick = [case for case in cases if material.lasted_s.get(case, 0.0) < QUICK_S]
    return tuple(Random(seed).sample(quick, min(count, len(quick))))


def row_plan(number: int, row: Row, cases: Sequence[str], material: Material, *, seed: int = 0) -> Plan:
    """A row of the array on the pairwise campaign, and on some of its cases once more."""
    name = f"row {number}"
    again = once_more(cases, material, count=AGAIN_OF_ROW, seed=f"{seed} {name}")
    return Plan(name, url(row), tuple(cases), again=again, pics=pics(row))


def value_plan(
    switch: Switch, value: Value, material: Material, *, seed: int = 0, all_cases: bool = False
) -> Plan:
    """One value alone, on the smoke campaign and cases that the switch concerns, and on some of these once more."""
    name, about = f"{switch.name}:{value.name}", concerned(switch, material.exercised)
    if not all_cases:
        about = some_of_each_function(about, OF_FUNCTION_OF_VALUE, salt=f"{seed} {name} ")
    chosen = {switch.name: value.name}
    wanted = {*about, *material.smoke}
    cases = tuple(case for case in material.exercised if case in wanted)
    again = once_more(about, material, count=AGAIN_OF_VALUE, seed=f"{seed} {name}")
    return Plan(name, url(chosen), cases, again=again, pics=pics(chosen))


def unclaimed_plan(switch: Switch, value: Value, material: Material) -> Plan | None:
    """A value that withdraws a capability, without the entry of the PICS that says so; None for other values."""
    if not value.pics:
        return None
    chosen = {switch.name: value.name}
    cases = concerned(switch, material.exercised)
    return Plan(f"{switch.name}:{value.name} unclaimed", url(chosen), cases)


def real_time_plan(row: Row, material: Material, *, seed: int, count: int = REAL_TIME_CASES) -> Plan:
    """A sample of the cases with a module clock of the wall; those that let module time pass would take minutes."""
    quick = [case for case in material.pairwise if material.lasted_s.get(case, 0.0) < QUICK_S]
    drawn = set(Random(seed).sample(quick, min(count, len(quick))))
    return Plan(
        "real time",
        url(row, clock_rate=1),
        tuple(case for case in quick if case in drawn),
        pics=pics(row),
    )


def plans(
    material: Material,
    rows: Sequence[Row],
    switches: Iterable[Switch],
    *,
    seed: int = 0,
    all_cases: bool = False,
) -> list[Plan]:
    """All plans, the long ones first; without `all_cases` some cases of each test function, drawn by the seed."""

    def of_row(number: int) -> Sequence[str]:
        most = None if all_cases else OF_FUNCTION_IN_ROW
        return some_of_each_function(material.pairwise, most, salt=f"{seed} row {number} ")

    singles = [(switch, value) for switch in switches for value in switch.others]
    made = [
        *(row_plan(number, row, of_row(number), material, seed=seed) for number, row in enumerate(rows, 1)),
        *(value_plan(switch, value, material, seed=seed, all_cases=all_cases) for switch, value in singles),
        *filter(None, (unclaimed_plan(switch, value, material) for switch, value in singles)),
        *([real_time_plan(rows[seed % len(rows)], material, seed=seed)] if rows else []),
    ]
    return sorted(made, key=lambda plan: -len(plan.cases))


def sample(made: Sequence[Plan], *, plans_at_most: int, cases_at_most: int, seed: int) -> list[Plan]:
    """Some plans with some of their cases, and a few of these once more, drawn by the seed."""
    draw = Random(seed)
    chosen = draw.sample(list(made), min(plans_at_most, len(made)))
    return [_reduced(plan, cases_at_most, draw) for plan in chosen]


def _reduced(plan: Plan, cases_at_most: int, draw: Random) -> Plan:
    drawn = draw.sample(plan.cases, min(cases_at_most, len(plan.cases)))
    kept = set(drawn)
    again = tuple(drawn[:AGAIN_OF_SAMPLE]) if plan.again else ()
    return replace(plan, cases=tuple(case for case in plan.cases if case in kept), again=again)
