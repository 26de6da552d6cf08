"""`junit.xml` in the form xunit2 of pytest, which the schema of Jenkins accepts.

JUnit has fewer verdicts.  A failure is what keeps the run from conforming: a fail that
the gate lets decide, and an inconclusive case without stimulus; its type and message
have the ground or the cause.  Skipped are not applicable, known deviation, left open by
the note, and a fail that the gate spares.

The schema knows neither properties nor file and line of a testcase.  So the group of a
testcase is its requirements, and the rest stands in the texts as lines `name: value`
(docs/formats.md); the text of a case that did not pass begins with file:line, which
readers of JUnit make a link of.

A run that ended early is never green: each case that was not run is skipped, and a
testcase of the run itself has an error, since the schema knows no error of a suite.
"""

from __future__ import annotations

import xml.etree.ElementTree as ET  # writes only
from collections.abc import Iterator

from hil.endurance.records import Course
from hil.report.facts import facts
from hil.report.legal import legal
from hil.report.outcome import Outcome, outcome
from hil.report.source import Source
from hil.results.case import CaseResult
from hil.results.conclusion import decides_exit
from hil.results.description import PlannedCase
from hil.results.model import RunReport
from hil.results.words import ended_early
from hil.verdict import Ground, Verdict

RUN = "hil.run"
"""The class name of the testcase that tells that the run ended early."""

TROUBLE = (Verdict.FAIL, Verdict.INCONCLUSIVE, Verdict.ERROR)
"""The verdicts of the cases that show their transcript."""


def rendered(source: Source) -> bytes:
    """The bytes of the file."""
    return junit(source.report, source.course)


def junit(report: RunReport, course: Course | None = None) -> bytes:
    """The JUnit file of a run; `course` is that of an endurance run."""
    tree = _suites(report, course)
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


def _suites(report: RunReport, course: Course | None) -> ET.Element:
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
        {
            "name": legal(f"conformance {report.header.selected}"),
            **numbers,
            "timestamp": report.header.started[:19],
        },
    )
    properties = ET.SubElement(suite, "properties")
    for name, value in facts(report, course):
        ET.SubElement(properties, "property", {"name": legal(name), "value": legal(value)})
    for case in report.cases:
        _add_case(suite, case, report.header.gate)
    _add_unrun(suite, report)
    if early:
        element = ET.SubElement(
            suite, "testcase", {"classname": RUN, "name": "the run ended early", "time": "0.000"}
        )
        ET.SubElement(element, "error", {"message": legal(early), "type": "incomplete"})
    if report.damage:
        ET.SubElement(suite, "system-err").text = legal("\n".join(f"warning: {of}" for of in report.damage))
    return root


def _add_unrun(suite: ET.Element, report: RunReport) -> None:
    reason = f"not run: {report.ending.early or 'the run ended early'}"
    known = {planned.id: planned for planned in report.description.planned}
    for identifier in report.not_run:
        planned = known.get(identifier) or PlannedCase(identifier, "")
        element = _testcase(suite, identifier, 0.0, planned.requirements)
        ET.SubElement(element, "skipped", {"message": legal(reason), "type": "not_run"})
        path = identifier.partition("::")[0]
        named = (*_named(planned.requirements, planned.title, path, planned.line), "verdict: not run")
        ET.SubElement(element, "system-out").text = legal("\n".join(named))


def _add_case(suite: ET.Element, case: CaseResult, gate: Ground) -> None:
    element = _testcase(suite, case.id, case.duration_s, case.requirements)
    found = outcome(case)
    tag = _element(case, gate)
    if tag:
        weight = found.weight if case.verdict is Verdict.FAIL else ""
        kind = f"{case.verdict.value}.{weight}" if weight else case.verdict.value
        message = f"{case.verdict_words}: {case.reason}" if weight or case.cause else case.reason
        trouble = ET.SubElement(element, tag, {"message": legal(message), "type": kind})
        trouble.text = legal("\n".join(_told(case, found)))
    ET.SubElement(element, "system-out").text = legal("\n".join(_lines(case, found)))


def _told(case: CaseResult, found: Outcome) -> Iterator[str]:
    """The text of a case that did not pass: what decided, at file:line, then its fields."""
    yield f"{found.file}:{found.line}: {found.sentence}" if found.line else f"{found.file}: {found.sentence}"
    fields = {
        "verdict": case.verdict_words,
        "requirements": " ".join(found.requirements),
        "expected": found.expected,
        "actual": found.actual,
    }
    yield from (f"{name}: {value}" for name, value in fields.items() if value)
    if case.verdict is Verdict.ERROR and case.problem:  # a trouble of the bench: its maker wants the place
        yield case.problem.detail


def _lines(case: CaseResult, found: Outcome) -> Iterator[str]:
    yield from _named(case.requirements, case.title, case.file, case.line)
    fields = {
        "verdict": case.verdict_words,
        "ground": case.ground.value if case.ground else "",
        "cause": case.cause.value if case.cause else "",
        "expected": found.expected,
        "actual": found.actual,
        "module": case.module,
        "run": case.run,
        "known deviation": case.deviation,
    }
    yield from (f"{name}: {value}" for name, value in fields.items() if value)
    yield from (f"failed check: {check}" for check in case.checks)
    yield from (f"optional not met: {check}" for check in case.departures)
    for number, attempt in enumerate(case.attempts, start=1):
        yield f"attempt {number}: {attempt.verdict.words}{': ' if attempt.reason else ''}{attempt.reason}"
    yield from (f"session: {path}" for path in case.sessions)
    yield from (f"capture: {path}" for path in case.captures)
    if case.verdict in TROUBLE:
        yield from map(str, case.own_transcript)


def _named(requirements: tuple[str, ...], title: str, file: str, line: int) -> Iterator[str]:
    yield f"requirements: {' '.join(requirements)}"
    fields = {"title": title, "file": file, "line": str(line or "")}
    yield from (f"{name}: {value}" for name, value in fields.items() if value)


def _testcase(
    suite: ET.Element, identifier: str, duration_s: float, requirements: tuple[str, ...]
) -> ET.Element:
    path, _, name = identifier.partition("::")
    attributes = {
        "classname": path.removesuffix(".py").replace("/", "."),
        "name": legal(name),
        "time": f"{duration_s:.3f}",
        **({"group": " ".join(requirements)} if requirements else {}),
    }
    return ET.SubElement(suite, "testcase", attributes)
