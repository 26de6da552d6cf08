"""Sections 2 to 4 of the formal report: the conformance status, the static and the dynamic conformance summary."""

from __future__ import annotations

from collections.abc import Iterator

from hil.report.pdf.blocks import Block, Column, Facts, Paragraph, Points, Section, Style, Table
from hil.report.pdf.wording import counted, listed, sentence
from hil.report.view.campaign import Campaign, ChapterRow
from hil.report.view.pics import ClaimRow, Pics, pics_of
from hil.results.conclusion import meaning
from hil.results.model import RunReport
from hil.verdict import Cause, Ground, Verdict

GROUND_WORDS = {
    Ground.NOTE: "on the application note",
    Ground.STANDARD: "on a standard",
    Ground.READING: "on the reading of the test suite",
}

UNTESTED = "not tested"


def statement(report: RunReport) -> str:
    """The statement of conformity: what the run came to, with what was selected."""
    return f"{sentence(meaning(report))}. Selection: {report.header.selected}."


def status(report: RunReport) -> Section:
    """Section 2."""
    unclaimed = len(report.static.deviations)
    static = (
        f"the module does not claim {counted(unclaimed, 'capability')} that the application note states (section 3.2)"
        if unclaimed
        else "no capability that the application note states is excluded by the claims"
    ).replace("capabilitys", "capabilities")
    return Section(
        "2",
        "Conformance status",
        (
            Paragraph(statement(report), boxed=True),
            Facts(
                (
                    ("Static conformance", sentence(static)),
                    ("Dynamic conformance", sentence(_counts(report))),
                )
            ),
        ),
    )


def _counts(report: RunReport) -> str:
    told = [f"{count} {verdict.words}" for verdict, count in report.counts().items() if count]
    left = [f"{len(report.not_run)} not run"] if report.not_run else []
    return ", ".join([*told, *left]) or "no test case has a verdict"


def static_summary(report: RunReport) -> tuple[Section, ...]:
    """Section 3 with its subsections."""
    pics = pics_of(report)
    return (
        Section("3", "Static conformance summary"),
        Section("3.1", "Statements about the module and its bench (PICS and IXIT)", tuple(_claims(pics))),
        Section("3.2", "Static conformance review", tuple(_review(report))),
        Section("3.3", "Test cases that are not applicable", (_not_applicable(pics),)),
        Section("3.4", "Known deviations", (_known(pics),)),
    )


def _claims(pics: Pics) -> Iterator[Block]:
    yield Paragraph(pics.origin)
    rows: list[tuple[str, ...]] = []
    for table in pics.tables:
        rows.append((f"{table.name}: {'the bench (IXIT)' if table.is_ixit else 'the module (PICS)'}",))
        rows += map(_claim, table.rows)
    yield Table(
        (
            Column("Key", 1.9, Style.MARK),
            Column("Meaning", 2.7),
            Column("Value", 1.9),
            Column("Origin", 0.6),
        ),
        tuple(rows),
        "No statement is recorded.",
    )


def _claim(row: ClaimRow) -> tuple[str, ...]:
    return (row.key, row.meaning, row.value, row.origin)


def _review(report: RunReport) -> Iterator[Block]:
    yield Table(
        (
            Column("Not claimed", 1.6),
            Column("Clause", 0.7),
            Column("Requirements", 1.6, Style.MARK),
            Column("Accepted reason", 1.6),
        ),
        tuple(
            (found.what, found.clause, listed(found.requirements), found.deviation or "none")
            for found in report.static.deviations
        ),
        "The module claims all that the application note states.",
    )
    if report.static.probes:
        yield Paragraph("What the module answered to commands of features that it does not claim:")
        yield Points(tuple(sentence(probe.line) for probe in report.static.probes))


def _not_applicable(pics: Pics) -> Table:
    return Table(
        (Column("Reason", 4), Column("Test cases", 0.6, Style.NUMBER)),
        tuple((sentence(group.reason), str(len(group.cases))) for group in pics.not_applicable),
        "Each selected test case is applicable.",
    )


def _known(pics: Pics) -> Table:
    return Table(
        (
            Column("Requirement", 1, Style.MARK),
            Column("Observed", 1.2),
            Column("Reason", 2),
            Column("Until", 0.7),
            Column("Status", 1.2),
        ),
        tuple(
            (
                row.deviation.requirement,
                row.deviation.observed,
                row.deviation.reason,
                row.deviation.expires,
                row.status,
            )
            for row in pics.known_deviations
        ),
        "No deviation was stated to be known.",
    )


def dynamic_summary(report: RunReport, campaign: Campaign) -> tuple[Section, ...]:
    """Section 4 with its subsections."""
    return (
        Section("4", "Dynamic conformance summary"),
        Section("4.1", "Verdicts", (_verdicts(report),)),
        Section("4.2", "Requirements by section of the application note", (_chapters(campaign.chapters),)),
    )


def _verdicts(report: RunReport) -> Table:
    rows = []
    for verdict, count in report.shown_counts().items():
        rows.append((verdict.words, str(count), _detail(report, verdict)))
    if report.not_run:
        rows.append(("not run", str(len(report.not_run)), report.ending.early))
    total = len(report.cases) + len(report.not_run)
    rows.append(("all", str(total), ""))
    return Table(
        (
            Column("Verdict", 1),
            Column("Test cases", 0.6, Style.NUMBER),
            Column("Of these", 3),
        ),
        tuple(rows),
    )


def _detail(report: RunReport, verdict: Verdict) -> str:
    match verdict:
        case Verdict.FAIL:
            found = {GROUND_WORDS[ground]: count for ground, count in report.fails_by_ground().items()}
        case Verdict.INCONCLUSIVE:
            words = {cause: cause.value for cause in Cause}
            words[Cause.LEFT_OPEN] = "left open by the application note"
            found = {words[cause]: count for cause, count in report.inconclusive_by_cause().items()}
        case Verdict.PASS:
            found = {"depart from an optional requirement": len(report.optional_not_met())}
        case _:
            found = {}
    return "; ".join(f"{count} {words}" for words, count in found.items() if count)


def _chapters(chapters: tuple[ChapterRow, ...]) -> Table:
    return Table(
        (
            Column("Section", 0.6),
            Column("Subject", 2.4),
            Column("Requirements", 0.8, Style.NUMBER),
            Column("Tested", 0.6, Style.NUMBER),
            Column("Pass", 0.5, Style.NUMBER),
            Column("Fail", 0.5, Style.NUMBER),
            Column("Other", 0.6, Style.NUMBER),
            Column("Worst verdict", 1, Style.VERDICT),
        ),
        tuple(map(_chapter, chapters)),
    )


def _chapter(row: ChapterRow) -> tuple[str, ...]:
    counts = dict(row.verdicts)
    passed, failed = counts[Verdict.PASS], counts[Verdict.FAIL]
    return (
        row.section,
        row.subject,
        str(row.requirements),
        str(row.tested),
        str(passed),
        str(failed),
        str(sum(counts.values()) - passed - failed),
        row.verdict.words if row.verdict else UNTESTED,
    )
