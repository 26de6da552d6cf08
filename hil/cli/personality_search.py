"""The switches of the emulator's variants that make it answer as a recorded module.

The cases of the record run on the emulator, and the exchanges are compared.  Where they
differ, the values of the switches about what differs are tried on some of these cases.
Switches about different commands are tried together, since each one shows in its own.
What helps is combined and tried on all cases, until nothing helps any more.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from hil.cli.candidates import Candidate, candidates, in_groups
from hil.cli.rehearsal import Stage, Trial
from hil.fidelity.comparison import Cases, Fidelity, compared

ROUNDS = 8
"""At most so often is something kept."""

Chosen = Mapping[str, str]
"""Values by the names of their switches."""


@dataclass(frozen=True, slots=True)
class Draft:
    """The chosen values, and how like the module the emulator is with them, and was before."""

    values: Chosen
    before: Fidelity
    after: Fidelity
    is_whole: bool = True
    """Whether the search came to its end; else it was stopped, and this is the best so far."""


@dataclass(frozen=True, slots=True)
class Help:
    """A candidate that removes differences: how many, and of which commands."""

    candidate: Candidate
    gain: int
    commands: frozenset[str]


@dataclass(slots=True)
class Search:
    """A search; `base` and `start` are personalities or their files: what is compared before, and what it begins with.

    `tell` gets lines about the progress.
    """

    real: Cases
    stage: Stage
    base: str
    start: str
    tell: Callable[[str], None]
    _chosen: dict[str, str] = field(default_factory=dict)

    def draft(self) -> Draft:
        """Find the values; Ctrl-C ends the search with those found so far.

        Raises `InfrastructureError` if the cases do not run on the emulator.
        """
        whole = tuple(self.real)
        self.tell(f"{len(whole)} recorded cases run on the emulator")
        first = [Trial(personality, frozenset(), whole) for personality in (self.base, self.start)]
        before, plain = self.stage.exchanges(first, "the recorded cases")
        start = compared(self.real, before)
        now = compared(self.real, plain)
        is_whole = True
        try:
            for number in range(1, ROUNDS + 1):
                if not now.differing:
                    break
                found = self._round(number, now, plain)
                if found is None:
                    break
                plain, now = found
        except KeyboardInterrupt:
            self.tell("stopped; this is the best so far")
            is_whole = False
        return Draft(dict(self._chosen), start, now, is_whole)

    def _round(self, number: int, now: Fidelity, plain: Cases) -> tuple[Cases, Fidelity] | None:
        """Keep what helps; None if nothing does.

        Only if nothing helps together with others, or is about what differs, each value
        is tried alone, and those about every command, too.
        """
        for is_last in (False, True):
            tried = list(candidates(now, self._chosen, is_last=is_last))
            groups = [(each,) for each in tried] if is_last else in_groups(tried)
            if not groups:
                continue
            self.tell(
                f"round {number}: {now.differing} of {now.compared} exchanges differ; "
                f"{len(tried)} values are tried in {len(groups)} rehearsals"
            )
            helpful = self._helpful(groups, plain, f"round {number}")
            found = self._kept(helpful, now)
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
        was, now = (
            {each.command: (each.differing, each.compared) for each in compared(real, cases).commands}
            for cases in (plain, answer)
        )
        gain, commands = 0, set[str]()
        for command in was.keys() | now.keys():
            if is_alone or candidate.is_about(command):
                one, other = was.get(command, (0, 0)), now.get(command, (0, 0))
                removed = (
                    one[0] - other[0] - max(0, one[1] - other[1])
                )  # fewer are asked after another answer
                gain += removed
                if removed > 0:
                    commands.add(command)
        return Help(candidate, gain, frozenset(commands)) if gain > 0 else None

    def _kept(self, helpful: Sequence[Help], now: Fidelity) -> tuple[Cases, Fidelity] | None:
        """Keep what helps together, or else the best one alone; None if that removes nothing in all cases."""
        together = _apart(helpful)
        for chosen in filter(None, (together, together[:1] if len(together) > 1 else [])):
            (answer,) = self.stage.exchanges([self._trial(chosen, self.real)], "all cases")
            found = compared(self.real, answer)
            if answer.keys() >= self.real.keys() and found.differing < now.differing:
                self._chosen = self._with(chosen)
                self.tell(f"kept: {', '.join(each.pair for each in chosen)}")
                return answer, found
        return None

    def _trial(self, more: Iterable[Candidate], cases: Iterable[str]) -> Trial:
        return Trial(self.start, frozenset(self._with(more).items()), tuple(cases))

    def _with(self, more: Iterable[Candidate]) -> dict[str, str]:
        return {**self._chosen, **{each.switch.name: each.value.name for each in more}}


def _apart(helpful: Iterable[Help]) -> list[Candidate]:
    """The best candidate for each command that differs: two for one command may do the same."""
    kept: list[Candidate] = []
    covered: set[str] = set()
    for each in helpful:
        if not each.commands <= covered and each.candidate.switch not in [one.switch for one in kept]:
            kept.append(each.candidate)
            covered |= each.commands
    return kept
