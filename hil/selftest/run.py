"""A selftest from the collected cases to its record: the usual module, defects and sound modules, TLS pairs."""

from __future__ import annotations

import io
import os
import platform
import time
from collections.abc import Callable, Sequence
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass, replace

import pytest

from hil.emulator.defects import DEFECTS
from hil.emulator.defects.apart import UNANSWERED
from hil.errors import InfrastructureError
from hil.pki.authority import Authority
from hil.plugin.collected import suites_home
from hil.plugin.forks import ARE_POSSIBLE
from hil.plugin.markers import requirement_ids
from hil.results.header import describe_run
from hil.results.selftest import DefectTrial, Installation, Selftest, VariantTrial
from hil.results.suite_files import catalogue_digest, digests
from hil.selftest import pairs, sample
from hil.selftest.forks import ForkLoop, Outcome, Plan, collect_and_run, on_signals
from hil.selftest.functions import function_of
from hil.selftest.pace import Pace
from hil.selftest.plans import DUT, NO_DEFECT
from hil.selftest.sample import Size
from hil.selftest.subjects import subjects
from hil.selftest.trials import USUAL, Trial, joined, trial_of

AT_A_TIME = 4
"""So many campaigns a processor: they wait more than they compute."""


@dataclass(frozen=True, slots=True)
class Request:
    """What the user asked for."""

    seed: int
    size: Size
    without_peers: bool = False


class _Campaigns:
    """The campaigns of a sample, and what they came to."""

    def __init__(self, request: Request, tell: Callable[[str], None]) -> None:
        self._request, self._tell = request, tell
        self._at_a_time = AT_A_TIME * (os.cpu_count() or 1)
        self.loop = ForkLoop(self._run, lambda _outcome: None, at_a_time=self._at_a_time)
        self.trials: dict[tuple[str, ...], Trial] = {}
        self.has_begun = False
        self._pace = Pace()

    @property
    def defects(self) -> tuple[DefectTrial, ...]:
        """What came of the defects, by their names."""
        found = [trial for trial in self.trials.values() if isinstance(trial, DefectTrial)]
        return tuple(sorted(found, key=lambda trial: trial.defect))

    @property
    def variants(self) -> tuple[VariantTrial, ...]:
        """What came of the sound modules: the usual one first, then the others by their names."""
        found = [trial for trial in self.trials.values() if isinstance(trial, VariantTrial)]
        usual = [trial for trial in found if not trial.variant]
        others = sorted((trial for trial in found if trial.variant), key=lambda trial: trial.variant)
        return (*([joined(usual)] if usual else []), *others)

    def _run(self, items: Sequence[pytest.Item]) -> Sequence[Plan]:
        """Run all campaigns, one kind after the other; nothing is left to the loop."""
        seed, size = self._request.seed, self._request.size
        self.has_begun = True
        cases = {item.nodeid: requirement_ids(item) for item in items if requirement_ids(item)}
        of_usual = sample.explored(tuple(cases), size, seed)
        exercised: dict[str, frozenset[str]] = {}
        long: set[str] = set()

        def learn(outcome: Outcome) -> None:
            exercised.update({case.id: subjects(case) for case in outcome.cases})
            long.update(function_of(case.id) for case in outcome.cases if len(case.transcript) > sample.LONG)

        self._tell(f"{len(of_usual)} cases on {USUAL}")
        self._try(self._sound(of_usual), items, learn)
        known = {case: exercised[case] for case in of_usual if case in exercised}
        plans = [
            *(
                sample.plan_of_sampled_defect(cases, name, long, seed)
                for name in sample.drawn_defects(size, seed)
            ),
            *(sample.plan_of_variant(*drawn, known, seed) for drawn in sample.drawn_variants(size, seed)),
        ]
        plans.sort(key=_weight, reverse=True)  # no processor is left alone with a long one
        self._pace.expect(len(plans), sum(map(_weight, plans)))
        self._try(plans, items, self._show)
        noticing = list(dict.fromkeys(trial.case for trial in self.defects if trial.case))
        self._tell(f"{len(noticing)} cases that noticed a defect on {USUAL}")
        self._try(self._sound(noticing), items, learn)
        return ()

    def _try(
        self, plans: Sequence[Plan], items: Sequence[pytest.Item], heard: Callable[[Outcome], None]
    ) -> None:
        """Run plans; one that does not come out as expected runs once more, alone, and that result counts."""

        def done(outcome: Outcome) -> None:
            self.trials[_key(outcome.plan)] = trial_of(outcome)
            heard(outcome)

        def once_more(outcome: Outcome) -> None:
            before = self.trials[_key(outcome.plan)].words
            self.trials[_key(outcome.plan)] = again = replace(trial_of(outcome), before=before)
            self._tell(f"repeated: {_title(outcome.plan)}: {again.words}")

        self.loop.run(plans, items, done)
        unexpected = [plan for plan in plans if not self.trials[_key(plan)].is_as_expected]
        self.loop.run(unexpected, items, once_more, at_a_time=1)

    def _sound(self, cases: Sequence[str]) -> list[Plan]:
        size = -(-len(cases) // self._at_a_time) or 1
        return [
            Plan(NO_DEFECT, DUT, tuple(cases[start : start + size])) for start in range(0, len(cases), size)
        ]

    def _show(self, outcome: Outcome) -> None:
        pace, found = self._pace.ended(_weight(outcome.plan)), self.trials[_key(outcome.plan)]
        self._tell(f"{pace}  {_title(outcome.plan)}: {found.words}")


def _key(plan: Plan) -> tuple[str, ...]:
    """What tells plans apart: several with parts of the cases run on the usual module."""
    return (plan.name, *plan.cases)


def _title(plan: Plan) -> str:
    if plan.name in DEFECTS:
        return f"defect {plan.name}"
    return USUAL if plan.name == NO_DEFECT else f"sound module {plan.name}"


_OF_DEFECT, _OF_SILENCE = 2, 60
"""So many times longer a case with a defect takes than one of a sound module; so many cases one that waits in vain."""


def _weight(plan: Plan) -> int:
    if plan.name not in DEFECTS:
        return len(plan.cases)
    return _OF_DEFECT * len(plan.cases) + (_OF_SILENCE if plan.name in UNANSWERED else 0)


def run(request: Request, *, tell: Callable[[str], None] = print) -> Selftest:
    """Test this installation; Ctrl-C ends it, and the record says so.

    Raises `UsageError` where the suites are not installed, `InfrastructureError` where they cannot
    be collected or no process can be forked.
    """
    if not ARE_POSSIBLE:
        raise InfrastructureError(
            f"hil selftest needs Linux, where its campaigns run in forks; this is {platform.system()}"
        )
    installation, started = _installation()
    began = time.monotonic()
    campaigns, said = _Campaigns(request, tell), io.StringIO()
    with on_signals(campaigns.loop.stop), redirect_stdout(said), redirect_stderr(said):
        code = collect_and_run(campaigns.loop)
    interrupted = code == pytest.ExitCode.INTERRUPTED
    if not (campaigns.has_begun or interrupted):
        last = " ".join(said.getvalue().split())[-300:]
        raise InfrastructureError(f"the suites cannot be collected: {last or 'no case was found'}")
    found = pairs.PairsFound((), ())
    if not (request.without_peers or interrupted):
        tell(f"{len(pairs.PAIRS)} TLS pairs with foreign programs")
        found = pairs.check(Authority(), tell=tell)
    return Selftest(
        seed=request.seed,
        minutes=request.size.minutes,
        started=started,
        duration_s=round(time.monotonic() - began, 3),
        installation=installation,
        defects=campaigns.defects,
        variants=campaigns.variants,
        peers=found.peers,
        pairs=found.trials,
        missing=found.missing,
        without_peers=request.without_peers,
        stopped="a signal" if interrupted else "",
    )


def _installation() -> tuple[Installation, str]:
    """What is tested, and when that begins."""
    header, home = describe_run(campaign="selftest", dut_url=DUT, command=()), suites_home()
    names = [path.relative_to(home.parent).as_posix() for path in home.rglob("*.py")]
    found = Installation(
        tools=header.tools,
        python=header.python,
        openssl=header.openssl,
        platform=header.platform,
        commit=header.commit,
        suites=tuple(digests(home.parent, names).items()),
        catalogue=catalogue_digest(),
        machine=platform.node(),
        processors=os.cpu_count() or 1,
    )
    return found, header.started
