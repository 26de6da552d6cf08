"""A DUT that hangs costs one case, whose record tells how it was brought back; one that nothing brings back ends the run.

The module is a program behind TCP with a switch that kills and starts it.
"""

from __future__ import annotations

import json
import os
import shlex
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from random import Random

import pytest

from hil.deadline import Deadline
from hil.results.disturbance import DisturbanceKind
from hil.results.folder import PAGE
from hil.results.model import RunReport
from hil.results.records import RESULTS, read
from hil.verdict import Verdict

pytest_plugins = ["pytester"]

CASES = """
import pytest

pytestmark = pytest.mark.hil_requirement("GEN-01")

@pytest.mark.parametrize("number", range(10))
def test_lines(hil_modem, number):
    for _ in range(8):
        assert hil_modem.send("AT+CGMM").ok
"""

SWITCH = """\
#!/bin/sh
# The supply of one emulated module; `first` and `later` hold the options of its starts.
cd "$(dirname "$0")" || exit 1
if [ "$1" = off ]; then
    kill "$(cat pid)"; tail --pid="$(cat pid)" -f /dev/null
else
    options=first
    [ -e pid ] && options=later
    {python} -m hil.cli.main emulate --tcp 127.0.0.1:{port} --clock-rate 20 $(cat $options) >> said 2>&1 &
    echo $! > pid
fi
"""

BENCH = """\
[lower_tester]
public = "127.0.0.1"

[[module]]
name = "m95-1"
port = "socket://127.0.0.1:{port}"
{power}"""

POWER = """
[module.power]
driver = "command"
off = "{folder}/switch off"
on = "{folder}/switch on"
off_s = 0.5
"""


@pytest.fixture
def folder(pytester: pytest.Pytester) -> Iterator[Path]:
    yield pytester.path
    with suppress(FileNotFoundError):
        subprocess.run([pytester.path / "switch", "off"], check=False)


def run(
    folder: Path, pytester: pytest.Pytester, *, first: str, later: str = "", power: bool = True
) -> RunReport:
    """A run of the cases on a module that starts with the mishap `first`, and with `later` after each power cycle."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port: int = free.getsockname()[1]
    switch = folder / "switch"
    switch.write_text(SWITCH.format(python=shlex.quote(sys.executable), port=port))
    switch.chmod(0o755)
    for name, mishap in (("first", first), ("later", later)):
        (folder / name).write_text(f"--mishap {mishap}" if mishap else "")
    (folder / "bench.toml").write_text(
        BENCH.format(port=port, power=POWER.format(folder=folder) if power else "")
    )
    subprocess.run([switch, "on"], check=True)
    deadline = Deadline.after(60)
    while not deadline.expired:
        with suppress(ConnectionRefusedError), socket.create_connection(("127.0.0.1", port)):
            break
    pytester.makepyfile(test_case=CASES)
    result = pytester.runpytest_subprocess(
        *("--hil-bench=bench.toml", "--hil-report-dir=out", "--hil-no-preflight", "-p", "no:cacheprovider"),
        timeout=200,
    )
    result.stdout.no_fnmatch_line("*INTERNALERROR*")
    (folder / "exit").write_text(str(int(result.ret)))
    return read(folder / "out" / RESULTS)


FULL = os.environ.get("HIL_REHEARSAL") == "full"
"""Whether each kind of hang is met (`make recovery`); else those whose waits are short."""

HANGS = (("hang-until-escape", "+++"), ("hang-until-cfun", "AT+CFUN=1,1"), ("hang", "power cycle"))


@pytest.mark.parametrize(("kind", "rung"), HANGS if FULL else HANGS[:1])
def test_a_hang_is_one_error_with_one_reason_and_the_other_cases_pass(
    folder: Path, pytester: pytest.Pytester, kind: str, rung: str
) -> None:
    lines = Random(kind).randint(75, 100)

    report = run(folder, pytester, first=f"{kind}:{lines}")

    hung = [case for case in report.cases if case.verdict is not Verdict.PASS]
    assert [case.verdict for case in hung] == [Verdict.ERROR]
    (case,) = hung
    assert case.disturbance is not None
    assert case.disturbance.kind is DisturbanceKind.HANG
    assert case.reason.startswith("the DUT hangs: no answer to AT for ")
    assert f" s after AT+CGMM; recovered by {rung} after " in case.reason
    assert case.reason.endswith("; the second attempt ended with pass")
    assert [attempt.verdict for attempt in case.attempts] == [Verdict.ERROR, Verdict.PASS]
    assert [recovery.helped for recovery in case.recoveries] == [rung]
    assert report.is_complete
    assert len(report.cases) == 10


def test_the_rungs_are_counted_in_the_summary_and_shown_in_the_page(
    folder: Path, pytester: pytest.Pytester
) -> None:
    report = run(folder, pytester, first="hang:90")

    told = json.loads((folder / "out" / "summary.json").read_text())["recoveries"]
    hung = next(case for case in report.cases if case.recoveries)
    assert {rung["name"]: (rung["climbed"], rung["helped"]) for rung in told["rungs"]} == {
        "drain": (1, 0),
        "+++": (1, 0),
        "AT": (1, 0),
        "AT+CFUN=1,1": (1, 0),
        "power cycle": (1, 1),
    }
    assert all(rung["seconds"] > 0 for rung in told["rungs"])
    assert [(climb["case"], climb["helped"]) for climb in told["climbs"]] == [(hung.id, "power cycle")]
    assert "power cycle: 1 times, 1 helped" in (folder / "out" / PAGE).read_text()


@pytest.mark.parametrize("power", [False, True] if FULL else [False])
def test_a_dut_that_nothing_brings_back_ends_the_run_behind_its_case(
    folder: Path, pytester: pytest.Pytester, power: bool
) -> None:
    report = run(folder, pytester, first="hang-for-good:90", later="hang-for-good:1", power=power)

    last = report.cases[-1]
    assert [case.verdict for case in report.cases[:-1]] == [Verdict.PASS] * (len(report.cases) - 1)
    assert last.verdict is Verdict.ERROR
    assert last.reason.startswith("the DUT hangs: the DUT answers nothing: ")
    assert "not recovered in" in last.reason
    assert last.attempts == ()
    assert [recovery.helped for recovery in last.recoveries] == [""]
    assert report.ending.early.startswith("the DUT at socket://127.0.0.1:")
    assert len(report.not_run) == 10 - len(report.cases) > 0
    assert (folder / "exit").read_text() == "3"


def test_a_sound_dut_climbs_no_rung(folder: Path, pytester: pytest.Pytester) -> None:
    report = run(folder, pytester, first="")

    assert [case.verdict for case in report.cases] == [Verdict.PASS] * 10
    assert report.rungs() == ()
