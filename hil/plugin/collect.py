"""The verdict of a case: the only place that decides it from what pytest reports (ISO/IEC 9646-1).

    call              Inconclusive without stimulus → fail, if the server saw the DUT break a requirement (`hil.breaches`)
    any phase         Inconclusive → inconclusive, with its cause;  NotApplicable, pytest.skip → not applicable
    call              AssertionError, pytest.fail → fail on the strongest ground of its failed checks, or pass
                      with departures if none of them judges a mandatory requirement
                      UnexpectedResult → fail: a step that the case needs; inconclusive if the case has
                      no mandatory requirement
                      ChannelTimeout → fail if the DUT still answers AT, else error: the line may be dead
                      any other exception → error
                      a negative without stimulus (`hil.negatives`) → inconclusive
    set-up, tear-down any other exception → error
    set-up, call      the time of the case was over (`case_time`) → fail if a check had failed before, else error
    any phase         no check failed, and the port was lost → error, and a second attempt once it has
                      returned (`port_loss`)
    after the call    fail or inconclusive, and the bench has evidence that it lost a precondition → error
    and the tear-down pass or fail, and the bench was disturbed (`disturbance`) → inconclusive
                      fail, and the line does not carry bytes as they are → inconclusive
                      a restart or a hang of the DUT → a second attempt (`attempts`)
                      fail of which an entry of the deviations file covers each check → known deviation

pytest's own outcome is *passed* for a pass, *skipped* for what decides no exit code
(not applicable, known deviation, left open by the note, a fail that the gate spares),
*failed* for the rest.  A fail of the call stays, whatever the tear-down raises.  The result is the
attribute `hil_case` of the report of the tear-down, which xdist sends from
worker to controller.  User properties hold only the verdict with its ground or cause, and the requirements,
because other JUnit writers copy them.
"""

from __future__ import annotations

import json
import time
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from dataclasses import asdict, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from hil.deadline import time_left_s
from hil.errors import ChannelTimeout, UnexpectedResult
from hil.evidence.redaction import redact_places
from hil.judgement import RunningCase, judged_instead, running
from hil.lab.observed import sessions_of_case
from hil.lab.stimuli import stimuli_of_case
from hil.plugin import (
    captures,
    case_time,
    plain_asserts,
    port_loss,
    proofs,
    recoveries,
    same_dut,
    sessions,
    wire,
)
from hil.plugin.attempts import concluded, repeated
from hil.plugin.case_under_way import RUNNING, CaseUnderWay, line, result_of, shortened
from hil.plugin.disturbance import disturbance
from hil.plugin.duts import answers, duts_of, hangs, line_is_good, line_trouble, note_hang
from hil.plugin.explain import COMPARISON, Comparison, explain
from hil.plugin.failures import of_preamble, of_silence, told, weigh
from hil.plugin.leasing import module_of
from hil.plugin.markers import closest, requirement_ids
from hil.plugin.pool_run import POOL
from hil.plugin.sparing import apply_gate, deviation_of, look_up_deviation, spare
from hil.plugin.stash_keys import (
    DUT,
    DUTS,
    EXCLUSIONS,
    FIRST_ATTEMPT,
    LOSS_WATCH,
    OWN_REQUIREMENTS,
    PORT_NOTES,
    PREFLIGHT,
    TRANSCRIPT,
)
from hil.plugin.stimulus import require_stimulus
from hil.results.case import CaseResult
from hil.results.case_records import case_record, encode
from hil.results.disturbance import Disturbance, DisturbanceKind
from hil.spec.catalogue import requirement
from hil.verdict import Cause, Inconclusive, NotApplicable, Verdict

if TYPE_CHECKING:  # few runs have a deviations file
    pass


SHOWN_LINES = 40
"""Last entries of the transcript that pytest shows below a failure."""


_SETTLED = {Verdict.FAIL, Verdict.KNOWN_DEVIATION, Verdict.NOT_APPLICABLE}
"""Verdicts that a restart in the tear-down does not change: it was not there when a fail was judged."""


UNDER_WAY: pytest.StashKey[CaseUnderWay] = pytest.StashKey()


SILENT: pytest.StashKey[bool] = pytest.StashKey()
"""On a test item: the DUT left a command of the case unanswered, and answers AT."""


RESULT: pytest.StashKey[CaseResult] = pytest.StashKey()
"""On a test item, after its tear-down."""


def judge(phase: str, error: BaseException | None) -> Verdict:
    """The verdict of one phase of a case."""
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
    """Begin a case that verifies requirements."""
    if closest(item, "requirement"):
        with begun(item):
            return (yield)
    return (yield)


@contextmanager
def begun(item: pytest.Item) -> Iterator[None]:
    """An attempt of a case, from its beginning."""
    files = captures.spool(item.config)
    if files is not None:
        files.begin(item.nodeid)
    lines = wire.record(item.config)
    if lines is not None:
        lines.begin_case(item.nodeid)
    running_case = item.stash[RUNNING] = _running(item)
    item.stash[UNDER_WAY] = CaseUnderWay(started=datetime.now(UTC), t0=time.monotonic())
    with running(running_case):
        yield


def _running(item: pytest.Item) -> RunningCase:
    own = item.config.stash.get(OWN_REQUIREMENTS, ())
    rows = (requirement(identifier, own) for identifier in requirement_ids(item))
    return RunningCase(tuple(rows), judges_form=closest(item, "form") is not None)


@pytest.hookimpl(wrapper=True, trylast=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None, object, object]:
    """An exception of the driver about the DUT becomes a failed expectation, with the traceback of the test."""
    __tracebackhide__ = True
    item.config.stash[COMPARISON] = None
    try:
        outcome = yield
        require_stimulus(item)
    except Inconclusive as missing:
        instead = judged_instead(item.stash[RUNNING], missing) if RUNNING in item.stash else None
        if instead is None:
            raise
        raise instead.with_traceback(missing.__traceback__) from None
    except UnexpectedResult as refusal:
        raise of_preamble(refusal).with_traceback(refusal.__traceback__) from None
    except ChannelTimeout as silence:
        if hangs(item, silence):
            note_hang(item, silence)
            raise
        item.stash[SILENT] = True
        raise of_silence(silence).with_traceback(silence.__traceback__) from None
    return outcome


def pytest_assertrepr_compare(config: pytest.Config, op: str, left: object, right: object) -> None:
    """Keep the two sides of a comparison that did not hold."""
    config.stash[COMPARISON] = Comparison(op, left, right, time_left_s())


@pytest.hookimpl(wrapper=True, trylast=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Judge a phase; after the last one, put the result on the report."""
    report = yield
    case = item.stash.get(UNDER_WAY, None)
    if case is None:
        return report
    error = call.excinfo.value if call.excinfo else None
    if isinstance(error, NotApplicable):
        report.outcome = "skipped"
        report.longrepr = (str(item.path), item.location[1] or 0, f"not applicable: {error}")
    case.duration_s += call.duration
    if call.excinfo:
        _record(item, case, report, judge(call.when, error), call.excinfo)
    if isinstance(error, ChannelTimeout) and call.when == "setup" and not answers(item):
        note_hang(item, error)
    if call.when == "setup":
        proofs.begin(duts_of(item), item)
    over = case_time.over(item) if call.when != "teardown" else ""
    if over and call.when == "call":
        plain_asserts.keep(item, call.excinfo)
    if over and not case_time.kept_fail(item, case, report, over):
        case_time.break_off(case, report, over)
    elif call.when == "call":
        _reconsider(item, case, report)
    if call.when == "teardown":
        item.stash[DUTS] = duts_of(item)
        same_dut.look(item, case, report)
        _look_for_break(item, case, report)
        _close(item, case, report)
    elif report.failed:
        _show_transcript(item, report)
    return report


def _record(
    item: pytest.Item,
    case: CaseUnderWay,
    report: pytest.TestReport,
    verdict: Verdict,
    trouble: pytest.ExceptionInfo[BaseException],
) -> None:
    shown = told(trouble.value)
    problem = explain(trouble, item.config.stash.get(COMPARISON, None), shown or report.longreprtext)
    if verdict is Verdict.FAIL:
        verdict = weigh(trouble, item.stash[RUNNING], problem)
    if verdict is Verdict.PASS:
        report.outcome, report.longrepr = "passed", None
        return
    text = redact_places(str(trouble.value)).strip() or trouble.typename
    if case.verdict in {Verdict.FAIL, Verdict.KNOWN_DEVIATION}:
        case.reason += f"; then in the {report.when}: {text.splitlines()[0]}"
        return
    case.verdict, case.phase, case.reason = verdict, report.when or "call", text.splitlines()[0]
    if verdict is Verdict.INCONCLUSIVE:
        case.cause = getattr(trouble.value, "cause", Cause.NO_STIMULUS)
        if case.cause is Cause.LEFT_OPEN:
            spare(report, f"inconclusive, left open: {case.reason}")
    if shown and not report.skipped:
        report.longrepr = shown
    if verdict is not Verdict.NOT_APPLICABLE:
        case.problem = problem


def _reconsider(item: pytest.Item, case: CaseUnderWay, report: pytest.TestReport) -> None:
    """After the call: a disturbed case is inconclusive, and a fail may be a known deviation."""
    if case.verdict is not Verdict.FAIL and (lost := port_loss.found(duts_of(item))):
        port_loss.break_off(case, report, lost)
        return
    if case.verdict in {Verdict.FAIL, Verdict.INCONCLUSIVE} and (lost := _lost_precondition(item)):
        case.disturbance = Disturbance(DisturbanceKind.PRECONDITION, lost)
        case.reason = f"{case.disturbance}; {case.reason}"
        case.verdict = Verdict.ERROR
        return
    if case.verdict not in {Verdict.PASS, Verdict.FAIL}:
        return
    transcript = item.config.stash.get(TRANSCRIPT, None)
    trouble = disturbance(transcript.entries()) if transcript is not None else None
    if case.verdict is Verdict.FAIL and trouble is None:
        trouble = line_trouble(item)
    if trouble is not None:
        case.disturbance = trouble
        case.reason = f"{trouble}; {case.reason}" if case.reason else str(trouble)
        case.verdict, case.cause = Verdict.INCONCLUSIVE, Cause.NO_STIMULUS
        if report.passed:
            report.outcome = "failed"
            report.longrepr = f"inconclusive: {trouble}"
    elif case.verdict is Verdict.FAIL:
        look_up_deviation(item, case, report)
        apply_gate(item, case, report)


def _lost_precondition(item: pytest.Item) -> str:
    """What the bench knows of SIM, network, supply and peers that were lost during the case; empty if they hold."""
    watch, transcript = item.config.stash.get(LOSS_WATCH, None), item.config.stash.get(TRANSCRIPT, None)
    if watch is None or transcript is None:
        return ""
    used, entries = tuple(getattr(item, "funcargs", {}).values()), transcript.entries()
    watches = (watch if dut is watch.modem else watch.of_emulated(dut) for dut in duts_of(item))
    return next((lost for each in watches if (lost := each.lost(entries, used))), "")


def _look_for_break(item: pytest.Item, case: CaseUnderWay, report: pytest.TestReport) -> None:
    """After the tear-down: a restart, a hang or a port loss that only the hand-over of the DUT has shown, in any phase."""
    transcript = item.config.stash.get(TRANSCRIPT, None)
    if transcript is None or case.disturbance is not None or case.verdict in _SETTLED:
        return
    if lost := port_loss.found(duts_of(item)):
        port_loss.break_off(case, report, lost)
        return
    trouble = disturbance(transcript.entries())
    if trouble is None or trouble.kind not in {DisturbanceKind.RESTART, DisturbanceKind.HANG}:
        return
    case.disturbance = trouble
    if case.verdict is not Verdict.ERROR:
        case.verdict = Verdict.ERROR if trouble.kind is DisturbanceKind.HANG else Verdict.INCONCLUSIVE
        case.cause = Cause.NO_STIMULUS
    case.reason = f"{trouble}; {case.reason}" if case.reason else str(trouble)


def _show_transcript(item: pytest.Item, report: pytest.TestReport) -> None:
    transcript = item.config.stash.get(TRANSCRIPT, None)
    if transcript is not None:
        t0 = item.stash[UNDER_WAY].t0
        own = [entry for entry in transcript.entries() if not entry.is_aside]
        shown = [str(line(entry, t0)) for entry in own[-SHOWN_LINES:]]
        report.sections.append((f"Transcript {report.when}", "\n".join(shown)))


def _close(item: pytest.Item, case: CaseUnderWay, report: pytest.TestReport) -> None:
    transcript = item.config.stash.get(TRANSCRIPT, None)
    seen = (
        sessions_of_case(transcript, case.t0) if transcript is not None and wire.is_kept(item.config) else ()
    )
    told = (
        stimuli_of_case(transcript, case.t0) if transcript is not None and wire.is_kept(item.config) else ""
    )
    entries = transcript.hand_over() if transcript is not None else ()
    case.lines = shortened(tuple(line(entry, case.t0) for entry in entries))
    files = captures.spool(item.config)
    warnings = (*(files.complaints() if files is not None else ()), *item.config.stash.get(PORT_NOTES, ()))
    kept = files.end(case.verdict) if files is not None else ()
    if (lines := wire.record(item.config)) is not None:
        lines.end_case(item.nodeid, case.verdict.value)
        warnings += (lines.trouble,) * bool(lines.trouble)
    found = replace(
        result_of(item, case, kept),
        module=module_of(item.config),
        recoveries=recoveries.take(item.config),
        sessions=sessions.paths_of(item.nodeid, len(seen)),
    )
    result = item.stash[RESULT] = _with_first_attempt(item, case_time.concluded(found))
    report.user_properties.append(("verdict", result.verdict.value))
    if result.verdict is Verdict.FAIL and result.ground:
        report.user_properties.append(("ground", result.ground.value))
    if result.cause:
        report.user_properties.append(("cause", result.cause.name.lower()))
    report.user_properties.extend(("requirement", identifier) for identifier in result.requirements)
    dut = item.config.stash.get(DUT, None)
    vars(report).update(
        hil_case=encode(case_record(result)),
        hil_dut=asdict(dut) if dut is not None else None,
        hil_exclusions=[asdict(probe) for probe in item.config.stash.get(EXCLUSIONS, ())],
        hil_captures=tuple(map(str, kept)),
        hil_sessions=seen,
        hil_stimuli=told,
        hil_warnings=warnings,
        hil_preflight=_preflight(item.config),
    )


def _preflight(config: pytest.Config) -> list[str]:
    """What the preflight of this worker's own module found, as JSON; a run on one DUT has made it once."""
    lines = config.stash.get(PREFLIGHT, ()) if POOL in config.stash else ()
    return [json.dumps(asdict(line)) for line in lines]


def _with_first_attempt(item: pytest.Item, result: CaseResult) -> CaseResult:
    """The result, concluded from two attempts if this was the second one, or from what an earlier case has proven."""
    first, duts = item.stash.get(FIRST_ATTEMPT, None), duts_of(item)
    if first is not None:
        both = concluded(first, result, line_is_good=line_is_good(item))
        if both.verdict is Verdict.FAIL:
            proofs.prove(duts, result)
    elif (case := proofs.proven_by(duts, result)) and line_is_good(item):
        both = port_loss.concluded(item, repeated(result, proven_by=case))
    else:
        if result.verdict is Verdict.FAIL and item.stash.get(SILENT, False):
            proofs.note_silence(duts)
        return port_loss.concluded(item, result)
    known = deviation_of(item, both.checks) if both.verdict is Verdict.FAIL else None
    if known is None:
        return both
    return replace(both, verdict=Verdict.KNOWN_DEVIATION, deviation=str(known))
