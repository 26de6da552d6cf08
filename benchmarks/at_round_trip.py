"""Median AT round trip through `hil.modem`, against a bare pyserial write/read_until loop on the same pty.

The responder is a process of its own that answers every line with OK at once.
The two are measured in turns, so that the load of the host meets both alike.

    python benchmarks/at_round_trip.py [--json] [--rounds N]

Ends with 1 when the ratio is above the limit of 2.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import time
import tty
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import serial

from hil.modem.channel import Channel
from hil.modem.modem import Modem
from hil.transcript import Transcript

LIMIT = 2.0
BLOCK = 100  # round trips in one turn

RESPONDER = """
import os, sys
descriptor = int(sys.argv[1])
pending = b""
while True:
    pending += os.read(descriptor, 4096)
    while b"\\r" in pending:
        _, _, pending = pending.partition(b"\\r")
        os.write(descriptor, b"\\r\\nOK\\r\\n")
"""


@contextmanager
def responder() -> Iterator[str]:
    """The path of a pty behind which a process answers OK."""
    master, slave = os.openpty()
    tty.setraw(slave)
    process = subprocess.Popen([sys.executable, "-c", RESPONDER, str(master)], pass_fds=[master])
    try:
        yield os.ttyname(slave)
    finally:
        process.kill()
        process.wait()
        os.close(master)
        os.close(slave)


def seconds(exchange: Callable[[], object]) -> list[float]:
    """The time of each of `BLOCK` round trips."""
    taken = []
    for _ in range(BLOCK):
        started = time.perf_counter()
        exchange()
        taken.append(time.perf_counter() - started)
    return taken


def bare_turn(path: str) -> list[float]:
    """What an AT round trip costs with pyserial alone."""
    with serial.Serial(path, 115200, timeout=1) as port:

        def exchange() -> None:
            port.write(b"AT\r")
            port.read_until(b"\r\nOK\r\n")

        exchange()
        return seconds(exchange)


def modem_turn(path: str) -> list[float]:
    """What it costs with line reader, transcript, deadline and exchange value."""
    with Channel.open(path, transcript=Transcript()) as channel:
        modem = Modem(channel)
        modem.send("AT").check()
        return seconds(lambda: modem.send("AT"))


def emulator_turn() -> list[float]:
    """The same on an emulated DUT in this process, emulation included."""
    with Channel.open("emulator://m95", transcript=Transcript()) as channel:
        modem = Modem(channel)
        modem.attach()
        return seconds(lambda: modem.send("AT"))


def main() -> int:
    """Measure, print, and say by the exit code whether the limit is kept."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.add_argument("--rounds", type=int, default=20, help=f"turns of {BLOCK} round trips (default 20)")
    arguments = parser.parse_args()
    bare: list[float] = []
    modem: list[float] = []
    emulator: list[float] = []
    with responder() as path:
        for _ in range(arguments.rounds):
            bare += bare_turn(path)
            modem += modem_turn(path)
            emulator += emulator_turn()
    result = {
        "bare_pyserial_us": round(statistics.median(bare) * 1e6, 1),
        "modem_us": round(statistics.median(modem) * 1e6, 1),
        "emulator_us": round(statistics.median(emulator) * 1e6, 1),
        "ratio": round(statistics.median(modem) / statistics.median(bare), 2),
        "limit": LIMIT,
    }
    if arguments.json:
        print(json.dumps(result))
    else:
        print(f"bare pyserial   {result['bare_pyserial_us']:8.1f} us")
        print(f"hil.modem       {result['modem_us']:8.1f} us   ratio {result['ratio']} (limit {LIMIT})")
        print(f"emulated DUT    {result['emulator_us']:8.1f} us   in this process")
    return 0 if result["ratio"] <= LIMIT else 1


if __name__ == "__main__":
    sys.exit(main())
