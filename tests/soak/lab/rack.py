"""The rack of the soak: each module a process that can be killed, behind ser2net or socat, with a supply that is a command.

A module that is killed loses its pseudo-terminal, as a USB adapter goes with its
supply.  Its link is removed then: the kernel may give the number to another module.
"""

from __future__ import annotations

import os
import shlex
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from hil.deadline import Deadline
from hil.errors import InfrastructureError
from tests.lab.pool.rack import await_listener, free_port
from tests.peers import program

SWITCH = """\
#!/bin/sh
# The supply of module $2: `off` and `on`; the file `options` holds more options of its next start.
cd {folder}/$2 || exit 1
exec 9> lock
flock 9
pid=$(cat pid 2> /dev/null)
alive() {{ [ -n "$pid" ] && [ -d /proc/$pid ] && ! grep -q '^State:.Z' /proc/$pid/status 2> /dev/null; }}
if [ "$1" = off ]; then
    alive && kill -9 $pid
    while alive; do sleep 0.05; done
    rm -f tty pid
elif ! alive; then
    {python} -m hil.cli.main emulate --pty tty --imei "$(cat imei)" --state state \\
        --clock-rate {clock_rate} $(cat options 2> /dev/null) > said 2>&1 9>&- &
    echo $! > pid
    rm -f options
fi
"""

MODULE = """
[[module]]
name = "{name}"
port = "{url}"

[module.power]
driver = "command"
off = "{switch} off {name}"
on = "{switch} on {name}"
off_s = 0.5
"""

BENCH = """\
[lower_tester]
public = "127.0.0.1"
"""

FORMS = ("raw", "rfc2217-ignored", "raw", "rfc2217", "raw", "raw", "socat", "socat")
"""How module after module is reached, over and over."""

PER_GATEWAY = 3
"""So many modules stand behind one ser2net; each socat has one."""

START_S = 60.0

_ACCEPTERS = {"raw": "tcp", "rfc2217": "telnet(rfc2217),tcp", "rfc2217-ignored": "telnet(rfc2217),tcp"}

_URLS = {
    "raw": "socket://127.0.0.1:{}",
    "socat": "socket://127.0.0.1:{}",
    "rfc2217": "rfc2217://127.0.0.1:{}",
    "rfc2217-ignored": "rfc2217://127.0.0.1:{}?ign_set_control",
}


@dataclass(slots=True)
class Gateway:
    """One program in front of some modules."""

    command: Sequence[str]
    ports: tuple[int, ...]
    folder: Path
    process: subprocess.Popen[Any] | None = None

    def start(self) -> None:
        """Start it, and wait until it listens."""
        with (self.folder / "gateways.log").open("ab") as log:
            self.process = subprocess.Popen(self.command, stdout=log, stderr=log, start_new_session=True)
        for port in self.ports:
            await_listener(f"127.0.0.1:{port}")

    def kill(self) -> None:
        """End it with its connections, without a farewell."""
        if self.process:
            with suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()


@dataclass(slots=True)
class Rack:
    """The running modules `m0`, `m1`, ... and the gateways in front of them."""

    folder: Path
    clock_rate: float
    names: tuple[str, ...] = ()
    gateways: list[Gateway] = field(default_factory=list)

    @property
    def bench(self) -> Path:
        return self.folder / "rack.toml"

    @property
    def switch_path(self) -> Path:
        return self.folder / "switch"

    def switch(self, state: str, name: str) -> None:
        """Set the supply of a module to `on` or `off`."""
        subprocess.run([self.switch_path, state, name], check=True, timeout=300)

    def await_start(self) -> None:
        """Wait until each module has its pseudo-terminal: a port that is missing when a run begins is not awaited."""
        deadline = Deadline.after(START_S)
        while missing := [name for name in self.names if not (self.folder / name / "tty").exists()]:
            if deadline.expired:
                raise InfrastructureError(
                    f"{missing[0]} has not started: see {self.folder / missing[0]}/said"
                )
            time.sleep(0.05)  # no event tells that a program that a shell has started has come so far

    def freeze(self, name: str) -> bool:
        """Let a module answer nothing until its supply is cut; whether it had supply."""
        with suppress(OSError, ValueError):
            os.kill(int((self.folder / name / "pid").read_text(encoding="ascii")), signal.SIGSTOP)
            return True
        return False

    def next_start(self, name: str, *options: str) -> None:
        """Give a module these options at its next start, once."""
        (self.folder / name / "options").write_text(shlex.join(options), encoding="ascii")

    def close(self) -> None:
        """End the gateways and the modules."""
        for gateway in self.gateways:
            gateway.kill()
        for name in self.names:
            self.switch("off", name)


@contextmanager
def rack(folder: Path, count: int, *, clock_rate: float) -> Iterator[Rack]:
    """So many modules behind gateways with their bench file, until the end of the block."""
    made = Rack(folder, clock_rate, tuple(f"m{number}" for number in range(count)))
    forms = [FORMS[number % len(FORMS)] for number in range(count)]
    ports = [free_port() for _ in range(count)]
    folder.mkdir(parents=True, exist_ok=True)
    _write_switch(made)
    tables = []
    for number, name in enumerate(made.names):
        place = folder / name
        place.mkdir()
        (place / "imei").write_text(f"866425030000{number:02}", encoding="ascii")
        url = _URLS[forms[number]].format(ports[number])
        tables.append(MODULE.format(name=name, url=url, switch=made.switch_path))
    made.bench.write_text(BENCH + "".join(tables), encoding="utf-8")
    try:
        for name in made.names:
            made.switch("on", name)
        made.await_start()
        lines = list(zip(made.names, forms, ports, strict=True))
        made.gateways += _ser2net(folder, [line for line in lines if line[1] != "socat"])
        made.gateways += [_socat(folder, name, port) for name, form, port in lines if form == "socat"]
        for gateway in made.gateways:
            gateway.start()
        yield made
    finally:
        made.close()


def _write_switch(made: Rack) -> None:
    made.switch_path.write_text(
        SWITCH.format(
            folder=shlex.quote(str(made.folder)),
            python=shlex.quote(sys.executable),
            clock_rate=made.clock_rate,
        ),
        encoding="utf-8",
    )
    made.switch_path.chmod(0o755)


def _ser2net(folder: Path, lines: Sequence[tuple[str, str, int]]) -> Iterator[Gateway]:
    """ser2net in front of three modules at a time."""
    for first in range(0, len(lines), PER_GATEWAY):
        mine = lines[first : first + PER_GATEWAY]
        file = folder / f"ser2net-{first}.yaml"
        file.write_text(
            "".join(
                f"connection: &{name}\n  accepter: {_ACCEPTERS[form]},127.0.0.1,{port}\n"
                f"  connector: serialdev,{folder / name / 'tty'},115200n81,local\n"
                "  options:\n    chardelay: false\n"  # else ser2net waits 3 ms for more bytes
                for name, form, port in mine
            ),
            encoding="utf-8",
        )
        command = (str(program("ser2net")), "-n", "-u", "-c", str(file), "-P", str(file.with_suffix(".pid")))
        yield Gateway(command, tuple(port for _, _, port in mine), folder)


def _socat(folder: Path, name: str, port: int) -> Gateway:
    listen = f"TCP-LISTEN:{port},bind=127.0.0.1,reuseaddr,nodelay,fork,max-children=1"
    return Gateway(
        (str(program("socat")), listen, f"FILE:{folder / name / 'tty'},raw,echo=0"), (port,), folder
    )
