"""200 emulated modules in one process, each with an idle open line: the share of a core that the process takes.

The lines are raw TCP, or ptys with `--kind pty`.  Beside it stands the cost of the yardstick, a process
that answers one AT exchange after the other for the same time.

    python benchmarks/idle_rack.py [--modules N] [--seconds S] [--kind tcp|pty] [--json]

Ends with 1 when the idle process takes 5 % of a core or more, or when a module does not answer afterwards.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from hil.modem.channel import Channel
from hil.modem.modem import Modem
from hil.transcript import Transcript

LIMIT = 0.05


def cpu_s(process: int) -> float:
    """The processor time that a process has used."""
    fields = Path(f"/proc/{process}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


@contextmanager
def rack(count: int, kind: str, folder: Path) -> Iterator[tuple[int, list[str]]]:
    """A process with that many modules: its id, their URLs."""
    command = [
        *(sys.executable, "-m", "hil.cli.main", "emulate", "--json", "--count", str(count)),
        *(("--tcp", "127.0.0.1:0") if kind == "tcp" else ("--pty", str(folder / "m95"))),
    ]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout is not None
        try:
            modules = json.loads(child.stdout.readline())["modules"]
            yield child.pid, [module["url"] for module in modules]
        finally:
            child.terminate()


def main() -> int:
    """Measure, print, and say by the exit code whether the limit is kept."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.add_argument("--modules", type=int, default=200, help="number of modules (default 200)")
    parser.add_argument("--seconds", type=float, default=10.0, help="how long they are idle (default 10)")
    parser.add_argument(
        "--kind", choices=("tcp", "pty"), default="tcp", help="kind of the lines (default tcp)"
    )
    arguments = parser.parse_args()
    with (
        tempfile.TemporaryDirectory() as folder,
        rack(arguments.modules, arguments.kind, Path(folder)) as (pid, urls),
        ExitStack() as stack,
    ):
        modems = [Modem(stack.enter_context(Channel.open(url, transcript=Transcript()))) for url in urls]
        for modem in modems:
            modem.send("AT").check()
        before = cpu_s(pid)
        time.sleep(arguments.seconds)  # what is measured: nothing happens
        idle = (cpu_s(pid) - before) / arguments.seconds
        exchanges, before, end = 0, cpu_s(pid), time.monotonic() + arguments.seconds / 5
        while time.monotonic() < end:
            modems[exchanges % len(modems)].send("AT").check()
            exchanges += 1
        busy = (cpu_s(pid) - before) / (arguments.seconds / 5)
    result = {
        "modules": len(urls),
        "idle_share": round(idle, 4),
        "busy_share": round(busy, 3),
        "busy_exchanges_per_s": round(exchanges / (arguments.seconds / 5)),
        "limit": LIMIT,
    }
    if arguments.json:
        print(json.dumps(result))
    else:
        print(f"{len(urls)} idle lines take {idle:.1%} of a core (limit {LIMIT:.0%})")
        print(f"yardstick: {result['busy_exchanges_per_s']} AT exchanges a second take {busy:.0%} of it")
    return 0 if idle < LIMIT and len(urls) == arguments.modules else 1


if __name__ == "__main__":
    sys.exit(main())
