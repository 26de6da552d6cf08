"""What a campaign says of a mutant: killed by a failed case, or why it survived."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from enum import StrEnum

from hil.emulator.mutants.catalogue import Mutant
from hil.selftest.forks import Outcome
from hil.verdict import Verdict

from .campaign import REACH, UNFINISHED


class Fate(StrEnum):
    """The end of a mutant."""

    KILLED = "killed"
    NEVER_REACHED = "never reached"  # no case made the step give a wrong value
    NOT_JUDGED = "reached, not judged"  # the step was wrong, and no case failed
    UNFINISHED = "unfinished"  # the budget was spent, or the campaign broke off


@dataclass(frozen=True, slots=True)
class Judged:
    """One mutant with its fate.

    `killer` is the case that failed, `reason` what it said; `own` tells whether it verifies a
    requirement of the target.  `evaluated` counts how often the step ran, `bent` how
    often it was wrong.
    """

    mutant: Mutant
    fate: Fate
    killer: str = ""
    reason: str = ""
    own: bool = False
    ran: int = 0
    evaluated: int = 0
    bent: int = 0
    trouble: str = ""
    duration_s: float = 0.0

    @property
    def killed(self) -> bool:
        """Whether a case failed."""
        return self.fate is Fate.KILLED


def judge(mutant: Mutant, outcome: Outcome, unsound: Collection[str] = ()) -> Judged:
    """The fate of a mutant; cases of `unsound` fail without it, too, and kill nothing."""
    notes = {note["kind"]: note for note in outcome.notes}
    reach = notes.get(REACH, {"evaluated": 0, "bent": 0})
    killers = [case for case in outcome.cases if case.verdict is Verdict.FAIL and case.id not in unsound]
    counts = {
        "ran": len(outcome.cases),
        "evaluated": reach["evaluated"],
        "bent": reach["bent"],
        "duration_s": outcome.duration_s,
    }
    if killers:
        first = killers[0]
        own = bool(set(first.requirements) & set(mutant.target.requirements))
        return Judged(mutant, Fate.KILLED, first.id, first.reason, own, **counts)
    if outcome.trouble or UNFINISHED in notes:
        trouble = outcome.trouble or f"{notes[UNFINISHED]['cases']} cases were left"
        return Judged(mutant, Fate.UNFINISHED, trouble=trouble, **counts)
    return Judged(mutant, Fate.NOT_JUDGED if reach["bent"] else Fate.NEVER_REACHED, **counts)


def hopeless(mutant: Mutant) -> Judged:
    """A mutant that no case reaches, as the campaign on its shadow has shown."""
    return Judged(mutant, Fate.NEVER_REACHED)


def unsound(outcomes: Iterable[Outcome]) -> tuple[str, ...]:
    """The cases that fail without a mutant."""
    return tuple(case.id for outcome in outcomes for case in outcome.cases if case.verdict is Verdict.FAIL)
