"""What is said when no module answers: what came, and the next step."""

from __future__ import annotations

import os
import threading
import tty
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from hil.deadline import Deadline
from hil.errors import InfrastructureError
from hil.modem.channel import Channel
from hil.modem.modem import Modem
from hil.modem.silence import diagnosis
from hil.transcript import Transcript

WAIT_S = 2.5


@contextmanager
def line(answer: Callable[[bytes], bytes]) -> Iterator[str]:
    """A pty whose other end answers so to each piece of bytes; the block gets its path."""
    ours, theirs = os.openpty()
    tty.setraw(theirs)

    def serve() -> None:
        while b"\x04" not in (data := os.read(ours, 100)):
            os.write(ours, answer(data))

    thread = threading.Thread(target=serve)
    thread.start()
    try:
        yield os.ttyname(theirs)
    finally:
        os.write(theirs, b"\x04")
        thread.join()
        os.close(theirs)
        os.close(ours)


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        pytest.param(lambda _data: b"", ": not one byte came; check power and wiring and that", id="nothing"),
        pytest.param(
            lambda data: data,
            ": only what was sent came back; check that RX and TX are not joined;",
            id="echo",
        ),
        pytest.param(
            lambda _data: b"\xff\xfb\x01\xff\xfd\x03",
            ": telnet options came; .*write rfc2217:// in",
            id="telnet",
        ),
        pytest.param(
            lambda _data: b"\r\nlogin: ",
            ": text without a result code came, such as 'login: .*'; another device or program answers there",
            id="another device",
        ),
        pytest.param(
            lambda _data: b"AT\r\r!OK\r!",
            ": result codes without their line ends came, such as .*; a module was left with another ATS4",
            id="another S4",
        ),
        pytest.param(
            lambda data: bytes(byte ^ 0x95 for byte in data),
            ": only unreadable bytes such as .* came; .* 115200 baud",
            id="another rate",
        ),
        pytest.param(
            lambda _data: b"\xf9\x03\xef\x05\xc3\x01\xf2\xf9",
            ": frames of a multiplexer came .*27.010.*; end the program",
            id="multiplexer",
        ),
    ],
)
def test_a_line_without_a_module_is_told_by_what_came(answer: Callable[[bytes], bytes], words: str) -> None:
    with (
        line(answer) as path,
        Channel.open(path, transcript=Transcript()) as channel,
        pytest.raises(InfrastructureError, match=f"no answer to AT on {path} within 2.5 s{words}"),
    ):
        Modem(channel).attach(Deadline.after(WAIT_S))


@pytest.mark.parametrize("heard", [b"AT\r", b"\r\n", b"AT\r+++ATQ0\r"])
def test_an_echo_alone_is_no_module(heard: bytes) -> None:
    assert diagnosis(heard, baudrate=9600).startswith("only what was sent came back; ")


def test_the_rate_of_the_port_is_named() -> None:
    assert "at 9600 baud" in diagnosis(b"", baudrate=9600)
    assert "at 9600 baud" in diagnosis(b"\x80\x00", baudrate=9600)


def test_what_came_is_shown_as_it_is() -> None:
    assert "such as '{baudrate}'; " in diagnosis(b"{baudrate}", baudrate=9600)


@pytest.mark.parametrize(
    "inside", [b"\xff\xfb\x01", b"\xf9\x03\xef\x05\xc3\x01\xf2\xf9"], ids=["telnet", "frame"]
)
def test_noise_of_another_rate_is_neither_telnet_nor_a_multiplexer(inside: bytes) -> None:
    assert diagnosis(b"\x80\xe0\x9c" + inside + b"\x80", baudrate=9600).startswith(
        "only unreadable bytes such as "
    )
