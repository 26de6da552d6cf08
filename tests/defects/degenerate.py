"""Campaigns on degenerate DUTs: which cases run there, and which of them pass without a right to it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from random import Random

from hil.emulator.defects import DEGENERATE, Degenerate
from hil.results.case import CaseResult
from hil.selftest.forks import Outcome, Plan
from hil.selftest.functions import function_of, some_of_each_function
from hil.verdict import Verdict

from .choice import parted
from .encounters import encounters
from .haste import CLOCK_RATE, hurry, short
from .own_commands import mark_own_commands
from .rightful import RIGHTFUL
from .rightful.model import row_for, stale
from .traces import Correct

CONTROL = "none, short waits"
"""The module without a defect, with the waits of the degenerate DUTs."""

LEAST_S = float(short(10.0))
"""A case in which nothing happens for longer cannot pass with short waits, whatever the DUT."""

OF_FUNCTION = 1
"""So many cases of each test function run on a DUT, drawn by its name: each DUT has other ones."""

MOST, MOST_SILENT = 160, 40
"""So many cases run in one campaign: a case on a silent DUT takes seconds of waiting."""

_PASSED = frozenset({Verdict.PASS})
"""Only of these cases is the transcript compared."""


@dataclass(frozen=True, slots=True)
class Unearned:
    """A case that passed although the DUT did something else than a correct module, and no row says why it may.

    `deviation` is the first line by which it shows.
    """

    dut: str
    case: str
    deviation: str


@dataclass(frozen=True, slots=True)
class Masks:
    """What the degenerate DUTs showed.

    `alike` counts the passes of cases that saw nothing but what a correct module shows, `rightful` those that have a row.
    """

    duts: int
    cases: int
    alike: int
    rightful: int
    unearned: tuple[Unearned, ...]
    stale: tuple[str, ...]
    broken: Mapping[str, str]
    control: tuple[int, int]
    """The cases that passed on the module without a defect, and those that ran there, with short waits."""

    @property
    def holds(self) -> bool:
        """Whether each pass is right, each row is needed, and the campaigns were what they should be."""
        return not (self.unearned or self.stale or self.broken) and _has_held(self.control)


def _has_held(control: tuple[int, int]) -> bool:
    passed, ran = control
    return passed >= 0.98 * ran


NO_MASKS = Masks(0, 0, 0, 0, (), (), {}, (0, 0))
"""A run without degenerate DUTs."""


class Material:
    """Learns from the module without a defect which cases pass, by what each meets a DUT, and what it sees."""

    def __init__(self) -> None:
        self.met: dict[str, frozenset[str]] = {}
        self.correct = Correct()
        self.waiting: set[str] = set()
        """Those in which nothing happens for longer than a short wait lasts: they cannot pass with it."""
        self.control = 0, 0
        """The cases that passed with the short waits, and those that ran."""

    def learn(self, outcome: Outcome) -> None:
        """Take the cases that passed; a probe observes and judges nothing."""
        passed = [case for case in outcome.cases if case.verdict is Verdict.PASS and not case.probe]
        self.met.update({case.id: encounters(case).union(case.requirements) for case in passed})
        for case in passed:
            self.correct.learn(case)
            if _longest_pause_s(case) > LEAST_S:
                self.waiting.add(case.id)

    def learn_control(self, outcome: Outcome) -> None:
        """Take the cases that passed with the short waits; they may see lines in another order."""
        passed = [case for case in outcome.cases if is_passed(case)]
        for case in passed:
            self.correct.learn(case)
        self.control = self.control[0] + len(passed), self.control[1] + len(outcome.cases)

    def meeting(self, dut: Degenerate, *, salt: str = "", most: int | None = None) -> tuple[str, ...]:
        """The cases that meet a DUT, at most `most` of each test function, drawn by the salt."""
        about = {word for word in dut.about if not word.endswith("*")}
        prefixes = tuple(
            word.removesuffix("*") for word in dut.about if word.endswith("*")
        )  # that of ANY is empty
        cases = [
            case
            for case, met in self.met.items()
            if about & met or any(word.startswith(prefixes) for word in met if prefixes)
        ]
        return some_of_each_function(cases, most, salt=salt)


def _longest_pause_s(case: CaseResult) -> float:
    return max((later.t - line.t for line, later in pairwise(case.transcript)), default=0.0)


def url(dut: str) -> str:
    """The address of a degenerate DUT."""
    return f"emulator://m95?defect={dut}&clock_rate={CLOCK_RATE}"


def plans(material: Material, duts: Sequence[str], *, all_cases: bool = False) -> list[Plan]:
    """A campaign for each DUT, or several: no worker shall be left alone with a long one."""
    return [plan for name in duts for plan in _plans(material, DEGENERATE[name], all_cases=all_cases)]


def control_plans(material: Material, *, parts: int) -> list[Plan]:
    """Campaigns on the module without a defect with the same waits."""
    cases = some_of_each_function(
        [case for case in material.met if case not in material.waiting], OF_FUNCTION
    )
    address = f"emulator://m95?clock_rate={CLOCK_RATE}"
    return [
        Plan(CONTROL, address, part, shown=_PASSED, before=(hurry, mark_own_commands))
        for part in parted(cases, parts)
    ]


def _plans(material: Material, dut: Degenerate, *, all_cases: bool) -> list[Plan]:
    cases = material.meeting(dut, salt=f"{dut.name}/", most=None if all_cases else OF_FUNCTION)
    most = MOST_SILENT if dut.is_silent else MOST
    return [
        Plan(dut.name, url(dut.name), part, shown=_PASSED, before=(hurry, mark_own_commands))
        for part in parted(cases, -(-len(cases) // most) or 1)
    ]


def sample(duts: Sequence[str], *, count: int, seed: int) -> list[str]:
    """Some DUTs, drawn by the seed: those of no family, and one of each family at most."""
    of_family: dict[str, str] = {}
    for name in Random(seed).sample(list(duts), len(duts)):
        of_family.setdefault(DEGENERATE[name].family or name, name)
    return list(of_family.values())[:count]


def some_functions(cases: Sequence[str], count: int, seed: int) -> list[str]:
    """All cases of some test functions, drawn by the seed, so that each DUT meets the same of them as in a whole run."""
    of_function: dict[str, list[str]] = {}
    for case in cases:
        of_function.setdefault(function_of(case), []).append(case)
    drawn: list[str] = []
    for function in Random(seed).sample(list(of_function), len(of_function)):
        if len(drawn) + len(of_function[function]) <= count:
            drawn += of_function[function]
    return drawn


@dataclass(frozen=True, slots=True)
class Campaign:
    """The cases that ran on a degenerate DUT, and those that passed with the line by which the DUT deviates, if it does."""

    dut: str
    ran: tuple[str, ...]
    passes: Mapping[str, str]
    trouble: str


def campaign(outcome: Outcome, correct: Correct) -> Campaign:
    """What remains of a campaign: its transcripts are compared and given up."""
    return Campaign(
        outcome.plan.name,
        tuple(case.id for case in outcome.cases),
        {case.id: correct.deviation(case) for case in outcome.cases if is_passed(case)},
        outcome.trouble,
    )


def judge(campaigns: Sequence[Campaign], control: tuple[int, int], *, is_whole: bool = True) -> Masks:
    """What the campaigns on degenerate DUTs show; `control` is that of `Masks`.

    Rows are stale only by a whole run in which the control holds: a draw leaves out the cases of some, and
    under load a case fails for want of time.
    """
    campaigns = _joined(campaigns)
    passes = [Unearned(each.dut, case, line) for each in campaigns for case, line in each.passes.items()]
    found = [each for each in passes if each.deviation]
    unearned = [each for each in found if row_for(RIGHTFUL, each.dut, each.case) is None]
    ran, passed = {each.dut: each.ran for each in campaigns}, {each.dut: each.passes for each in campaigns}
    return Masks(
        duts=len(campaigns),
        cases=sum(map(len, ran.values())),
        alike=len(passes) - len(found),
        rightful=len(found) - len(unearned),
        unearned=tuple(unearned),
        stale=tuple(stale(RIGHTFUL, _lasting(ran), passed)) if is_whole and _has_held(control) else (),
        broken={each.dut: each.trouble for each in campaigns if _is_broken(each)},
        control=control,
    )


def _joined(campaigns: Sequence[Campaign]) -> list[Campaign]:
    """One campaign of each DUT."""
    joined: dict[str, Campaign] = {}
    for each in campaigns:
        before = joined.get(each.dut, Campaign(each.dut, (), {}, ""))
        joined[each.dut] = Campaign(
            each.dut,
            before.ran + each.ran,
            {**before.passes, **each.passes},
            before.trouble or each.trouble,
        )
    return list(joined.values())


def is_passed(case: CaseResult) -> bool:
    """Whether a case noticed nothing: a departure that is shown beside a pass is noticed."""
    return case.verdict is Verdict.PASS and not case.departures


def _is_broken(each: Campaign) -> bool:
    """Whether a campaign broke off; one on a DUT that is no M95 to the driver ends with its first case."""
    return bool(each.trouble) and not DEGENERATE[each.dut].is_no_module


def _lasting(ran: Mapping[str, Sequence[str]]) -> dict[str, Sequence[str]]:
    """The cases of the DUTs that do the same in each run."""
    return {dut: cases for dut, cases in ran.items() if not DEGENERATE[dut].has_memory}


def masks_lines(masks: Masks) -> Sequence[str]:
    """What the degenerate DUTs showed, for a terminal."""
    if not masks.duts:
        return ()
    passed, ran = masks.control
    said = [f"{row.dut}: passes without a reason: {row.case} ({row.deviation})" for row in masks.unearned]
    said += [f"stale row of tests/defects/rightful: {row}" for row in masks.stale]
    said += [f"{dut}: {trouble}" for dut, trouble in masks.broken.items()]
    said.append(
        f"{masks.duts} degenerate DUTs, {masks.cases} cases: {masks.alike} saw a correct module, "
        f"{masks.rightful} pass rightly, {len(masks.unearned)} pass without a reason, {len(masks.stale)} stale rows; "
        f"{passed} of {ran} pass with the same short waits without a defect"
    )
    return said
