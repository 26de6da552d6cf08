"""Allure: what its report shows of a run beside the results of cases: environment, categories, configuration.

Allure 2 and the theme `classic` of Allure 3 read `categories.json`.  The standard theme of
Allure 3 has its categories from its configuration alone, so one lies beside the results:
`allure generate --config RUN/allure-results/allurerc.json RUN/allure-results`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

from hil.endurance.records import Course
from hil.report.facts import facts
from hil.results.case import CaseResult
from hil.results.model import DutIdentity, RunReport
from hil.results.whole_file import write_file
from hil.verdict import Verdict

CONFIGURATION = "allurerc.json"

HISTORY = "allure-history.jsonl"
"""Where Allure 3 keeps the history of cases, in the folder in which it is started."""

VERDICT = "verdict"
"""The label with the verdict in words, by which the categories of Allure 3 go."""

NOT_RUN = "not run"
INCOMPLETE = "incomplete"

CATEGORIES = (
    {
        "name": "Not run",
        "matchedStatuses": ["broken", "skipped"],
        "messageRegex": r"(Not run|Incomplete)[\s\S]*",
    },
    {
        "name": "Left open by the note",
        "matchedStatuses": ["broken", "skipped"],
        "messageRegex": r"[\s\S]*[Ii]nconclusive[ (,]+left open[\s\S]*",
    },
    {
        "name": "Inconclusive",
        "matchedStatuses": ["broken"],
        "messageRegex": r"[\s\S]*Inconclusive[\s\S]*",
    },
    {"name": "Fail on the note", "matchedStatuses": ["failed"], "messageRegex": r"[\s\S]*Fail .note[\s\S]*"},
    {
        "name": "Fail on a standard",
        "matchedStatuses": ["failed"],
        "messageRegex": r"[\s\S]*Fail .standard[\s\S]*",
    },
    {
        "name": "Fail on our reading",
        "matchedStatuses": ["failed"],
        "messageRegex": r"[\s\S]*Fail .reading[\s\S]*",
    },
    {"name": "The DUT deviates", "matchedStatuses": ["failed"]},
    {"name": "The bench failed", "matchedStatuses": ["broken"]},
    {"name": "Not applicable", "matchedStatuses": ["skipped"]},
)
"""The groups of results in `categories.json`; a result belongs to the first that matches.

A pattern is one of Java and of JavaScript: it matches the whole message, line ends included.
"""

BY_VERDICT = (
    ("Not run", f"({NOT_RUN}|{INCOMPLETE})"),
    ("Fail on the note", r"fail \(note\)"),
    ("Fail on a standard", r"fail \(standard\)"),
    ("Fail on our reading", r"fail \(reading\)"),
    ("The DUT deviates", "fail"),
    ("Inconclusive", r"inconclusive(?! \(left open\)).*"),
    ("The bench failed", "error"),
    ("Left open by the note", r"inconclusive \(left open\)"),
    ("Known deviation", "known deviation.*"),
    ("Not applicable", "not applicable"),
)
"""The groups of results in the configuration: name, and what the verdict in words is."""


def describe_run(report: RunReport, folder: Path, course: Course | None = None) -> None:
    """Write what Allure shows beside the results: the environment of the run, the groups of results."""
    folder.mkdir(parents=True, exist_ok=True)
    write_file(folder / "environment.properties", _properties(report, course))
    write_file(folder / "categories.json", _json(CATEGORIES))
    write_file(folder / CONFIGURATION, _json(configuration(report)))


def configuration(report: RunReport) -> dict[str, object]:
    """The configuration of Allure 3: the name of the report with what was selected, the groups, the history."""
    header = report.header
    return {
        "name": f"FTPS conformance of {header.module or header.dut_url}: {header.selected}",
        "historyPath": HISTORY,
        "categories": [
            {"name": name, "matchers": {"labels": {VERDICT: f"^{pattern}$"}}} for name, pattern in BY_VERDICT
        ],
    }


def _properties(report: RunReport, course: Course | None) -> bytes:
    found: dict[str, list[str]] = {}
    for name, value in facts(report, course):
        found.setdefault(name, []).append(value)
    lines = (f"{_key(name)}={_value('; '.join(values))}\n" for name, values in found.items())
    return "".join(lines).encode(errors="backslashreplace")


def _key(name: str) -> str:
    return re.sub(r"([\\:=#!\s])", r"\\\1", name)


def _value(text: str) -> str:
    return text.replace("\\", "\\\\").replace("\r", "\\r").replace("\n", "\\n")


def _json(content: object) -> bytes:
    return f"{json.dumps(content, indent=2, ensure_ascii=False)}\n".encode(errors="backslashreplace")


def name_of_dut(dut: DutIdentity | None, url: str) -> str:
    """The DUT by which Allure tells the history of one module from that of another.

    A module of a bench file keeps its history when its port changes; one without a name
    is known by its URL.
    """
    if dut is None:
        return url
    who = f"{dut.model} {dut.imei}"
    return f"{dut.module}: {who}" if dut.module else f"{who} at {url}"


def names_of_duts(report: RunReport) -> dict[str, str]:
    """The name of the DUT by the name of its module; that under the empty one is of cases that name no module."""
    url = report.header.dut_url
    duts = sorted(report.duts, key=lambda dut: dut.module)  # the first case of each comes when it may
    named = {dut.module: name_of_dut(dut, url) for dut in duts}
    return {**named, "": named.get("") or " and ".join(named.values()) or url}


def weights(case: CaseResult) -> Iterator[str]:
    """The tags that tell the ground of a fail, the cause of an inconclusive case, and departures."""
    if case.verdict is Verdict.FAIL and case.ground:
        yield f"ground-{case.ground.value}"
    if case.cause:
        yield case.cause.name.lower()
    if case.is_optional_not_met:
        yield "optional_not_met"
