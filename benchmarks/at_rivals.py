"""Median AT exchange through raw TCP, RFC 2217 and a pty: `hil.modem` beside labgrid, pytest-embedded and bare pyserial.

One responder answers each line with OK.  In front of it stand a pty, ser2net as an RFC 2217
server, and a raw TCP port; all four take turns on each.  labgrid brings a pyserial of its own,
so the rivals are installed in environments beside this one, at the versions named here.

    python benchmarks/at_rivals.py [--json] [--rounds N]

Ends with 1 when an exchange of ours takes more than 1.3 times that of bare pyserial, or when the
better of both rivals is less than 5 times as slow as ours.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import serial
from at_round_trip import responder

from hil.deadline import Deadline
from hil.modem.channel import Channel
from hil.modem.modem import Modem
from hil.transcript import Transcript

HERE = Path(__file__).parent
RIVALS = HERE.parent / ".venv-rivals"
PACKAGES = {
    "labgrid": ("labgrid==26.0.1",),
    "pytest-embedded": ("pytest-embedded==2.9.3", "pytest-embedded-serial==2.9.3"),
}
COUNT = {"ours": 100, "bare pyserial": 100, "labgrid": 20, "pytest-embedded": 20}
"""Exchanges in a turn; those of the rivals take up to 0.3 s each."""

MOST_OF_BARE = 1.3
LEAST_OF_RIVALS = 5.0

TCP_RESPONDER = """
import socket, sys
server = socket.create_server(("127.0.0.1", int(sys.argv[1])))
while True:
    client, _ = server.accept()
    client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    pending = b""
    try:
        while data := client.recv(4096):
            pending += data
            while b"\\r" in pending:
                _, _, pending = pending.partition(b"\\r")
                client.sendall(b"\\r\\nOK\\r\\n")
    except ConnectionError:
        pass
"""


def free_port() -> int:
    """A TCP port of the loopback that is free now."""
    with socket.create_server(("127.0.0.1", 0)) as found:
        return int(found.getsockname()[1])


@contextmanager
def process(*command: str, keep: tuple[int, ...] = ()) -> Iterator[None]:
    """A child process, until the end of the block."""
    child = subprocess.Popen(command, pass_fds=keep, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        yield
    finally:
        child.kill()
        child.wait()


def await_port(port: int) -> None:
    """Wait until something listens there."""
    deadline = Deadline.after(10.0)
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            if deadline.expired:
                raise
            time.sleep(0.02)
        else:
            return


@contextmanager
def places(folder: Path) -> Iterator[dict[str, str]]:
    """The URLs of the three kinds of ports."""
    ser2net = shutil.which("ser2net")
    if ser2net is None:
        sys.exit("at_rivals: ser2net is missing; `make peers` installs it")
    raw, telnet = free_port(), free_port()
    with ExitStack() as stack:
        lone, behind = stack.enter_context(responder()), stack.enter_context(responder())
        file = folder / "ser2net.yaml"
        file.write_text(
            f"connection: &a\n  accepter: telnet(rfc2217),tcp,127.0.0.1,{telnet}\n"
            f"  connector: serialdev,{behind},115200n81,local\n"
            "  options:\n    chardelay: false\n",  # else ser2net waits 3 ms for more bytes
            encoding="utf-8",
        )
        stack.enter_context(process(ser2net, "-n", "-c", str(file)))
        stack.enter_context(process(sys.executable, "-c", TCP_RESPONDER, str(raw)))
        await_port(raw)
        await_port(telnet)
        yield {
            "raw TCP": f"socket://127.0.0.1:{raw}",
            "RFC 2217": f"rfc2217://127.0.0.1:{telnet}?ign_set_control",  # a pty has no control lines
            "pty": lone,
        }


def timed(exchange: Callable[[], object], count: int) -> list[float]:
    """The seconds of each exchange."""
    taken = []
    for _ in range(count):
        started = time.perf_counter()
        exchange()
        taken.append(time.perf_counter() - started)
    return taken


def ours(url: str, count: int) -> list[float]:
    """Through `hil.modem`: line reader, transcript, deadline, exchange value."""
    with Channel.open(url, transcript=Transcript()) as channel:
        modem = Modem(channel)
        modem.send("AT").check()
        return timed(lambda: modem.send("AT"), count)


def bare(url: str, count: int) -> list[float]:
    """A write and a read_until of pyserial."""
    with serial.serial_for_url(url, 115200, timeout=1) as port:

        def exchange() -> None:
            port.write(b"AT\r")
            port.read_until(b"\r\nOK\r\n")

        exchange()
        return timed(exchange, count)


def labgrid(url: str, count: int) -> list[float]:
    """Through labgrid's SerialDriver."""
    python = str(RIVALS / "labgrid" / "bin" / "python")
    script = str(HERE / "rivals" / "labgrid_turn.py")
    done = subprocess.run(
        [python, script, url, str(count)], capture_output=True, text=True, timeout=120, check=False
    )
    if done.returncode:
        sys.exit(f"at_rivals: labgrid ended with {done.returncode}: {done.stderr[-300:]}")
    return [float(value) for value in json.loads(done.stdout.splitlines()[-1])]


def embedded(url: str, count: int) -> list[float]:
    """Through pytest-embedded's `dut`."""
    python = str(RIVALS / "pytest-embedded" / "bin" / "python")
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "times.json"
        done = subprocess.run(
            [
                *(python, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-c", os.devnull, f"--rootdir={folder}"),
                *("--embedded-services", "serial", "--port", url),
                str(HERE / "rivals" / "test_embedded_turn.py"),
            ],
            cwd=folder,  # else it finds the entry points of this project
            env={**os.environ, "TURN_COUNT": str(count), "TURN_FILE": str(file)},
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )  # fmt: skip
        if not file.is_file():
            sys.exit(
                f"at_rivals: pytest-embedded ended with {done.returncode}: {(done.stdout + done.stderr)[-300:]}"
            )
        return [float(value) for value in json.loads(file.read_text(encoding="utf-8"))]


TURNS: dict[str, Callable[[str, int], list[float]]] = {
    "bare pyserial": bare,
    "ours": ours,
    "labgrid": labgrid,
    "pytest-embedded": embedded,
}


def install() -> None:
    """Make the environments of the rivals, once."""
    for name, packages in PACKAGES.items():
        home = RIVALS / name
        if not (home / ".installed").exists():
            subprocess.run([sys.executable, "-m", "venv", str(home)], check=True)
            pip = [str(home / "bin" / "python"), "-m", "pip", "install", "-q", "--disable-pip-version-check"]
            subprocess.run([*pip, *packages], check=True)
            (home / ".installed").touch()


def main() -> int:
    """Measure, print, and say by the exit code whether the limits are kept."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.add_argument("--rounds", type=int, default=3, help="turns of each on each port (default 3)")
    arguments = parser.parse_args()
    install()
    rows = {}
    with tempfile.TemporaryDirectory() as folder, places(Path(folder)) as urls:
        for kind, url in urls.items():
            taken: dict[str, list[float]] = {name: [] for name in TURNS}
            for _ in range(arguments.rounds):
                for name, turn in TURNS.items():
                    taken[name] += turn(url, COUNT[name])
            median = {name: statistics.median(values) for name, values in taken.items()}
            rivals = min(median["labgrid"], median["pytest-embedded"])
            rows[kind] = {
                **{f"{name} us": round(value * 1e6, 1) for name, value in median.items()},
                "of bare": round(median["ours"] / median["bare pyserial"], 2),
                "of rivals": round(rivals / median["ours"], 1),
            }
    kept = all(
        row["of bare"] <= MOST_OF_BARE and row["of rivals"] >= LEAST_OF_RIVALS for row in rows.values()
    )
    if arguments.json:
        print(json.dumps({"ports": rows, "kept": kept}))
    else:
        for kind, row in rows.items():
            print(f"{kind:9}", "  ".join(f"{name} {value}" for name, value in row.items()))
        print(f"limits: of bare at most {MOST_OF_BARE}, of rivals at least {LEAST_OF_RIVALS}")
    return 0 if kept else 1


if __name__ == "__main__":
    sys.exit(main())
