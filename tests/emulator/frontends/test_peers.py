"""Programs that we did not write, at the emulated module's line."""

from __future__ import annotations

import os
import pty
import select
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import serial

from hil.deadline import Deadline
from tests.emulated import Emulated, emulated
from tests.golden.transcripts import CONFIGURE_PDP, CONFIGURE_SSL, OPEN_AND_CLOSE
from tests.peers import program

OK = b"\r\nOK\r\n"


@pytest.fixture
def at_pty(tmp_path: Path) -> Iterator[Emulated]:
    with emulated("--pty", "m95", folder=tmp_path) as running:
        yield running


class Typist:
    """Someone at the keyboard of a terminal program."""

    def __init__(self, terminal: int) -> None:
        self._terminal = terminal
        self.seen = b""

    def type(self, text: bytes) -> None:
        os.write(self._terminal, text)

    def expect(self, text: bytes) -> bytes:
        """Wait until `text` is on the screen; what is there up to its end, which is then forgotten."""
        deadline = Deadline.after(20)
        while text not in self.seen:
            ready, _, _ = select.select([self._terminal], [], [], deadline.remaining)
            assert ready, f"expected {text!r}; on the screen: {self.seen!r}"
            self.seen += os.read(self._terminal, 4096)
        before, _, self.seen = self.seen.partition(text)
        return before + text


@contextmanager
def typing(*command: str | Path) -> Iterator[Typist]:
    """Run a program on a terminal of its own."""
    terminal, slave = pty.openpty()
    try:
        with subprocess.Popen(
            command, stdin=slave, stdout=slave, stderr=slave, start_new_session=True
        ) as running:
            os.close(slave)
            try:
                yield Typist(terminal)
            finally:
                running.kill()
    finally:
        os.close(terminal)


def test_picocom(at_pty: Emulated) -> None:
    with typing(program("picocom"), "--baud", "115200", at_pty.urls[0]) as typist:
        typist.expect(b"Terminal ready\r\n")
        for key in b"AT+GMM\r":
            typist.type(bytes([key]))

        assert typist.expect(OK).endswith(b"AT+GMM\r\r\nQuectel_M95\r\n" + OK)

        typist.type(b"\x01\x18")  # Ctrl-A Ctrl-X
        typist.expect(b"Thanks for using picocom")


@pytest.mark.parametrize("way", ["--pty", "--tcp", "--rfc2217"])
def test_miniterm(tmp_path: Path, way: str) -> None:
    where = "m95" if way == "--pty" else "127.0.0.1:0"
    miniterm = (sys.executable, "-W", "ignore", "-m", "serial.tools.miniterm", "--eol", "CR", "--raw")
    with (
        emulated(way, where, folder=tmp_path) as running,
        typing(*miniterm, running.urls[0], "115200") as typist,
    ):
        typist.expect(b"--- Quit: Ctrl+]")
        typist.type(b"AT+GMM\n")

        typist.expect(b"Quectel_M95")
        typist.expect(b"OK")


def test_gammu(at_pty: Emulated, tmp_path: Path) -> None:
    (tmp_path / "gammurc").write_text(f"[gammu]\ndevice={at_pty.urls[0]}\nconnection=at115200\n")

    done = subprocess.run(
        [program("gammu"), "--config", tmp_path / "gammurc", "identify"],
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )

    identity = {
        name.strip(): value.strip()
        for name, _, value in (line.partition(":") for line in done.stdout.splitlines())
    }
    assert done.returncode == 0, done.stdout + done.stderr
    assert identity["Manufacturer"] == "Quectel_Ltd"
    assert identity["Firmware"] == "M95FAR02A08"
    assert identity["IMEI"] == at_pty.imeis[0]


@pytest.mark.filterwarnings("ignore:set(Daemon|Name):DeprecationWarning")  # by pyserial's RFC 2217 client
@pytest.mark.parametrize(
    ("scheme", "protocol", "options"),
    [("socket", "tcp", ""), ("rfc2217", "telnet(rfc2217),tcp", "?ign_set_control")],
)
def test_ser2net_in_front_of_the_pty(
    at_pty: Emulated, tmp_path: Path, scheme: str, protocol: str, options: str
) -> None:
    """The client is not to wait for ser2net's word on modem lines: a pty has none to set."""
    port = free_port()
    (tmp_path / "ser2net.yaml").write_text(
        f"connection: &m95\n"
        f"  accepter: {protocol},127.0.0.1,{port}\n"
        f"  connector: serialdev,{at_pty.urls[0]},115200n81,local\n"
    )
    server = (program("ser2net"), "-n", "-u", "-c", tmp_path / "ser2net.yaml", "-P", tmp_path / "pid")
    with background(*server), connected(f"{scheme}://127.0.0.1:{port}{options}") as client:
        client.write(b"AT+GSN\r")

        assert client.read_until(OK).endswith(f"\r\n{at_pty.imeis[0]}\r\n".encode() + OK)


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def background(*command: str | Path) -> Iterator[None]:
    with subprocess.Popen(command) as running:
        try:
            yield
        finally:
            running.terminate()


def connected(url: str) -> serial.Serial:
    """Open a URL whose server is only starting."""
    deadline = Deadline.after(20)
    while True:
        try:
            return serial.serial_for_url(url, timeout=10)
        except serial.SerialException:
            assert not deadline.expired, url
            time.sleep(0.02)


def test_the_example_of_the_note_typed_into_the_pty(at_pty: Emulated) -> None:
    """Clause 4.2.1 as far as it needs no server, byte for byte, by a script that knows only a file."""
    with Path(at_pty.urls[0]).open("r+b", buffering=0) as file:
        typist = Typist(file.fileno())
        typist.type(b"ATE0\r")
        typist.expect(b"ATE0\r" + OK)

        for step in CONFIGURE_PDP + CONFIGURE_SSL + OPEN_AND_CLOSE[:2]:
            typist.type(step.sent)
            assert typist.expect(step.received) == step.received

        assert typist.seen == b""
