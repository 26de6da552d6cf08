"""A run of the suites in this process: the arguments of pytest, the recorder, the exit code and what is printed at the end."""

from __future__ import annotations

import gc
import io
import os
import sys
from collections.abc import Sequence
from contextlib import redirect_stderr, redirect_stdout, suppress
from dataclasses import dataclass
from pathlib import Path

import pytest

from hil.cli.broken_plugins import without_broken_plugins
from hil.cli.case_files import FilesOf
from hil.cli.case_list import none_fits
from hil.cli.concluding import annotate, conclude
from hil.cli.last_failed import Unsettled
from hil.cli.pytest_words import last_line
from hil.errors import InfrastructureError, UsageError
from hil.lab.authorities import Authorities
from hil.plugin import forks
from hil.plugin.bench_place import settle
from hil.plugin.collected import suites_home
from hil.plugin.forks import Forks
from hil.plugin.last_failed import LastFailed
from hil.plugin.own_runs import PLUGIN, added_words, breakdown, no_workers_of_xdist, refusal
from hil.plugin.progress import ProgressPlugin, display_for
from hil.plugin.recording import RECORDER, Recorder
from hil.plugin.resuming import Resuming
from hil.plugin.stash_keys import AUTHORITIES, PREFLIGHT
from hil.results import folder as folders
from hil.results.conclusion import Exit
from hil.results.model import PreflightLine, RunReport
from hil.stopping import StoppedBySignal, current
from hil.verdict import Ground

GARBAGE_AT = 20_000
"""So many new objects let the collection and the workers look for garbage; Python's own 700 cost 4 % of a campaign."""


@dataclass(frozen=True, slots=True)
class ConformanceRequest:
    """What the user asked for."""

    dut: str
    campaign: str
    workers: int
    folder: Path
    expression: str
    requirements: tuple[str, ...]
    captures: str
    pics: Path | None = None
    deviations: Path | None = None
    bench: tuple[str, ...] = ()
    """The options of the bench, as pytest takes them."""
    gate: str = Ground.READING.value
    settings: str = "remembered"
    """Which settings the driver sends (`hil.modem.settings_mode`)."""

    checked: tuple[PreflightLine, ...] = ()
    """What the preflight found; empty if there was none."""

    earlier: RunReport | None = None
    """The run that this one goes on with, in the same folder."""

    max_time: str | None = None
    """After this time no new case starts."""

    port_wait_s: float = 60.0
    """How long a lost port is awaited."""

    shard: str = ""
    """The part of the selection, as `2/5`; empty is all of it."""
    preflight_by_workers: bool = False
    """Whether each worker checks its own module before its first case; else `checked` tells, or nobody wants it."""
    case_time: str | None = None
    """A case that takes longer is an error."""
    selftest: Path | None = None
    """The record of a selftest that the report is to hold."""
    endurance: tuple[str, ...] = ()
    """The options of the campaign endurance, as pytest takes them."""
    workers_asked: int = 0
    """The number of `-n`; 0 without one."""
    maxfail: int | None = None
    """The run ends when so many cases have failed."""
    last_failed: Unsettled | None = None
    """The cases of an earlier run, to which the selection is limited."""


def _of_suites() -> list[str]:
    """The suites, and nothing of the folder that the user happens to be in."""
    home = suites_home()
    return [
        str(home),
        *PLUGIN,
        f"--rootdir={home.parent}",  # cases are called suites/... wherever they are installed
        f"--confcutdir={home}",
        "-c",
        os.devnull,  # no ini file of the folder that the user happens to be in
        "--import-mode=importlib",
        "--strict-markers",
        "--assert=plain",  # the suites judge by `hil.expect`; nothing is there to rewrite
        "-p",
        "no:cacheprovider",
        "-p",
        "no:unraisableexception",  # it ends by a look for garbage in all objects of the run
    ]


def selecting(
    campaign: str, expression: str, requirements: Sequence[str], pics: Path | None, shard: str
) -> list[str]:
    """The arguments of pytest that collect the cases of a selection."""
    return [
        *_of_suites(),
        f"--hil-campaign={campaign}",
        *(f"--hil-requirement={identifier}" for identifier in requirements),
        *([f"--hil-pics={pics.resolve()}"] if pics else []),
        *([f"--hil-shard={shard}"] if shard else []),
        *(["-k", expression] if expression else []),
    ]


def _arguments(request: ConformanceRequest) -> list[str]:
    return [
        *selecting(request.campaign, request.expression, request.requirements, request.pics, request.shard),
        f"--hil-report-dir={request.folder}",
        f"--hil-captures={request.captures}",
        f"--hil-gate={request.gate}",
        f"--hil-settings={request.settings}",
        f"--hil-port-wait={request.port_wait_s}",
        *request.bench,
        *([f"--hil-max-time={request.max_time}"] if request.max_time else []),
        *request.endurance,
        *(() if request.preflight_by_workers else ("--hil-no-preflight",)),  # it is done, or not wanted
        *([f"--hil-case-time={request.case_time}"] if request.case_time else []),
        *([f"--hil-deviations={request.deviations.resolve()}"] if request.deviations else []),
        *([f"--hil-selftest={request.selftest.resolve()}"] if request.selftest else []),
        *([f"--maxfail={request.maxfail}"] if request.maxfail else []),
        *_workers(request.workers),
    ]


def _workers(count: int) -> list[str]:
    if count == 1:
        return no_workers_of_xdist()  # the workers are chosen here
    if forks.ARE_POSSIBLE:
        return [*no_workers_of_xdist(), "-s"]  # forks share the files into which pytest takes what is printed
    return ["-p", "xdist", "-n", str(count)]


def _make_authority(config: pytest.Config) -> None:
    """Make keys and certificates once, before the workers begin."""
    config.stash[AUTHORITIES] = made = Authorities()
    made.prepare(settle(config))


def _load_report() -> None:
    """Import what renders the report while the cases run, not when they have ended."""
    import hil.report.allure_cases  # noqa: PLC0415
    import hil.report.render  # noqa: F401, PLC0415


class _RecorderHolder:
    """Holds on to the recorder, which pytest forgets at its end."""

    def __init__(self) -> None:
        self.recorder: Recorder | None = None
        self.trouble: BaseException | None = None
        """What ended pytest from inside."""

    def pytest_internalerror(self, excinfo: pytest.ExceptionInfo[BaseException]) -> None:
        self.trouble = excinfo.value

    @pytest.hookimpl(tryfirst=True)  # a signal may break off what comes later
    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        found = session.config.pluginmanager.get_plugin(RECORDER)
        self.recorder = found if isinstance(found, Recorder) else None


IDLE = 2
"""So many workers for each case are not told: a script asks for as many wherever it runs."""


class _FewCases:
    """Tells of workers that a user asked for and that have no case."""

    def __init__(self, workers: int) -> None:
        self._workers, self._tell_to = workers, sys.stderr

    def pytest_collection_finish(self, session: pytest.Session) -> None:
        count = len(session.items)
        if 0 < count * IDLE < self._workers:
            cases = "1 case is" if count == 1 else f"{count} cases are"
            words = f"-n {self._workers}: {cases} selected, so {count} of the workers run"
            print(
                f"hil: notice: {words.replace('1 of the workers run', '1 worker runs')}", file=self._tell_to
            )


class _Checked:
    """Tells the recorder what the preflight found."""

    def __init__(self, lines: tuple[PreflightLine, ...]) -> None:
        self._lines = lines

    def pytest_configure(self, config: pytest.Config) -> None:
        config.stash[PREFLIGHT] = self._lines


def run(request: ConformanceRequest) -> Exit:
    """Run the cases of the request and print the conclusion; raises `HilError` if no case could run."""
    progress, holder = ProgressPlugin(display_for(sys.stdout)), _RecorderHolder()
    plugins: list[object] = [progress, holder]
    if request.workers_asked:
        plugins.append(_FewCases(request.workers_asked))
    if not request.preflight_by_workers:
        plugins.append(_Checked(request.checked))
    if request.requirements:
        plugins.append(FilesOf(suites_home(), request.requirements))
    if request.last_failed is not None:
        plugins.append(LastFailed(request.last_failed.run_id, request.last_failed.cases))
    if request.earlier is not None:
        plugins.append(Resuming(request.earlier))
    if request.workers > 1 and forks.ARE_POSSIBLE:
        plugins.append(
            Forks(request.workers, before=_make_authority, meanwhile=_load_report, silenced=(progress,))
        )
    arguments = [*_arguments(request), *without_broken_plugins()]
    said = io.StringIO()
    usual = gc.get_threshold()
    gc.set_threshold(GARBAGE_AT)
    try:
        with redirect_stdout(said), redirect_stderr(said):
            pytest_code = pytest.main(arguments, plugins=plugins)
    except StoppedBySignal:
        if holder.recorder is None:
            folders.discard(request.folder)
            raise
        pytest_code = pytest.ExitCode.INTERRUPTED  # in the tear-down, behind the report
    finally:
        gc.set_threshold(*usual)
        with suppress(OSError):  # after a hang-up the terminal is gone
            progress.close()
    if os.environ.get("HIL_DEBUG"):
        print(said.getvalue(), file=sys.stderr)
    if progress.collection_errors:
        folders.discard(request.folder)
        reasons = dict.fromkeys(last_line(error) for error in progress.collection_errors)
        raise InfrastructureError(f"the suites cannot be collected: {'; '.join(reasons)}")
    if holder.recorder is None:
        folders.discard(request.folder)
        if pytest_code == pytest.ExitCode.INTERNAL_ERROR and holder.trouble is not None:
            raise holder.trouble  # the border of the command line sorts it
        return _nothing_ran(request, pytest_code, said.getvalue())
    if progress.stopped_by:
        print(f"hil: the run ended early: {' '.join(progress.stopped_by.split())}", file=sys.stderr)
    recorder = holder.recorder
    for case in recorder.untold:
        print(f"{case.verdict_words}: {case.id}")
    report = recorder.report
    code = conclude(report, recorder.folder, recorder.warnings)
    annotate(report)
    return code


def _nothing_ran(request: ConformanceRequest, pytest_code: int, said: str) -> Exit:
    if pytest_code == pytest.ExitCode.INTERRUPTED:
        stopping = current()
        raise StoppedBySignal(stopping.by if stopping and stopping.by else "SIGINT")
    if pytest_code == pytest.ExitCode.USAGE_ERROR:
        raise UsageError(refusal(said))
    if pytest_code in {pytest.ExitCode.OK, pytest.ExitCode.NO_TESTS_COLLECTED}:
        found = none_fits(request.campaign, request.requirements, request.expression)
        raise InfrastructureError(f"{found}{added_words()}")
    raise InfrastructureError(f"pytest ended with {int(pytest_code)} before any case: {breakdown(said)}")
