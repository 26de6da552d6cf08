"""Sections 5 to 7 of the formal report: the test campaign, the observations, and advice on security apart from both."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby

from hil.report.pdf.blocks import Block, Column, Facts, Paragraph, Points, Section, Style, Table
from hil.report.pdf.wording import counted, listed, numbered, numbers, sentence
from hil.report.view.campaign import Campaign, OtherRow, PurposeRow
from hil.results.failures import FailureGroup
from hil.results.model import RunReport
from hil.results.observations import advice, probes
from hil.results.pool_words import modules_lines
from hil.spec.catalogue import Requirement, requirements
from hil.verdict import Ground

NUMBERS = (
    "A test case has the number of its place in the selection; the annex of the test cases (Annex C) has each one with "
    "its title, requirements and verdict."
)

MOST_STATEMENTS = 2
"""So many requirements of a group of failing cases are told in words; Annex B names all."""


def campaign_sections(report: RunReport, campaign: Campaign) -> tuple[Section, ...]:
    """Section 5 with its subsections."""
    known = numbers(report)
    unrun = [Section("5.4", "Test cases that were not run", (_purposes(campaign.not_run),))]
    return (
        Section("5", "Test campaign", (Paragraph(NUMBERS),)),
        Section("5.1", "Failing test cases, grouped by cause", (_failures(report, campaign, known),)),
        Section("5.2", "Inconclusive test cases, errors and known deviations", (_others(campaign, known),)),
        Section(
            "5.3",
            "Passed test cases by test purpose",
            (
                Paragraph(
                    f"{counted(sum(row.count for row in campaign.passed), 'test case')} passed, of "
                    f"{counted(len(campaign.passed), 'test purpose')}."
                ),
                _purposes(campaign.passed),
            ),
        ),
        *(unrun if campaign.not_run else ()),
    )


def _failures(report: RunReport, campaign: Campaign, known: Mapping[str, int]) -> Table:
    catalogue = requirements(report.header.own_requirements)
    return Table(
        (
            Column("Ground", 0.6),
            Column("Requirements", 1.3, Style.MARK),
            Column("What is required, and what came", 4),
            Column("Count", 0.4, Style.NUMBER),
            Column("Test cases", 1.1),
        ),
        tuple(_failure(group, catalogue, known) for group in campaign.failed),
        "No test case failed.",
    )


def _failure(
    group: FailureGroup, catalogue: Mapping[str, Requirement], known: Mapping[str, int]
) -> tuple[str, ...]:
    check = group.check
    ground = check.ground or Ground.NOTE
    stated = [
        f"{found.id} ({found.clause or found.section}): {found.statement}"
        for found in (catalogue.get(name) for name in check.requirements[:MOST_STATEMENTS])
        if found
    ]
    came = f"Came: {sentence(check.sentence)}"
    return (
        ground.value,
        listed(check.requirements),
        "\n".join((*stated, came)),
        str(len(group.cases)),
        numbered(group.cases, known),
    )


def _others(campaign: Campaign, known: Mapping[str, int]) -> Table:
    shown = [row for row in campaign.others if not row.is_not_applicable]
    return Table(
        (
            Column("Verdict", 1, Style.VERDICT),
            Column("Requirements", 1.3, Style.MARK),
            Column("Reason", 3.2),
            Column("Count", 0.4, Style.NUMBER),
            Column("Test cases", 1.1),
        ),
        tuple(_other(row, known) for row in shown),
    )


def _other(row: OtherRow, known: Mapping[str, int]) -> tuple[str, ...]:
    return (
        row.verdict,
        listed(row.requirements),
        sentence(row.reason),
        str(len(row.cases)),
        numbered(row.cases, known),
    )


def _purposes(rows: Iterable[PurposeRow]) -> Table:
    cells: list[tuple[str, ...]] = []
    for subject, of in groupby(sorted(rows, key=lambda row: row.subject), lambda row: row.subject):
        cells.append((sentence(subject),))
        cells += [
            (
                sentence(row.purpose) + (f" ({row.not_met} optional not met)" if row.not_met else ""),
                listed(row.requirements),
                str(row.count),
            )
            for row in of
        ]
    return Table(
        (
            Column("Test purpose", 3.2),
            Column("Requirements", 2.6, Style.MARK),
            Column("Count", 0.4, Style.NUMBER),
        ),
        tuple(cells),
    )


# --- observations -------------------------------------------------------------------------------------------------


def observations(report: RunReport) -> tuple[Section, ...]:
    """Sections 6 and 7."""
    known = numbers(report)
    return (
        Section("6", "Observations"),
        Section("6.1", "Optional requirements that were not met", (_departures(report, known),)),
        Section("6.2", "Stricter readings", tuple(_strict(report))),
        Section("6.3", "Open questions of the application note, and the answers", (_probes(report),)),
        Section("6.4", "Disturbances of the bench", tuple(_disturbances(report))),
        Section("7", "Advice on security", tuple(_advice(report))),
    )


def _departures(report: RunReport, known: Mapping[str, int]) -> Table:
    return Table(
        (
            Column("Test case", 0.5, Style.NUMBER),
            Column("Requirements", 1.2, Style.MARK),
            Column("Observed", 4),
        ),
        tuple(
            (str(known.get(case.id, 0)), listed(check.requirements), sentence(check.sentence))
            for case in report.optional_not_met()
            for check in case.departures
        ),
    )


def _strict(report: RunReport) -> Iterator[Block]:
    found: dict[tuple[str, str, str, bool], int] = {}
    for case in report.cases:
        for reading in case.strict:
            key = (reading.name, reading.expected, reading.actual, reading.held)
            found[key] = found.get(key, 0) + 1
    yield Paragraph("What a stricter assessor would expect beside a verdict; no verdict rests on it.")
    yield Table(
        (
            Column("Matter", 2.2),
            Column("Expected by the strict reading", 1.6),
            Column("Came", 1.6),
            Column("Count", 0.4, Style.NUMBER),
        ),
        tuple(
            (sentence(name), expected, actual, str(count))
            for (name, expected, actual, held), count in found.items()
            if not held
        ),
        "No stricter reading was refuted.",
    )


def _probes(report: RunReport) -> Table:
    return Table(
        (Column("Question", 2), Column("Answer of the module", 3)),
        tuple(
            (
                sentence(probe.question),
                "\n".join(f"{name}: {value}" for name, value in probe.case.observed) or probe.case.reason,
            )
            for probe in probes(report.cases)
        ),
        "No open question was asked.",
    )


def _disturbances(report: RunReport) -> Iterator[Block]:
    repeated = len(report.repeated_after_port_loss())
    yield Facts(
        (
            ("Repeated after loss of port", counted(repeated, "test case")),
            ("Module recovered", f"in {counted(len(report.recovered()), 'test case')}"),
            ("Modules that left the run", str(len(report.withdrawals))),
        )
    )
    lines = (*map(str, report.preflight), *modules_lines(report))
    if lines:
        yield Points(tuple(sentence(line) for line in lines))


def _advice(report: RunReport) -> Iterator[Block]:
    yield Paragraph(
        "This section is apart from conformity: what it names conforms to the application note, and the standards of "
        "today advise against its use."
    )
    yield Table(
        (
            Column("In use", 2),
            Column("Advice", 2),
            Column("Source", 0.8),
            Column("Passed test cases with it", 0.8, Style.NUMBER),
        ),
        tuple(
            (row.subject, row.deprecation.what, row.deprecation.rfc, str(row.cases))
            for row in advice(report.cases)
        ),
        "No deprecated version or suite was seen in use.",
    )
