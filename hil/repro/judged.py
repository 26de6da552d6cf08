"""On what of a case its verdict stands: the response to one command, or all that module and servers did."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from hil.evidence.redaction import redact_places
from hil.repro.recorded import Recorded, turns
from hil.results.case import ASIDE, CaseResult, TranscriptLine
from hil.transcript import Kind
from hil.verdict import Role, Step, Verdict

_IDENTITY = re.compile(r"AT(I\d?|\+(C?GM[IMR]|C?GSN|CIMI|QCCID))$", re.IGNORECASE)
"""Questions to which each module and each firmware has an answer of its own."""


def judged(source: Recorded, steps: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """What `repro.py` compares: the numbers of steps, whether the sessions count, the last step; and how to say it.

    `bounds_s` are those of the time of the steps, where that was judged.
    """
    case = source.case
    failed = first_failed(case)
    words = {
        "what": "failure" if case.verdict is not Verdict.PASS else "success",
        "expected": failed.expected
        if failed
        else case.problem.expected
        if case.problem
        else "each check to hold",
        "actual": failed.actual if failed else case.problem.actual if case.problem else "it did",
        "bounds_s": failed.bounds_s if failed else (),
    }
    if failed is not None and failed.command:
        number = _step_of(source, failed)
        if number:
            data = [each["n"] for each in _data_after(steps, number)]
            return {**words, "steps": [number, *data], "server": False, "last": max([number, *data])}
    end = failed.t if failed is not None else _end_of(case)
    told = [line for line in case.transcript if line.pco == "at" and line.direction == "→"]
    own = [
        each["n"]
        for each in steps
        if 0 <= each["t"] <= end and not _is_aside(each, told) and not _IDENTITY.match(each.get("send", ""))
    ]
    return {**words, "steps": own, "server": bool(source.sessions), "last": len(steps)}


def _is_aside(step: Mapping[str, Any], told: Iterable[TranscriptLine]) -> bool:
    """Whether a command is a check of the line by the bench, as the entry of the transcript nearest in time says."""
    alike = [line for line in told if line.text == redact_places(step.get("send", ""))]
    nearest = min(alike, key=lambda line: abs(line.t - float(step["t"])), default=None)
    return nearest is not None and nearest.kind == ASIDE


def first_failed(case: CaseResult) -> Step | None:
    """The first judgement that did not hold; None if the case ended by an error of an exchange, or passed."""
    if case.verdict is Verdict.PASS:
        return None
    return next((step for step in case.steps if not step.held and step.role is not Role.STIMULUS), None)


def _step_of(source: Recorded, failed: Step) -> int:
    """The number of the last such command before the judgement; 0 if there is none."""
    found = 0
    for number, turn in enumerate(turns(source.segment.moved), start=1):
        t = (turn.t - source.offset) / 1e9
        if t <= failed.t and _same(turn.line, failed.command):
            found = number
    return found


def _same(line: str, command: str) -> bool:
    """Whether a line of the record, whose secrets are placeholders, is that command without its secrets."""
    return redact_places(line) == command


def _data_after(steps: Sequence[Mapping[str, Any]], number: int) -> list[Mapping[str, Any]]:
    """The data that belong to a command."""
    found = []
    for step in steps[number:]:
        if step["kind"] != "data":
            break
        found.append(step)
    return found


def _end_of(case: CaseResult) -> float:
    """When the last command of the case itself was sent; what follows is the bench's."""
    asides = {ASIDE, Kind.QUESTION.value}
    own = [line.t for line in case.transcript if line.pco == "at" and line.kind not in asides]
    return max(own, default=0.0)
