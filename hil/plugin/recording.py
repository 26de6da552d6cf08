"""The recorder of a run: opens its folder, appends each case when it ends, renders at the end.

A run is recorded if it verifies requirements and has a folder for its report:
`--hil-report-dir`, or `hil_report_dir` of the ini file for the cases of `hil.suites`.
Only the controller of xdist writes; workers send their cases with their reports.
"""

from __future__ import annotations

import json
import time
from collections.abc import Generator, Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from hil.campaign.deviations import Deviation
from hil.errors import UsageError
from hil.plugin import allure_results, bench_memory, captures, sealing, selftest_evidence, sessions, wire
from hil.plugin.activation import is_worker, without_calls
from hil.plugin.agreement import settled
from hil.plugin.counting import Counting
from hil.plugin.endings import why_ended
from hil.plugin.lost_worker import lost_case
from hil.plugin.planning import begun, describe, planned_of
from hil.plugin.pool_run import POOL, with_attempts
from hil.plugin.run_folder import run_folder
from hil.plugin.run_header import header_of
from hil.plugin.sent import SENT_PREFLIGHT, SENT_REDUCTIONS, SENT_SELECTION
from hil.plugin.stash_keys import (
    DEVIATIONS,
    EXCLUSIONS,
    PICS,
    PREFLIGHT,
    REDUCTIONS,
    RESUMED,
    SELECTION,
    UNREADABLE,
)
from hil.plugin.wording import in_one_line, text_of
from hil.results import folder as folders
from hil.results.case import CaseResult
from hil.results.case_records import attempt_record, case_record, encode, read_case
from hil.results.conclusion import OF_SIGNAL, deviation_status
from hil.results.description import PlannedCase
from hil.results.ending import ENDED, Ending, Resumption, stopped_by
from hil.results.lock import RunLock
from hil.results.model import DeviationStatus, DutIdentity, RunHeader, RunReport, Withdrawal
from hil.results.records import (
    RESULTS,
    dut_record,
    end_record,
    read_preflight,
    read_reduction,
    resumed_record,
    run_record,
    withdrawn_record,
)
from hil.results.resuming import repair, require_same_setting
from hil.results.space import require_space
from hil.results.static import NOT_REVIEWED, Probe, StaticReview
from hil.results.writer import ResultWriter
from hil.stopping import StoppedBySignal, Stopping, current, shielded
from hil.verdict import Ground

_NOT_OF_PYTEST = frozenset({"SIGTERM", "SIGHUP"})
"""The signals for which pytest has no exit code; after Ctrl-C its own stays."""

RECORDER = "hil-recorder"
"""The name of the recorder in pytest's plugin manager."""


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_collection_finish(session: pytest.Session) -> Generator[None]:
    """Begin to record, if these cases are recorded, behind a hook that takes some away."""
    yield
    if not is_worker(session.config) and not without_calls(session.config):
        cases = planned_of(session.items)
        begin(session.config, [case.id for case in cases], cases)


def begin(config: pytest.Config, planned: Sequence[str], cases: Iterable[PlannedCase] = ()) -> None:
    """Open the folder of the run and register its recorder, once, if a planned case is recorded.

    `cases` are the planned cases with their titles; a controller of xdist has asked its workers.
    """
    if not planned or config.pluginmanager.has_plugin(RECORDER):
        return
    folder = run_folder(config, planned)
    if folder is None:
        return
    header, earlier = header_of(config), config.stash.get(RESUMED, None)
    try:
        if earlier is not None:
            require_same_setting(earlier.header, header, folder)
        lock = folders.locked(folder)
        missing = earlier.not_run if earlier else planned
        evidence = selftest_evidence.asked(config)
        require_space(folder, len(missing), config.getoption("hil_captures"))
    except UsageError as trouble:
        raise pytest.UsageError(str(trouble)) from None
    config.stash[captures.FOLDER] = folder
    if (pool := config.stash.get(POOL, None)) is not None:
        pool.run_id = header.run_id
    wire.tell_folder(config)
    with shielded():  # a signal finds no plan, or one whose report is written
        run = of_plan(header, planned, earlier)
        if earlier is None:
            run = begun(folder, run, describe(config, planned, cases))
        run = selftest_evidence.with_selftest(folder, run, evidence)
        recorder = Recorder(folder, config, lock, run)
        config.pluginmanager.register(recorder, RECORDER)
        sealing.begin(config, recorder)


def of_plan(header: RunHeader, planned: Sequence[str], earlier: RunReport | None) -> RunReport:
    """A run before its next case: a new one with its plan, or an earlier one that goes on now."""
    if earlier is None:
        return RunReport(header=header, planned=tuple(planned), not_run=tuple(planned))
    resumption = Resumption(datetime.now(UTC).isoformat(timespec="seconds"), header.command)
    return replace(earlier, ending=ENDED, resumptions=(*earlier.resumptions, resumption))


class Recorder:
    """The recorder of one run; `run` is the run before its next case."""

    def __init__(self, folder: Path, config: pytest.Config, lock: RunLock, run: RunReport) -> None:
        self.folder = folder
        self._lock = lock
        self._config = config
        self._report = run
        self._cases = {case.id: case for case in run.cases}
        self._counting = Counting()
        self._waiting = dict.fromkeys(run.not_run)
        self._began = time.monotonic() - run.duration_s
        self._ending = ENDED
        self.is_written = False
        """Whether the run has ended, and all of its records are on the disk."""
        self.renderings: tuple[Path, ...] = ()
        self._stopping = current() or Stopping()
        self.warnings = list(run.damage)
        """What went wrong with the evidence, each text once; it changes no verdict."""
        if run.resumptions:
            repair(folder / RESULTS)
        self._writer = ResultWriter(folder / RESULTS)
        first = resumed_record(run.resumptions[-1]) if run.resumptions else run_record(self.report)
        self._writer.write(encode(first))
        self._stopping.begin()

    @property
    def report(self) -> RunReport:
        """The run as far as it is recorded."""
        return replace(
            self._report,
            cases=tuple(self._cases.values()),
            duration_s=time.monotonic() - self._began,
            ending=self._ending,
            not_run=tuple(self._waiting),
            selection=self._config.stash.get(SELECTION, ()),
            reductions=self._config.stash.get(REDUCTIONS, ()),
            preflight=self._config.stash.get(PREFLIGHT, ()),
            deviations=self._deviations(),
            static=self._static(),
            pics=pics.source if (pics := self._config.stash.get(PICS, None)) else "",
        )

    def _deviations(self) -> tuple[DeviationStatus, ...]:
        """The entries of the deviations file; one that gives the reason of a static deviation is in use."""
        static = {found.deviation for found in self._static().deviations}
        statuses = [
            deviation_status(str(entry), entry.requirement, self._cases.values())
            for entry in self._config.stash.get(DEVIATIONS, ())
        ]
        return tuple(
            replace(status, outdated=False) if status.deviation in static else status for status in statuses
        )

    def _static(self) -> StaticReview:
        """The static conformance review; empty without a PICS file."""
        from hil.campaign.static_review import review  # noqa: PLC0415 - a run without claims has none

        pics = self._config.stash.get(PICS, None)
        if pics is None or not pics.source:
            return NOT_REVIEWED
        entries: tuple[Deviation, ...] = self._config.stash.get(DEVIATIONS, ())
        return StaticReview(review(pics, entries), self._config.stash.get(EXCLUSIONS, ()))

    def pytest_runtest_logstart(self) -> None:
        """Begin no case after a signal."""
        self._stopping.check()

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Write a case when it ends; no signal comes between its parts."""
        with shielded():
            self._take(report)

    def _take(self, report: pytest.TestReport) -> None:
        line = getattr(report, "hil_case", None)
        self._counting.note(report)
        if (withdrawn := getattr(report, "hil_withdrawn", None)) is not None:
            self._keep_withdrawal(withdrawn)
        if line is not None:
            self._write_dut(getattr(report, "hil_dut", None))
            self._keep_exclusions(getattr(report, "hil_exclusions", ()))
            self._keep_preflight(getattr(report, "hil_preflight", ()))
            case = case_of(line)
            self._warn(getattr(report, "hil_warnings", ()))
            try:
                captures.keep(self.folder, case.id, getattr(report, "hil_captures", ()))
                sessions.keep(self.folder, case.sessions, getattr(report, "hil_sessions", ()))
                sessions.keep_stimuli(self.folder, case.id, getattr(report, "hil_stimuli", ""))
            except OSError as error:
                self._warn([f"evidence cannot be kept in {self.folder}: {error.strerror}"])
            self._keep(report, case)
        elif str(report.when) == "???":  # xdist: the worker of this case died
            self._keep(report, lost_case(report, self._report.description.planned))
        elif report.when == "teardown":
            self._counting.leave(report)
            self._waiting.pop(report.nodeid, None)  # a test without requirements

    def _keep(self, report: pytest.TestReport, attempt: CaseResult) -> None:
        """Write what a case has come to by this attempt; a later record of the case replaces an earlier one."""
        taken = self._counting.take(report, with_attempts(attempt, self._report.withdrawals))
        if not taken.is_final:
            self._write(encode(attempt_record(taken.case)))
            return
        self._cases[taken.case.id] = taken.case
        self._waiting.pop(taken.case.id, None)
        self._write(encode(case_record(taken.case)))

    def _write(self, line: str) -> None:
        """Write a record; one that finds no place waits in memory, and that is told once."""
        self._writer.write(line)
        if self._writer.trouble:
            self._warn(
                [
                    f"results cannot be written into {self.folder}: {self._writer.trouble}; they are kept in memory"
                ]
            )

    @property
    def untold(self) -> tuple[CaseResult, ...]:
        """The cases whose records are not on the disk, so that only the terminal can tell their verdicts."""
        written = len(self._cases) - self._writer.waiting
        return tuple(self._cases.values())[max(0, written) :] if self._writer.trouble else ()

    def _keep_withdrawal(self, withdrawal: Withdrawal) -> None:
        """Write at once that a module left, with the attempt that it broke off."""
        self._report = replace(self._report, withdrawals=(*self._report.withdrawals, withdrawal))
        self._write(encode(withdrawn_record(withdrawal)))

    def _keep_preflight(self, lines: Iterable[str]) -> None:
        """Keep what the preflight of each module of a pool found."""
        known = self._config.stash.get(PREFLIGHT, ())
        new = [line for line in map(read_preflight, map(json.loads, lines)) if line not in known]
        if new:
            self._config.stash[PREFLIGHT] = (*known, *new)

    def _keep_exclusions(self, probes: Iterable[dict[str, Any]]) -> None:
        """Keep the answers of the first worker that tried the exclusions."""
        if probes and EXCLUSIONS not in self._config.stash:
            self._config.stash[EXCLUSIONS] = tuple(Probe(**values) for values in probes)

    def _warn(self, texts: Iterable[str]) -> None:
        self.warnings.extend(text for text in texts if text not in self.warnings)

    def _write_dut(self, values: dict[str, str] | None) -> None:
        if values is None:
            return
        dut = DutIdentity(**values)
        if dut not in self._report.duts:
            self._report = replace(self._report, duts=(*self._report.duts, dut))
            self._write(encode(dut_record(dut)))

    def pytest_keyboard_interrupt(self, excinfo: pytest.ExceptionInfo[BaseException]) -> None:
        """Keep what stopped the run: a signal, `pytest.exit` of a fixture, or a hook that wants no more cases."""
        stop = excinfo.value
        if isinstance(stop, StoppedBySignal):
            self._ending = stopped_by(stop.signal)
        elif type(stop) is KeyboardInterrupt:  # pytest and xdist derive theirs from it
            self._ending = stopped_by("SIGINT")
        else:
            self._ending = Ending(early=in_one_line(text_of(stop)))

    def pytest_internalerror(self, excinfo: pytest.ExceptionInfo[BaseException]) -> None:
        """Keep the exception that ended pytest."""
        self._ending = Ending(early=f"an internal error of pytest: {in_one_line(excinfo.exconly())}")

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node: Any) -> None:
        """Take what the campaign left out, and the preflight, from a worker of xdist; each worker sends the same."""
        output = getattr(node, "workeroutput", {})
        if SENT_PREFLIGHT in output and POOL not in self._config.stash:
            self._config.stash[PREFLIGHT] = tuple(map(read_preflight, json.loads(output[SENT_PREFLIGHT])))
        if SENT_SELECTION in output:
            self._config.stash[SELECTION] = tuple(json.loads(output[SENT_SELECTION]))
        if SENT_REDUCTIONS in output:
            self._config.stash[REDUCTIONS] = tuple(map(read_reduction, json.loads(output[SENT_REDUCTIONS])))

    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        """Write the last record and render the run."""
        if why := why_ended(session, has_cases_left=bool(self._waiting)):
            self._end_early(why)
        with shielded():
            self._settle(session)
            self._finish(session.config)
        if self._waiting and not session.exitstatus:  # `pytest.exit(returncode=0)`
            session.exitstatus = pytest.ExitCode.INTERRUPTED
        if self._ending.signal in _NOT_OF_PYTEST:
            session.exitstatus = OF_SIGNAL[self._ending.signal]

    def _settle(self, session: pytest.Session) -> None:
        """Let the verdicts agree with what pytest counts, unless pytest has counted before a hook changed it."""
        hidden = session.testsfailed > self._counting.failed + session.config.stash.get(UNREADABLE, 0)
        gate = Ground(session.config.getoption("hil_gate"))
        for name, counted in self._counting.counted.items():
            if name not in self._cases or (hidden and not counted.failed):
                continue
            case = settled(self._cases[name], counted, gate)
            if case != self._cases[name]:
                self._cases[name] = case
                self._write(encode(case_record(case)))

    def _finish(self, config: pytest.Config) -> None:
        if self._writer.trouble:
            self._end_early(f"the results cannot be written: {self._writer.trouble}")
        report = self.report
        bench_memory.note(config, report)
        self._write(encode(end_record(report)))
        self._writer.close()
        self.is_written = not self._writer.waiting
        try:
            self._render(report, config)
        except OSError as error:
            self._end_early(f"the report cannot be written: {error.strerror}")
            self._warn(
                [
                    f"the report cannot be written into {self.folder}: {error.strerror}; hil report makes it again"
                ]
            )

    def _end_early(self, why: str) -> None:
        """Make the run an incomplete one, unless something has stopped it before."""
        if not self._ending.early:
            self._ending = Ending(early=why)

    def _render(self, report: RunReport, config: pytest.Config) -> None:
        from hil.report.allure import describe_run  # noqa: PLC0415 - only for those who use it
        from hil.report.allure_cases import clear, write_results, write_unrun  # noqa: PLC0415 - for recorded runs
        from hil.report.render import render  # noqa: PLC0415 - the template engine is for recorded runs
        from hil.report.servers import publish  # noqa: PLC0415
        from hil.report.source import source_of  # noqa: PLC0415

        self.renderings = render(report, self.folder)
        if allure_results.active(config):  # allure-pytest has written the cases
            elsewhere = Path(config.option.allure_report_dir)
            describe_run(report, elsewhere)
            write_unrun(report, elsewhere)
        else:
            elsewhere = self.folder / folders.ALLURE
            if report.resumptions:
                clear(elsewhere)
            write_results(report, elsewhere, evidence=self.folder)
        self.renderings = (*self.renderings, elsewhere, *publish(source_of(report, self.folder)))

    @pytest.hookimpl(trylast=True)  # behind the seal
    def pytest_unconfigure(self) -> None:
        """Give the signals and the folder back."""
        self._stopping.end()
        self._lock.release()

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        """Print the counts, the failing cases by cause, the verdict, and the path of the report."""
        from hil.plugin.closing import closing_lines  # noqa: PLC0415 - only for recorded runs

        terminalreporter.section("conformance report")
        for line in closing_lines(self.report, self.folder, self.untold, self.warnings):
            terminalreporter.line(line)


def case_of(line: str) -> CaseResult:
    """The case of an encoded record."""
    return read_case(json.loads(line))
