"""Allure's results of a run, one file a case, made from the records with allure's own model.

allure-pytest writes a container for each fixture and parameter of each case, eight
files a case that nobody reads; they took a tenth of the time of a campaign.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from allure_commons.model2 import (
    ATTACHMENT_PATTERN,
    TEST_CASE_PATTERN,
    Attachment,
    Label,
    Parameter,
    Status,
    StatusDetails,
    TestResult,
    TestStepResult,
)
from allure_commons.types import LabelType
from allure_commons.utils import host_tag, md5, platform_label, uuid4

from hil.report.allure import describe_run, name_of_dut, steps, weights
from hil.report.source import Source
from hil.results.case import CaseResult
from hil.results.model import RunReport
from hil.results.words import ended_early
from hil.verdict import Verdict

STATUS = {
    Verdict.PASS: Status.PASSED,
    Verdict.FAIL: Status.FAILED,
    Verdict.INCONCLUSIVE: Status.BROKEN,
    Verdict.ERROR: Status.BROKEN,
    Verdict.NOT_APPLICABLE: Status.SKIPPED,
    Verdict.KNOWN_DEVIATION: Status.SKIPPED,
}
"""Allure's status for each verdict; the groups of `hil.report.allure.CATEGORIES` tell inconclusive from error."""


def rendered(source: Source, folder: Path) -> None:
    """Write the results in place of those of an earlier rendering."""
    clear(folder)
    write_results(source.report, folder)


def write_results(report: RunReport, folder: Path) -> None:
    """Write a result for each case, with its transcript, and what describes the run; earlier files stay."""
    describe_run(report, folder)
    write_unrun(report, folder)
    dut = name_of_dut(report)
    for case in report.cases:
        transcript = ""
        if case.own_transcript:
            transcript = ATTACHMENT_PATTERN.format(prefix=uuid4(), ext="txt")
            text = "\n".join(map(str, case.own_transcript))
            (folder / transcript).write_bytes(text.encode(errors="backslashreplace"))
        result = _result(case, dut, transcript)
        (folder / TEST_CASE_PATTERN.format(prefix=result.uuid)).write_bytes(_encoded(result))


def clear(folder: Path) -> None:
    """Remove the results of an earlier rendering: their names are new each time."""
    for kind in ("*-result.json", "*-container.json", "*-attachment.*"):
        for path in folder.glob(kind):
            path.unlink()


def write_unrun(report: RunReport, folder: Path) -> None:
    """Write a skipped result for each case that was not run, and a broken one of the run, if it ended early."""
    early = ended_early(report)
    if not early:
        return
    why = f"Not run: {report.ending.early or 'the run ended early'}"
    dut = name_of_dut(report)
    results = [_without_case(identifier, dut, Status.SKIPPED, why) for identifier in report.not_run]
    results.append(_without_case("the run ended early", dut, Status.BROKEN, f"Incomplete: {early}"))
    for result in results:
        (folder / TEST_CASE_PATTERN.format(prefix=result.uuid)).write_bytes(_encoded(result))


def _without_case(identifier: str, dut: str, status: str, message: str) -> TestResult:
    return TestResult(
        uuid=uuid4(),
        historyId=md5(identifier, dut),
        testCaseId=md5(identifier),
        fullName=identifier,
        name=identifier.rpartition("::")[2],
        status=status,
        statusDetails=StatusDetails(message=message),
        parameters=[Parameter(name="dut", value=dut)],
        labels=[Label(name=LabelType.TAG, value="not_run")],
    )


def _encoded(result: TestResult) -> bytes:
    """As allure's own logger writes it: JSON, without what is empty; it takes four times as long."""
    return json.dumps(result, ensure_ascii=False, default=_fields).encode(errors="backslashreplace")


def _fields(value: object) -> dict[str, object]:
    return {name: field for name, field in vars(value).items() if field or field is False}


def _result(case: CaseResult, dut: str, transcript: str) -> TestResult:
    started = round(datetime.fromisoformat(case.started).timestamp() * 1000)
    stopped = started + round(case.duration_s * 1000)
    exchanges = [_step(title, started) for title in steps(case.own_transcript)]
    channel = _step(f"AT channel, {len(exchanges)} commands", started)
    channel.steps = exchanges
    # The id of a case is unique; parameters are not: two values of bytes may have one text.
    return TestResult(
        uuid=uuid4(),
        historyId=md5(case.id, dut),
        testCaseId=md5(case.id),
        fullName=case.id,
        name=case.id.rpartition("::")[2],
        description=case.title,
        status=STATUS[case.verdict],
        statusDetails=_details(case),
        steps=[channel] if exchanges else [],
        attachments=[Attachment(name="transcript", source=transcript, type="text/plain")]
        if transcript
        else [],
        parameters=[Parameter(name="dut", value=dut)],
        start=started,
        stop=stopped,
        labels=list(_labels(case)),
    )


def _step(title: str, at: int) -> TestStepResult:
    return TestStepResult(name=title, status=Status.PASSED, start=at, stop=at)


def _details(case: CaseResult) -> StatusDetails | None:
    if case.verdict is Verdict.PASS and not case.reason and not case.departures:
        return None
    checks = "\n".join(map(str, (*case.checks, *case.departures)))
    words = case.verdict_words.capitalize()
    told = case.reason or "; ".join(check.sentence for check in case.departures)
    trace = checks or (case.problem.detail if case.problem else None)
    return StatusDetails(message=f"{words}: {told}", trace=trace)


def _labels(case: CaseResult) -> Iterator[Label]:
    *folders, file = case.file.removesuffix(".py").split("/")
    values = (
        (LabelType.PARENT_SUITE, ".".join(folders)),
        (LabelType.SUITE, file),
        (LabelType.HOST, host_tag()),
        (LabelType.FRAMEWORK, "pytest"),
        (LabelType.LANGUAGE, platform_label()),
        ("package", ".".join([*folders, file])),
        ("module", case.module),
        (LabelType.TAG, case.verdict.value),
        *((LabelType.TAG, weight) for weight in weights(case)),
        *(("requirement", identifier) for identifier in case.requirements),
    )
    return (Label(name=name, value=value) for name, value in values if value)
