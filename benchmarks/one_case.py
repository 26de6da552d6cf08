"""One case from start to end, in processor time beside a fixed yardstick of the same interpreter.

    python benchmarks/one_case.py [ROUNDS]

The yardstick hashes 100 MB: it takes about as long on a busy machine as the run beside it, so that
the ratio says more than seconds.  The aim of the command line: one case within 2 s on two free processors.
"""

from __future__ import annotations

import resource
import subprocess
import sys
import time
from statistics import median
from tempfile import TemporaryDirectory

ONE = ("--campaign", "smoke", "--requirement", "SSLCFG-RTC-03")
YARDSTICK = "import hashlib; [hashlib.sha256(bytes(10_000_000)) for _ in range(10)]"
HIL = ("-m", "hil.cli.main")

MEASURED = {
    "an interpreter that does nothing": ("-c", "pass"),
    "hil --help": (*HIL, "--help"),
    "hil conformance --list of one case": (*HIL, "conformance", "--list", *ONE),
    "hil conformance of one case": (*HIL, "conformance", *ONE, "--report-dir", "out"),
    "the same by -k": (*HIL, "conformance", *ONE, "-k", "expired", "--report-dir", "out"),
}


def processor_s(arguments: tuple[str, ...], folder: str) -> tuple[float, float]:
    """The processor time and the time of the wall of a child, in seconds."""
    before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    subprocess.run([sys.executable, *arguments], cwd=folder, capture_output=True, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime, time.monotonic() - began


def main() -> None:
    """Print a line for each thing that is measured: the median of the rounds."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    with TemporaryDirectory() as folder:
        for name, arguments in MEASURED.items():
            times = [processor_s(arguments, folder) for _ in range(rounds)]
            yardstick = median(processor_s(("-c", YARDSTICK), folder)[0] for _ in range(rounds))
            used, wall = median(each[0] for each in times), median(each[1] for each in times)
            print(
                f"{name:<36} {used / yardstick:6.2f} yardsticks, {used:5.2f} s processor, {wall:5.2f} s wall"
            )


if __name__ == "__main__":
    main()
