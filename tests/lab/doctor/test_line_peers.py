"""Foreign programs at a line: one that repeats, one that logs in, one that has the port, one that multiplexes and is killed."""

from __future__ import annotations

import os
import select
import subprocess
import sys
import threading
import tty
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from hil.bench import Bench
from hil.lab.doctor import line as doctor
from hil.lab.doctor.finding import Outcome
from hil.lab.doctor.line import examine_line
from hil.lab.doctor.port import examine_port
from hil.lab.port_holders import holders
from hil.modem import leftovers
from hil.modem.line_state import LineState
from tests.emulated import emulated
from tests.peers import program

HIL = (sys.executable, "-m", "hil.cli.main", "conformance")


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Programs of this machine answer at once."""
    monkeypatch.setattr(leftovers, "ANSWER_S", 0.3)
    monkeypatch.setattr(leftovers, "GUARD_S", 0.3)
    monkeypatch.setattr(doctor, "RATES", ())


@contextmanager
def cable() -> Iterator[tuple[str, str]]:
    """Two ports that are joined by a cable."""
    ends = [os.openpty(), os.openpty()]
    for _, slave in ends:
        tty.setraw(slave)
    other = {ends[0][0]: ends[1][0], ends[1][0]: ends[0][0]}
    ending, end = os.pipe()

    def carry() -> None:
        while ending not in (ready := select.select([*other, ending], [], [])[0]):
            for master in ready:
                os.write(other[master], os.read(master, 4096))

    thread = threading.Thread(target=carry, name="cable")
    thread.start()
    try:
        yield os.ttyname(ends[0][1]), os.ttyname(ends[1][1])
    finally:
        os.write(end, b".")
        thread.join()
        for descriptor in (*ends[0], *ends[1], ending, end):
            os.close(descriptor)


@contextmanager
def running(*arguments: str | Path, **options: int) -> Iterator[subprocess.Popen[bytes]]:
    with subprocess.Popen(arguments, **options) as process:  # type: ignore[call-overload]
        try:
            yield process
        finally:
            process.kill()


def bench(url: str) -> Bench:
    return Bench(url, "127.0.0.1", None)


def test_a_program_that_repeats_each_byte_is_no_module() -> None:
    master, slave = os.openpty()
    tty.setraw(slave)
    with running(program("cat"), stdin=master, stdout=master):
        found = examine_line(bench(os.ttyname(slave)))
    os.close(master)
    os.close(slave)

    assert (found.outcome, found.state) == (Outcome.TROUBLE, LineState.JOINED)


@pytest.mark.skipif(os.geteuid() != 0, reason="agetty opens a port for root alone")
def test_a_login_at_the_other_end_is_told() -> None:
    with cable() as (here, there):
        name = there.removeprefix("/dev/")
        with running(program("agetty"), "--noclear", "--local-line", name, "115200", "vt100"):
            found = examine_line(bench(here))

    assert (found.outcome, found.state) == (Outcome.TROUBLE, LineState.CONSOLE)
    assert "getty" in found.step


def test_a_terminal_program_that_has_the_port_is_named(tmp_path: Path) -> None:
    with emulated("--pty", "./m95", folder=tmp_path) as modules:
        port = modules.urls[0]
        with running(
            program("picocom"), "--nolock", "--quiet", port, stdin=subprocess.PIPE, stdout=subprocess.PIPE
        ) as terminal:
            while not holders(port):
                select.select([], [], [], 0.02)
            found = examine_port(bench(port))

            run = subprocess.run(
                [*HIL, "--dut", port, "--report-dir", "out", "--requirement", "ERR-CME-4012"],
                capture_output=True,
                text=True,
                timeout=300,
                check=False,
                cwd=tmp_path,
            )

    assert (found.outcome, found.state) == (Outcome.TROUBLE, LineState.OTHER_PROGRAM)
    assert found.detail == f"{port} is in use by picocom (pid {terminal.pid})"
    assert run.returncode == 3
    assert f"picocom (pid {terminal.pid})" in run.stderr
    assert run.stderr.count("\n") == 1
    assert not (tmp_path / "out/results.jsonl").exists()


def test_what_is_behind_a_pty_of_socat_is_no_other_program(tmp_path: Path) -> None:
    """It keeps both ends of the pty open, and what it has started has the port, too."""
    link = tmp_path / "port"
    with running(program("socat"), f"pty,raw,echo=0,link={link}", "exec:cat"):
        while not link.exists():
            select.select([], [], [], 0.02)
        found = examine_port(bench(str(link)))

    assert (found.outcome, found.detail) == (Outcome.WELL, f"{link} can be opened")


def test_those_who_have_given_us_the_port_are_no_other_program() -> None:
    with cable() as (here, _):
        words = "import sys; from hil.lab.port_holders import holders; print(holders(sys.argv[1]))"
        said = subprocess.run(
            [sys.executable, "-c", words, here], capture_output=True, text=True, check=True, timeout=300
        )

    assert said.stdout == "[]\n"
