"""Whether a report of a run may be issued: each reason against it is a finding, and a report with one is a draft.

A check is a row of `CHECKS`.  It looks at the run, its folder and the laboratory, and says nothing
about the DUT: a run with fails can have a final report.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from hil.report.pdf.printable import is_printable, printable
from hil.report.source import Source
from hil.report.view.items import ITEMS, missing_items
from hil.results.words import incomplete


@dataclass(frozen=True, slots=True)
class Finding:
    """A reason why the report is a draft: what it is about, what is wrong, the next step."""

    about: str
    what: str
    step: str

    def __str__(self) -> str:
        return f"{self.about}: {self.what}; {self.step}"


def _items(source: Source) -> Iterator[Finding]:
    missing = missing_items(source)
    for item in ITEMS:
        for lack in missing.get(item.letter, ()):
            yield Finding(f"item {item.letter} ({item.subject})", lack.what, lack.step)


def _whole(source: Source) -> Iterator[Finding]:
    report = source.report
    if not report.is_complete:
        yield Finding("run", incomplete(report), "go on with it by hil conformance --resume RUN")
    if report.header.shard:
        yield Finding(
            "run",
            f"it is shard {report.header.shard} of a selection",
            "join the shards by hil merge, and report the merged run",
        )


def _damage(source: Source) -> Iterator[Finding]:
    for found in source.report.damage:
        yield Finding("records", found, "take the folder of the run from its backup, or run again")


def _seal(source: Source) -> Iterator[Finding]:
    if source.unsealed:
        yield Finding("seal", f"the run is not sealed: {source.unsealed}", "hil verify RUN tells more")


def _selftest(source: Source) -> Iterator[Finding]:
    test = source.report.selftest
    if test is not None and not test.is_fit:
        yield Finding(
            "selftest",
            test.line,
            "find what is wrong with the installation, repeat the selftest, then the tests",
        )


def _letters(source: Source) -> Iterator[Finding]:
    told = dict((*source.report.header.lab, *source.lab))
    for key, value in told.items():
        if not is_printable(value):
            yield Finding(
                f"[lab] {key}",
                f"the fonts of the report lack letters of it; the report shows {printable(value)}",
                "write it in Latin, Greek or Cyrillic letters",
            )


CHECKS: tuple[Callable[[Source], Iterable[Finding]], ...] = (
    _whole,
    _damage,
    _seal,
    _selftest,
    _items,
    _letters,
)
"""What a report is checked for, in the order in which findings are told."""


def lint(source: Source) -> tuple[Finding, ...]:
    """The reasons why a report of the run is a draft; empty if it may be issued."""
    return tuple(finding for check in CHECKS for finding in check(source))
