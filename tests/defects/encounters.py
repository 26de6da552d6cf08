"""By which commands a case meets a degenerate DUT: the words of `Degenerate.about` that its transcript shows."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from hil.results.case import CaseResult
from hil.selftest.subjects import subjects
from hil.transcript import Direction, Kind, Pco

from .own_commands import purposes

_PART = re.compile(r'\+QSSLCFG="[a-z]+"|\+QFTPCFG=\d|\+[A-Z]+=?\?', re.IGNORECASE)


def encounters(case: CaseResult) -> frozenset[str]:
    """The commands, their refusals, their read and test forms, the keywords of AT+QSSLCFG and the types of AT+QFTPCFG of a case.

    What the driver sends of its own accord depends on earlier cases and does not count.
    """
    own = replace(case, transcript=tuple(line for line, purpose in purposes(case.transcript) if not purpose))
    return subjects(own) | frozenset(_parts(own))


def _parts(case: CaseResult) -> Iterator[str]:
    for line in case.transcript:
        if (
            line.pco == Pco.AT.value
            and line.direction == Direction.TO_DUT.value
            and line.kind == Kind.COMMAND
        ):
            yield from (f"AT{_cased(part)}" for part in _PART.findall(line.text))


def _cased(part: str) -> str:
    command, equals, value = part.partition("=")
    return f"{command.upper()}{equals}{value.lower()}"
