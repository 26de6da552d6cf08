"""The switches of the emulator's variants that make it answer as a recorded module.

The cases of the record run on the emulator, and the exchanges are compared.  Where they
differ, the values of the switches about what differs are tried on some of these cases.
Switches about different commands are tried together, since each one shows in its own.
What helps is combined and tried on a sample of the cases, until nothing helps any more;
then on all cases.  What differs there is added to the sample.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from hil.cli.candidates import Candidate, Reach, candidates, in_groups
from hil.cli.personality_sample import extended, sample
from hil.cli.rehearsal import OutOfTime, Stage, Trial
from hil.cli.shown_keys import shown
from hil.errors import InfrastructureError
from hil.fidelity.comparison import Cases, Fidelity, compared, told_by
from hil.fidelity.left_over import Told

ROUNDS = 8
"""At most so often is something kept."""

ATTEMPTS = 5
"""So many choices of what helped are tried on the sample."""

PASSES = 3
"""At most so often the sample is extended by cases that differ outside it."""

Chosen = Mapping[str, str]
"""Values by the names of their switches."""


@dataclass(frozen=True, slots=True)
class Draft:
    """The keys and the chosen values, and how like the module the emulator is with them, and was before.

    `after` may be of fewer cases: those on which a search that was stopped has worked.
    """

    keys: Mapping[str, Any]
    values: Chosen
    before: Fidelity
    after: Fidelity
    stopped: str = ""
    """What stopped the search, so that this is the best so far; empty if it came to its end."""
    is_interrupted: bool = False
    """Whether Ctrl-C stopped it, and not the end of its time."""


@dataclass(frozen=True, slots=True)
class Help:
    """A candidate that removes differences: how many, and of which commands."""

    candidate: Candidate
    gain: int
    commands: frozenset[str]


@dataclass(slots=True)
class Search:
    """A search; `base` is a personality, and `measured` are its keys that the probes of the run measured.

    `written` writes keys as a personality over the base, and returns its file; `tell` gets lines
    about the progress.
    """

    real: Cases
    stage: Stage
    base: str
    measured: Mapping[str, Any]
    written: Callable[[Mapping[str, Any]], str]
    tell: Callable[[str], None]
    _base: str = field(init=False)
    _chosen: dict[str, str] = field(default_factory=dict)
    _told: Told = field(init=False)
    _best: Draft = field(init=False)
    _whole: Cases = field(default_factory=dict)
    """What the emulator has answered in all cases, the last time."""
    _sample: Cases = field(default_factory=dict)
    """The recorded cases on which the search works."""

    def __post_init__(self) -> None:
        self._base = self.base
        self._told = told_by(self.real)

    def draft(self) -> Draft:
        """Find the values; Ctrl-C and the end of the time end the search with those found so far.

        Raises `InfrastructureError` if the cases do not run on the emulator, and
        `KeyboardInterrupt` or `OutOfTime` if they have not done so yet.
        """
        self.tell(f"{len(self.real)} recorded cases run on the emulator")
        self._run_all("the recorded cases")
        if not self._whole:
            raise InfrastructureError(
                f"the cases of the record do not run on the personality {self.base}: expected their answers, "
                f"came none; try hil conformance --dut 'emulator://m95?personality={self.base}'"
            )
        before = compared(self.real, self._whole)
        self._best = Draft({}, {}, before, before)
        try:
            self._find(before)
        except (KeyboardInterrupt, OutOfTime) as stop:
            is_interrupted = isinstance(stop, KeyboardInterrupt)
            stopped = "by Ctrl-C" if is_interrupted else str(stop)
            self.tell(f"stopped, {stopped}; this is the best so far")
            return replace(self._best, stopped=stopped, is_interrupted=is_interrupted)
        return self._best

    def _find(self, before: Fidelity) -> None:
        """Search, and keep the best so far; the last one is compared on all cases."""
        keys: Mapping[str, Any] = {**shown(self.real, self._whole), **self.measured}
        if keys:
            self.tell(f"taken from the record: {', '.join(keys)}")
            self._base = self.written(keys)
        self._take(sample(self.real, before))
        for _ in range(PASSES):
            for now in self._rounds():
                self._best = Draft(keys, dict(self._chosen), before, now)
            self._run_all("all cases")
            after = compared(self.real, self._whole)
            self._best = Draft(keys, dict(self._chosen), before, after)
            wider = extended(self.real, self._sample, after)
            if len(wider) == len(self._sample):
                return
            self._take(wider)

    def _take(self, cases: Iterable[str]) -> None:
        self._sample = {case: self.real[case] for case in cases}
        if len(self._sample) < len(self.real):
            self.tell(f"{len(self._sample)} of the cases are the sample on which the search works")

    def _run_all(self, what: str) -> None:
        (self._whole,) = self.stage.exchanges([self._trial((), self.real)], what)

    def _rounds(self) -> Iterator[Fidelity]:
        """How like the emulator is on the sample, whenever it has become better."""
        (plain,) = self.stage.exchanges([self._trial((), self._sample)], "the sample")
        now = self._compared(self._sample, plain)
        yield now
        for number in range(1, ROUNDS + 1):
            found = self._round(number, now, plain) if now.differing else None
            if found is None:
                return
            plain, now = found
            yield now

    def _compared(self, real: Cases, emulated: Cases) -> Fidelity:
        """Some cases, compared with what all have told of their states."""
        return compared(real, emulated, told=(self._told, told_by(emulated, self._whole)))

    def _round(self, number: int, now: Fidelity, plain: Cases) -> tuple[Cases, Fidelity] | None:
        """Keep what helps; None if nothing does.

        Only if nothing helps that is about what differs, those about the session are tried,
        and then each value alone, those about every command, too.
        """
        tried: list[Candidate] = []
        for reach in Reach:
            known = tried
            tried = list(candidates(now, self._chosen, reach=reach))
            groups = (
                [(each,) for each in tried]
                if reach is Reach.ALL
                else in_groups(each for each in tried if each not in known)
            )
            if not groups:
                continue
            self.tell(
                f"round {number}: {now.differing} of {now.compared} exchanges differ; "
                f"{sum(map(len, groups))} values are tried in {len(groups)} rehearsals"
            )
            helpful = self._helpful(groups, plain, f"round {number}")
            found = self._kept(helpful, now, plain)
            if found is not None:
                return found
        return None

    def _helpful(self, groups: Sequence[Sequence[Candidate]], plain: Cases, what: str) -> list[Help]:
        """The candidates that remove differences, those that remove most first."""
        trials = [
            self._trial(group, dict.fromkeys(case for each in group for case in each.cases))
            for group in groups
        ]
        answers = self.stage.exchanges(trials, what)
        found = [
            help_
            for group, answer in zip(groups, answers, strict=True)
            for each in group
            if (help_ := self._help(each, plain, answer, is_alone=len(group) == 1)) is not None
        ]
        return sorted(found, key=lambda each: (-each.gain, each.candidate.width, each.candidate.pair))

    def _help(self, candidate: Candidate, plain: Cases, answer: Cases, *, is_alone: bool) -> Help | None:
        """What a candidate removes in its cases: of its own commands, unless it was tried alone."""
        if not answer.keys() >= set(candidate.cases):  # the module hangs in one
            return None
        real = {case: self.real[case] for case in candidate.cases}
        told = self._told, told_by(plain, self._whole)
        was, now = (
            {
                each.command: (each.differing, each.compared)
                for each in compared(real, cases, told=told).commands
            }
            for cases in (plain, answer)
        )
        gain, commands = 0, set[str]()
        for command in was.keys() | now.keys():
            one, other = was.get(command, (0, 0)), now.get(command, (0, 0))
            removed = 0
            if candidate.is_about(command):  # fewer are asked after another answer
                removed = one[0] - other[0] - max(0, one[1] - other[1])
            elif is_alone:
                removed = one[0] - other[0]
            gain += removed
            if removed > 0:
                commands.add(command)
        return Help(candidate, gain, frozenset(commands)) if gain > 0 else None

    def _kept(self, helpful: Sequence[Help], now: Fidelity, plain: Cases) -> tuple[Cases, Fidelity] | None:
        """Keep what helps together; None if it removes nothing in the sample.

        What helped in some cases and makes its commands no better in the sample gives way to the
        next candidate.
        """
        remaining = list(helpful)
        for _ in range(ATTEMPTS):
            chosen = _apart(remaining)
            if not chosen:
                return None
            (answer,) = self.stage.exchanges([self._trial(chosen, self._sample)], "what helped")
            found = self._compared(self._sample, answer)
            useless = [each for each in chosen if _removed(each, now, found) <= 0]
            if not useless and answer.keys() >= plain.keys() and found.differing < now.differing:
                self._chosen = self._with(chosen)
                self.tell(f"kept: {', '.join(each.pair for each in chosen)}")
                return answer, found
            worst = useless or [min(chosen, key=lambda each: _removed(each, now, found))]
            remaining = [each for each in remaining if each.candidate not in worst]
        return None

    def _trial(self, more: Iterable[Candidate], cases: Iterable[str]) -> Trial:
        return Trial(self._base, frozenset(self._with(more).items()), tuple(cases))

    def _with(self, more: Iterable[Candidate]) -> dict[str, str]:
        return {**self._chosen, **{each.switch.name: each.value.name for each in more}}


def _removed(candidate: Candidate, now: Fidelity, then: Fidelity) -> int:
    """How many differences of the commands of a candidate are gone."""
    before, after = (
        sum(each.differing for each in run.commands if candidate.is_about(each.command))
        for run in (now, then)
    )
    return before - after


def _apart(helpful: Iterable[Help]) -> list[Candidate]:
    """The best candidate for each command that differs: two for one command may do the same."""
    kept: list[Candidate] = []
    covered: set[str] = set()
    for each in helpful:
        if not each.commands <= covered and each.candidate.switch not in [one.switch for one in kept]:
            kept.append(each.candidate)
            covered |= each.commands
    return kept
