"""`junit.xml` in the form xunit2 of pytest, which the schema of Jenkins accepts.

JUnit has fewer verdicts: inconclusive is a failure of that type; not applicable
and known deviation are skipped.  A JUnit case has no properties, so `system-out`
names its requirements.
"""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET  # writes only
from pathlib import Path

from hil.results.model import CaseResult, RunReport
from hil.verdict import Verdict

_ELEMENTS = {
    Verdict.FAIL: "failure",
    Verdict.INCONCLUSIVE: "failure",
    Verdict.ERROR: "error",
    Verdict.NOT_APPLICABLE: "skipped",
    Verdict.KNOWN_DEVIATION: "skipped",
}

_ILLEGAL = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # XML 1.0, 2.2


def write_junit(report: RunReport, path: Path) -> None:
    """Write the JUnit file of a run."""
    tree = ET.ElementTree(_suites(report))
    ET.indent(tree)
    tree.write(path, encoding="utf-8", xml_declaration=True)


def _suites(report: RunReport) -> ET.Element:
    counts = report.counts()
    numbers = {
        "tests": str(len(report.cases)),
        "failures": str(counts[Verdict.FAIL] + counts[Verdict.INCONCLUSIVE]),
        "errors": str(counts[Verdict.ERROR]),
        "skipped": str(counts[Verdict.NOT_APPLICABLE] + counts[Verdict.KNOWN_DEVIATION]),
        "time": f"{report.duration_s:.3f}",
    }
    root = ET.Element(
        "testsuites", {"name": "m95-hil", **{k: numbers[k] for k in ("tests", "failures", "errors", "time")}}
    )
    suite = ET.SubElement(
        root,
        "testsuite",
        {"name": f"conformance {report.header.campaign}", **numbers, "timestamp": report.header.started[:19]},
    )
    properties = ET.SubElement(suite, "properties")
    for name, value in _properties(report):
        ET.SubElement(properties, "property", {"name": name, "value": _legal(value)})
    for case in report.cases:
        _add_case(suite, case)
    return root


def _properties(report: RunReport) -> list[tuple[str, str]]:
    header = report.header
    found = [
        ("run_id", header.run_id),
        ("dut.url", header.dut_url),
        ("python", header.python),
        ("openssl", header.openssl),
        ("commit", header.commit),
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


def _add_case(suite: ET.Element, case: CaseResult) -> None:
    path, _, name = case.id.partition("::")
    element = ET.SubElement(
        suite,
        "testcase",
        {
            "classname": path.removesuffix(".py").replace("/", "."),
            "name": _legal(name),
            "time": f"{case.duration_s:.3f}",
        },
    )
    if case.verdict in _ELEMENTS:
        trouble = ET.SubElement(
            element, _ELEMENTS[case.verdict], {"message": _legal(case.reason), "type": case.verdict.value}
        )
        trouble.text = _legal(case.problem.detail if case.problem else case.reason)
    lines = [f"requirements: {' '.join(case.requirements)}"]
    if case.verdict in {Verdict.FAIL, Verdict.INCONCLUSIVE, Verdict.ERROR}:
        lines += [f"capture: {path}" for path in case.captures]
        lines += map(str, case.transcript)
    ET.SubElement(element, "system-out").text = _legal("\n".join(lines))


def _legal(text: str) -> str:
    return _ILLEGAL.sub("\N{REPLACEMENT CHARACTER}", text)
