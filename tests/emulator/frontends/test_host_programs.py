"""Host programs that others wrote bring the emulated module up, and read and send messages."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest
import serial

from hil.deadline import Deadline
from tests.emulated import Emulated, emulated
from tests.emulator.frontends.test_peers import Typist, typing
from tests.peers import program

OK = b"\r\nOK\r\n"
RECEIVED = b"07911326040000F0040B911346610089F60000208062917314080CC8F71D14969741F977FD07"
"""SMS-DELIVER `How are you?` of +31641600986."""

SMSD_CONF = """\
devices = M95
outgoing = {base}/outgoing
checked = {base}/checked
incoming = {base}/incoming
failed = {base}/failed
sent = {base}/sent
logfile = {base}/smsd.log
infofile = {base}/smsd.working
pidfile = {base}/smsd.pid
loglevel = 7
delaytime = 1
[M95]
device = {device}
incoming = yes
baudrate = 115200
"""


@pytest.fixture
def at_pty(tmp_path: Path) -> Iterator[Emulated]:
    with emulated("--pty", "m95", "--log", "traffic.log", folder=tmp_path) as running:
        yield running


@pytest.fixture
def gammu(at_pty: Emulated, tmp_path: Path) -> Callable[..., str]:
    """Runs gammu on the module; what it printed."""
    (tmp_path / "gammurc").write_text(f"[gammu]\ndevice={at_pty.urls[0]}\nconnection=at115200\n")

    def run(*arguments: str) -> str:
        command: list[str | Path] = [program("gammu"), "--config", tmp_path / "gammurc", *arguments]
        done = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
        return " ".join((done.stdout + done.stderr).split())

    return run


def test_gammu_tells_of_the_network_and_of_the_battery(gammu: Callable[..., str]) -> None:
    network, monitored = gammu("networkinfo"), gammu("monitor", "1")

    assert "Network state : home network Network : 460 00" in network
    assert "LAC 1801, CID 2B5C" in network
    assert "GPRS : attached" in network
    assert "Battery level : 100 percent" in monitored
    assert "SIM SMS status : 0 used, 0 unread, 50 locations" in monitored


def test_gammu_stores_reads_and_sends_messages(gammu: Callable[..., str]) -> None:
    assert "location 1, SIM" in gammu("savesms", "TEXT", "-text", "kept by gammu", "-sender", "+4917012345")

    listed = gammu("getallsms")

    assert 'Remote number : "+4917012345"' in listed
    assert "kept by gammu" in listed
    assert "OK, message reference=1" in gammu("sendsms", "TEXT", "+4917012345", "-text", "hello")


def test_smsd_sends_a_queued_message_and_reads_one(at_pty: Emulated, tmp_path: Path) -> None:
    base = tmp_path / "sms"
    for name in ("outgoing", "checked", "incoming", "failed", "sent"):
        (base / name).mkdir(parents=True)
    (tmp_path / "smsd.conf").write_text(SMSD_CONF.format(base=base, device=at_pty.urls[0]))
    (base / "outgoing" / "queued").write_text("To: 491701234567\n\nhello from smstools\n")
    with serial.Serial(at_pty.urls[0], timeout=10) as port:
        port.write(b"AT+CMGW=30,0\r")
        port.read_until(b"> ")
        port.write(RECEIVED + b"\x1a")
        assert port.read_until(OK).endswith(b"+CMGW: 1\r\n" + OK)

    with running(program("smsd"), f"-c{tmp_path / 'smsd.conf'}", "-t"):
        until(
            lambda: (base / "sent" / "queued").exists() and bool(list((base / "incoming").glob("M95.*"))),
            base,
        )

    (incoming,) = (base / "incoming").glob("M95.*")
    assert incoming.read_text().startswith("From: 31641600986\n")
    assert incoming.read_text().endswith("\n\nHow are you?")
    assert not list((base / "failed").iterdir())


def until(condition: Callable[[], bool], base: Path) -> None:
    """Wait for files that a program writes; it tells nobody when it has."""
    deadline = Deadline.after(40)
    while not condition():
        assert not deadline.expired, (base / "smsd.log").read_text()
        time.sleep(0.05)


@contextmanager
def running(*command: str | Path) -> Iterator[None]:
    """A program that is ended with its children, when the block ends."""
    with subprocess.Popen(command, start_new_session=True) as process:
        try:
            yield
        finally:
            os.killpg(process.pid, signal.SIGTERM)
            process.wait(30)


def talk(device: str, *words: str) -> subprocess.CompletedProcess[str]:
    """Run chat on the line as pppd does: the line is its standard input and output."""
    line = os.open(device, os.O_RDWR | os.O_NOCTTY)
    try:
        return subprocess.run(
            [program("chat"), "-s", "-S", "-t", "10", *words],
            stdin=line,
            stdout=line,
            stderr=subprocess.PIPE,
            text=True,
            timeout=300,
            check=False,
        )
    finally:
        os.close(line)


def test_chat_brings_the_module_up_to_the_address(at_pty: Emulated) -> None:
    script = (
        *("ABORT", "ERROR", "ABORT", "NO CARRIER", "", "AT", "OK", "ATZ", "OK", "ATQ0V1E1S0=0&C1&D2"),
        *("OK", 'AT+CGDCONT=1,"IP","internet"', "OK", "AT+CREG?", ",1", "AT+CGATT=1"),
        *("OK", "AT+QIREGAPP", "OK", "AT+QIACT", "OK", "AT+QILOCIP", "10.1.83.188"),
    )

    done = talk(at_pty.urls[0], *script)

    assert done.returncode == 0, done.stderr


def test_chat_sees_the_end_of_a_script_that_aborts(at_pty: Emulated) -> None:
    done = talk(at_pty.urls[0], "ABORT", "ERROR", "", "AT", "OK", "AT+NOPE", "OK")

    assert done.returncode == 4  # the first ABORT string


def test_picocom_with_cr_lf_stores_a_file_without_the_line_feed(at_pty: Emulated) -> None:
    with typing(program("picocom"), "--omap", "crcrlf", at_pty.urls[0]) as typist:
        typist.expect(b"Terminal ready\r\n")
        typed(typist, b"ATE0\r")
        typist.expect(OK)
        typed(typist, b'AT+QFUPL="RAM:x",3\r')
        typist.expect(b"CONNECT\r\n")
        typed(typist, b"abc")

        assert b"+QFUPL: 3,262" in typist.expect(OK)  # the checksum of `abc`


def typed(typist: Typist, keys: Sequence[int]) -> None:
    for key in keys:
        typist.type(bytes([key]))
