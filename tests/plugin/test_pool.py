"""A plain run of pytest with workers of xdist on the modules of a bench file."""

from __future__ import annotations

import sys
from collections.abc import Iterator

import pytest

from hil.results.records import read
from hil.verdict import Verdict
from tests.cli.racks import Rack, cases_of, rack

pytest_plugins = ("pytester",)

CASES = """
import os, pathlib, signal
import pytest

@pytest.mark.hil_requirement("GEN-01")
@pytest.mark.parametrize("number", range(8))
def test_case(number, hil_bench, hil_modem):
    name = hil_bench.module.name
    if name in os.environ.get("KILLED", "").split(","):
        os.kill(int(os.environ[f"PID_{name}"]), signal.SIGKILL)
    assert hil_modem.send("AT").ok

@pytest.mark.hil_requirement("GEN-02")
def test_worker(hil_modem):
    mark = pathlib.Path(os.environ.get("KILL_ONCE", __file__))
    if not mark.exists():
        mark.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    assert hil_modem.send("AT").ok
"""

OPTIONS = ("--hil-report-dir=out", "--hil-no-preflight", "--hil-port-wait=0", "-p", "no:cacheprovider")


@pytest.fixture
def three(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> Iterator[Rack]:
    monkeypatch.setenv("HIL_LOCK_DIR", str(pytester.path / "locks"))
    pytester.makepyfile(test_case=CASES)
    with rack(pytester.path, 3) as modules:
        yield modules


@pytest.fixture
def killable(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> Iterator[Rack]:
    monkeypatch.setenv("HIL_LOCK_DIR", str(pytester.path / "locks"))
    pytester.makepyfile(test_case=CASES)
    with rack(pytester.path, 3, killable=True) as modules:
        for number, module in enumerate(modules.programs):
            monkeypatch.setenv(f"PID_m{number}", str(module.program.pid))
        yield modules


def run(pytester: pytest.Pytester, three: Rack, *arguments: str) -> pytest.RunResult:
    bench = f"--hil-bench={three.folder / 'rack.toml'}"
    return pytester.runpytest_subprocess(bench, *OPTIONS, *arguments, timeout=300)


def test_each_worker_has_a_module_of_its_own(pytester: pytest.Pytester, three: Rack) -> None:
    result = run(pytester, three, "-n", "auto")

    result.assert_outcomes(passed=9)
    result.stdout.fnmatch_lines(["hil: modules: m0, m1, m2"])
    assert len(read(pytester.path / "out").duts) == 3


def test_workers_of_the_environment_share_no_module(
    pytester: pytest.Pytester, three: Rack, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTEST_ADDOPTS", "-n2")

    result = run(pytester, three)

    result.assert_outcomes(passed=9)
    assert set(cases_of(pytester.path / "out")) == {"m0", "m1"}


def test_a_case_whose_module_died_runs_on_another(
    pytester: pytest.Pytester, killable: Rack, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KILLED", "m1")

    result = run(pytester, killable, "-n", "3")

    report = read(pytester.path / "out")
    assert result.ret == 0, result.stdout.str()
    assert report.is_complete
    assert [(each.module, each.quarantined) for each in report.withdrawals] == [("m1", True)]
    (taken,) = report.taken_over()
    assert [each.verdict for each in taken.attempts] == [Verdict.INCONCLUSIVE, Verdict.PASS]
    assert set(cases_of(pytester.path / "out")) == {"m0", "m2"}


def test_a_case_that_loses_two_modules_is_an_error(
    pytester: pytest.Pytester, killable: Rack, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KILLED", "m0,m1,m2")

    result = run(pytester, killable, "-n", "3", "-k", "test_case and 0")

    (case,) = read(pytester.path / "out").cases
    assert result.ret == 1
    assert case.verdict is Verdict.ERROR
    assert len({each.module for each in case.attempts[:2]}) == 2


FORKS = """
import sys, pytest
from hil.plugin.forks import Forks
sys.exit(pytest.main(sys.argv[1:], plugins=[Forks(3)]))
"""


@pytest.mark.parametrize(
    ("killed", "verdict"),
    [("m0", Verdict.PASS), ("m0,m1,m2", Verdict.ERROR)],
    ids=["one", "all"],
)
def test_the_last_case_goes_to_another_module_in_a_run_of_forks_too(
    pytester: pytest.Pytester,
    killable: Rack,
    monkeypatch: pytest.MonkeyPatch,
    killed: str,
    verdict: Verdict,
) -> None:
    monkeypatch.setenv("KILLED", killed)
    script = pytester.makepyfile(forks=FORKS)

    bench = f"--hil-bench={killable.folder / 'rack.toml'}"
    done = pytester.runpython_c(
        f"import runpy, sys; sys.argv = ['forks', {bench!r}, '--hil-module=m0,m1,m2', *{OPTIONS!r}, '-k', 'test_case and 0']; "
        f"runpy.run_path({str(script)!r}, run_name='__main__')"
    )

    (case,) = read(pytester.path / "out").cases
    code = int(verdict is Verdict.ERROR)
    assert (case.verdict, done.ret) == (verdict, code), done.stdout.str()
    assert len({each.module for each in case.attempts}) == 2 + (code > 0)
    if code:
        assert "broken off 2 times, and is not tried again: module m" in case.reason
    else:
        assert case.is_taken_over


@pytest.mark.parametrize("forks", [True, False], ids=["forks", "xdist"])
def test_a_module_that_cannot_begin_takes_one_case_of_a_run(
    pytester: pytest.Pytester, killable: Rack, forks: bool
) -> None:
    killable.kill(0)
    script = pytester.makepyfile(forks=FORKS)

    bench = f"--hil-bench={killable.folder / 'rack.toml'}"
    program = (str(script), "--hil-module=m0,m1,m2") if forks else ("-mpytest", "-n3")
    pytester.run(sys.executable, *program, bench, *OPTIONS, "-k", "test_case and (0 or 1)")

    report = read(pytester.path / "out")
    assert [case.verdict for case in report.cases] == [Verdict.PASS] * 2
    assert [(each.module, each.quarantined) for each in report.withdrawals] == [("m0", False)]


def test_a_run_without_a_module_left_ends_and_tells_why(
    pytester: pytest.Pytester, killable: Rack, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KILLED", "m0,m1")

    result = run(pytester, killable, "-n", "2")

    report = read(pytester.path / "out")
    assert result.ret == 3
    assert report.ending.early.startswith("no module is left: module ")
    assert report.not_run
    assert sum(each.quarantined for each in report.withdrawals) == 1


def test_a_run_that_may_not_replace_a_worker_is_not_green(
    pytester: pytest.Pytester, three: Rack, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KILL_ONCE", str(pytester.path / "killed"))

    result = run(pytester, three, "-n", "2", "--max-worker-restart=0")

    report = read(pytester.path / "out")
    assert result.ret == 3
    assert report.ending.early == "1 worker ended, and --max-worker-restart 0 lets no other begin"
    assert report.not_run


def test_a_killed_worker_is_replaced_and_its_case_repeated(
    pytester: pytest.Pytester, three: Rack, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KILL_ONCE", str(pytester.path / "killed"))

    result = run(pytester, three, "-n", "2")

    report = read(pytester.path / "out")
    assert result.ret == 0, result.stdout.str()
    assert report.is_complete
    (lost,) = report.withdrawals
    assert (lost.module, lost.quarantined) == ("", False)
    (taken,) = report.taken_over()
    assert (taken.verdict, taken.name) == (Verdict.PASS, "test_case.py::test_worker")
    assert set(cases_of(pytester.path / "out")) <= {"m0", "m1"}


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("-n", "4"), "*-n 4 needs 4 modules, and *rack.toml has 3 that fit: m0, m1, m2; *"),
        (("-n", "2", "--dist", "loadfile"), "*--dist loadfile: with several modules *"),
        (("-d", "--tx", "4*popen"), "*-n 4 needs 4 modules, and *"),
        (
            ("-n", "0", "--hil-module", "m0,m1"),
            "*--module m0,m1: 2 modules need 2 workers; add -n 2, or name one",
        ),
        (("-p", "no:xdist", "--hil-module", "m0,m1"), "*--module m0,m1: 2 modules need 2 workers; *"),
        (("-n", "2", "--hil-module", "m0"), "*-n 2 needs 2 modules, and *rack.toml has 1 that fits: m0; *"),
    ],
)
def test_what_would_share_a_module_is_refused(
    arguments: tuple[str, ...], said: str, pytester: pytest.Pytester, three: Rack
) -> None:
    result = run(pytester, three, *arguments)

    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines([said])


def test_workers_without_a_bench_file_do_not_share_a_port(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(test_case=CASES)

    result = pytester.runpytest_subprocess("--hil-dut=socket://127.0.0.1:9", "-n", "2", timeout=300)

    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines(["*-n 2 needs 2 modules, and socket://127.0.0.1:9 is one*"])
