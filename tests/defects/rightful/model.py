"""A row of the cases that may pass on degenerate DUTs, and how the rows are compared with a run."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache


@dataclass(frozen=True, slots=True)
class Rightful:
    """Cases that pass rightly on these DUTs although they see that the DUT deviates, and why.

    `duts` are names of degenerate DUTs.  `cases` are test functions, as node ids without
    `suites/`; parameters in brackets, in which `*` stands for any characters, restrict one to some cases.
    """

    duts: tuple[str, ...]
    cases: tuple[str, ...]
    reason: str


Passes = Mapping[str, Collection[str]]
"""The cases that passed on each DUT."""


@cache
def _pattern(text: str) -> re.Pattern[str]:
    function, bracket, parameters = text.partition("[")
    wanted = ".*".join(re.escape(part) for part in parameters.split("*"))
    return re.compile(re.escape(function) + (rf"\[{wanted}" if bracket else r"(?:\[.*)?"), re.DOTALL)


def matches(case: str, patterns: Iterable[str]) -> bool:
    """Whether one of the patterns is that of a case."""
    name = case.removeprefix("suites/")
    return any(_pattern(pattern).fullmatch(name) for pattern in patterns)


def row_for(rows: Iterable[Rightful], dut: str, case: str) -> Rightful | None:
    """The row by which that case may pass on that DUT."""
    return next((row for row in rows if dut in row.duts and matches(case, row.cases)), None)


def stale(rows: Iterable[Rightful], ran: Passes, passed: Passes) -> list[str]:
    """The functions and DUTs of rows by which no case passed, though cases of theirs ran."""
    return [
        found for row in rows for found in (*_stale_cases(row, ran, passed), *_stale_duts(row, ran, passed))
    ]


def _stale_cases(row: Rightful, ran: Passes, passed: Passes) -> Iterator[str]:
    for pattern in row.cases:
        if _any(ran, row.duts, (pattern,)) and not _any(passed, row.duts, (pattern,)):
            yield f"{pattern} on {', '.join(row.duts)}: no such case passed"


def _stale_duts(row: Rightful, ran: Passes, passed: Passes) -> Iterator[str]:
    for dut in row.duts:
        if _any(ran, (dut,), row.cases) and not _any(passed, (dut,), row.cases):
            yield f"{dut}: none of {', '.join(row.cases)} passed there"


def _any(found: Passes, duts: Iterable[str], patterns: Iterable[str]) -> bool:
    return any(matches(case, patterns) for dut in duts for case in found.get(dut, ()))
