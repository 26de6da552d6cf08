"""Runs the collected cases in forks of this process, some at a time.

xdist starts an interpreter for each worker, which imports and collects all anew: 1.5 s of
CPU time each, and about 2000 cases take 50 s.  A fork has all of that at once.  The forks look to the
fixtures and to the recorder like workers of xdist: they have a `workerinput`, and the reports reach the
hooks of this process.

Each worker takes one case after the other from one pipe.  Neighbours often wait for the same
time-out, and would leave the processors idle together, so the cases are taken from several places
of the collection in turn.  A worker that dies makes its case
an error, as under xdist; the case that it has taken besides runs in a new one.  In a run with
several modules the case goes to another worker, and so does that of a worker whose module is gone
(`pool_run`).
"""

from __future__ import annotations

import gc
import os
import signal
import sys
import time
import warnings
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing import Pipe
from multiprocessing.connection import Connection, wait

import pytest

from hil.errors import InfrastructureError
from hil.plugin import captures, wire
from hil.plugin.forked_worker import INDEX_BYTES, Done, Ended, ForkedWorker, Left, Report
from hil.plugin.pool_run import FORKS, POOL
from hil.plugin.pool_run import PLUGIN as POOL_PLUGIN
from hil.plugin.recording import RECORDER
from hil.plugin.withdrawal import FORKED
from hil.stopping import SIGNALS, shielded

ARE_POSSIBLE = sys.platform == "linux"
"""Elsewhere the system's own libraries may not survive a fork."""

ENDING_S = 10.0
"""So long may the tear-down of a worker take that is told to end."""

PLACES = 24
"""From so many places of the collection cases are taken in turn."""

_AT_ONCE = 512
"""So many indices are written at once: fewer than PIPE_BUF bytes, so that each read has a whole one."""


@dataclass(slots=True)
class _Worker:
    """What the parent knows of a worker."""

    name: str
    pid: int
    said: Connection
    case: int | None = None
    """The index of the case that it runs."""

    has_ended: bool = False


class Forks:
    """A pytest plugin that runs the cases in `workers` forks.

    `before` prepares what all of them need, `meanwhile` is done in this process while they run;
    the plugins `silenced` do nothing in a fork.
    """

    def __init__(
        self,
        workers: int,
        *,
        before: Callable[[pytest.Config], None] = lambda _config: None,
        meanwhile: Callable[[], None] = lambda: None,
        silenced: Iterable[object] = (),
    ) -> None:
        self._workers = workers
        self._before, self._meanwhile = before, meanwhile
        self._silenced = tuple(silenced)
        self._unfinished: dict[int, None] = {}
        self._stop = ""
        """Why a worker began no other case; then no worker begins one, and those under way end."""

    def pytest_load_initial_conftests(self, early_config: pytest.Config) -> None:
        """Tell it before the modules of the run are chosen."""
        early_config.stash[FORKS] = True

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool | None:
        """Run the cases in place of pytest's own loop, which takes the runs without cases."""
        if session.testsfailed or session.config.option.collectonly or not session.items:
            return None
        self._unfinished = dict.fromkeys(in_turn(len(session.items)))
        self._before(session.config)
        if captures.wanted(session.config):
            captures.base(session.config)  # one folder for all, which this process removes
        if wire.is_kept(session.config):
            wire.for_worker(session.config)  # one key for all
        gc.freeze()  # no worker looks for garbage in what it inherits, which would copy all of it
        while self._unfinished:
            before = len(self._unfinished), _withdrawn(session)
            self._run(session, list(self._unfinished))
            if self._stop and self._unfinished:
                raise session.Interrupted(self._stop)
            if (
                len(self._unfinished),
                _withdrawn(session),
            ) == before:  # no case ended, and no module left its case
                raise InfrastructureError(f"no worker ran a case; {before[0]} cases are not run")
        return True

    def _run(self, session: pytest.Session, indices: Sequence[int]) -> None:
        """Run these cases until no worker is left."""
        theirs, ours = os.pipe()
        os.set_blocking(ours, False)
        workers: list[_Worker] = []
        try:
            for number in range(min(_most(session, self._workers), len(indices))):
                with shielded():  # no worker is forgotten
                    workers.append(self._fork(session, number, theirs, (ours, workers)))
            os.close(theirs)
            theirs = -1
            self._meanwhile()
            work = [indices[at : at + _AT_ONCE] for at in range(0, len(indices), _AT_ONCE)]
            while alive := [worker for worker in workers if not worker.said.closed]:
                if ours >= 0 and not write(ours, work):
                    os.close(ours)  # a worker that finds no more work ends
                    ours = -1
                for said in wait([worker.said for worker in alive], timeout=1.0 if ours >= 0 else None):
                    with shielded():  # a message that is half read would be lost with those behind it
                        self._hear(session, next(worker for worker in alive if worker.said is said))
        finally:
            for descriptor in (theirs, ours):
                if descriptor >= 0:
                    os.close(descriptor)
            _end(workers)

    def _fork(
        self, session: pytest.Session, number: int, work: int, inherited: tuple[int, Sequence[_Worker]]
    ) -> _Worker:
        name = f"gw{number}"
        said, parent = Pipe(duplex=False)
        sys.stdout.flush()
        sys.stderr.flush()
        with signals_wait(), warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)  # Python 3.12: the progress has a thread
            ours = os.getpid()
            pid = os.fork()
            if pid == 0:
                said.close()
                os.close(inherited[0])
                for other in inherited[1]:
                    other.said.close()
                self._prepare(session, name)
                ForkedWorker(session, work=work, parent=parent, parent_pid=ours).run()
        parent.close()
        return _Worker(name, pid, said)

    def _prepare(self, session: pytest.Session, name: str) -> None:
        """In a fork: be a worker of xdist to all that asks, and leave report and terminal to the parent."""
        nothing = os.open(os.devnull, os.O_RDWR)
        os.dup2(nothing, 0)
        os.dup2(nothing, 1)
        config = session.config
        given: dict[str, object] = {"workerid": name, "workercount": self._workers, FORKED: True}
        if captures.wanted(config):
            given[captures.WORKER_INPUT] = str(captures.base(config))
        if wire.is_kept(config):
            given[wire.WORKER_INPUT] = wire.for_worker(config)
        vars(config).update(workerinput=given, workeroutput={})
        named = (config.pluginmanager.get_plugin(name) for name in (RECORDER, POOL_PLUGIN))
        for plugin in (*named, *self._silenced):
            if plugin is not None:
                config.pluginmanager.unregister(plugin)

    def _hear(self, session: pytest.Session, worker: _Worker) -> None:
        try:
            message = worker.said.recv()
        except (EOFError, ConnectionResetError):
            worker.said.close()
            if not worker.has_ended:
                self._lose(session, worker)
            return
        match message:
            case Done(reports, began):
                self._finish(session, worker, reports)
                worker.case = began
                if began is not None:
                    _log(session, began, "start")
            case Left(reports, has_verdict):
                worker.has_ended = True
                self._leave(session, worker, reports, has_verdict=has_verdict)
            case Ended(trouble, returncode, stop):
                worker.has_ended = True
                self._stop = self._stop or stop
                if returncode is not None:
                    pytest.exit(trouble, returncode)
                if trouble:
                    raise InfrastructureError(f"worker {worker.name!r}: {trouble}")

    def _finish(self, session: pytest.Session, worker: _Worker, reports: Sequence[Report]) -> None:
        if worker.case is None:
            return
        _log_reports(session, reports)
        self._close(session, worker.case)

    def _leave(
        self, session: pytest.Session, worker: _Worker, reports: Sequence[Report], *, has_verdict: bool
    ) -> None:
        """The module of the worker is gone; its case goes to another one unless it has its verdict."""
        pool, case = session.config.stash[POOL], worker.case
        _log_reports(session, reports)
        if case is not None:
            if has_verdict:
                self._close(session, case)
            elif not pool.may_repeat(nodeid := session.items[case].nodeid):
                self._fail(session, case, pool.why_not_again(nodeid))
        pool.require_module()

    def _lose(self, session: pytest.Session, worker: _Worker) -> None:
        """The worker died: so did its case, unless the run has other modules for it."""
        if worker.case is None:
            return
        item, pool = session.items[worker.case], session.config.stash.get(POOL, None)
        if pool is not None:
            report = pytest.TestReport(item.nodeid, item.location, {}, "passed", None, "setup")
            vars(report).update(hil_withdrawn=pool.lost(item.nodeid, worker.name))
            session.config.hook.pytest_runtest_logreport(report=report)
            if pool.may_repeat(item.nodeid):
                return
            self._fail(session, worker.case, pool.why_not_again(item.nodeid))
            return
        self._fail(session, worker.case, f"worker {worker.name!r} crashed while running {item.nodeid!r}")

    def _fail(self, session: pytest.Session, case: int, words: str) -> None:
        """Let a case be an error, which ended its worker or lost its modules."""
        item = session.items[case]
        path = item.location[0]
        report = pytest.TestReport(item.nodeid, (path, None, path), {}, "failed", words, "???")  # type: ignore[arg-type]
        session.config.hook.pytest_runtest_logreport(report=report)
        self._close(session, case)

    def _close(self, session: pytest.Session, case: int) -> None:
        _log(session, case, "finish")
        del self._unfinished[case]
        if session.shouldfail:
            raise session.Failed(session.shouldfail)
        if session.shouldstop:
            raise session.Interrupted(session.shouldstop)


def _most(session: pytest.Session, workers: int) -> int:
    """So many workers find a module: those of a pool that have not left the run."""
    pool = session.config.stash.get(POOL, None)
    return min(workers, len(pool.alive)) if pool is not None else workers


def _withdrawn(session: pytest.Session) -> int:
    """So many times a module or a worker of the pool has left the run."""
    pool = session.config.stash.get(POOL, None)
    return pool.withdrawals if pool is not None else 0


def _log_reports(session: pytest.Session, reports: Sequence[Report]) -> None:
    config = session.config
    for data in reports:
        report = config.hook.pytest_report_from_serializable(config=config, data=data)
        config.hook.pytest_runtest_logreport(report=report)


def in_turn(count: int, places: int = PLACES) -> Iterator[int]:
    """The indices of so many cases, taken from evenly spaced places in turn."""
    stride = -(-count // places)
    for offset in range(stride):
        yield from range(offset, count, stride)


def write(descriptor: int, work: list[Sequence[int]]) -> bool:
    """Write to the non-blocking pipe of the work what it takes; whether some is left."""
    while work:
        try:
            os.write(descriptor, b"".join(index.to_bytes(INDEX_BYTES) for index in work[0]))
        except BlockingIOError:
            return True
        del work[0]
    return False


def _log(session: pytest.Session, case: int, what: str) -> None:
    item = session.items[case]
    hook = getattr(session.config.hook, f"pytest_runtest_log{what}")
    hook(nodeid=item.nodeid, location=item.location)


def _end(workers: Sequence[_Worker]) -> None:
    """End the workers that still run, and wait for all of them."""
    left = [worker for worker in workers if not worker.said.closed]
    try:
        for worker in left:
            os.kill(worker.pid, signal.SIGTERM)
        until = time.monotonic() + ENDING_S
        while left and time.monotonic() < until:
            for said in wait([worker.said for worker in left], timeout=max(0.0, until - time.monotonic())):
                _drain(next(worker for worker in left if worker.said is said))
            left = [worker for worker in left if not worker.said.closed]
    finally:
        for worker in left:
            os.kill(worker.pid, signal.SIGKILL)
        for worker in workers:
            os.waitpid(worker.pid, 0)
            worker.said.close()


def _drain(worker: _Worker) -> None:
    try:
        worker.said.recv()
    except (EOFError, ConnectionResetError):
        worker.said.close()


@contextmanager
def signals_wait() -> Iterator[None]:
    """Signals come before or after a fork, which sets its own handlers first."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, SIGNALS)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
