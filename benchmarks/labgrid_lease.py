"""A place of labgrid acquired and released by a run, beside labgrid's own client, at one coordinator on loopback.

    python benchmarks/labgrid_lease.py [--json] [--rounds N]

Ends with 1 when the median of acquiring and releasing a place takes 50 ms or more.  labgrid is
installed in an environment beside this one (benchmarks/at_rivals.py).
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

from at_rivals import RIVALS, await_port, free_port, install, process

from hil.lab.pool.coordinator import VARIABLE, Coordinator

LIMIT_MS = 50.0
PLACE = "m95-0"


def milliseconds(action: Callable[[], object], rounds: int) -> float:
    """The median of an action."""
    taken = []
    for _ in range(rounds):
        started = time.perf_counter()
        action()
        taken.append((time.perf_counter() - started) * 1e3)
    return statistics.median(taken)


def main() -> int:
    """Measure, print, and say by the exit code whether the limit is kept."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.add_argument("--rounds", type=int, default=50, help="leases of ours (default 50)")
    arguments = parser.parse_args()
    install()
    programs = RIVALS / "labgrid" / "bin"
    os.environ[VARIABLE] = str(programs / "python")
    port = free_port()
    address = f"127.0.0.1:{port}"
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        place = Path(folder) / "exporter.yaml"
        place.write_text(
            f"{PLACE}:\n  NetworkSerialPort: {{host: 127.0.0.1, port: {free_port()}, speed: 115200, protocol: raw}}\n",
            encoding="utf-8",
        )
        os.chdir(folder)  # the coordinator keeps its files in its working folder
        stack.enter_context(process(str(programs / "labgrid-coordinator"), "-l", address))
        await_port(port)
        stack.enter_context(
            process(str(programs / "labgrid-exporter"), "-c", address, "-n", "rack", str(place))
        )
        client = [str(programs / "labgrid-client"), "-x", address, "-p", PLACE]

        def ask(*words: str) -> None:
            subprocess.run([*client, *words], check=True, stdout=subprocess.DEVNULL)

        ask("create")
        ask("add-match", f"*/{PLACE}/*")
        with Coordinator(address) as session:
            while not any(found.ports for found in session.places()):
                time.sleep(0.05)  # no event tells that an exporter is known to the coordinator

            def lease() -> None:
                session.acquire(PLACE)
                session.release(PLACE)

            ours = milliseconds(lease, arguments.rounds)

            def by_client() -> None:
                ask("acquire")
                ask("release")

            theirs = milliseconds(by_client, max(1, arguments.rounds // 10))
    result = {"lease_ms": round(ours, 2), "labgrid_client_ms": round(theirs, 1), "limit_ms": LIMIT_MS}
    if arguments.json:
        print(json.dumps(result))
    else:
        print(f"acquire and release    {result['lease_ms']:8.2f} ms   (limit {LIMIT_MS:.0f})")
        print(f"by labgrid-client      {result['labgrid_client_ms']:8.1f} ms")
    return 0 if ours < LIMIT_MS else 1


if __name__ == "__main__":
    sys.exit(main())
