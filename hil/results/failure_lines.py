"""What fails in a run, for a terminal: a reason and the first case of each cause, each on a line of its own."""

from __future__ import annotations

import shlex
import shutil
import textwrap
from collections.abc import Iterable

from hil.results.failures import FailureGroup, groups
from hil.results.model import RunReport

MOST_GROUPS = 10
"""So many causes are told at the end of a run; the report has all."""

MOST_LINES = 2
"""A reason takes so many lines at most; a longer one is shortened in its middle."""

NARROWEST, WIDEST = 80, 100
"""The columns of lines for people; a terminal is as wide as it is, between these."""


def columns() -> int:
    """The columns that a line may have here."""
    return max(NARROWEST, min(WIDEST, shutil.get_terminal_size((WIDEST, 24)).columns))


def shortened(text: str, width: int) -> str:
    """The text on one line, with `…` in place of its middle where it is longer than `width`."""
    line = " ".join(text.split())
    if len(line) <= width:
        return line
    end = (width - 1) // 2
    return f"{line[: width - 1 - end].rstrip()}…{line[len(line) - end :].lstrip()}"


def wrapped(text: str, width: int) -> list[str]:
    """The text on lines of at most `width` columns; a longer word, as the id of a case, stays whole."""
    return textwrap.wrap(
        text, width, subsequent_indent="  ", break_long_words=False, break_on_hyphens=False
    ) or [""]


def failure_lines(report: RunReport, width: int) -> tuple[str, ...]:
    """The causes of the failing cases, the first ten; the number and the name of a case fit `hil show`."""
    found = groups(report.cases)
    numbers = {case.id: number for number, case in enumerate(report.cases, start=1)}
    lines = [line for group in found[:MOST_GROUPS] for line in _of_group(group, numbers, width)]
    if rest := found[MOST_GROUPS:]:
        lines.append(f"fail in {_counted(len(group.cases) for group in rest)}; the report has all")
    return tuple(lines)


def _counted(counts: Iterable[int]) -> str:
    found = tuple(counts)
    cases, causes = sum(found), len(found)
    return f"{cases} more case{_s(cases)} for {causes} more cause{_s(causes)}"


def _s(count: int) -> str:
    return "" if count == 1 else "s"


def _of_group(group: FailureGroup, numbers: dict[str, int], width: int) -> list[str]:
    first = group.cases[0]
    reason = shortened(f"fail [{group.ground.value}] {group.cause}", MOST_LINES * (width - 2))
    count = f"{group.count}, first " if len(group.cases) > 1 else "case "
    return [*wrapped(reason, width), f"  {count}{numbers[first.id]}: {first.name}"]


def next_step(report: RunReport, run: str) -> str:
    """The command that shows the first failing case of the run in `run`; empty if none fails."""
    found = groups(report.cases)
    if not found:
        return ""
    number = report.cases.index(found[0].cases[0]) + 1
    return f"next: hil show {shlex.quote(run)} {number}  (the first of these cases; --failed: all of them)"
