"""`junit.xml` in the form xunit2 of pytest, which the schema of Jenkins accepts.

JUnit has fewer verdicts.  A failure is what keeps the run from conforming: a fail that
the gate lets decide, and an inconclusive case without stimulus; its type and message
have the ground or the cause.  Skipped are not applicable, known deviation, left open by
the note, and a fail that the gate spares.  A JUnit case has no properties, so
`system-out` names its requirements and each failed check.

A run that ended early is never green: each case that was not run is skipped, and a
testcase of the run itself has an error, since the schema knows no error of a suite.
"""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET  # writes only

from hil.report.source import Source
from hil.results.case import CaseResult
from hil.results.conclusion import decides_exit
from hil.results.model import RunReport
from hil.results.pool_words import modules_of
from hil.results.words import ended_early
from hil.verdict import Ground, Verdict

RUN = "hil.run"
"""The class name of the testcase that tells that the run ended early."""

_ILLEGAL = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # XML 1.0, 2.2


def rendered(source: Source) -> bytes:
    """The bytes of the file."""
    return junit(source.report)


def junit(report: RunReport) -> bytes:
    """The JUnit file of a run."""
    tree = _suites(report)
    ET.indent(tree)
    written: bytes = ET.tostring(tree, encoding="utf-8", xml_declaration=True)
    return written


def _element(case: CaseResult, gate: Ground) -> str:
    """The element that tells how a case ended; empty for a pass."""
    if case.verdict is Verdict.PASS:
        return ""
    if case.verdict is Verdict.ERROR:
        return "error"
    return "failure" if decides_exit(case, gate) else "skipped"


def _suites(report: RunReport) -> ET.Element:
    elements = [_element(case, report.header.gate) for case in report.cases]
    early = ended_early(report)
    numbers = {
        "tests": str(len(report.cases) + len(report.not_run) + bool(early)),
        "failures": str(elements.count("failure")),
        "errors": str(elements.count("error") + bool(early)),
        "skipped": str(elements.count("skipped") + len(report.not_run)),
        "time": f"{report.duration_s:.3f}",
    }
    root = ET.Element(
        "testsuites", {"name": "m95-hil", **{k: numbers[k] for k in ("tests", "failures", "errors", "time")}}
    )
    suite = ET.SubElement(
        root,
        "testsuite",
        {"name": f"conformance {report.header.selected}", **numbers, "timestamp": report.header.started[:19]},
    )
    properties = ET.SubElement(suite, "properties")
    for name, value in _properties(report):
        ET.SubElement(properties, "property", {"name": name, "value": _legal(value)})
    for case in report.cases:
        _add_case(suite, case, report.header.gate)
    for identifier in report.not_run:
        reason = f"not run: {report.ending.early or 'the run ended early'}"
        element = _testcase(suite, identifier, 0.0)
        ET.SubElement(element, "skipped", {"message": _legal(reason), "type": "not_run"})
    if early:
        attributes = {"classname": RUN, "name": "the run ended early", "time": "0.000"}
        element = ET.SubElement(suite, "testcase", attributes)
        ET.SubElement(element, "error", {"message": _legal(early), "type": "incomplete"})
    return root


def _properties(report: RunReport) -> list[tuple[str, str]]:
    header = report.header
    found = [
        ("run_id", header.run_id),
        ("dut.url", header.dut_url),
        *((("module", header.module),) if header.module else ()),
        *(("module", name) for name in modules_of(report)),
        *(("withdrawn", str(withdrawal)) for withdrawal in report.withdrawals),
        *((f"lab.{key}", value) for key, value in header.lab if value),
        ("python", header.python),
        ("openssl", header.openssl),
        ("commit", header.commit),
        ("gate", header.gate.value),
        *(("resumed", str(resumption)) for resumption in report.resumptions),
        *((f"fail.{ground.value}", str(count)) for ground, count in report.fails_by_ground().items()),
        *(
            (f"inconclusive.{cause.name.lower()}", str(count))
            for cause, count in report.inconclusive_by_cause().items()
        ),
        ("optional_not_met", str(len(report.optional_not_met()))),
        *((f"tool.{name}", version) for name, version in header.tools),
    ]
    for number, dut in enumerate(report.duts):
        place = f"dut.{number}"
        found += [
            (f"{place}.model", dut.model),
            (f"{place}.revision", dut.revision),
            (f"{place}.imei", dut.imei),
        ]
    return found


def _add_case(suite: ET.Element, case: CaseResult, gate: Ground) -> None:
    element = _testcase(suite, case.id, case.duration_s)
    tag = _element(case, gate)
    if tag:
        weight = case.ground.value if case.verdict is Verdict.FAIL and case.ground else ""
        kind = f"{case.verdict.value}.{weight}" if weight else case.verdict.value
        message = f"{case.verdict_words}: {case.reason}" if weight or case.cause else case.reason
        trouble = ET.SubElement(element, tag, {"message": _legal(message), "type": kind})
        trouble.text = _legal(case.problem.detail if case.problem else case.reason)
    lines = [f"requirements: {' '.join(case.requirements)}"]
    lines += [f"module: {case.module}"] if case.module else []
    lines += [f"failed check: {check}" for check in case.checks]
    lines += [f"optional not met: {check}" for check in case.departures]
    lines += [
        f"attempt {number}: {attempt.verdict.words}{': ' if attempt.reason else ''}{attempt.reason}"
        for number, attempt in enumerate(case.attempts, start=1)
    ]
    if case.verdict in {Verdict.FAIL, Verdict.INCONCLUSIVE, Verdict.ERROR}:
        lines += [f"capture: {path}" for path in case.captures]
        lines += map(str, case.own_transcript)
    ET.SubElement(element, "system-out").text = _legal("\n".join(lines))


def _testcase(suite: ET.Element, identifier: str, duration_s: float) -> ET.Element:
    path, _, name = identifier.partition("::")
    attributes = {
        "classname": path.removesuffix(".py").replace("/", "."),
        "name": _legal(name),
        "time": f"{duration_s:.3f}",
    }
    return ET.SubElement(suite, "testcase", attributes)


def _legal(text: str) -> str:
    return _ILLEGAL.sub("\N{REPLACEMENT CHARACTER}", text)
