"""A run on several modules in words: who judged how much, who left, and whether one firmware was judged."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from hil.results.model import RunReport


def modules_of(report: RunReport) -> tuple[str, ...]:
    """The modules that judge a run together, at the end those that joined when it was resumed; none for one DUT."""
    if not report.header.modules:
        return ()
    joined = (case.module for case in report.cases if case.module)
    return tuple(dict.fromkeys((*report.header.modules, *joined)))


def modules_lines(report: RunReport) -> tuple[str, ...]:
    """The lines about the modules of a run; none for a run on one DUT."""
    return tuple(_lines(report)) if report.header.modules else ()


def _lines(report: RunReport) -> Iterator[str]:
    counts = Counter(case.module for case in report.cases)
    shown = ", ".join(f"{name} {counts[name]}" for name in modules_of(report))
    yield f"cases by module: {shown}"
    firmwares = report.firmwares
    if len(firmwares) > 1:
        each = "; ".join(f"{firmware} on {', '.join(names)}" for firmware, names in firmwares.items())
        yield (
            f"the modules have {len(firmwares)} firmwares, and a verdict holds for that of the module that judged "
            f"the case: {each}"
        )
    for withdrawal in report.withdrawals:
        yield str(withdrawal)
    for case in report.taken_over():
        first = case.attempts[0]
        where = f"module {first.module}" if first.module else "a worker that died"
        yield f"taken over from {where}: {case.name}: {case.verdict_words} on {case.module or 'none'}"
