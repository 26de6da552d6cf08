"""The modules of a bench file as a pool: reserved for a run, leased to its workers, remembered from run to run."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from hil.cli.main import run
from hil.errors import PortError
from hil.lab.pool import health
from hil.lab.pool.health import PastRun
from hil.lab.pool.interface import Member, NoModuleLeft
from hil.lab.pool.local import LocalPool, reserve
from hil.lab.pool.locks import NoLock, of_port, of_use
from hil.results.lock import RunLock
from tests.lab.pool.test_locks import holder, without_locks

RACK = tuple(Member(f"m{number}", f"socket://127.0.0.1:{4000 + number}") for number in range(3))


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HIL_LOCK_DIR", str(tmp_path / "locks"))


def test_those_that_are_free_are_reserved_and_the_others_told() -> None:
    with holder("of_port", RACK[1].port) as process:
        health.quarantine(RACK[0], "it is silent", "run-1")

        pool = reserve(RACK, run_pid=os.getpid())

    assert [each.name for each in pool.members] == ["m2"]
    assert list(pool.left_out) == ["m0", "m1"]
    assert "it is silent" in pool.left_out["m0"]
    assert f"in use by process {process.pid} on " in pool.left_out["m1"]
    pool.release()
    of_port(RACK[2].port).release()


def test_without_a_folder_of_locks_no_run_has_several_modules(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HIL_LOCK_DIR", "/dev/null/locks")

    with pytest.raises(PortError, match="got /dev/null/locks; name a folder of a local file system "):
        reserve(RACK, run_pid=os.getpid())


def test_a_module_whose_use_cannot_be_locked_serves_no_worker(monkeypatch: pytest.MonkeyPatch) -> None:
    pool = LocalPool(RACK, run_pid=os.getpid())
    monkeypatch.setenv("HIL_LOCK_DIR", "/dev/null/locks")

    with pytest.raises(NoModuleLeft, match=f"{RACK[0].port} cannot be locked: .*; name a folder "):
        pool.lease()


def test_on_a_file_system_without_locks_no_run_has_several_modules(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("fcntl.flock", without_locks)

    with pytest.raises(
        NoLock, match=r"a module of this run cannot be locked: .* has no file locks \(.*; name a folder "
    ):
        reserve(RACK, run_pid=os.getpid(), wait_s=60)


def test_no_more_are_reserved_than_wanted() -> None:
    pool = reserve(RACK, run_pid=os.getpid(), least=2, most=2)

    with holder("of_port", RACK[2].port):
        assert [each.name for each in pool.members] == ["m0", "m1"]
    pool.release()


def test_a_run_that_needs_more_than_are_free_keeps_none(tmp_path: Path) -> None:
    told: list[str] = []
    with (
        holder("of_port", RACK[1].port),
        pytest.raises(PortError, match="expected 3 free modules, 2 of 3 are"),
    ):
        reserve(RACK, run_pid=os.getpid(), least=3, wait_s=0.3, tell=told.append)

    assert len(told) == 1
    assert len(list((tmp_path / "locks").glob("port-*"))) == 1  # that of the holder, which was killed


def test_workers_lease_modules_of_their_own() -> None:
    pool = LocalPool(RACK, run_pid=os.getpid())
    with holder("of_use", RACK[0].port), holder("of_use", RACK[1].port):
        lease = pool.lease()

    assert lease.member == RACK[2]
    lease.release()
    assert pool.lease().member == RACK[0]


def test_no_worker_of_the_run_leases_a_module_that_has_left_it() -> None:
    pool, of_worker = reserve(RACK, run_pid=os.getpid()), LocalPool(RACK, run_pid=os.getpid())

    of_worker.leave("m0")

    lease = pool.lease()
    assert lease.member == RACK[1]
    lease.release()
    assert LocalPool(RACK, run_pid=1).lease().member == RACK[0]  # another run
    for name in ("m1", "m2"):
        of_worker.leave(name)
    with pytest.raises(NoModuleLeft):
        pool.lease()
    pool.release()
    assert LocalPool(RACK, run_pid=os.getpid()).lease().member == RACK[0]  # a later run


def test_workers_of_one_run_have_emulated_modules_of_their_own() -> None:
    emulated = (Member("e0", "emulator://m95"), Member("e1", "emulator://m95"))
    with holder_of_emulated("e0", os.getpid()):
        lease = LocalPool(emulated, run_pid=os.getpid()).lease()

    assert lease.member.name == "e1"


def holder_of_emulated(name: str, pid: int) -> subprocess.Popen[str]:
    program = (
        f"from hil.lab.pool.locks import of_emulated; lock = of_emulated({name!r}, {pid}); "
        "print(flush=True); input()"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", program], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "\n"
    return process


def test_a_lease_of_a_pool_in_quarantine_ends() -> None:
    for member in RACK:
        health.quarantine(member, "gone", "run-1")

    with pytest.raises(NoModuleLeft):
        LocalPool(RACK, run_pid=os.getpid()).lease()


def test_the_lock_of_the_run_is_that_of_its_worker() -> None:
    with holder("of_port", RACK[0].port) as process:
        lock = of_port(RACK[0].port, run_pid=process.pid)

        assert isinstance(lock, RunLock)
        assert not lock.is_first
        with pytest.raises(PortError):
            of_port(RACK[0].port, run_pid=process.pid + 1)


def test_a_quarantine_lasts_until_it_is_lifted() -> None:
    health.quarantine(RACK[0], "another module answers", "run-1")
    again = Member("renamed", RACK[0].port)

    found = health.of(again).quarantine
    assert found is not None
    assert (found.reason, found.run_id) == ("another module answers", "run-1")
    assert health.lift(again)
    assert health.of(RACK[0]).quarantine is None
    assert not health.lift(RACK[0])


def test_the_last_runs_are_remembered() -> None:
    for number in range(7):
        health.note_run(RACK[0], PastRun(f"run-{number}", "2026-01-31T10:15:00+00:00", 10, 0))

    assert [each.run_id for each in health.of(RACK[0]).runs] == ["run-6", "run-5", "run-4", "run-3", "run-2"]


def test_a_run_that_was_resumed_is_one_run() -> None:
    for run_id, cases in (("run-1", 10), ("run-2", 20), ("run-1", 15)):
        health.note_run(RACK[0], PastRun(run_id, "2026-01-31T10:15:00+00:00", cases, 0))

    assert [(each.run_id, each.cases) for each in health.of(RACK[0]).runs] == [("run-1", 15), ("run-2", 20)]


def test_a_damaged_memory_is_an_empty_one(tmp_path: Path) -> None:
    health.quarantine(RACK[0], "gone", "run-1")
    (file,) = (tmp_path / "locks").glob("health-*")
    file.write_text('{"name": 5')

    assert health.of(RACK[0]) == health.Health()
    assert health.quarantine(RACK[0], "gone again", "run-2")
    assert health.of(RACK[0]).name == "m0"


def test_hil_pool_shows_each_state(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    modules = (*RACK, Member("m3", "/dev/none"))
    tables = (f'[[module]]\nname = "{each.name}"\nport = "{each.port}"\n' for each in modules)
    (tmp_path / "rack.toml").write_text("\n".join(tables))
    health.quarantine(RACK[0], "it is silent", "run-1")
    with holder("of_use", RACK[1].port) as process:
        code = run(["pool", "--bench", str(tmp_path / "rack.toml"), "--json"])

    printed = json.loads(capsys.readouterr().out)
    shown = printed["modules"]
    assert (code, printed["schema"]) == (0, 1)
    assert [each["state"] for each in shown] == ["quarantined", "in use", "free", "no port"]
    assert (shown[0]["detail"], shown[0]["run_id"]) == ("it is silent", "run-1")
    assert f"process {process.pid} on " in shown[1]["detail"]


def test_hil_pool_lifts_a_quarantine(capsys: pytest.CaptureFixture[str]) -> None:
    health.quarantine(RACK[0], "it is silent", "run-1")

    assert run(["pool", "--release", "m0"]) == 0
    assert "m0 is not quarantined any more" in capsys.readouterr().err
    assert run(["pool", "--release", "m7"]) == 2
    assert "has no module 'm7'" in capsys.readouterr().err


def test_a_lease_is_free_when_its_process_is_dead() -> None:
    with holder("of_use", RACK[0].port) as process:
        process.kill()
        process.wait()

        of_use(RACK[0].port).release()
