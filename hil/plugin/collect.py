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
*failed* for the rest.  A fail of the call stays, whatever the tear-down raises.  What other plugins make
of a phase after that, and the end of the case, stand in `outcomes`.
"""

from __future__ import annotations

from collections.abc import Generator
from contextlib import nullcontext

import pytest

from hil.deadline import time_left_s
from hil.errors import ChannelTimeout, UnexpectedResult
from hil.judgement import judged_instead
from hil.plugin import (
    case_time,
    plain_asserts,
    port_loss,
    proofs,
    same_dut,
    untold,
)
from hil.plugin.case_under_way import RUNNING, UNDER_WAY, CaseUnderWay, line
from hil.plugin.disturbance import disturbance
from hil.plugin.duts import answers, duts_of, hangs, line_trouble, note_hang
from hil.plugin.explain import COMPARISON, Comparison, explain
from hil.plugin.failures import of_preamble, of_silence, told, weigh
from hil.plugin.interventions import from_outside
from hil.plugin.sparing import apply_gate, look_up_deviation, spare
from hil.plugin.stash_keys import (
    DUTS,
    LOSS_WATCH,
    SILENT,
    TRANSCRIPT,
)
from hil.plugin.stimulus import require_stimulus
from hil.plugin.wording import first_line
from hil.results.disturbance import Disturbance, DisturbanceKind
from hil.verdict import Cause, Inconclusive, NotApplicable, Verdict

SHOWN_LINES = 40
"""Last entries of the transcript that pytest shows below a failure."""


_SETTLED = {Verdict.FAIL, Verdict.KNOWN_DEVIATION, Verdict.NOT_APPLICABLE}
"""Verdicts that a restart in the tear-down does not change: it was not there when a fail was judged."""


def judge(phase: str, error: BaseException | None) -> Verdict:
    """The verdict of one phase of a case."""
    match error:
        case None:
            return Verdict.PASS
        case NotApplicable() | pytest.skip.Exception():
            return Verdict.NOT_APPLICABLE
        case pytest.xfail.Exception():  # in the set-up it comes of `run=False`
            return Verdict.KNOWN_DEVIATION if phase == "call" else Verdict.NOT_APPLICABLE
        case Inconclusive():
            return Verdict.INCONCLUSIVE
        case AssertionError() | pytest.fail.Exception() if phase == "call":
            return Verdict.FAIL
        case _:
            return Verdict.ERROR


@pytest.hookimpl(wrapper=True, trylast=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None, object, object]:
    """An exception of the driver about the DUT becomes a failed expectation, with the traceback of the test."""
    __tracebackhide__ = True
    item.config.stash[COMPARISON] = None
    case = item.stash.get(UNDER_WAY, None)
    try:
        with case.in_call() if case is not None else nullcontext():
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
    try:
        report = yield
    except (KeyboardInterrupt, pytest.exit.Exception):
        raise
    except BaseException as trouble:
        if UNDER_WAY not in item.stash:
            raise
        report = untold.report_of(item, call, trouble)
    case = item.stash.get(UNDER_WAY, None)
    if case is None:
        return report
    skip_if_not_applicable(item, report, call)
    if case.is_in_call:
        _judge_subtest(item, case, report, call)
    else:
        _judge_phase(item, case, report, call)
    case.outcome, case.is_spared = report.outcome, hasattr(report, "wasxfail")
    return report


def skip_if_not_applicable(item: pytest.Item, report: pytest.TestReport, call: pytest.CallInfo[None]) -> None:
    """Let pytest count a phase as skipped that `NotApplicable` has ended."""
    error = call.excinfo.value if call.excinfo else None
    if isinstance(error, NotApplicable):
        report.outcome = "skipped"
        report.longrepr = (str(item.path), item.location[1] or 0, f"not applicable: {first_line(error)}")


def _judge_phase(
    item: pytest.Item, case: CaseUnderWay, report: pytest.TestReport, call: pytest.CallInfo[None]
) -> None:
    error = call.excinfo.value if call.excinfo else None
    case.duration_s += call.duration
    if call.excinfo:
        _record(item, case, report, call.excinfo)
    elif call.when == "call":
        case.count_subtests()
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
    elif report.failed:
        _show_transcript(item, report)


def _judge_subtest(
    item: pytest.Item, case: CaseUnderWay, report: pytest.TestReport, call: pytest.CallInfo[None]
) -> None:
    """Judge a part of the call that pytest reports by itself; a part that did not pass decides the case, too."""
    error = call.excinfo.value if call.excinfo else None
    verdict = judge("call", error)
    case.subtests.append(verdict)
    if call.excinfo and verdict is not Verdict.NOT_APPLICABLE:
        _record(item, case, report, call.excinfo)
        _reconsider(item, case, report)


def _record(
    item: pytest.Item,
    case: CaseUnderWay,
    report: pytest.TestReport,
    trouble: pytest.ExceptionInfo[BaseException],
) -> None:
    error, phase = trouble.value, report.when or "call"
    verdict, text = judge(phase, error), first_line(error)
    if verdict is Verdict.FAIL and (outside := from_outside(item, error)):
        verdict, text = Verdict.ERROR, outside
    shown = told(error)
    problem = explain(trouble, item.config.stash.get(COMPARISON, None), shown or report.longreprtext)
    if verdict is Verdict.FAIL:
        verdict = weigh(trouble, item.stash[RUNNING], problem)
    if verdict is Verdict.PASS:
        report.outcome, report.longrepr = "passed", None
        return
    if case.stands_against(verdict, phase):
        case.reason += f"; then in the {phase}: {text}"
        if verdict is Verdict.FAIL:  # a known deviation, and a check of another subtest
            case.verdict, case.deviation = verdict, ""
        return
    before = f"; before it: {case.reason}" if case.reason and case.phase == phase else ""
    case.verdict, case.phase, case.reason = verdict, phase, f"{text}{before}"
    if verdict is Verdict.INCONCLUSIVE:
        case.cause = getattr(error, "cause", Cause.NO_STIMULUS)
        if case.cause is Cause.LEFT_OPEN:
            spare(report, f"inconclusive, left open: {case.reason}")
    if verdict is Verdict.KNOWN_DEVIATION:
        case.deviation = f"xfail: {text}"
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
