"""Recorded cases on many emulated modules: collected once, and run in a fork for each module.

A search tries many modules on few cases.  A process of its own would import and collect
all anew for each; a fork has all of that at once.  What a module has answered in a case is kept,
so that no module runs it twice.
"""

from __future__ import annotations

import io
import math
import os
import secrets
import signal
import sys
import time
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass, replace
from itertools import zip_longest
from multiprocessing import Pipe
from multiprocessing.connection import Connection, wait
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NoReturn

import pytest

from hil.errors import InfrastructureError, UsageError
from hil.fidelity.comparison import Cases, cases_of
from hil.fidelity.exchanges import Exchange
from hil.lab.authorities import Authorities
from hil.plugin import forks, wire
from hil.plugin.bench_place import settle
from hil.plugin.collected import suites_home
from hil.plugin.forked_worker import die_with
from hil.plugin.forks import signals_wait
from hil.plugin.own_runs import PLUGIN, tool_run
from hil.plugin.stash_keys import AUTHORITIES
from hil.plugin.withdrawal import FORKED
from hil.stopping import SIGNALS

AT_ONCE = max(2, os.cpu_count() or 1)
"""So many forks at a time: each one mostly waits."""

MOST_CASES = 24
"""A fork takes no more cases, so that the forks end at about the same time."""

LIMIT_S = 120.0
"""A fork that takes longer is ended: the module that it tries makes its cases hang."""

TELL_EACH_S = 5.0
"""So long after one line about the progress comes the next one."""


@dataclass(frozen=True, slots=True)
class Trial:
    """Cases on the emulated module of a personality or its file, with these values of switches."""

    personality: str
    values: frozenset[tuple[str, str]]
    cases: tuple[str, ...]

    @property
    def url(self) -> str:
        """The DUT."""
        variants = "".join(f"&variant={name}:{value}" for name, value in sorted(self.values))
        return f"emulator://m95?personality={self.personality}{variants}"


@dataclass(slots=True)
class _Fork:
    pid: int
    ended: Connection
    trial: Trial
    folder: Path
    until: float


class OutOfTime(Exception):
    """The time for all trials is over."""


class Stage:
    """Where trials run: a session of pytest that has collected the cases; `until` is the end of its time."""

    def __init__(
        self, session: pytest.Session, folder: Path, tell: Callable[[str], None], until: float = math.inf
    ) -> None:
        self._session = session
        self._folder = folder
        self._tell = tell
        self._until = until
        self._items = {item.nodeid: item for item in session.items}
        self._known: dict[tuple[str, str], Sequence[Exchange]] = {}
        self._count = 0

    def exchanges(self, trials: Sequence[Trial], what: str) -> list[Cases]:
        """What each module answers; a case is missing if the module does not begin, or hangs in it.

        `what` says in lines about the progress what is done.  Raises `OutOfTime`.
        """
        waiting = list(self._unknown(trials))
        done, all_, began, told = 0, len(waiting), time.monotonic(), time.monotonic()
        running: list[_Fork] = []
        try:
            while waiting or running:
                while waiting and len(running) < AT_ONCE:
                    running.append(self._fork(waiting.pop(0)))
                wait(
                    [each.ended for each in running],
                    timeout=min(self._until, *(each.until for each in running)) - time.monotonic(),
                )
                if time.monotonic() >= self._until:
                    raise OutOfTime(f"its time is over: {what}, {done} of {all_} rehearsals")
                for fork in [each for each in running if _is_over(each)]:
                    running.remove(fork)
                    self._take(fork)
                    done += 1
                now = time.monotonic()
                if now - told >= TELL_EACH_S and done < all_:
                    left = f", about {(now - began) / done * (all_ - done):.0f} s left" if done else ""
                    self._tell(f"{what}: {done} of {all_} rehearsals{left}")
                    told = now
        finally:
            for fork in running:
                _end(fork)
        return [self._found(trial) for trial in trials]

    def _unknown(self, trials: Sequence[Trial]) -> Iterator[Trial]:
        """What no fork has done yet, in parts of a fork."""
        seen: set[tuple[str, str]] = set()
        for trial in trials:
            keys = dict.fromkeys((trial.url, case) for case in trial.cases)
            cases = [key[1] for key in keys if key not in self._known and key not in seen]
            seen.update(keys)
            for at in range(0, len(cases), MOST_CASES):
                yield replace(trial, cases=tuple(cases[at : at + MOST_CASES]))

    def _found(self, trial: Trial) -> Cases:
        return {
            case: self._known[trial.url, case] for case in trial.cases if self._known.get((trial.url, case))
        }

    def _fork(self, trial: Trial) -> _Fork:
        self._count += 1
        folder = self._folder / str(self._count)
        ended, held = Pipe(duplex=False)
        parent = os.getpid()
        with signals_wait(), warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)  # Python 3.12: a library may have a thread
            pid = os.fork()
            if pid == 0:
                _Actor(self._session, self._items, folder, self._count).run(trial, parent)
        held.close()
        return _Fork(pid, ended, trial, folder, time.monotonic() + LIMIT_S)

    def _take(self, fork: _Fork) -> None:
        """Keep what a fork has recorded."""
        _end(fork)
        try:
            found = cases_of(fork.folder)
        except UsageError:  # its module does not even begin
            found = {}
        for case in fork.trial.cases:
            self._known[fork.trial.url, case] = found.get(case, ())


def _is_over(fork: _Fork) -> bool:
    return fork.ended.poll() or time.monotonic() >= fork.until


def _end(fork: _Fork) -> None:
    os.kill(fork.pid, signal.SIGKILL)  # does nothing to one that has ended and is not awaited yet
    os.waitpid(fork.pid, 0)
    fork.ended.close()


class _Actor:
    """A fork: to all that asks it is a worker of xdist, on a DUT of its own."""

    def __init__(
        self, session: pytest.Session, items: Mapping[str, pytest.Item], folder: Path, number: int
    ) -> None:
        self._session = session
        self._items = items
        self._folder = folder
        self._number = number

    def run(self, trial: Trial, parent: int) -> NoReturn:
        """Run the cases of a trial, and end the process."""
        try:
            die_with(parent)
            signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent's business
            signal.pthread_sigmask(signal.SIG_UNBLOCK, SIGNALS)
            nothing = os.open(os.devnull, os.O_RDWR)
            for descriptor in (0, 1, 2):
                os.dup2(nothing, descriptor)
            self._run(trial)
        finally:
            os._exit(0)  # what it has recorded tells how far it came

    def _run(self, trial: Trial) -> None:
        config = self._session.config
        self._folder.mkdir()
        note = self._folder / "place"
        note.write_text(str(self._folder), encoding="utf-8")
        given: dict[str, object] = {
            "workerid": f"gw{self._number}",
            "workercount": AT_ONCE,
            FORKED: True,
            wire.WORKER_INPUT: (secrets.token_hex(16), str(note)),
        }
        vars(config).update(workerinput=given, workeroutput={})
        config.option.hil_dut = trial.url
        items = [self._items[case] for case in trial.cases]
        for item, following in zip_longest(items, items[1:]):
            config.hook.pytest_runtest_protocol(item=item, nextitem=following)


class _Director:
    """A pytest plugin that does other work with the collected cases than run them once."""

    def __init__(self, work: Callable[[pytest.Session], None]) -> None:
        self._work = work
        self.trouble: BaseException | None = None
        self.has_begun: bool = False

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool | None:
        """Do the work in place of pytest's own loop; what it raises is kept."""
        if session.testsfailed or not session.items:
            return None
        self.has_begun = True
        session.config.stash[AUTHORITIES] = made = Authorities()
        made.prepare(settle(session.config))  # once, before the forks
        try:
            self._work(session)
        except BaseException as trouble:  # not pytest's to tell
            self.trouble = trouble
        return True


def on_stage(
    cases: Sequence[str],
    tell: Callable[[str], None],
    work: Callable[[Stage], None],
    *,
    has_preflight: bool,
    until: float = math.inf,
) -> None:
    """Collect the cases, and do `work` with the stage on which they run; raises what it raises.

    `has_preflight`: each module goes through the preflight before its first case, which leaves its traces.
    `until` is the end of the time of the stage, on the monotonic clock.

    Raises `UsageError` where no process can be forked, and `InfrastructureError` for cases that are not there.
    """
    if not forks.ARE_POSSIBLE:
        raise UsageError(
            f"the search runs cases in forks, which {sys.platform} has not; run it on Linux, "
            "or take what the probes measured: hil personality --from RUN"
        )
    said = io.StringIO()
    with TemporaryDirectory(prefix="m95-hil-") as name:
        folder = Path(name)
        director = _Director(lambda session: work(Stage(session, folder, tell, until)))
        with tool_run(), redirect_stdout(said), redirect_stderr(said):
            unchecked = [] if has_preflight else ["--hil-no-preflight"]
            pytest.main([*_arguments(cases, folder / "cases"), *unchecked], plugins=[director])
    if director.trouble is not None:
        raise director.trouble
    if not director.has_begun:
        last = said.getvalue().strip().splitlines()[-1:]
        raise InfrastructureError(
            "the cases of the record cannot be collected: expected those of these suites, came "
            f"{' '.join(last) or 'nothing'}; record the run with this version of m95-hil"
        )


def _arguments(cases: Sequence[str], listed: Path) -> list[str]:
    home = suites_home().parent
    listed.write_text("".join(f"{home / case}\n" for case in cases), encoding="utf-8")
    return [
        *PLUGIN,
        *(f"@{listed}", f"--rootdir={home}", "-c", os.devnull, "--import-mode=importlib"),
        *("-q", "-s", "--assert=plain", "-p", "no:cacheprovider", "-p", "no:unraisableexception"),
        "--hil-captures=none",
    ]
