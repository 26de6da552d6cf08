"""Jobs of the FTP service: one result each, which the module may overrule, and none after a reset."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator

import pytest

from hil.emulator.device.timing import Timing, Worker
from hil.emulator.ftp.failure import FtpFailure
from hil.emulator.ftp.jobs import Job, JobResult, Jobs


class Recorded:
    """Jobs whose endings are recorded; `go` lets the work of a held job end."""

    def __init__(self, worker: Worker) -> None:
        self.endings: list[JobResult] = []
        self.go = threading.Event()
        self.timing = Timing()
        self.jobs = Jobs(worker, self.timing, ended=lambda _job, ending: self.endings.append(ending))

    def held(self) -> int:
        assert self.go.wait(5)
        return 7

    def settle(self) -> list[JobResult]:
        with self.timing.lock:
            assert self.timing.changed.wait_for(lambda: self.jobs.current is None, 5)
        return self.endings


@pytest.fixture
def worker() -> Iterator[Worker]:
    worker = Worker("jobs")
    yield worker
    worker.close()


@pytest.fixture
def recorded(worker: Worker) -> Recorded:
    return Recorded(worker)


def refuse() -> None:
    raise FtpFailure(-550, "no such file")


def break_down() -> None:
    raise ZeroDivisionError


@pytest.mark.parametrize(
    ("work", "value"), [(lambda: 3, 3), (lambda: None, 0), (refuse, -550), (break_down, -1)]
)
def test_a_job_ends_with_its_number_or_the_code_of_its_failure(
    work: Callable[[], int | None], value: int, recorded: Recorded
) -> None:
    with recorded.timing.lock:
        recorded.jobs.begin(Job(work, lambda _value: None))

    assert recorded.settle() == [JobResult(value, overruled=False)]


def test_the_module_overrules_the_result_of_one_job(recorded: Recorded) -> None:
    with recorded.timing.lock:
        recorded.jobs.begin(Job(recorded.held, lambda _value: None))
        recorded.jobs.overrule(-8)
    recorded.go.set()
    recorded.settle()
    with recorded.timing.lock:
        recorded.jobs.begin(Job(recorded.held, lambda _value: None))

    assert recorded.settle() == [JobResult(-8, overruled=True), JobResult(7, overruled=False)]


def test_a_forgotten_job_does_not_end(worker: Worker, recorded: Recorded) -> None:
    with recorded.timing.lock:
        recorded.jobs.begin(Job(recorded.held, lambda _value: None))
        recorded.jobs.forget()
    recorded.go.set()
    worker.close()

    assert recorded.endings == []
