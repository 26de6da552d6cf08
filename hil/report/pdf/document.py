"""`report.pdf`: the formal report of a run, a draft until `hil.report.lint` has no finding."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from hil.report.lint import Finding, lint
from hil.report.pdf import annex
from hil.report.pdf.annexes import annexes
from hil.report.pdf.blocks import Section, tree
from hil.report.pdf.campaign import campaign_sections, observations
from hil.report.pdf.identification import RELATES, identification
from hil.report.pdf.printable import Json
from hil.report.pdf.status import dynamic_summary, statement, static_summary, status
from hil.report.pdf.typesetting import typeset
from hil.report.pdf.wording import EPOCH, NOT_GIVEN, counted, ended, moment, moment_of
from hil.report.source import Source
from hil.report.view.campaign import campaign_of
from hil.report.view.item import EMULATED, has_emulated, items
from hil.report.view.items import missing_items
from hil.report.view.pics import pics_of
from hil.results.conclusion import Exit, exit_code
from hil.results.folder import CASES
from hil.spec.catalogue import document

TITLE = "Test report"

SUBJECT = "Protocol conformance of the FTPS function of the Quectel M95"


def rendered(source: Source) -> bytes:
    """The bytes of the PDF; raises `UsageError` where typst is not installed."""
    attached = annex.rendered(source)
    return typeset(data(source, attached), attached, day=_day(source))


def data(source: Source, attached: bytes) -> Json:
    """What the template sets; `attached` are the bytes of the table of cases."""
    report = source.report
    findings = lint(source)
    campaign = campaign_of(report)
    sections: tuple[Section, ...] = (
        *identification(source),
        status(report),
        *static_summary(report),
        *dynamic_summary(report, campaign),
        *campaign_sections(report, campaign),
        *observations(report),
        *annexes(source, campaign, attached, missing_items(source)),
    )
    day = _day(source)
    return {
        "title": TITLE,
        "subject": SUBJECT,
        "document": str(document()),
        "number": number_of(source),
        "day": [day.year, day.month, day.day],
        "laboratory": source.told("name"),
        "statement": f"{statement(report)} {EMULATED if has_emulated(report) else ''}".strip(),
        "conforms": exit_code(report) is Exit.CONFORMS,
        "relates": RELATES,
        "cover": _cover(source),
        "authorised_by": source.told("authorised_by") or NOT_GIVEN,
        "authorised_function": source.told("authorised_function") or NOT_GIVEN,
        "draft": bool(findings),
        "findings": _shown(findings),
        "annex": CASES,
        "sections": [tree(section) for section in sections],
    }


def number_of(source: Source) -> str:
    """The unique identification of the report: the number that the laboratory gives, else the id of the run."""
    return source.told("report_number") or source.report.header.run_id


MOST_FINDINGS = 24
"""So many reasons for a draft its cover tells; `hil report --lint` tells all."""


def _shown(findings: Sequence[Finding]) -> list[str]:
    shown = [f"{finding.about}: {finding.what}" for finding in findings[:MOST_FINDINGS]]
    more = len(findings) - MOST_FINDINGS
    return [*shown, f"{more} more; hil report --lint tells all"] if more > 0 else shown


def _cover(source: Source) -> list[list[str]]:
    report = source.report
    name = pics_of(report).name
    rows = (
        ("Report number", number_of(source)),
        ("Laboratory", source.told("name") or NOT_GIVEN),
        ("Customer", source.told("customer") or NOT_GIVEN),
        ("Item tested", "; ".join(filter(None, (name, *items(report)))) or NOT_GIVEN),
        (
            "Selection",
            f"{report.header.selected}: {counted(len(report.planned) or len(report.cases), 'test case')}",
        ),
        ("Period of the tests", f"{moment(report.header.started)} to {ended(report)}"),
        ("Date of issue", source.told("issued") or NOT_GIVEN),
    )
    return [list(row) for row in rows]


def _day(source: Source) -> date:
    """The date of the document: that of issue; of a draft without one, that of the run."""
    return source.issued or (moment_of(source.report.header.started) or EPOCH).date()
