"""`hil conformance --estimate`: how long a selection of cases will take on a DUT.

A rehearsal on an emulated DUT counts what the cases do; a calibration measures what
that costs on the DUT.  No case runs on the DUT.
"""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hil.bench import Bench, is_emulated, url_options, with_options
from hil.cli.json_object import echo_object
from hil.errors import InfrastructureError
from hil.estimate.calibration import calibrate
from hil.estimate.load import LOCAL, OPEN, REBOOT, SECURE_OPEN, Load, loads
from hil.estimate.prediction import Costs, Estimate, estimate
from hil.ftps.server import FtpsServer
from hil.lab.pool.places import port_of
from hil.modem.channel import Channel
from hil.modem.modem import Modem
from hil.pki.authority import Authority
from hil.results.conclusion import Exit
from hil.results.records import RESULTS, read
from hil.transcript import Transcript

REHEARSED = "emulator://m95"
CLOCK_RATE = 10.0
"""The clock rate of the rehearsal; the time limits of a module shall not last."""

WORKERS = 2
"""With more, cases wait for a CPU, and such a pause looks like a time limit of the module."""


def run(bench: Bench, selection: Sequence[str], *, modules: int, as_json: bool) -> int:
    """Rehearse, calibrate the DUT of the bench and print; `selection` are the options that choose the cases.

    The run would have so many modules; they count as equally fast.
    """
    shown = sys.stderr if as_json else sys.stdout
    cases = rehearse(selection)
    wanted = sum(cases, Load())
    print("\n".join(_load_lines(wanted)), file=shown, flush=True)
    costs = measure(bench)
    predicted = estimate(cases, costs, modules=modules)
    now = datetime.now().astimezone()
    print("\n".join([*_cost_lines(bench.dut_url, costs), *_time_lines(predicted, now)]), file=shown)
    if as_json:
        echo_object({"dut": bench.dut_url, **as_object(wanted, costs, predicted, now)})
    return int(Exit.CONFORMS)


def as_object(wanted: Load, costs: Costs, predicted: Estimate, now: datetime) -> dict[str, Any]:
    """The prediction for programs, in seconds; `ends` is the local time at which a run ends that begins now."""
    return {
        "modules": predicted.modules,
        "load": {
            "cases": wanted.cases,
            "exchanges": wanted.exchanges,
            "sessions": wanted.sessions,
            "steps": dict(wanted.steps),
            "up_bytes": wanted.up,
            "down_bytes": wanted.down,
            "stored_bytes": wanted.stored,
            "waits_s": wanted.waits_s,
        },
        "costs": {
            "steps_s": dict(costs.steps_s),
            "up_byte_s": costs.up_s,
            "down_byte_s": costs.down_s,
            "stored_byte_s": costs.stored_s,
            "case_s": costs.case_s,
            "wait_rate": costs.wait_rate,
        },
        "start_s": predicted.start_s,
        "parts_s": dict(predicted.parts_s),
        "work_s": predicted.work_s,
        "longest_case_s": predicted.longest_s,
        "total_s": predicted.total_s,
        "ends": (now + timedelta(seconds=predicted.total_s)).isoformat(timespec="seconds"),
    }


def rehearse(selection: Sequence[str]) -> tuple[Load, ...]:
    """What each of the selected cases does on an emulated DUT."""
    with TemporaryDirectory(prefix="m95-hil-rehearsal-") as name:
        dut = with_options(REHEARSED, clock_rate=CLOCK_RATE)
        command = [
            *(sys.executable, "-m", "hil.cli.main", "conformance", "--dut", dut, *selection),
            *("--captures", "none", "--report-dir", name, "-n", str(WORKERS)),
        ]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        has_run = (Path(name) / RESULTS).is_file()  # an interpreter that cannot begin ends with 1, too
        if not has_run or done.returncode not in {Exit.CONFORMS, Exit.DEVIATES}:
            last = (done.stderr or done.stdout).strip().splitlines()[-1:]
            raise InfrastructureError(f"the rehearsal on {REHEARSED} failed: {' '.join(last)}")
        return loads(read(Path(name)).cases, clock_rate=CLOCK_RATE)


def measure(bench: Bench) -> Costs:
    """Calibrate the DUT of that bench; an emulated one runs in real time unless its URL says otherwise."""
    rate = (
        float(url_options(bench.dut_url).get("clock_rate", ["1"])[0]) if is_emulated(bench.dut_url) else 1.0
    )
    transcript = Transcript()
    authority = Authority(names=tuple(filter(None, (bench.host_name, bench.public))))
    with (
        FtpsServer(
            authority,
            transcript,
            host=bench.listen,
            public_host=bench.public if bench.public != bench.listen else None,
        ) as server,
        Channel.open(port_of(bench.dut_url), transcript=transcript, clock_rate=rate) as channel,
    ):
        modem = Modem(channel)
        began = time.monotonic()
        modem.attach()
        modem.line_trouble()
        start_s = time.monotonic() - began
        modem.pdp.ensure_active()
        costs = calibrate(modem, server)
    return replace(costs, wait_rate=rate, start_s=start_s)


def _load_lines(wanted: Load) -> Iterator[str]:
    yield (
        f"rehearsal: {wanted.cases} cases, {wanted.exchanges} AT exchanges, {wanted.sessions} FTP(S) sessions, "
        f"{wanted.up:,} bytes up, {wanted.down:,} bytes down, {wanted.stored:,} bytes of security files, "
        f"{wanted.steps.get(REBOOT, 0)} restarts"
    )


def _cost_lines(url: str, costs: Costs) -> Iterator[str]:
    yield (
        f"calibration of {url}: {1000 * costs.of_step(LOCAL):.1f} ms an exchange, "
        f"{costs.of_step(SECURE_OPEN):.2f} s to open FTPS, {costs.of_step(OPEN):.2f} s to open FTP, "
        f"{_rate(costs.up_s)} up, {_rate(costs.down_s)} down, {costs.of_step(REBOOT):.1f} s a restart"
    )


def _rate(byte_s: float) -> str:
    return f"{1 / byte_s:,.0f} bytes/s" if byte_s else "no measurable time a byte"


def _time_lines(predicted: Estimate, now: datetime) -> Iterator[str]:
    for part, seconds in {"attach and line check": predicted.start_s, **predicted.parts_s}.items():
        yield f"  {part:<30} {_clock(seconds):>9}"
    if predicted.modules > 1:
        bound = f", and the longest case takes {_clock(predicted.longest_s)}" * predicted.is_bound_by_a_case
        yield f"  {'all cases, one by one':<30} {_clock(predicted.work_s):>9}  (divided over {predicted.modules} modules{bound})"
    end = now + timedelta(seconds=predicted.total_s)
    yield f"  {'in all':<30} {_clock(predicted.total_s):>9}  ({predicted.total_s / 3600:.2f} h; ends {end:%Y-%m-%d %H:%M} if begun now)"


def _clock(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes // 60}:{minutes % 60:02}:{rest:02}"
