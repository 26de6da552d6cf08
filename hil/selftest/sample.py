"""The sample of a selftest, drawn by its seed: which defects, which sound modules, and which cases run there."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from random import Random

from hil.emulator.defects import DEFECTS
from hil.emulator.defects.apart import LAWFUL
from hil.emulator.variants.catalogue import SWITCHES
from hil.emulator.variants.choice import Choice
from hil.emulator.variants.model import Switch, Value
from hil.selftest.forks import Plan
from hil.selftest.functions import function_of, some_of_each_function
from hil.selftest.plans import DUT, Cases, by_function, plan_of_defect
from hil.selftest.subjects import concerned

STANDARD_MINUTES = 5.0
"""The length of a selftest of the usual size, on two processors."""

DEFECTS_A_MINUTE, VARIANTS_A_MINUTE = 24, 12
"""So many defects and sound modules fill a minute on two processors."""

CASES_OF_VARIANT = 12
"""So many cases run on a sound module: those that its switch concerns first."""

EXPLORED_OF_VARIANT = 40
"""So many cases run on the usual module for each other sound one: their transcripts tell what a switch concerns."""

LONG = 300
"""A case whose transcript has more lines on the usual module is long: nine of ten have fewer."""

BEFORE_OTHERS = 2
"""So many cases of each requirement come first on a defect; the rest comes until one notices it."""


@dataclass(frozen=True, slots=True)
class Size:
    """How many defects and sound modules a selftest tries."""

    defects: int
    variants: int

    @classmethod
    def of(cls, minutes: float, *, defects: int | None = None, variants: int | None = None) -> Size:
        """The size for so many minutes, at least one of each kind and at most all, with the numbers that are given."""
        return cls(
            _at_most(round(DEFECTS_A_MINUTE * minutes) if defects is None else defects, len(_defects())),
            _at_most(
                round(VARIANTS_A_MINUTE * minutes) if variants is None else variants, len(all_variants())
            ),
        )

    @property
    def minutes(self) -> float:
        """How long it takes about on two free processors."""
        return round((self.defects / DEFECTS_A_MINUTE + self.variants / VARIANTS_A_MINUTE) / 2, 1)


def _at_most(wanted: int, known: int) -> int:
    return max(1, min(wanted, known))


def _defects() -> list[str]:
    return [name for name in DEFECTS if name not in LAWFUL]


def all_variants() -> list[tuple[Switch, Value]]:
    """The values that sound modules may have in place of the usual ones, each with its switch."""
    return [(switch, value) for switch in SWITCHES.values() for value in switch.others]


def drawn_defects(size: Size, seed: int) -> tuple[str, ...]:
    """The names of the defects."""
    return tuple(Random(f"{seed} defects").sample(_defects(), size.defects))


def drawn_variants(size: Size, seed: int) -> tuple[tuple[Switch, Value], ...]:
    """The switches, each with the value that it has on a sound module."""
    return tuple(Random(f"{seed} variants").sample(all_variants(), size.variants))


def explored(cases: Sequence[str], size: Size, seed: int) -> tuple[str, ...]:
    """The cases for the usual module, at most one of each test function, in their order."""
    known = some_of_each_function(cases, 1, salt=f"{seed} ")
    wanted = min(len(known), EXPLORED_OF_VARIANT * size.variants)
    drawn = set(Random(f"{seed} cases").sample(known, wanted))
    return tuple(case for case in known if case in drawn)


def plan_of_sampled_defect(cases: Cases, name: str, long: Collection[str], seed: int) -> Plan:
    """The campaign on a defect; test functions that are `long` come last, where each wait in vain costs much."""
    requirements = DEFECTS[name].requirements
    short = {case: verified for case, verified in cases.items() if function_of(case) not in long}
    plan = plan_of_defect(short, name, requirements, salt=f"{seed}/{name}/", others=0, first=BEFORE_OTHERS)
    last = [
        case for case, verified in cases.items() if case not in short and set(requirements) & set(verified)
    ]
    return replace(plan, rest=(*plan.rest, *by_function(last)), one_suffices=True)


def plan_of_variant(switch: Switch, value: Value, exercised: Mapping[str, frozenset[str]], seed: int) -> Plan:
    """The campaign on a sound module; `exercised` has the subjects of the cases that may run there."""
    name = variant_name(switch, value)
    draw = Random(f"{seed} {name}")
    about = concerned(switch, dict(exercised))
    chosen = draw.sample(about, min(CASES_OF_VARIANT, len(about)))
    others = [case for case in exercised if case not in set(about)]
    chosen += draw.sample(others, min(CASES_OF_VARIANT - len(chosen), len(others)))
    kept = set(chosen)
    return Plan(
        name,
        f"{DUT}?variant={name}",
        tuple(case for case in exercised if case in kept),
        pics=Choice.parse([name]).pics,
        shown=frozenset(),
    )


def variant_name(switch: Switch, value: Value) -> str:
    """The value as URLs name it: `ftp-colon:space`."""
    return f"{switch.name}:{value.name}"
