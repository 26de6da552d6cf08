"""The campaign as a table of an assessor: passed cases by purpose, all others by what became of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from hil.report.view.spelling import spelled, subject
from hil.results.case import CaseResult
from hil.results.conclusion import Coverage, coverage
from hil.results.description import unknown
from hil.results.failures import FailureGroup, groups
from hil.results.model import RunReport
from hil.spec.sections import SECTIONS, section_of
from hil.verdict import Verdict, worst


@dataclass(frozen=True, slots=True)
class PurposeRow:
    """Passed cases of one test purpose; `requirements` are those of all of them, in the order of the cases.

    `not_met` counts the cases that depart from an optional or informative requirement.
    """

    subject: str
    purpose: str
    requirements: tuple[str, ...]
    count: int
    not_met: int = 0


@dataclass(frozen=True, slots=True)
class OtherRow:
    """Cases that are inconclusive, an error, not applicable or a known deviation, for one reason."""

    verdict: str
    reason: str
    requirements: tuple[str, ...]
    cases: tuple[CaseResult, ...]

    @property
    def is_not_applicable(self) -> bool:
        """Whether the claims of the DUT exclude the cases."""
        return self.cases[0].verdict is Verdict.NOT_APPLICABLE


OUTSIDE = "of no section, or of a third party"


@dataclass(frozen=True, slots=True)
class ChapterRow:
    """A section of the note: how many of its requirements are tested, and how many have each verdict.

    `section` is its number; those of no section and of third parties come last, with an empty one.
    """

    section: str
    subject: str
    requirements: int
    tested: int
    verdicts: tuple[tuple[Verdict, int], ...]

    @property
    def verdict(self) -> Verdict | None:
        """The worst verdict of its requirements; None if none has one."""
        return worst([verdict for verdict, count in self.verdicts if count])


@dataclass(frozen=True, slots=True)
class Campaign:
    """The cases of a run in tables; `not_run` are planned cases without a verdict, as purposes with their counts."""

    passed: tuple[PurposeRow, ...]
    failed: tuple[FailureGroup, ...]
    others: tuple[OtherRow, ...]
    not_run: tuple[PurposeRow, ...]
    chapters: tuple[ChapterRow, ...]
    requirements: tuple[Coverage, ...]


def campaign_of(report: RunReport) -> Campaign:
    """The tables of a run."""
    covered = coverage(report.cases, report.header.own_requirements)
    planned = {case.id: case for case in report.description.planned}
    return Campaign(
        passed=_purposes(
            _Named(case.id, case.title, case.requirements, bool(case.departures))
            for case in report.cases
            if case.verdict is Verdict.PASS
        ),
        failed=groups(report.cases),
        others=_others(report.cases),
        not_run=_purposes(
            _Named(case.id, case.title, case.requirements)
            for case in (planned.get(name) or unknown(name) for name in report.not_run)
        ),
        chapters=_chapters(covered),
        requirements=covered,
    )


def purpose_of(title: str) -> str:
    """The purpose of a case: its title without the parameters, in the spelling of the documents."""
    return spelled(title.partition(" [")[0])


def subject_of(identifier: str) -> str:
    """The subject of a case: the folder of its file, as `ssl config`."""
    folder = identifier.partition("::")[0].rpartition("/")[0].rpartition("/")[2]
    return subject(folder)


@dataclass(frozen=True, slots=True)
class _Named:
    """What the rows of purposes read of a case."""

    id: str
    title: str
    requirements: tuple[str, ...]
    departs: bool = False


def _purposes(cases: Iterable[_Named]) -> tuple[PurposeRow, ...]:
    found: dict[str, list[_Named]] = {}
    for case in cases:
        found.setdefault(case.id.partition("[")[0], []).append(case)
    return tuple(_purpose(alike) for alike in found.values())


def _purpose(alike: list[_Named]) -> PurposeRow:
    first = alike[0]
    return PurposeRow(
        subject=subject_of(first.id),
        purpose=spelled(first.title) if len(alike) == 1 else purpose_of(first.title),
        requirements=_all_of(case.requirements for case in alike),
        count=len(alike),
        not_met=sum(case.departs for case in alike),
    )


def _all_of(named: Iterable[tuple[str, ...]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for names in named for name in names))


_SINGLE = (Verdict.INCONCLUSIVE, Verdict.ERROR, Verdict.KNOWN_DEVIATION, Verdict.NOT_APPLICABLE)


def _others(cases: Iterable[CaseResult]) -> tuple[OtherRow, ...]:
    found: dict[tuple[int, str, str], list[CaseResult]] = {}
    for case in cases:
        if case.verdict in _SINGLE:
            key = (_SINGLE.index(case.verdict), case.verdict_words, case.deviation or case.reason)
            found.setdefault(key, []).append(case)
    return tuple(
        OtherRow(words, reason, _all_of(case.requirements for case in alike), tuple(alike))
        for (_, words, reason), alike in sorted(found.items(), key=lambda entry: entry[0][0])
    )


def _chapters(covered: Iterable[Coverage]) -> tuple[ChapterRow, ...]:
    found: dict[str, list[Coverage]] = {}
    for row in covered:
        section = section_of(row.requirement.section)
        found.setdefault(section if section in SECTIONS else "", []).append(row)
    return tuple(
        ChapterRow(
            section=section,
            subject=SECTIONS.get(section, OUTSIDE),
            requirements=len(rows),
            tested=sum(row.tested for row in rows),
            verdicts=tuple((verdict, sum(row.verdict is verdict for row in rows)) for verdict in Verdict),
        )
        for section, rows in sorted(found.items(), key=lambda entry: (not entry[0], entry[0]))
    )
