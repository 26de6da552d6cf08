"""`requirements.reqif`: the requirements with their verdicts, the test cases, and which of them verifies which (ReqIF 1.2).

For tools that keep requirements, such as DOORS, Polarion and StrictDoc.  It is written
by hand: the form has a few elements, and the package `reqif`, which the tests use as a
reader, brings three libraries.
"""

from __future__ import annotations

import xml.etree.ElementTree as ET  # writes only
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from hil.report.facts import facts
from hil.report.legal import legal
from hil.report.outcome import outcome
from hil.report.reqif_form import (
    NOT_RUN,
    NOT_TESTED,
    REQUIREMENT,
    SECTION,
    SPECIFICATION,
    TEST,
    VERIFIES,
    Type,
    add_datatypes,
    add_types,
    add_values,
    identified,
    identifier,
    reference,
)
from hil.report.source import Source
from hil.results.case import CaseResult
from hil.results.conclusion import Coverage, coverage, meaning
from hil.results.description import PlannedCase
from hil.results.model import RunReport

NAMESPACES = {
    "xmlns": "http://www.omg.org/spec/ReqIF/20110401/reqif.xsd",
    "xmlns:xhtml": "http://www.w3.org/1999/xhtml",
}


@dataclass(frozen=True, slots=True)
class Entry:
    """An object of the file: `name` identifies it among those of its type, `section` is its chapter.

    `verifies` are the requirements of a test case.
    """

    of: Type
    name: str
    section: str
    values: Mapping[str, str]
    verifies: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        """Its identifier."""
        return identifier(self.of.name, self.name)


def rendered(source: Source) -> bytes:
    """The bytes of the file."""
    tree = _file(source)
    ET.indent(tree)
    written: bytes = ET.tostring(tree, encoding="UTF-8", xml_declaration=True)
    return written.replace(
        b"<?xml version='1.0' encoding='UTF-8'?>", b'<?xml version="1.0" encoding="UTF-8"?>'
    )


def _file(source: Source) -> ET.Element:
    report, at = source.report, source.report.header.started
    root = ET.Element("REQ-IF", NAMESPACES)
    _add_header(root, source)
    content = ET.SubElement(ET.SubElement(root, "CORE-CONTENT"), "REQ-IF-CONTENT")
    add_datatypes(content, at)
    add_types(content, at)
    tests = (*map(_of_case, report.cases), *_not_run(report))
    requirements = _requirements(report, tests)
    parts = {"Requirements": requirements, "Test cases": tests}
    objects = ET.SubElement(content, "SPEC-OBJECTS")
    for title, entries in parts.items():
        for section in dict.fromkeys(entry.section for entry in entries):
            key = identifier(SECTION.name, title, section)
            add_values(
                identified(objects, "SPEC-OBJECT", key, at), SECTION, {"ReqIF.ChapterName": section}.items()
            )
        for entry in entries:
            made = identified(objects, "SPEC-OBJECT", entry.key, at, **{"LONG-NAME": legal(entry.name)})
            add_values(made, entry.of, entry.values.items())
    _add_relations(content, tests, at)
    specifications = ET.SubElement(content, "SPECIFICATIONS")
    for title, entries in parts.items():
        _add_specification(specifications, title, entries, report)
    return root


def _add_header(root: ET.Element, source: Source) -> None:
    header = source.report.header
    comment = "; ".join(f"{name}: {value}" for name, value in facts(source.report, source.course))
    tool = f"m95-hil {dict(header.tools).get('m95-hil', '')}".rstrip()
    fields = {
        "COMMENT": comment,
        "CREATION-TIME": header.started,
        "REQ-IF-TOOL-ID": tool,
        "REQ-IF-VERSION": "1.0",
        "SOURCE-TOOL-ID": tool,
        "TITLE": f"FTPS conformance, {header.selected}: {header.run_id}",
    }
    of_file = ET.SubElement(root, "THE-HEADER")
    made = ET.SubElement(of_file, "REQ-IF-HEADER", {"IDENTIFIER": identifier("run", header.run_id)})
    for name, value in fields.items():
        ET.SubElement(made, name).text = legal(value)


def _requirements(report: RunReport, tests: Iterable[Entry]) -> tuple[Entry, ...]:
    """The requirements of the catalogue and of a third party; then those that only the cases of an older version name."""
    found = tuple(map(_of_requirement, coverage(report.cases, report.header.own_requirements)))
    known = {entry.name for entry in found}
    named = dict.fromkeys(name for test in tests for name in test.verifies if name not in known)
    return (*found, *map(_unknown, named))


def _of_requirement(row: Coverage) -> Entry:
    about = row.requirement
    values = {
        "ReqIF.ForeignID": about.id,
        "ReqIF.Name": about.title,
        "ReqIF.Text": about.statement,
        "Section": about.section,
        "Clause": about.clause,
        "Reasoning": about.reasoning,
        "Ground": about.ground.value,
        "Kind": about.kind.value,
        "Verification": about.verification.value,
        "Basis": about.basis.value,
        "Verdict": row.verdict.words if row.verdict else NOT_TESTED,
        "Tested": "yes" if row.tested else "no",
    }
    return Entry(REQUIREMENT, about.id, f"Section {about.section}", values)


def _unknown(name: str) -> Entry:
    text = "A requirement that the catalogue of this version of m95-hil does not have."
    values = {"ReqIF.ForeignID": name, "ReqIF.Name": name, "ReqIF.Text": text, "Verdict": NOT_TESTED}
    return Entry(REQUIREMENT, name, "Not in the catalogue", values)


def _of_case(case: CaseResult) -> Entry:
    found = outcome(case)
    values = {
        "ReqIF.ForeignID": case.id,
        "ReqIF.Name": case.title,
        "ReqIF.Text": case.title,
        "Verdict": case.verdict.words,
        "Ground": case.ground.value if case.ground else "",
        "Cause": case.cause.value if case.cause else "",
        "Expected": found.expected,
        "Actual": found.actual,
        "Reason": case.reason,
        "Module": case.module,
        "Place": f"{found.file}:{found.line}" if found.line else found.file,
        "Run": case.run,
        "Started": case.started,
        "Milliseconds": str(round(case.duration_s * 1000)),
    }
    return Entry(TEST, case.id, case.file, values, case.requirements)


def _not_run(report: RunReport) -> Iterator[Entry]:
    known = {planned.id: planned for planned in report.description.planned}
    why = report.ending.early or "the run ended early"
    for name in report.not_run:
        planned = known.get(name) or PlannedCase(name, name.rpartition("::")[2])
        values = {
            "ReqIF.ForeignID": name,
            "ReqIF.Name": planned.title,
            "ReqIF.Text": planned.title,
            "Verdict": NOT_RUN,
            "Reason": why,
        }
        yield Entry(TEST, name, name.partition("::")[0], values, planned.requirements)


def _add_relations(content: ET.Element, tests: Iterable[Entry], at: str) -> None:
    relations = ET.SubElement(content, "SPEC-RELATIONS")
    for test in tests:
        for name in dict.fromkeys(test.verifies):
            key = identifier(VERIFIES.name, test.name, name)
            made = identified(relations, "SPEC-RELATION", key, at)
            reference(made, "TYPE", "SPEC-RELATION-TYPE", identifier("type", VERIFIES.name))
            reference(made, "SOURCE", "SPEC-OBJECT", test.key)
            reference(made, "TARGET", "SPEC-OBJECT", identifier(REQUIREMENT.name, name))


def _add_specification(parent: ET.Element, title: str, entries: Iterable[Entry], report: RunReport) -> None:
    """Add a specification: a chapter for each section, in the order in which they come."""
    header = report.header
    made = identified(
        parent, "SPECIFICATION", identifier(SPECIFICATION.name, title), header.started, **{"LONG-NAME": title}
    )
    values = {
        "Run": header.run_id,
        "Selection": header.selected,
        "Conclusion": meaning(report),
        "DUT": "; ".join(report.firmwares) or header.dut_url,
    }
    add_values(made, SPECIFICATION, values.items())
    children = ET.SubElement(made, "CHILDREN")
    chapters: dict[str, ET.Element] = {}
    for entry in entries:
        if entry.section not in chapters:
            chapter = _placed(children, identifier(SECTION.name, title, entry.section), header.started)
            chapters[entry.section] = ET.SubElement(chapter, "CHILDREN")
        _placed(chapters[entry.section], entry.key, header.started)


def _placed(parent: ET.Element, key: str, at: str) -> ET.Element:
    """A place in a specification for the object of that identifier."""
    place = identified(parent, "SPEC-HIERARCHY", identifier("place", key), at)
    reference(place, "OBJECT", "SPEC-OBJECT", key)
    return place
