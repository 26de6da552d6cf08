"""The time of `hil verify` for a run of 10,000 cases, and for one of 1,000: below 2 s, and linear.

A case has two sessions of 8 KiB, two results of Allure and a record of 12 KiB, as the full campaign
has.  The seal of the run and its rendering's link are measured, too.

    python benchmarks/verify_speed.py [--json] [--cases N]

Ends with 1 when the check takes longer than the limit, or grows faster than the cases.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from hil.results.description import RUN
from hil.results.model import RunHeader, RunReport
from hil.results.records import RESULTS
from hil.seal import writing
from hil.seal.examination import Standing, examine

LIMIT_S = 2.0
GROWTH = 1.5
"""So much longer a case may take in the large run than in the small one."""

SESSION = b"s" * 8192
RECORD = b"r" * 12_000 + b"\n"


def made(folder: Path, cases: int) -> RunReport:
    """The files of a run of so many cases, without its chain."""
    header = {"kind": "run", "run_id": "speed"}
    with (folder / RESULTS).open("wb") as results:
        results.write(json.dumps(header).encode() + b"\n")
        for number in range(cases):
            results.write(RECORD)
            (folder / f"sessions/case-{number}").mkdir(parents=True)
            for session in (1, 2):
                (folder / f"sessions/case-{number}/session-{session}.json").write_bytes(SESSION)
    (folder / RUN).write_bytes(json.dumps(header).encode())
    (folder / "allure-results").mkdir()
    for number in range(2 * cases):
        (folder / f"allure-results/{number}-result.json").write_bytes(SESSION[:4096])
    names = ("", "", "", "", "", "", "")
    return RunReport(header=RunHeader("speed", *names, ()))


def measured(cases: int) -> dict[str, float]:
    """The seconds of seal, link of a rendering, and check; the best of three checks."""
    with TemporaryDirectory(prefix="m95-hil-") as name:
        folder = Path(name)
        report = made(folder, cases)
        writing.begin(folder, "speed", goes_on=False)
        begin = time.perf_counter()
        writing.seal(folder, report)
        sealed = time.perf_counter()
        writing.add_rendering(folder, "speed", [folder / "allure-results"])
        rendered = time.perf_counter()
        checks = []
        for _ in range(3):
            start, cpu = time.perf_counter(), time.process_time()
            assert examine(folder).standing is Standing.SOUND
            checks.append((time.perf_counter() - start, time.process_time() - cpu))
    wall, cpu = map(min, zip(*checks, strict=True))
    return {
        "seal_s": sealed - begin,
        "rendering_s": rendered - sealed,
        "verify_s": wall,
        "verify_cpu_s": cpu,
    }


def main() -> int:
    """Measure and judge."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--cases", type=int, default=10_000)
    asked = parser.parse_args()
    small, large = measured(max(1, asked.cases // 10)), measured(asked.cases)
    growth = large["verify_cpu_s"] / (10 * small["verify_cpu_s"])  # other programs disturb it least
    is_good = large["verify_s"] <= LIMIT_S and growth <= GROWTH
    if asked.json:
        print(json.dumps({"cases": asked.cases, **large, "growth": growth, "holds": is_good}))
    else:
        print(
            f"{asked.cases} cases: verify {large['verify_s']:.2f} s (limit {LIMIT_S} s), seal {large['seal_s']:.2f} s, "
            f"a rendering {large['rendering_s']:.2f} s; a case takes {growth:.2f} times as long as in a tenth of them"
        )
    return 0 if is_good else 1


if __name__ == "__main__":
    sys.exit(main())
