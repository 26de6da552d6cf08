"""The first sections of the formal report: who tested what, how and when, what was selected, what a result means."""

from __future__ import annotations

from collections.abc import Iterator

from hil.report.pdf.blocks import Block, Column, Facts, Paragraph, Points, Section, Style, Table
from hil.report.pdf.wording import NOT_GIVEN, counted, ended, moment
from hil.report.source import Source
from hil.report.view.item import EMULATED, has_emulated
from hil.report.view.pics import pics_of
from hil.results.model import DutIdentity, RunReport
from hil.results.pool_words import modules_lines
from hil.results.words import ended_early
from hil.spec.catalogue import document, requirements
from hil.verdict import Ground

RELATES = "The results relate only to the item tested."

SCOPE = (
    f"{RELATES} They hold for the hardware and firmware named in section 1.2, with the settings of section 3.",
    (
        "The report is about the FTPS function of the module as the application note describes it. The function is no "
        "test item of GCF or PTCRB: the report is no certification, and it takes no place of one."
    ),
    "The report shall not be reproduced except in full without the approval of the laboratory.",
)

_GATE = {
    Ground.NOTE: "the application note",
    Ground.STANDARD: "the application note or a standard that it refers to",
    Ground.READING: "the application note, a standard that it refers to, or the reading of the test suite",
}


def identification(source: Source) -> tuple[Section, ...]:
    """Section 1 with its subsections."""
    return (
        Section("1", "Identification summary"),
        Section("1.1", "Laboratory and customer", (_laboratory(source),)),
        Section("1.2", "Item tested", tuple(_item(source))),
        Section("1.3", "Method and period", (_method(source.report),)),
        Section("1.4", "Selection, deviations and exclusions", tuple(_selection(source))),
        Section("1.5", "Scope and decision rule", tuple(_scope(source.report))),
    )


def _laboratory(source: Source) -> Facts:
    optional = [("Test conditions", source.told("conditions"))]
    return Facts(
        (
            ("Laboratory", source.told("name") or NOT_GIVEN),
            ("Address", source.told("address") or NOT_GIVEN),
            ("Place of the tests", source.told("place") or NOT_GIVEN),
            *((name, value) for name, value in optional if value),
            ("Operator", source.told("operator") or NOT_GIVEN),
            ("Customer", source.told("customer") or NOT_GIVEN),
            ("Contact of the customer", source.told("customer_address") or NOT_GIVEN),
        )
    )


def _item(source: Source) -> Iterator[Block]:
    report = source.report
    if has_emulated(report):
        yield Paragraph(EMULATED, boxed=True)
    yield Facts(
        (
            ("Name", pics_of(report).name or NOT_GIVEN),
            ("Label", source.told("item") or NOT_GIVEN),
            ("Condition when received", source.told("item_condition") or NOT_GIVEN),
            ("Received", source.told("received") or NOT_GIVEN),
        )
    )
    yield Table(
        (
            Column("Manufacturer"),
            Column("Model"),
            Column("Firmware (AT+CGMR)"),
            Column("IMEI", style=Style.MARK),
            Column("Connection", 1.4, Style.MARK),
        ),
        tuple(map(_identity, report.duts)),
        "No module was identified.",
    )
    if len(report.firmwares) > 1:
        yield Points(modules_lines(report)[1:2])


def _identity(dut: DutIdentity) -> tuple[str, ...]:
    where = f"{dut.module}: {dut.url}" if dut.module else dut.url
    return (dut.manufacturer, dut.model, dut.revision, dut.imei, where)


def _method(report: RunReport) -> Facts:
    header = report.header
    tools = dict(header.tools)
    resumed = [f"resumed {moment(each.at)}" for each in report.resumptions]
    return Facts(
        (
            ("Reference document", f"Quectel {document()}"),
            (
                "Test method",
                (
                    "Conformance tests after ISO/IEC 9646: the upper tester commands the module by AT commands, the lower "
                    "tester is an FTPS server that observes TLS and FTP."
                ),
            ),
            (
                "Test suite",
                f"m95-hil {tools.get('m95-hil', '')}"
                + (f", version {header.commit}" if header.commit else ""),
            ),
            ("Digest of the test cases", report.description.suites or NOT_GIVEN),
            ("Digest of the requirements", report.description.catalogue or NOT_GIVEN),
            ("Run", header.run_id),
            ("Tests began", moment(header.started)),
            ("Tests ended", "; ".join((ended(report), *resumed))),
            ("Duration", f"{report.duration_s:.1f} s"),
            ("Test machine", f"{header.platform}, {header.python}, {header.openssl}"),
        )
    )


def _selection(source: Source) -> Iterator[Block]:
    report = source.report
    planned = len(report.planned) or len(report.cases)
    known = len(requirements(report.header.own_requirements))
    yield Paragraph(
        f"Selection: {report.header.selected}. It has {counted(planned, 'test case')}; the catalogue of the test "
        f"suite has {known} requirements."
    )
    reductions = [
        f"{each.product}: {each.kept} of {each.cases} combinations of {', '.join(each.axes)}"
        + (f"; {counted(len(each.uncovered), 'pair')} of values in no case" if each.uncovered else "")
        for each in report.reductions
    ]
    if reductions:
        yield Paragraph("These products of parameters are tested by a part of their combinations:")
        yield Points(tuple(reductions))
    if early := ended_early(report):
        yield Paragraph(f"{early[0].upper()}{early[1:]}.", boxed=True)
    excluded = sum(len(group.cases) for group in pics_of(report).not_applicable)
    yield Facts(
        (
            ("Not applicable", f"{counted(excluded, 'case')} (section 3.3)"),
            ("Additions, deviations, exclusions", source.told("method_deviations") or NOT_GIVEN),
            ("Results from others", source.told("external_results") or NOT_GIVEN),
        )
    )


def _scope(report: RunReport) -> Iterator[Block]:
    yield Points(SCOPE)
    yield Paragraph(
        "Decision rule: a test case passes if each expectation of its mandatory requirements held, and fails if one did "
        f"not. A fail counts against conformity if it rests on {_GATE[report.header.gate]}. An inconclusive case "
        "counts against it unless the application note leaves the matter open. Verdicts rest on messages that were "
        "exchanged, not on measured quantities, so no measurement uncertainty enters them; a time limit is judged on "
        "the side of it that favours the module. A fail on the reading of the test suite is an interpretation of the "
        "application note, and the report marks it as such."
    )
    yield Paragraph(
        "The statements about the module and its bench in section 3 are those of the customer or the operator; the "
        "tests confirm them only as far as a test case covers them."
    )
