"""From what pytest saw of a case to its verdict: the only place where that is decided (ISO/IEC 9646-1).

    in any phase      Inconclusive → inconclusive;  NotApplicable, pytest.skip → not applicable
    in the call       AssertionError, pytest.fail, UnexpectedResult → fail: the DUT did it
                      ChannelTimeout → fail if the DUT still answers AT, else error: the line may be dead
                      anything else → error
    set-up, tear-down anything else → error
    afterwards        pass or fail, but the bench was disturbed (`disturbance`) → inconclusive
                      fail, but the line does not carry bytes as they are → inconclusive
                      fail that an entry of the deviations file covers → known deviation

A fail of the call stands whatever the tear-down then meets.  The result
travels as `hil_case` on the report of the tear-down, which xdist carries from
worker to controller; user properties get the verdict and the requirements
only, since JUnit writers of others copy them.
"""

from __future__ import annotations

import time
from collections.abc import Generator, Iterable
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from hil.campaign.deviations import Deviation, find
from hil.errors import ChannelTimeout, UnexpectedResult
from hil.evidence.redaction import redact_places
from hil.plugin import captures
from hil.plugin.disturbance import disturbance
from hil.plugin.explain import COMPARISON, Comparison, explain
from hil.plugin.markers import closest
from hil.plugin.selection import requirement_ids
from hil.plugin.stash_keys import DEVIATIONS, DUT, OBSERVED, STRICT, TRANSCRIPT
from hil.results.model import CaseResult, Cell, Line, Problem, Strict, case_record
from hil.results.records import encode
from hil.transcript import Direction, Pco
from hil.verdict import Inconclusive, NotApplicable, Verdict

MOST_LINES = 1000
"""So many entries of a case's transcript are kept, half from its start and half from its end."""

SHOWN_LINES = 40
"""So many of the last entries stand below a failure on pytest's own screen."""


@dataclass(slots=True)
class Course:
    """A case under way: what has been judged so far."""

    started: datetime
    t0: float
    verdict: Verdict = Verdict.PASS
    deviation: str = ""
    phase: str = "call"
    reason: str = ""
    problem: Problem | None = None
    duration_s: float = 0.0
    lines: tuple[Line, ...] = ()


COURSE: pytest.StashKey[Course] = pytest.StashKey()

RESULT: pytest.StashKey[CaseResult] = pytest.StashKey()
"""On a test item, after its tear-down."""


def judge(phase: str, error: BaseException | None) -> Verdict:
    """The verdict that one phase of a case gives."""
    match error:
        case None:
            return Verdict.PASS
        case NotApplicable() | pytest.skip.Exception():
            return Verdict.NOT_APPLICABLE
        case Inconclusive():
            return Verdict.INCONCLUSIVE
        case AssertionError() | pytest.fail.Exception() if phase == "call":
            return Verdict.FAIL
        case _:
            return Verdict.ERROR


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    """Open the books of a case that verifies requirements."""
    if closest(item, "requirement"):
        files = captures.spool(item.config)
        if files is not None:
            files.begin(item.nodeid)
        item.stash[COURSE] = Course(started=datetime.now(UTC), t0=time.monotonic())
    return (yield)


@pytest.hookimpl(wrapper=True, trylast=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None, object, object]:
    """Behaviour of the DUT that the driver raised becomes a failed expectation, with the test's traceback."""
    __tracebackhide__ = True
    item.config.stash[COMPARISON] = None
    try:
        return (yield)
    except UnexpectedResult as refusal:
        raise AssertionError(str(refusal)).with_traceback(refusal.__traceback__) from None
    except ChannelTimeout as silence:
        if not _answers(item):
            raise
        message = f"the DUT answers AT, but not this: {silence}"
        raise AssertionError(message).with_traceback(silence.__traceback__) from None


def _answers(item: pytest.Item) -> bool:
    try:
        return any(dut.is_alive() for dut in _duts(item))
    except Exception:  # a probe that fails in whatever way is no answer
        return False


def _duts(item: pytest.Item) -> list[Any]:
    values = getattr(item, "funcargs", {}).values()
    return list({id(value): value for value in values if hasattr(value, "is_alive")}.values())


def _line_trouble(item: pytest.Item) -> str:
    """What the line of a case that failed does to bytes; empty if it carries them as they are."""
    for dut in _duts(item):
        check = getattr(dut, "line_trouble", None)
        try:
            trouble = str(check()) if check else ""
        except Exception as error:  # a check that cannot be made finds a line in doubt
            trouble = str(error)
        if trouble:
            return trouble
    return ""


def pytest_assertrepr_compare(config: pytest.Config, op: str, left: object, right: object) -> None:
    """Remember the two sides of a comparison that did not hold."""
    config.stash[COMPARISON] = Comparison(op, left, right)


@pytest.hookimpl(wrapper=True, trylast=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Judge a phase; after the last one, put the result on its report."""
    report = yield
    course = item.stash.get(COURSE, None)
    if course is None:
        return report
    error = call.excinfo.value if call.excinfo else None
    if isinstance(error, NotApplicable):
        report.outcome = "skipped"
        report.longrepr = (str(item.path), item.location[1] or 0, f"not applicable: {error}")
    course.duration_s += call.duration
    if call.excinfo:
        _record(item, course, report, judge(call.when, error), call.excinfo)
    if call.when == "call":
        _reconsider(item, course, report)
    if call.when == "teardown":
        _close(item, course, report)
    elif report.failed:
        _show_transcript(item, report)
    return report


def _record(
    item: pytest.Item,
    course: Course,
    report: pytest.TestReport,
    verdict: Verdict,
    trouble: pytest.ExceptionInfo[BaseException],
) -> None:
    text = redact_places(str(trouble.value)).strip() or trouble.typename
    if course.verdict in {Verdict.FAIL, Verdict.KNOWN_DEVIATION}:
        course.reason += f"; then in the {report.when}: {text.splitlines()[0]}"
        return
    course.verdict, course.phase, course.reason = verdict, report.when or "call", text.splitlines()[0]
    if verdict is not Verdict.NOT_APPLICABLE:
        course.problem = explain(trouble, item.config.stash.get(COMPARISON, None), report.longreprtext)


def _reconsider(item: pytest.Item, course: Course, report: pytest.TestReport) -> None:
    """After the call: a disturbed case says nothing, and a fail may be known."""
    if course.verdict not in {Verdict.PASS, Verdict.FAIL}:
        return
    transcript = item.config.stash.get(TRANSCRIPT, None)
    trouble = disturbance(transcript.entries()) if transcript is not None else ""
    if course.verdict is Verdict.FAIL and not trouble:
        trouble = _line_trouble(item)
        trouble = f"the line does not carry bytes as they are: {trouble}" if trouble else ""
    if trouble:
        course.reason = f"{trouble}; {course.reason}" if course.reason else trouble
        course.verdict = Verdict.INCONCLUSIVE
        if report.passed:
            report.outcome = "failed"
            report.longrepr = f"inconclusive: {trouble}"
    elif course.verdict is Verdict.FAIL:
        _look_up_deviation(item, course, report)


def _look_up_deviation(item: pytest.Item, course: Course, report: pytest.TestReport) -> None:
    problem = course.problem
    shown = " ".join((course.reason, *((problem.expected, problem.actual) if problem else ())))
    nothing: tuple[Deviation, ...] = ()
    deviations = item.config.stash.get(DEVIATIONS, nothing)
    known = find(deviations, requirement_ids(item), shown)
    if known is not None:
        course.verdict, course.deviation = Verdict.KNOWN_DEVIATION, str(known)
        course.reason = f"{course.reason}; known: {known.reason} (until {known.expires.isoformat()})"
        report.outcome = "skipped"  # pytest's own word for a failure that is expected
        report.wasxfail = f"known deviation: {known}"


def _show_transcript(item: pytest.Item, report: pytest.TestReport) -> None:
    transcript = item.config.stash.get(TRANSCRIPT, None)
    if transcript is not None:
        t0 = item.stash[COURSE].t0
        shown = [
            str(Line(entry.t - t0, entry.pco.value, entry.direction.value, entry.text))
            for entry in transcript.entries()[-SHOWN_LINES:]
        ]
        report.sections.append((f"Transcript {report.when}", "\n".join(shown)))


def _close(item: pytest.Item, course: Course, report: pytest.TestReport) -> None:
    transcript = item.config.stash.get(TRANSCRIPT, None)
    entries = transcript.hand_over() if transcript is not None else ()
    course.lines = _shortened(
        tuple(
            Line(round(entry.t - course.t0, 6), entry.pco.value, entry.direction.value, entry.text)
            for entry in entries
        )
    )
    files = captures.spool(item.config)
    kept = files.end(course.verdict) if files is not None else ()
    case = item.stash[RESULT] = _case(item, course, kept)
    report.user_properties.append(("verdict", case.verdict.value))
    report.user_properties.extend(("requirement", identifier) for identifier in case.requirements)
    dut = item.config.stash.get(DUT, None)
    vars(report).update(
        hil_case=encode(case_record(case)),
        hil_dut=asdict(dut) if dut is not None else None,
        hil_captures=tuple(map(str, kept)),
        hil_warnings=files.complaints() if files is not None else (),
    )


def _case(item: pytest.Item, course: Course, kept: Iterable[Path]) -> CaseResult:
    cell, probe = closest(item, "matrix"), closest(item, "probe")
    return CaseResult(
        id=item.nodeid,
        title=_title(item),
        requirements=requirement_ids(item),
        verdict=course.verdict,
        started=course.started.isoformat(timespec="milliseconds"),
        duration_s=course.duration_s,
        phase=course.phase,
        reason=course.reason,
        problem=course.problem,
        transcript=course.lines,
        observed=tuple(item.stash.get(OBSERVED, {}).items()),
        cell=Cell(**cell.kwargs) if cell else None,
        captures=tuple(captures.kept_name(item.nodeid, path) for path in kept),
        strict=tuple(Strict(name, *reading) for name, reading in item.stash.get(STRICT, {}).items()),
        probe=str(probe.args[0]) if probe and probe.args else "",
        deviation=course.deviation,
    )


def _shortened(lines: tuple[Line, ...]) -> tuple[Line, ...]:
    left_out = len(lines) - MOST_LINES
    if left_out <= 0:
        return lines
    half = MOST_LINES // 2
    cut = Line(lines[half].t, Pco.HARNESS.value, Direction.NOTE.value, f"… {left_out} entries left out …")
    return (*lines[:half], cut, *lines[-half:])


def _title(item: pytest.Item) -> str:
    function = getattr(item, "function", None)
    words = (getattr(function, "__doc__", None) or "").strip().splitlines()
    name = getattr(item, "originalname", None) or item.name
    title = words[0].rstrip(".") if words else name.removeprefix("test_").replace("_", " ")
    parameters = getattr(item, "callspec", None)
    return f"{title} [{parameters.id}]" if parameters else title
