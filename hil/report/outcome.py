"""How a case ended, for renderings that have a field for each thing: requirement, ground, both sides, place."""

from __future__ import annotations

from dataclasses import dataclass

from hil.results.case import CaseResult, Problem
from hil.results.failures import deciding
from hil.verdict import FailedCheck, Verdict

_JUDGED = (Verdict.FAIL, Verdict.KNOWN_DEVIATION)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What decided a case; a field is empty where there is nothing to tell, all of them in most passes.

    `requirements` are those that were judged.  `weight` is the ground of a fail, or the
    cause of an inconclusive case as one word: `no_stimulus`.  `file` is the path of the
    test as pytest names it, `line` that of the deciding check, else that of the test, 0 if
    unknown.
    """

    sentence: str
    requirements: tuple[str, ...]
    weight: str
    expected: str
    actual: str
    file: str
    line: int


def outcome(case: CaseResult) -> Outcome:
    """The outcome of a case."""
    weight = case.ground.value if case.ground else case.cause.name.lower() if case.cause else ""
    check = deciding(case) if case.verdict in _JUDGED else None
    problem = case.problem
    sides: FailedCheck | Problem | None = check or problem
    where = (check.where if check else "") or (problem.where if problem else "")
    judged = case.requirements if problem and case.verdict is Verdict.INCONCLUSIVE else ()
    file, line = place(case, where)
    return Outcome(
        sentence=one_line(check.sentence if check else case.reason),
        requirements=check.requirements if check else judged,
        weight=weight,
        expected=one_line(sides.expected) if sides else "",
        actual=one_line(sides.actual) if sides else "",
        file=file,
        line=line,
    )


def place(case: CaseResult, where: str) -> tuple[str, int]:
    """The file and line of a check in a case; those of the test if `where`, as file:line, is in another file.

    A reader of a JUnit file opens the place in the suites; a check that a shared step
    made has no meaning there without its caller.
    """
    name, _, number = where.rpartition(":")
    if name and number.isdigit() and name == case.file.rpartition("/")[2]:
        return case.file, int(number)
    return case.file, case.line


def one_line(text: str) -> str:
    """The text with each run of blanks and line ends as one blank."""
    return " ".join(text.split())
