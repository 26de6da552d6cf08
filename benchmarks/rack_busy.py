"""How busy a run keeps 1, 2, 4, 8 and 16 emulated modules: 60 equal cases a module, GPRS shape, an accelerated clock.

    python benchmarks/rack_busy.py [--modules 1,2,4,8,16] [--cases N] [--speed X] [--json]

A case installs nothing and opens a session, stores 1 KiB, fetches it and closes, over GPRS (class 10)
whose latency is divided and whose rates are multiplied by `--speed`, as the clock of the modules is.  Busy is
the sum of the durations of the cases with their set-up; the wall counts from the start of the first
case to the end of the last one, and beside it from the start of the program to its end.

The yardstick is the case itself: its median beside that on one module.  Where it grows, the processors are
full: modules, server and judge share those of one machine, as real modules do not.  Ends with
1 when a case did not pass, or when a rack is busy for less than 95 % of the time.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import pytest

from hil.plugin.forks import Forks
from hil.results.records import read
from hil.verdict import Verdict

BUSY = 0.95

CASES = """
import pytest
from dataclasses import replace
from hil.deadline import Deadline
from hil.ftps.profile import ServerProfile
from hil.ftps.session import Listener
from hil.ftps.shaping import network
from hil.modem.ssl import SslContext
from hil.session import configure_ftps, install_security_data, round_trip, sample_content

SPEED = {speed}
GPRS = network("gprs-class-10")
SHAPE = replace(
    GPRS,
    latency_s=GPRS.latency_s / SPEED,
    jitter_s=GPRS.jitter_s / SPEED,
    up_bit_s=GPRS.up_bit_s * SPEED,
    down_bit_s=GPRS.down_bit_s * SPEED,
)
CONTEXT = SslContext(version=4, suites=(0xFFFF,), seclevel=0)

@pytest.mark.hil_requirement("MODE-01")
@pytest.mark.parametrize("number", range({count}))
def test_round_trip(hil_online_modem, hil_ftps_server, hil_authority, number):
    configure_ftps(hil_online_modem, hil_ftps_server, CONTEXT, mode=Listener.IMPLICIT)
    content = sample_content(1024, number)
    with hil_ftps_server.expecting(ServerProfile(shaping=SHAPE)) as pending:
        trip = round_trip(hil_online_modem, hil_ftps_server, Listener.IMPLICIT, content)
        pending.session(Deadline.after(30))
    assert trip.stored == content
"""


@dataclass(frozen=True, slots=True)
class Figures:
    """What a run on so many modules came to; seconds by the wall."""

    modules: int
    cases: int
    failed: int
    median_s: float
    busy: float
    busy_of_program: float
    program_s: float
    cores: float


def worker(folder: Path, modules: int, speed: float) -> int:
    """The run itself, in a process of its own."""
    return int(
        pytest.main(
            [
                *("-q", "-s", "-p", "no:cacheprovider", "-p", "no:xdist", "--rootdir", str(folder)),
                f"--hil-dut=emulator://m95?clock_rate={speed}",
                *(f"--hil-report-dir={folder / 'out'}", "--hil-no-preflight", "--hil-captures=none"),
                str(folder / "test_busy.py"),
            ],
            plugins=[Forks(modules)] if modules > 1 else [],
        )
    )


def measured(modules: int, cases: int, speed: float) -> Figures:
    """A run of so many cases on each of so many modules."""
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        (folder / "test_busy.py").write_text(
            CASES.format(speed=speed, count=modules * cases), encoding="utf-8"
        )
        before, began = _cpu_s(), time.monotonic()
        done = subprocess.run(
            [
                *(sys.executable, __file__, "--worker", str(folder)),
                *("--modules", str(modules), "--speed", str(speed)),
            ],
            capture_output=True,
            text=True,
            check=False,
            cwd=folder,
        )
        program_s = time.monotonic() - began
        if not (folder / "out").exists():
            sys.exit(f"rack_busy: the run left no results: {(done.stdout + done.stderr)[-800:]}")
        report = read(folder / "out")
    taken = [case.duration_s for case in report.cases]
    starts = [datetime.fromisoformat(case.started).timestamp() for case in report.cases]
    wall_s = max(start + each for start, each in zip(starts, taken, strict=True)) - min(starts)
    return Figures(
        modules,
        len(taken),
        sum(case.verdict is not Verdict.PASS for case in report.cases),
        statistics.median(taken),
        sum(taken) / (modules * wall_s),
        sum(taken) / (modules * program_s),
        program_s,
        (_cpu_s() - before) / program_s,
    )


def _cpu_s() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def main() -> int:
    """Measure, print, and say by the exit code whether the racks are busy."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.add_argument("--modules", default="1,2,4,8,16", help="sizes of the rack (default 1,2,4,8,16)")
    parser.add_argument("--cases", type=int, default=60, help="cases a module (default 60)")
    parser.add_argument("--speed", type=float, default=5.0, help="of the clock and the network (default 5)")
    parser.add_argument("--worker", type=Path, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.worker:
        return worker(arguments.worker, int(arguments.modules), arguments.speed)
    sizes = [int(size) for size in arguments.modules.split(",")]
    found = [measured(size, arguments.cases, arguments.speed) for size in sizes]
    if arguments.json:
        names = Figures.__slots__
        print(json.dumps([{name: round(getattr(each, name), 4) for name in names} for each in found]))
    else:
        print(f"{os.cpu_count()} processors; 60 cases a module or as asked; busy is to be {BUSY:.0%} or more")
        print("modules  cases  median of a case  busy   busy, with start and report  processors used")
        for each in found:
            print(
                f"{each.modules:7}  {each.cases:5}  {each.median_s:6.2f} s ({each.median_s / found[0].median_s:.2f})"
                f"  {each.busy:5.1%}  {each.busy_of_program:5.1%} of {each.program_s:.1f} s"
                f"              {each.cores:.2f}"
            )
    return 1 if any(each.failed or each.busy < BUSY for each in found) else 0


if __name__ == "__main__":
    sys.exit(main())
