"""A labgrid on loopback: its own coordinator and exporters, in front of emulated modules."""

from __future__ import annotations

import json
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from hil.deadline import Deadline
from tests.emulated import emulated
from tests.peers import end, program

EXPORTERS = 2
START_S = 60.0


@dataclass(frozen=True, slots=True)
class Rack:
    """A running one: the address of the coordinator, the modules behind the places `m95-0`, `m95-1`, ..."""

    address: str
    urls: tuple[str, ...]
    folder: Path
    python: str
    coordinator: subprocess.Popen[str]

    @property
    def any_place(self) -> str:
        """The port that is any place of the rack."""
        return f"labgrid://{self.address}/?dut=m95"

    def place(self, number: int) -> str:
        """The port that is one place."""
        return f"labgrid://{self.address}/m95-{number}"

    def holders(self) -> dict[str, str]:
        """Who has each place that is taken, as labgrid's own client tells it."""
        done = self.client("who")
        rows = [line.split() for line in done.splitlines()[1:] if line.strip()]
        return {place: f"{host}/{user}" for user, host, place, *_ in rows}

    def client(self, *arguments: str) -> str:
        """What labgrid's own client prints."""
        done = subprocess.run(
            [program("labgrid-client"), "-x", self.address, *arguments],
            capture_output=True,
            text=True,
            timeout=START_S,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout


def _place(name: str) -> str:
    return (
        f"{name}:\n  acquired: null\n  acquired_resources: []\n  aliases: []\n  allowed: []\n"
        "  changed: 0.0\n  comment: ''\n  created: 0.0\n"
        f"  matches:\n  - {{cls: '*', exporter: '*', group: {name}, name: null, rename: null}}\n"
        "  reservation: null\n  tags: {dut: m95}\n"
    )


def free_port() -> int:
    """A port of the loopback that is free now."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


@contextmanager
def rack(folder: Path, *, count: int = 4, arguments: tuple[str, ...] = ()) -> Iterator[Rack]:
    """Emulated modules, the coordinator, and two exporters that share the modules, until the end of the block."""
    python = str(program("labgrid-client").parent / "python")
    with ExitStack() as stack:
        modules = stack.enter_context(
            emulated("--tcp", "127.0.0.1:0", "--count", str(count), *arguments, folder=folder)
        )
        names = [f"m95-{number}" for number in range(count)]
        (folder / "places.yaml").write_text("".join(map(_place, names)), encoding="utf-8")
        address = f"127.0.0.1:{free_port()}"
        coordinator = stack.enter_context(started("labgrid-coordinator", "-l", address, folder=folder))
        for number in range(EXPORTERS):
            mine = list(zip(names, modules.urls, strict=True))[number::EXPORTERS]
            file = folder / f"exporter-{number}.yaml"
            file.write_text("".join(_exported(name, url) for name, url in mine), encoding="utf-8")
            stack.enter_context(
                started(
                    *("labgrid-exporter", "-c", address, "-n", f"rack{number}"),
                    *("--hostname", "127.0.0.1", str(file)),
                    folder=folder,
                )
            )
        found = Rack(address, modules.urls, folder, python, coordinator)
        deadline = Deadline.after(START_S)
        while found.client("resources").count("NetworkSerialPort") < count:
            assert not deadline.expired, "the exporters have not come"
            time.sleep(0.1)  # no event tells that an exporter is known to the coordinator
        yield found


def _exported(name: str, url: str) -> str:
    where = urlsplit(url)
    port = {"host": where.hostname, "port": where.port, "speed": 115200, "protocol": "raw"}
    return f"{name}:\n  NetworkSerialPort: {json.dumps(port)}\n"


@contextmanager
def started(name: str, *arguments: str, folder: Path) -> Iterator[subprocess.Popen[str]]:
    """A program of labgrid until the end of the block; a coordinator that is not there yet ends an exporter."""
    with (folder / f"{name}.log").open("a", encoding="utf-8") as log:
        if name != "labgrid-coordinator":
            await_listener(arguments[1])
        process = subprocess.Popen([program(name), *arguments], cwd=folder, stdout=log, stderr=log, text=True)
        try:
            yield process
        finally:
            if process.poll() is None:
                end(process)


def await_listener(address: str) -> None:
    """Wait until something accepts connections there."""
    host, _, port = address.rpartition(":")
    deadline = Deadline.after(START_S)
    while True:
        try:
            socket.create_connection((host, int(port)), timeout=1).close()
        except OSError:
            assert not deadline.expired, f"nothing listens at {address}"
            time.sleep(0.05)  # no event tells that a program of others listens
        else:
            return
