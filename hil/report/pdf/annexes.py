"""The annexes of the formal report: error codes, requirements, evidence with its digests, the items of ISO/IEC 17025."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from hashlib import file_digest
from pathlib import Path

from hil.report.pdf.annex import digest
from hil.report.pdf.blocks import Block, Column, Facts, Paragraph, Section, Style, Table
from hil.report.pdf.status import UNTESTED
from hil.report.pdf.wording import NOT_GIVEN
from hil.report.source import Source
from hil.report.view.campaign import Campaign
from hil.report.view.errors import ErrorRow, error_rows
from hil.report.view.items import ITEMS, Lack
from hil.results.conclusion import Coverage, not_run_of
from hil.results.description import RUN
from hil.results.folder import CAPTURES, CASES, SESSIONS
from hil.results.records import RESULTS
from hil.results.selftest_words import selftest_lines

WORST = (
    "The verdict of a requirement is the worst verdict of its test cases in the selection {selected}; 2 of 3 test cases "
    "means that the third one was not run. A test case may have several requirements; section 5.1 tells which of them a "
    "failing test case judged."
)


def annexes(
    source: Source, campaign: Campaign, annex: bytes, missing: Mapping[str, tuple[Lack, ...]]
) -> tuple[Section, ...]:
    """All annexes; `annex` are the bytes of the table of cases, `missing` what the items lack."""
    report = source.report
    worst = WORST.format(selected=report.header.selected)
    return (
        Section("Annex A", "Error codes of the application note (Table 4)", (_errors(source),)),
        Section("Annex B", "Requirements", (Paragraph(worst), _requirements(campaign, not_run_of(report)))),
        Section("Annex C", "Evidence and test tools", tuple(_evidence(source, annex))),
        Section("Annex D", "Items of ISO/IEC 17025:2017, 7.8.2.1", (_items(missing),)),
    )


def _errors(source: Source) -> Table:
    return Table(
        (
            Column("Code", 0.4, Style.NUMBER),
            Column("Meaning and recipe", 3.4),
            Column("Requirement", 1.15, Style.MARK),
            Column("Passed", 0.75, Style.NUMBER),
            Column("Observed codes (count)", 2.2),
            Column("Verdict", 0.8, Style.VERDICT),
        ),
        tuple(map(_error, error_rows(source.report))),
    )


def _error(row: ErrorRow) -> tuple[str, ...]:
    seen = "; ".join(f"{each.answer} ({each.count})" for each in row.observed)
    return (
        str(row.code.value),
        f"{row.meaning}\n{row.recipe}",
        row.requirement.id,
        f"{row.passed} of {len(row.cases)}",
        seen or "none",
        row.verdict.words if row.verdict else UNTESTED,
    )


def _requirements(campaign: Campaign, waiting: Mapping[str, int]) -> Table:
    return Table(
        (
            Column("Requirement", 1.3, Style.MARK),
            Column("Clause", 1.2),
            Column("Subject", 3.2),
            Column("Kind", 0.8),
            Column("Test cases", 0.5, Style.NUMBER),
            Column("Verdict", 0.9, Style.VERDICT),
        ),
        tuple(_requirement(row, waiting.get(row.requirement.id, 0)) for row in campaign.requirements),
    )


def _requirement(row: Coverage, waiting: int) -> tuple[str, ...]:
    found, count = row.requirement, len(row.cases)
    return (
        found.id,
        found.clause or found.section,
        found.title,
        found.kind.value,
        f"{count} of {count + waiting}" if waiting else str(count),
        row.verdict.words if row.verdict else UNTESTED,
    )


def _evidence(source: Source, annex: bytes) -> Iterator[Block]:
    report = source.report
    sessions = sum(len(case.sessions) for case in report.cases)
    captures = sum(len(case.captures) for case in report.cases)
    yield Paragraph(
        f"The file {CASES} lists every test case with its verdict. It is embedded in this document, too, and stands "
        "beside it. The other files are kept by the laboratory."
    )
    yield Table(
        (Column("File", 0.9), Column("What it holds", 1.6), Column("SHA-256", 3.9, Style.MARK)),
        (
            (CASES, "the test cases (annex of this report)", digest(annex)),
            (
                RESULTS,
                "the records of the run: steps and transcripts of all test cases",
                _digest(source, RESULTS),
            ),
            (RUN, "the plan, the statements about the module, the digests", _digest(source, RUN)),
            (
                f"{SESSIONS}/",
                f"{sessions} FTPS sessions as the lower tester saw them",
                "each is named in the records",
            ),
            (f"{CAPTURES}/", f"{captures} captures (pcapng), confidential", "each is named in the records"),
        ),
    )
    yield Facts(
        (
            ("Command", " ".join(report.header.command) or NOT_GIVEN),
            *((("Head of the manifest before this report", source.head),) if source.head else ()),
            *(("Selftest of the test tool", line) for line in selftest_lines(report)),
            *((f"Input {option}", found) for option, found in report.header.inputs),
            *((f"Merged from shard {part.shard}", part.run_id) for part in report.header.merged),
            ("Test tools", ", ".join(f"{name} {version}" for name, version in report.header.tools)),
        )
    )


def _digest(source: Source, name: str) -> str:
    path: Path = source.folder / name
    try:
        with path.open("rb") as file:
            return file_digest(file, "sha256").hexdigest()
    except OSError:
        return "the file is missing"


def _items(missing: Mapping[str, tuple[Lack, ...]]) -> Table:
    return Table(
        (
            Column("Item", 0.3),
            Column("Subject (in our words)", 2.4),
            Column("Where", 1),
            Column("State", 2.4),
        ),
        tuple(
            (
                item.letter,
                item.subject,
                item.section,
                "; ".join(lack.what for lack in missing.get(item.letter, ())) or "given",
            )
            for item in ITEMS
        ),
    )
