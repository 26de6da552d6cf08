"""The decisive exchange of a case: the entries of its transcript behind the check that did not hold."""

from __future__ import annotations

import re
from collections.abc import Sequence

from hil.results.case import CaseResult, TranscriptLine
from hil.results.failures import deciding
from hil.transcript import Kind, Pco
from hil.verdict import Role, Step

_COMMAND = re.compile(r"AT\+?[A-Z&]+[A-Z0-9]*(?:=[^\s)]*)?")
"""A command in the subject of a step: `AT+QFTPPUT` in `the upload (AT+QFTPPUT)`."""


def decisive(case: CaseResult, lines: Sequence[TranscriptLine]) -> range:
    """The places of the decisive entries among `lines`; empty for a case that has none.

    They are the last exchange before the failed check: from its command line to the entry
    before the next one.  The command is the one that the subject of the check names, else
    the last one before the check.
    """
    step = failed_step(case)
    if step is None and case.problem is None and not case.checks:
        return range(0)
    until = len(lines)
    if step is not None:
        until = sum(line.t <= step.t for line in lines)
    begins = [number for number in range(until) if _is_command(lines[number])]
    if not begins:
        return range(0)
    begin = _named(begins, lines, step.subject if step else "")
    return range(begin, next((number for number in begins if number > begin), until))


def failed_step(case: CaseResult) -> Step | None:
    """The step that decides: that of the deciding check; else the first check that did not hold, else the first step."""
    not_held = [step for step in case.steps if not step.held]
    check = deciding(case)
    sides = (check.expected, check.actual, check.where)
    own = [step for step in not_held if (step.expected, step.actual, step.where) == sides]
    checks = [step for step in not_held if step.role is Role.CHECK]
    return next(iter(own or checks or not_held), None)


def _is_command(line: TranscriptLine) -> bool:
    return line.kind in {Kind.COMMAND, Kind.QUESTION, Kind.RESTART_COMMAND} and line.pco == Pco.AT


def _named(begins: Sequence[int], lines: Sequence[TranscriptLine], subject: str) -> int:
    """The last command line that the subject names, in full before in part; else the last command of the case."""
    named = _COMMAND.search(subject)
    texts = (named[0], named[0].partition("=")[0]) if named else ()
    for text in texts:
        found = [number for number in begins if lines[number].text.startswith(text)]
        if found:
            return found[-1]
    own = [number for number in begins if lines[number].kind != Kind.QUESTION]
    return (own or begins)[-1]
