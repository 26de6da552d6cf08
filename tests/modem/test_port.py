"""Opening a port: what is refused, and in which words."""

from __future__ import annotations

import contextlib
import errno
import fcntl
import os
import socket
import tty
from collections.abc import Iterator
from pathlib import Path

import pytest
import serial

from hil.deadline import Deadline
from hil.errors import ChannelLost, PortError, UsageError
from hil.modem.channel import Channel
from hil.modem.port import Port
from hil.transcript import Transcript


@pytest.fixture
def pty() -> Iterator[tuple[int, str]]:
    master, slave = os.openpty()
    tty.setraw(slave)
    yield master, os.ttyname(slave)
    os.close(master)
    os.close(slave)


def refusal(url: str, kind: type[Exception]) -> str:
    with pytest.raises(kind) as caught:
        Port.open(url, baudrate=115200)
    return str(caught.value)


@pytest.mark.parametrize(
    ("url", "message"),
    [
        ("", "no port given; name a serial port or a URL such as emulator://m95"),
        ("emulater://m95", "unknown kind of port emulater:// in emulater://m95; did you mean emulator://"),
        (
            "tcp://h:1",
            (
                "unknown kind of port tcp:// in tcp://h:1; known are emulator, socket, rfc2217, loop, spy, alt, "
                "hwgrep, cp2110 and device paths"
            ),
        ),
        ("socket://h", "socket://h lacks host or port; write socket://HOST:PORT"),
        ("rfc2217://:4000", "rfc2217://:4000 lacks host or port; write rfc2217://HOST:PORT"),
        (
            "socket://h:x",
            "socket://h:x: Port could not be cast to integer value as 'x'; write socket://HOST:PORT",
        ),
    ],
)
def test_a_url_that_cannot_be_meant_is_a_usage_error(url: str, message: str) -> None:
    assert refusal(url, UsageError) == message


def test_an_option_that_an_emulated_dut_does_not_have_is_a_usage_error() -> None:
    assert "defect" in refusal("emulator://m95?defekt=x", UsageError)


def test_a_missing_port_is_named(tmp_path: Path) -> None:
    path = str(tmp_path / "ttyUSB7")

    assert refusal(path, PortError) == (
        f"{path} does not exist; check the cable and the name; python -m serial.tools.list_ports lists ports"
    )


def test_a_file_is_no_serial_port(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_text("")

    assert refusal(str(path), PortError) == (
        f"{path} is not a serial port; name a serial port or a URL such as emulator://m95"
    )
    assert "is a directory" in refusal(str(tmp_path), PortError)


def test_a_port_that_another_program_has_locked_is_busy(pty: tuple[int, str]) -> None:
    with os.fdopen(os.open(pty[1], os.O_RDWR | os.O_NOCTTY), "rb+", buffering=0) as other:
        fcntl.flock(other, fcntl.LOCK_EX)

        message = refusal(pty[1], PortError)

    assert message == f"{pty[1]} is in use; end the program that holds it (fuser -v names it)"


def test_a_port_is_for_one_channel_alone_until_it_is_closed(pty: tuple[int, str]) -> None:
    first = Port.open(pty[1], baudrate=115200)

    assert "is in use" in refusal(pty[1], PortError)
    first.close()
    Port.open(pty[1], baudrate=115200).close()


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (errno.EACCES, "may not be opened; join the group that owns it"),
        (errno.EBUSY, "is in use; end the program that holds it"),
        (errno.ENXIO, "is not connected; check the cable"),
    ],
)
def test_what_the_system_says_is_told_with_the_next_step(
    number: int, words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> object:
        raise serial.SerialException(number, os.strerror(number))

    monkeypatch.setattr(serial, "serial_for_url", refuse)

    assert words in refusal("/dev/ttyUSB0", PortError)


@pytest.mark.parametrize("scheme", ["socket", "rfc2217"])
def test_a_port_server_that_is_not_there_is_named(scheme: str) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        url = f"{scheme}://127.0.0.1:{taken.getsockname()[1]}"

        message = refusal(url, PortError)

    assert message == f"{url} refused the connection; start the port server, or check host and port"


def test_bytes_come_through_a_socket_and_its_end_is_a_lost_channel() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = Port.open(f"socket://127.0.0.1:{server.getsockname()[1]}", baudrate=115200)
        peer, _ = server.accept()
        peer.sendall(b"\r\nRDY\r\n")
        first = port.read(2.0)
        peer.close()

        with pytest.raises(ChannelLost, match="the other end closed it; check that its server runs"):
            port.read(2.0)
        port.close()

    assert first == b"\r\nRDY\r\n"


def test_a_port_without_a_descriptor_is_read_in_ticks() -> None:
    with Channel.open("loop://", transcript=Transcript()) as channel:
        channel.write_data(b"\r\nRDY\r\n")

        seen = channel.wait_urc(lambda text: text == "RDY", Deadline.after(2.0))

    assert seen is not None


def test_a_clock_that_stands_still_is_a_usage_error() -> None:
    with pytest.raises(UsageError, match="clock rate"):
        Channel.open("loop://", transcript=Transcript(), clock_rate=0.0)


def test_an_emulated_dut_goes_on_while_a_short_wait_for_it_lasts() -> None:
    with Channel.open("emulator://m95?variant=output:pieces", transcript=Transcript()) as channel:
        channel.line.write(b"AT\r")
        deadline = Deadline.after(0.04)
        heard = b""
        while not deadline.expired:
            heard += channel.line.read(deadline.remaining)

    assert heard == b"AT\r\r\nOK\r\n"


def test_a_setting_that_a_port_has_not_is_told_and_the_port_goes_on() -> None:
    """A pseudo-terminal has no parity, and says so or not."""
    master, slave = os.openpty()
    port = Port.open(os.ttyname(slave), baudrate=19_200)
    with contextlib.suppress(PortError):
        port.set_parity("O")
    port.set_parity("N")
    port.set_rate(57_600)
    with pytest.raises(PortError, match="does not run at -1 bit/s"):
        port.set_rate(-1)
    port.set_rate(57_600)
    os.write(master, b"here")

    assert port.read(10) == b"here"
    assert port.rate == 57_600
    port.close()
    os.close(master)
    os.close(slave)
