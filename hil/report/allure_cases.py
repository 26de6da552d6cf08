"""Allure's results of a run, one file a case, made from the records with allure's own model.

allure-pytest writes a container for each fixture and parameter of each case, eight
files a case that nobody reads; they took a tenth of the time of a campaign.

A result is made from the records alone, its names included, so that the same run gives
the same files.  The id of a case is unique; its parameters are not, since two values of
bytes may have one text, so none of them is given to Allure.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from pathlib import Path
from uuid import NAMESPACE_URL, uuid5

from allure_commons.model2 import (
    ATTACHMENT_PATTERN,
    TEST_CASE_PATTERN,
    Attachment,
    Label,
    Link,
    Parameter,
    Status,
    StatusDetails,
    TestResult,
    TestStepResult,
)
from allure_commons.types import LabelType
from allure_commons.utils import md5

from hil.report.allure import INCOMPLETE, NOT_RUN, VERDICT, describe_run, names_of_duts, weights
from hil.report.allure_steps import ShownStep, exchanges, judgements
from hil.report.outcome import outcome
from hil.report.source import Source
from hil.results.case import CaseResult
from hil.results.description import PlannedCase
from hil.results.model import RunReport
from hil.results.words import ended_early
from hil.spec.catalogue import Requirement, requirements
from hil.verdict import Verdict

STATUS = {
    Verdict.PASS: Status.PASSED,
    Verdict.FAIL: Status.FAILED,
    Verdict.INCONCLUSIVE: Status.BROKEN,
    Verdict.ERROR: Status.BROKEN,
    Verdict.NOT_APPLICABLE: Status.SKIPPED,
    Verdict.KNOWN_DEVIATION: Status.SKIPPED,
}
"""Allure's status for each verdict; the groups of `hil.report.allure` tell inconclusive from error."""


def rendered(source: Source, folder: Path) -> None:
    """Write the results in place of those of an earlier rendering."""
    clear(folder)
    write_results(source.report, folder, evidence=source.folder)
    describe_run(source.report, folder, source.course)


def write_results(report: RunReport, folder: Path, *, evidence: Path | None = None) -> None:
    """Write a result for each case, with its transcript, and what describes the run; earlier files stay.

    `evidence` is the folder of the run, from which session files are attached; without it none are.
    """
    describe_run(report, folder)
    write_unrun(report, folder)
    duts = names_of_duts(report)
    known = requirements(report.header.own_requirements)
    for case in report.cases:
        uuid = _uuid(report, case.id)
        attachments = list(_attached(case, uuid, folder, evidence))
        result = _result(case, uuid, duts.get(case.module, duts[""]), known, attachments)
        _write(result, folder)


def clear(folder: Path) -> None:
    """Remove the results of an earlier rendering: another run may have had other cases."""
    for kind in ("*-result.json", "*-container.json", "*-attachment.*"):
        for path in folder.glob(kind):
            path.unlink()


def write_unrun(report: RunReport, folder: Path) -> None:
    """Write a skipped result for each case that was not run, and a broken one of the run, if it ended early."""
    early = ended_early(report)
    if not early:
        return
    why = f"Not run: {report.ending.early or 'the run ended early'}"
    known = {planned.id: planned for planned in report.description.planned}
    for identifier in report.not_run:
        planned = known.get(identifier) or PlannedCase(identifier, "")
        _write(_without_case(report, planned, Status.SKIPPED, why, NOT_RUN), folder)
    run = PlannedCase("the run ended early", "")
    _write(_without_case(report, run, Status.BROKEN, f"Incomplete: {early}", INCOMPLETE), folder)


def _uuid(report: RunReport, name: str) -> str:
    return str(uuid5(NAMESPACE_URL, f"{report.header.run_id} {name.encode(errors='backslashreplace')!r}"))


def _without_case(
    report: RunReport, planned: PlannedCase, status: str, message: str, verdict: str
) -> TestResult:
    dut = names_of_duts(report)[""]
    return TestResult(
        uuid=_uuid(report, planned.id),
        historyId=md5(planned.id, dut),
        testCaseId=md5(planned.id),
        fullName=planned.id,
        name=planned.id.rpartition("::")[2],
        description=planned.title,
        status=status,
        statusDetails=StatusDetails(message=message),
        parameters=[Parameter(name="dut", value=dut)],
        labels=[
            *_places(planned.id),
            Label(name=LabelType.TAG, value="not_run"),
            Label(name=VERDICT, value=verdict),
            *(Label(name="requirement", value=identifier) for identifier in planned.requirements),
        ],
    )


def _write(result: TestResult, folder: Path) -> None:
    (folder / TEST_CASE_PATTERN.format(prefix=result.uuid)).write_bytes(_encoded(result))


def _encoded(result: TestResult) -> bytes:
    """As allure's own logger writes it: JSON, without what is empty; it takes four times as long."""
    return json.dumps(result, ensure_ascii=False, default=_fields).encode(errors="backslashreplace")


def _fields(value: object) -> dict[str, object]:
    return {name: field for name, field in vars(value).items() if field or field is False}


def _result(
    case: CaseResult, uuid: str, dut: str, known: Mapping[str, Requirement], attachments: list[Attachment]
) -> TestResult:
    started = round(datetime.fromisoformat(case.started).timestamp() * 1000)
    shown = [_step(step, started) for step in exchanges(case.own_transcript)]
    channel = TestStepResult(
        name=f"AT channel, {len(shown)} commands", status=Status.PASSED, start=started, stop=started
    )
    channel.steps = shown
    return TestResult(
        uuid=uuid,
        historyId=md5(case.id, dut),
        testCaseId=md5(case.id),
        fullName=case.id,
        name=case.id.rpartition("::")[2],
        titlePath=case.file.split("/"),
        description=_purpose(case, known),
        status=STATUS[case.verdict],
        statusDetails=_details(case),
        steps=[*(_step(step, started) for step in judgements(case)), *([channel] if shown else [])],
        attachments=attachments,
        links=list(_links(case)),
        parameters=[Parameter(name="dut", value=dut)],
        start=started,
        stop=started + round(case.duration_s * 1000),
        labels=list(_labels(case)),
    )


def _purpose(case: CaseResult, known: Mapping[str, Requirement]) -> str:
    """The title and what the requirements state, in Markdown."""
    rows = (known[name] for name in case.requirements if name in known)
    stated = (
        f"- **{row.id}** ({row.clause}; {row.kind.value}, {row.ground.value}): {row.statement}"
        for row in rows
    )
    return "\n".join((case.title, "", *stated))


def _step(step: ShownStep, started: int) -> TestStepResult:
    at = started + round(step.t * 1000)
    fields = [Parameter(name=name, value=value) for name, value in step.fields]
    return TestStepResult(name=step.title, status=step.status, start=at, stop=at, parameters=fields)


def _links(case: CaseResult) -> Iterator[Link]:
    """Links to the evidence in the folder of the run, for a report that is made in a folder in it."""
    yield from (Link(type="link", name=path, url=f"../{path}") for path in case.sessions)
    yield from (Link(type="link", name=f"confidential: {path}", url=f"../{path}") for path in case.captures)


def _attached(case: CaseResult, uuid: str, folder: Path, evidence: Path | None) -> Iterator[Attachment]:
    """Write the transcript beside the results, and the session files if the case did not pass.

    Those of cases that passed are linked alone: there are thousands.  A file that is lost is left out.
    """
    if case.own_transcript:
        name = ATTACHMENT_PATTERN.format(prefix=f"{uuid}-transcript", ext="txt")
        text = "\n".join(map(str, case.own_transcript))
        (folder / name).write_bytes(text.encode(errors="backslashreplace"))
        yield Attachment(name="transcript", source=name, type="text/plain")
    if evidence is None or case.verdict is Verdict.PASS:
        return
    for path in case.sessions:
        file = Path(path)
        name = ATTACHMENT_PATTERN.format(prefix=f"{uuid}-{file.stem}", ext="json")
        if _copied(evidence / path, folder / name):
            yield Attachment(name=file.name, source=name, type="application/json")


def _copied(source: Path, target: Path) -> bool:
    try:
        shutil.copyfile(source, target)
    except FileNotFoundError:
        return False
    return True


def _details(case: CaseResult) -> StatusDetails | None:
    if case.verdict is Verdict.PASS and not case.reason and not case.departures:
        return None
    checks = "\n".join(map(str, (*case.checks, *case.departures)))
    words = case.verdict_words.capitalize()
    told = case.reason or "; ".join(check.sentence for check in case.departures)
    trace = checks or (case.problem.detail if case.problem else None)
    details = StatusDetails(message=f"{words}: {told}", trace=trace)
    found = outcome(case)
    if found.expected:  # Allure 3 reads both; the model of allure-commons does not have them yet
        vars(details).update(expected=found.expected, actual=found.actual)
    return details


def _places(identifier: str) -> Iterable[Label]:
    *folders, file = identifier.partition("::")[0].removesuffix(".py").split("/")
    values = {
        LabelType.PARENT_SUITE: ".".join(folders),
        LabelType.SUITE: file,
        "package": ".".join([*folders, file]),
    }
    return [Label(name=name, value=value) for name, value in values.items() if value]


def _labels(case: CaseResult) -> Iterator[Label]:
    yield from _places(case.id)
    values = (
        (LabelType.FRAMEWORK, "pytest"),
        ("module", case.module),
        (VERDICT, case.verdict_words),
        ("ground", case.ground.value if case.ground else ""),
        (LabelType.TAG, case.verdict.value),
        *((LabelType.TAG, weight) for weight in weights(case)),
        *(("requirement", identifier) for identifier in case.requirements),
    )
    yield from (Label(name=name, value=value) for name, value in values if value)
