"""Runs on several modules at once: one for each worker, none for two, and no case lost with a module, a worker or a run."""

from __future__ import annotations

import json
import os
import signal
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from hil.lab.pool import health
from hil.lab.pool.interface import Member
from hil.results.records import read
from hil.verdict import Verdict
from tests.cli.racks import IMEIS, Rack, await_case, cases_of, hil, rack, records, started
from tests.emulated import emulated

FEW = ("-k", "sslversion_seclevel", "--report-dir", "out")
"""Some cases of a few milliseconds."""

MANY = ("-k", "ssl_config and value", "--report-dir", "out", "--port-wait", "0.2")
"""So many cases that a module can be killed between two of them."""


@pytest.fixture(autouse=True)
def _locks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HIL_LOCK_DIR", str(tmp_path / "locks"))


@pytest.fixture
def three(tmp_path: Path) -> Iterator[Rack]:
    with rack(tmp_path, 3) as modules:
        yield modules


@pytest.fixture
def killable(tmp_path: Path) -> Iterator[Rack]:
    with rack(tmp_path, 3, killable=True) as modules:
        yield modules


def test_as_many_modules_as_workers_judge(tmp_path: Path) -> None:
    with rack(tmp_path, 4) as four:
        for workers, count in (("1", 1), ("2", 2), ("auto", 4)):
            done = hil(tmp_path, "conformance", *four.bench, "-n", workers, *FEW)

            report = read(tmp_path / "out")
            assert done.returncode == 0, done.stdout + done.stderr
            assert report.is_complete
            assert len(cases_of(tmp_path / "out")) == len({dut.imei for dut in report.duts}) == count


def test_an_estimate_for_several_modules_divides_the_cases(three: Rack) -> None:
    told = hil(three.folder, "conformance", *three.bench, "-n", "auto", "--estimate", "-k", FEW[1])

    assert told.returncode == 0, told.stderr
    assert "divided over 3 modules" in told.stdout


def test_the_cases_of_a_killed_module_go_to_others(killable: Rack) -> None:
    out = killable.folder / "out"
    with started(killable.folder, "conformance", *killable.bench, "-n", "auto", *MANY) as run:
        await_case(out, "m1", run)
        killable.kill(1)
        said, _ = run.communicate(timeout=300)

    report = read(out)
    (left,) = report.withdrawals
    assert run.returncode == 0, said
    assert report.is_complete
    assert {case.verdict for case in report.cases} <= {Verdict.PASS, Verdict.NOT_APPLICABLE}
    assert (left.module, left.quarantined) == ("m1", True)
    taken = report.taken_over()
    assert [case.id for case in taken] == [left.case] * len(taken)
    for case in taken:
        assert [(each.module, each.verdict) for each in case.attempts[:1]] == [("m1", Verdict.INCONCLUSIVE)]
        assert case.module in {"m0", "m2"}
        assert case.attempts[-1].module == case.module
    assert "module m1 is quarantined: " in said
    assert "module m1 is quarantined" in (out / "report.html").read_text(encoding="utf-8")

    again = hil(killable.folder, "conformance", *killable.bench, "-n", "auto", *FEW)
    assert again.returncode == 0, again.stderr
    assert "left out: m1 is quarantined since" in again.stderr
    assert set(cases_of(out)) == {"m0", "m2"}

    alone = hil(killable.folder, "conformance", *killable.bench, "--module", "m1", *FEW)
    assert alone.returncode == 3
    assert "hil pool --release m1" in alone.stderr

    shown = json.loads(hil(killable.folder, "pool", *killable.bench, "--json", "--release", "m2").stdout)
    assert [(each["name"], each["state"]) for each in shown["modules"]] == [
        ("m0", "free"),
        ("m1", "quarantined"),
        ("m2", "free"),
    ]


def test_a_killed_worker_loses_no_case(three: Rack) -> None:
    out = three.folder / "out"
    with started(three.folder, "conformance", *three.bench, "-n", "3", *MANY) as run:
        await_case(out, "m0", run)
        children = Path(f"/proc/{run.pid}/task/{run.pid}/children").read_text(encoding="ascii").split()
        os.kill(int(children[0]), signal.SIGKILL)
        said, _ = run.communicate(timeout=300)

    report = read(out)
    assert run.returncode == 0, said
    assert report.is_complete
    assert not [case for case in report.cases if case.verdict is Verdict.ERROR]
    assert [each.reason[:9] for each in report.withdrawals] == ["worker gw"]
    assert [each.id for each in report.taken_over()] == [each.case for each in report.withdrawals]


def test_a_run_that_loses_all_modules_ends_and_is_resumed(killable: Rack) -> None:
    out = killable.folder / "out"
    with started(killable.folder, "conformance", *killable.bench, "--module", "m0,m1", *MANY) as run:
        await_case(out, "m0", run)
        await_case(out, "m1", run)
        killable.kill(0)
        killable.kill(1)
        said, _ = run.communicate(timeout=300)
    before = read(out)
    assert run.returncode == 3, said
    assert "no module is left: " in said
    assert not before.is_complete
    assert sum(each.quarantined for each in before.withdrawals) == 1, "the last one is not quarantined"

    with ExitStack() as running:
        for number in (0, 1):
            place = killable.folder / f"again{number}"
            place.mkdir()
            address = killable.urls[number].removeprefix("socket://")
            line = ("--tcp", address, "--imei", IMEIS[number], "--clock-rate", "50")
            running.enter_context(emulated(*line, folder=place))
        refused = hil(killable.folder, "conformance", "--resume", "out")
        quarantined = next(each.module for each in before.withdrawals if each.quarantined)
        released = hil(killable.folder, "pool", *killable.bench, "--release", quarantined)
        done = hil(killable.folder, "conformance", "--resume", "out")

    assert refused.returncode == 3
    assert f"hil pool --release {quarantined}" in refused.stderr
    assert f"{quarantined} is not quarantined any more" in released.stderr
    assert done.returncode == 0, done.stdout + done.stderr
    assert read(out).is_complete
    for member in (Member("m0", killable.urls[0]), Member("m1", killable.urls[1])):
        (one,) = health.of(member).runs
        assert one.cases == len([case for case in read(out).cases if case.module == member.name])


def test_a_killed_run_gives_its_modules_free_and_is_resumed(three: Rack) -> None:
    out = three.folder / "out"
    with started(three.folder, "conformance", *three.bench, "-n", "auto", *MANY) as run:
        await_case(out, "m2", run)
        run.kill()
        run.wait()
    done_before = len(records(out, "case"))

    done = hil(three.folder, "conformance", "--resume", "out", "-n", "2")

    report = read(out)
    assert done.returncode == 0, done.stdout + done.stderr
    assert report.is_complete
    assert len(report.cases) == len(report.planned) > done_before
    assert len({case.id for case in report.cases}) == len(report.cases)


def test_two_runs_share_a_rack_and_no_module(three: Rack) -> None:
    out = three.folder / "out"
    with started(three.folder, "conformance", *three.bench, "-n", "2", *MANY) as first:
        await_case(out, "m0", first)
        refused = hil(three.folder, "conformance", *three.bench, "-n", "2", *FEW[:2])
        other = hil(
            three.folder, "conformance", *three.bench, "-n", "auto", *FEW[:2], "--report-dir", "other"
        )
        first.send_signal(signal.SIGTERM)
        first.communicate(timeout=300)

    assert refused.returncode == 3
    assert f"expected 2 free modules, 1 of 3 are; m0: {three.urls[0]} is in use by" in refused.stderr
    assert f"process {first.pid} on " in refused.stderr
    assert other.returncode == 0, other.stderr
    assert f"process {first.pid} on " in other.stderr
    assert set(cases_of(three.folder / "other")) == {"m2"}
    assert set(cases_of(out)) <= {"m0", "m1"}


def test_more_workers_than_modules_are_refused(three: Rack) -> None:
    done = hil(three.folder, "conformance", *three.bench, "-n", "4", *FEW)

    assert done.returncode == 2
    assert "-n 4 needs 4 modules" in done.stderr
    assert "a module serves one worker" in done.stderr
    assert len(done.stderr.splitlines()) == 1
