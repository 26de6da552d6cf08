"""The steps of a case in Allure: each judgement with both sides, and the AT exchanges."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from hil.report.outcome import one_line
from hil.results.case import CaseResult, TranscriptLine
from hil.transcript import Direction, Pco
from hil.verdict import Role, Step, Verdict

AT, TO_DUT, FROM_DUT = Pco.AT.value, Direction.TO_DUT.value, Direction.FROM_DUT.value

PASSED, FAILED, BROKEN, SKIPPED = "passed", "failed", "broken", "skipped"
"""Allure's words."""


@dataclass(frozen=True, slots=True)
class ShownStep:
    """A step as Allure shows it; `t` is in seconds since the case began, `fields` are its parameters."""

    title: str
    t: float
    status: str = PASSED
    fields: tuple[tuple[str, str], ...] = ()


def judgements(case: CaseResult) -> Iterator[ShownStep]:
    """The judgements of the last attempt, in their order."""
    return (_judgement(step, case) for step in case.steps)


def _judgement(step: Step, case: CaseResult) -> ShownStep:
    came = f"came {step.actual}" if step.held else f"expected {step.expected}, came {step.actual}"
    sides = (
        {}
        if step.held and step.expected == step.actual
        else {"expected": step.expected, "actual": step.actual}
    )
    fields = {
        "role": "" if step.role is Role.CHECK else step.role.value,
        **sides,
        "requirements": " ".join(step.requirements),
        "place": step.where,
    }
    shown = tuple((name, one_line(value)) for name, value in fields.items() if value)
    return ShownStep(one_line(f"{step.subject}: {came}"), step.t, _status(step, case), shown)


def _status(step: Step, case: CaseResult) -> str:
    """A judgement that did not hold is no fail where the case passed: it departs from an optional requirement."""
    if step.held:
        return PASSED
    if case.verdict is Verdict.PASS:
        return SKIPPED
    return FAILED if step.role is Role.CHECK else BROKEN


def exchanges(lines: tuple[TranscriptLine, ...]) -> Iterator[ShownStep]:
    """The AT exchanges, one line each: the command line and its response."""
    command: TranscriptLine | None = None
    answers: list[str] = []
    for line in lines:
        if line.pco != AT:
            continue
        if line.direction == TO_DUT:
            if command:
                yield _exchange(command, answers)
            command, answers = line, []
        elif line.direction == FROM_DUT:
            answers.append(line.text)
    if command:
        yield _exchange(command, answers)


def _exchange(command: TranscriptLine, answers: list[str]) -> ShownStep:
    title = f"{command.text} → {' / '.join(answers)}" if answers else command.text
    return ShownStep(title, command.t)
