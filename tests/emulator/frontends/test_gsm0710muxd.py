"""Debian's gsm0710muxd as the DTE of our multiplexer: it makes a pty of each channel."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import serial

from hil.deadline import Deadline
from hil.emulator.frontends.pty import PtyFrontEnd
from tests.emulator.frontends.conftest import Start
from tests.peers import program

OK = b"\r\nOK\r\n"
CLOSE_DOWN = bytes.fromhex("f9 03 ef 05 c3 01 f2 f9")  # CLD; the daemon sends it on the wrong DLCI
READY_S = 60.0  # it sleeps 15 s on its own account before its first AT

_BUS = """\
<busconfig>
  <type>session</type>
  <listen>unix:path={}</listen>
  <policy context="default">
    <allow send_destination="*"/><allow receive_sender="*"/><allow own="*"/>
  </policy>
</busconfig>
"""


@contextmanager
def running(*command: str | Path, **environment: str) -> Iterator[None]:
    with subprocess.Popen(
        command,
        env={**os.environ, **environment},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as process:
        try:
            yield
        finally:
            process.kill()  # how a peer ends is nothing of ours, and Popen would wait for it without a limit


class Daemon:
    """gsm0710muxd, which takes its orders over a bus of its own."""

    def __init__(self, address: str) -> None:
        self._address = address

    def call(self, method: str, *arguments: str) -> str:
        """The answer of the daemon; nothing while it doesn't answer."""
        asked = [f"org.pyneo.Powered.{method}", "string:test", *arguments]
        return subprocess.run(
            [
                program("dbus-send"),
                f"--bus={self._address}",
                "--print-reply",
                "--reply-timeout=30000",
                "--dest=org.pyneo.mux",
                "/org/pyneo/Muxer",
                *asked,
            ],
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        ).stdout

    def device(self) -> str:
        """The pty of one more channel, once the line is multiplexed."""
        deadline = Deadline.after(READY_S)
        while not deadline.expired:
            _, found, path = self.call("GetDevice").partition('string "file://')
            if found and path.strip('"\n'):
                return path.strip('"\n')
        raise AssertionError("gsm0710muxd opens no channel")


@contextmanager
def multiplexing(port: Path, folder: Path) -> Iterator[Daemon]:
    """The daemon on a port, in the basic option, switched on."""
    socket, bus = folder / "bus", folder / "bus.conf"
    bus.write_text(_BUS.format(socket))
    address = f"unix:path={socket}"
    with (
        running(program("dbus-daemon"), f"--config-file={bus}", "--nofork"),
        running(
            "sh",
            "-c",
            f"until [ -S {socket} ]; do sleep 0.05; done;"
            f" exec {program('gsm0710muxd')} -s {port} -m basic -f 64",
            DBUS_SYSTEM_BUS_ADDRESS=address,
        ),
    ):
        daemon, deadline = Daemon(address), Deadline.after(10)
        while "method return" not in daemon.call("SetPower", "boolean:true"):
            assert not deadline.expired, "gsm0710muxd doesn't come up"
        yield daemon


def test_two_channels_of_gsm0710muxd_carry_at_and_the_line_returns_to_it(
    start: Start, tmp_path: Path
) -> None:
    link = tmp_path / "m95"
    start(PtyFrontEnd(link))

    with (
        multiplexing(link, tmp_path) as daemon,
        serial.serial_for_url(daemon.device(), timeout=5) as first,
        serial.serial_for_url(daemon.device(), timeout=5) as second,
    ):
        first.write(b"ATE0\r")
        assert first.read_until(OK) == b"ATE0\r" + OK
        second.write(b"AT+CFUN=1\r")
        first.write(b"AT+GSN\r")  # at the same time

        assert first.read_until(OK) == b"\r\n866425030000006\r\n" + OK
        assert second.read_until(OK) == b"AT+CFUN=1\r" + OK

        line = b'AT+QFTPUSER="' + b"u" * 150 + b'"\r'  # longer than a frame, both ways
        second.write(line)
        assert second.read_until(b"ERROR\r\n").startswith(line)

    with serial.serial_for_url(str(link), timeout=5) as port:  # the daemon has left it multiplexed
        port.write(CLOSE_DOWN + b"AT\r")
        assert port.read_until(OK).endswith(b"\xf9" + OK)
