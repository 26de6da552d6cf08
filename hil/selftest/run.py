"""A selftest from the collected cases to its record: the usual module, defects and sound modules, TLS pairs."""

from __future__ import annotations

import io
import os
import platform
import time
from collections.abc import Callable, Sequence
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass

import pytest

from hil.emulator.defects import DEFECTS
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
from hil.selftest.pace import Pace
from hil.selftest.plans import DUT, NO_DEFECT
from hil.selftest.sample import Size, variant_name
from hil.selftest.subjects import subjects
from hil.selftest.trials import defect_trial, variant_trial

USUAL = "the usual module"

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
        self.defects: list[DefectTrial] = []
        self.variants: list[VariantTrial] = []
        self.usual: list[Outcome] = []
        self.has_begun = False
        self._pace = Pace()

    def _run(self, items: Sequence[pytest.Item]) -> Sequence[Plan]:
        """Run all campaigns, one kind after the other; nothing is left to the loop."""
        seed, size = self._request.seed, self._request.size
        self.has_begun = True
        cases = {item.nodeid: requirement_ids(item) for item in items if requirement_ids(item)}
        of_usual = sample.explored(tuple(cases), size, seed)
        self._tell(f"{len(of_usual)} cases on {USUAL}")
        self.loop.run(self._sound(of_usual), items, self.usual.append)
        exercised = {case.id: subjects(case) for outcome in self.usual for case in outcome.cases}
        known = {case: exercised[case] for case in of_usual if case in exercised}
        plans = [
            *sample.plans_of_defects(cases, sample.drawn_defects(size, seed), seed),
            *(
                sample.plan_of_variant(*drawn, known, seed)
                for drawn in sample.drawn_variants(size, seed)
            ),
        ]
        self._pace.expect(len(plans), sum(map(_weight, plans)))
        self.loop.run(sorted(plans, key=_weight, reverse=True), items, self._done)
        noticing = list(dict.fromkeys(trial.case for trial in self.defects if trial.case))
        self._tell(f"{len(noticing)} cases that noticed a defect on {USUAL}")
        self.loop.run(self._sound(noticing), items, self.usual.append)
        return ()

    def _sound(self, cases: Sequence[str]) -> list[Plan]:
        size = -(-len(cases) // self._at_a_time) or 1
        return [
            Plan(NO_DEFECT, DUT, tuple(cases[start : start + size])) for start in range(0, len(cases), size)
        ]

    def _done(self, outcome: Outcome) -> None:
        pace = self._pace.ended(_weight(outcome.plan))
        if outcome.plan.name in DEFECTS:
            trial = defect_trial(outcome)
            self.defects.append(trial)
            words = f"noticed: {', '.join(trial.noticed)}" if trial.is_killed else "NOT NOTICED"
            self._tell(f"{pace}  defect {trial.defect}: {trial.trouble or words}")
            return
        meaning = _MEANINGS[outcome.plan.name]
        sound = variant_trial(outcome.plan.name, meaning, [outcome])
        self.variants.append(sound)
        words = f"{len(sound.false_fails)} FALSE FAILS" if sound.false_fails else f"passed {sound.cases} cases"
        self._tell(f"{pace}  sound module {sound.variant}: {sound.trouble or words}")


_MEANINGS = {
    variant_name(switch, value): value.meaning for switch, value in sample.all_variants()
}


def _weight(plan: Plan) -> int:
    return len(plan.cases)


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
        defects=tuple(sorted(campaigns.defects, key=lambda trial: trial.defect)),
        variants=(
            variant_trial("", USUAL, campaigns.usual),
            *sorted(campaigns.variants, key=lambda trial: trial.variant),
        ),
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
