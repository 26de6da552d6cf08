"""A DCE of a few lines on a pty, with what a bench can have wrong: rate, wiring, leftovers."""

from __future__ import annotations

import os
import select
import termios
import threading
import tty
from collections.abc import Callable, Iterator
from contextlib import contextmanager

Answer = Callable[[bytes, int], bytes]
"""What the DCE sends for the bytes that came at a rate (a `termios` speed)."""


@contextmanager
def line(answer: Answer) -> Iterator[str]:
    """A port with such a DCE behind it; its path."""
    master, slave = os.openpty()
    tty.setraw(slave)
    ending, end = os.pipe()

    def play() -> None:
        while True:
            ready, _, _ = select.select([master, ending], [], [])
            if ending in ready:
                return
            came = os.read(master, 4096)
            os.write(master, answer(came, termios.tcgetattr(slave)[5]))

    thread = threading.Thread(target=play, name="DCE of a doctor's test")
    thread.start()
    try:
        yield os.ttyname(slave)
    finally:
        os.write(end, b".")
        thread.join()
        for descriptor in (master, slave, ending, end):
            os.close(descriptor)


def joined(came: bytes, _rate: int) -> bytes:
    """RX and TX are joined."""
    return came


def silent(_came: bytes, _rate: int) -> bytes:
    """Nobody is there."""
    return b""


def at_9600_only(came: bytes, rate: int) -> bytes:
    """A module with a fixed rate of 9600 bit/s; at another rate its answers are noise."""
    if b"\r" not in came:
        return b""
    return b"\r\nOK\r\n" if rate == termios.B9600 else b"\xf8\x00\x86"
