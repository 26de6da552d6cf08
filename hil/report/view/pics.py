"""The PICS and IXIT of a run, its static conformance review, and what follows from them (ISO/IEC 9646-5 and -7)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from hil.results.case import CaseResult
from hil.results.description import Claim, KnownDeviation
from hil.results.model import RunReport
from hil.results.static import StaticDeviation
from hil.verdict import Verdict

BENCH = "bench"
"""The table of the IXIT: properties of the bench; all others are claims of the DUT (PICS)."""

NAME = "dut.name"

NOTHING = "none"
"""The words of an empty value."""


@dataclass(frozen=True, slots=True)
class ClaimRow:
    """An entry of the PICS or IXIT in words.

    `is_stated` tells that the file of the user has it; else it is the default, all that
    the note states.  `deviations` are its static deviations.
    """

    key: str
    meaning: str
    value: str
    is_stated: bool
    deviations: tuple[StaticDeviation, ...] = ()

    @property
    def origin(self) -> str:
        """`stated` or `default`."""
        return "stated" if self.is_stated else "default"

    @property
    def review(self) -> str:
        """The result of the static review in words: `as the note states`, `not claimed: SSL3.0`."""
        if not self.deviations:
            return "as the note states"
        return f"not claimed: {', '.join(found.what for found in self.deviations)}"


@dataclass(frozen=True, slots=True)
class ClaimTable:
    """The entries of one table of the file: `tls`, `ftp`."""

    name: str
    rows: tuple[ClaimRow, ...]

    @property
    def is_ixit(self) -> bool:
        """Whether it describes the bench, not the DUT."""
        return self.name == BENCH


@dataclass(frozen=True, slots=True)
class NotApplicableGroup:
    """Cases that are not applicable for one reason."""

    reason: str
    cases: tuple[CaseResult, ...]


@dataclass(frozen=True, slots=True)
class KnownDeviationRow:
    """An entry of the deviations file with what became of it.

    `cases` are the ids of the cases that it covered; `is_outdated` tells that its
    requirement passes now, `is_static` that it gives the reason of a static deviation.
    """

    deviation: KnownDeviation
    cases: tuple[str, ...]
    is_outdated: bool
    is_static: bool

    @property
    def status(self) -> str:
        """What became of it, in words."""
        if self.is_outdated:
            return "outdated: its requirement passes now"
        if self.is_static:
            return "accepts a static deviation"
        count = len(self.cases)
        return f"covers {count} case{'' if count == 1 else 's'}" if count else "covers no case of this run"


@dataclass(frozen=True, slots=True)
class Pics:
    """All of it; `source` is the path of the PICS file as it was given, empty without one."""

    source: str
    name: str
    tables: tuple[ClaimTable, ...]
    not_applicable: tuple[NotApplicableGroup, ...]
    known_deviations: tuple[KnownDeviationRow, ...]

    @property
    def origin(self) -> str:
        """One sentence that tells where the values come from."""
        if not self.tables:
            return "The records of this run do not tell what the DUT claims."
        if not self.source:
            return "No PICS file was given: the DUT is taken to claim all that the note states."
        stated = sum(row.is_stated for table in self.tables for row in table.rows)
        return f"PICS file {self.source}: it states {stated} values; the others are the defaults."


def pics_of(report: RunReport) -> Pics:
    """What the run was told about the DUT and its bench."""
    claims = report.description.claims
    return Pics(
        source=report.pics,
        name=next((str(claim.value) for claim in claims if claim.key == NAME), ""),
        tables=_tables(claims, report.static.deviations),
        not_applicable=_not_applicable(report.cases),
        known_deviations=_known(report),
    )


def value_words(value: bool | int | str | tuple[str | int, ...]) -> str:
    """A value for people: `yes`, `2017`, `SSL3.0, TLS1.0`, `none`."""
    match value:
        case bool():
            return "yes" if value else "no"
        case tuple():
            return ", ".join(map(str, value)) or NOTHING
    return str(value) or NOTHING


def _tables(claims: Iterable[Claim], deviations: Iterable[StaticDeviation]) -> tuple[ClaimTable, ...]:
    found = tuple(deviations)
    rows = [
        ClaimRow(
            key=claim.key,
            meaning=claim.meaning.removeprefix("IXIT: "),
            value=value_words(claim.value),
            is_stated=claim.stated,
            deviations=tuple(each for each in found if each.key == claim.key),
        )
        for claim in claims
    ]
    return tuple(
        ClaimTable(name, tuple(of)) for name, of in groupby(rows, lambda row: row.key.partition(".")[0])
    )


def _not_applicable(cases: Iterable[CaseResult]) -> tuple[NotApplicableGroup, ...]:
    found: dict[str, list[CaseResult]] = {}
    for case in cases:
        if case.verdict is Verdict.NOT_APPLICABLE:
            found.setdefault(case.reason, []).append(case)
    return tuple(NotApplicableGroup(reason, tuple(of)) for reason, of in found.items())


def _known(report: RunReport) -> tuple[KnownDeviationRow, ...]:
    became = {status.deviation: status for status in report.deviations}
    reasons = {found.deviation for found in report.static.deviations}
    rows = []
    for entry in report.description.deviations:
        words = f"{entry.requirement}: {entry.observed}: {entry.reason} (until {entry.expires})"
        status = became.get(words)
        rows.append(
            KnownDeviationRow(
                entry,
                cases=status.cases if status else (),
                is_outdated=bool(status and status.outdated),
                is_static=words in reasons,
            )
        )
    return tuple(rows)
