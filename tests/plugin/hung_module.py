"""A run on a module that hangs: the module is a process with a switch that kills and starts it, behind a line of any kind.

A module on a pseudo-terminal loses it with its supply, as a USB adapter does with its hub; a ser2net in
front of it stays.
"""

from __future__ import annotations

import shlex
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import pytest

from hil.deadline import Deadline
from hil.results.model import RunReport
from hil.results.records import RESULTS, read
from tests.lab.pool.rack import await_listener, free_port
from tests.peers import end, program
from tests.suite_run import HANG_S

CASES = """
import pytest

pytestmark = pytest.mark.hil_requirement("GEN-01")

@pytest.mark.parametrize("number", range(10))
def test_lines(hil_modem, number):
    for _ in range(8):
        assert hil_modem.send("AT+CGMM").ok
"""

SWITCH = """\
#!/bin/sh
# The supply of one emulated module; `first` and `later` hold the options of its starts.
cd "$(dirname "$0")" || exit 1
if [ "$1" = off ]; then
    kill -{signal} "$(cat pid)"; tail --pid="$(cat pid)" -f /dev/null
    rm -f tty
else
    options=first
    [ -e pid ] && options=later
    {python} -m hil.cli.main emulate {place} --clock-rate 20 $(cat $options) >> said 2>&1 &
    echo $! > pid
fi
"""

BENCH = """\
[lower_tester]
public = "127.0.0.1"

[[module]]
name = "m95-1"
port = "{url}"
{power}"""

POWER = """
[module.power]
driver = "command"
off = "{folder}/switch off"
on = "{folder}/switch on"
off_s = 0.5
"""

START_S = 60.0


@dataclass(frozen=True, slots=True)
class Line:
    """How a module is reached: the option of its front end, the accepter of a ser2net before it, and the URL."""

    option: str
    url: str
    accepter: str = ""


LINES = {
    "tcp": Line("--tcp 127.0.0.1:{port}", "socket://127.0.0.1:{port}"),
    "rfc2217": Line("--rfc2217 127.0.0.1:{port}", "rfc2217://127.0.0.1:{port}"),
    "pty": Line("--pty tty", "{folder}/tty"),
    "ser2net": Line("--pty tty", "socket://127.0.0.1:{port}", "tcp"),
    "ser2net-rfc2217": Line("--pty tty", "rfc2217://127.0.0.1:{port}?ign_set_control", "telnet(rfc2217),tcp"),
}


@contextmanager
def module(folder: Path, line: Line, *, first: str, later: str, signal: str = "TERM") -> Iterator[str]:
    """A module that starts with the options `first`, and with `later` after each power cycle; its URL."""
    port = free_port()
    switch = folder / "switch"
    place = line.option.format(port=port)
    switch.write_text(SWITCH.format(python=shlex.quote(sys.executable), place=place, signal=signal))
    switch.chmod(0o755)
    (folder / "first").write_text(first)
    (folder / "later").write_text(later)
    subprocess.run([switch, "on"], check=True)
    try:
        if line.option.startswith("--pty"):
            _await_file(folder / "tty")
        else:
            await_listener(f"127.0.0.1:{port}")
        if not line.accepter:
            yield line.url.format(port=port, folder=folder)
            return
        with _ser2net(folder, f"{line.accepter},127.0.0.1,{port}"):
            await_listener(f"127.0.0.1:{port}")
            yield line.url.format(port=port, folder=folder)
    finally:
        with suppress(FileNotFoundError):
            subprocess.run([switch, "off"], check=False)


def _await_file(path: Path) -> None:
    deadline = Deadline.after(START_S)
    while not path.exists():
        assert not deadline.expired


@contextmanager
def _ser2net(folder: Path, accepter: str) -> Iterator[None]:
    file = folder / "ser2net.yaml"
    file.write_text(
        f"connection: &m95\n  accepter: {accepter}\n  connector: serialdev,{folder}/tty,115200n81,local\n"
        "  options:\n    chardelay: false\n"
    )
    with subprocess.Popen(
        [program("ser2net"), "-n", "-u", "-c", file, "-P", folder / "ser2net.pid"]
    ) as running:
        try:
            yield
        finally:
            end(running)


def run(
    pytester: pytest.Pytester,
    *,
    first: str,
    later: str = "",
    power: bool = True,
    line: str = "tcp",
    signal: str = "TERM",
    cases: str = CASES,
) -> RunReport:
    """A run of the cases; `first` and `later` are options of the module.  The file `exit` gets the exit code."""
    folder = pytester.path
    with module(folder, LINES[line], first=first, later=later, signal=signal) as url:
        (folder / "bench.toml").write_text(
            BENCH.format(url=url, power=POWER.format(folder=folder) if power else "")
        )
        pytester.makepyfile(test_case=cases)
        result = pytester.runpytest_subprocess(
            *(
                "--hil-bench=bench.toml",
                "--hil-report-dir=out",
                "--hil-no-preflight",
                "-p",
                "no:cacheprovider",
            ),
            timeout=HANG_S,
        )
    result.stdout.no_fnmatch_line("*INTERNALERROR*")
    (folder / "exit").write_text(str(int(result.ret)))
    return read(folder / "out" / RESULTS)
