"""Allure: what its report shows of a run beside the results that allure-pytest writes."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

from hil.results.case import CaseResult, TranscriptLine
from hil.results.model import RunReport
from hil.results.pool_words import modules_of
from hil.results.words import incomplete
from hil.transcript import Direction, Pco
from hil.verdict import Verdict

AT, TO_DUT, FROM_DUT = Pco.AT.value, Direction.TO_DUT.value, Direction.FROM_DUT.value

CATEGORIES = (
    {
        "name": "Not run",
        "matchedStatuses": ["broken", "skipped"],
        "messageRegex": "(?s)(Not run|Incomplete).*",
    },
    {
        "name": "Left open by the note",
        "matchedStatuses": ["broken", "skipped"],
        "messageRegex": "(?s).*[Ii]nconclusive[ (,]+left open.*",
    },
    {"name": "Inconclusive", "matchedStatuses": ["broken"], "messageRegex": "(?s).*Inconclusive.*"},
    {"name": "Fail on the note", "matchedStatuses": ["failed"], "messageRegex": "(?s).*Fail .note.*"},
    {"name": "Fail on a standard", "matchedStatuses": ["failed"], "messageRegex": "(?s).*Fail .standard.*"},
    {"name": "Fail on our reading", "matchedStatuses": ["failed"], "messageRegex": "(?s).*Fail .reading.*"},
    {"name": "The DUT deviates", "matchedStatuses": ["failed"]},
    {"name": "The bench failed", "matchedStatuses": ["broken"]},
    {"name": "Not applicable", "matchedStatuses": ["skipped"]},
)
"""Allure's groups of results; a result belongs to the first that matches."""


def describe_run(report: RunReport, folder: Path) -> None:
    """Write what Allure shows beside the results: the environment of the run, the groups of results."""
    header = report.header
    environment = {
        "dut.url": header.dut_url,
        **({"module": header.module} if header.module else {}),
        "modules": ", ".join(modules_of(report)),
        **{f"lab.{key}": value for key, value in header.lab if value},
        **{
            f"dut.{name}": value
            for dut in report.duts
            for name, value in asdict(dut).items()
            if name != "url"
        },
        "campaign": header.selected,
        "python": header.python,
        "openssl": header.openssl,
        "platform": header.platform,
        "commit": header.commit,
        "incomplete": incomplete(report),
        "resumed": "; ".join(map(str, report.resumptions)),
        **{f"tool.{name}": version for name, version in header.tools},
    }
    folder.mkdir(parents=True, exist_ok=True)
    lines = [f"{name}={_escaped(value)}" for name, value in environment.items() if value]
    (folder / "environment.properties").write_text("\n".join(lines) + "\n", encoding="utf-8")
    (folder / "categories.json").write_text(json.dumps(CATEGORIES, indent=2), encoding="utf-8")


def name_of_dut(report: RunReport) -> str:
    """The DUT by which Allure tells the history of one module from that of another."""
    url = report.header.dut_url
    duts = sorted(report.duts, key=lambda dut: dut.module)  # the first case of each comes when it may
    return " and ".join(f"{dut.model} {dut.imei} at {url}" for dut in duts) or url


def _escaped(value: str) -> str:
    return value.replace("\\", "\\\\").replace("\n", "\\n")


def weights(case: CaseResult) -> Iterator[str]:
    """The tags that tell the ground of a fail, the cause of an inconclusive case, and departures."""
    if case.verdict is Verdict.FAIL and case.ground:
        yield f"ground-{case.ground.value}"
    if case.cause:
        yield case.cause.name.lower()
    if case.is_optional_not_met:
        yield "optional_not_met"


def steps(lines: tuple[TranscriptLine, ...]) -> Iterator[str]:
    """The AT exchanges, one line each: the command line and its response."""
    command = ""
    answers: list[str] = []
    for line in lines:
        if line.pco != AT:
            continue
        if line.direction == TO_DUT:
            if command:
                yield _step(command, answers)
            command, answers = line.text, []
        elif line.direction == FROM_DUT:
            answers.append(line.text)
    if command:
        yield _step(command, answers)


def _step(command: str, answers: list[str]) -> str:
    return f"{command} → {' / '.join(answers)}" if answers else command
