"""Whether the AT line carries bytes as they are, both ways: the DUT echoes what the DTE knows (V.250 6.2.4).

A line that loses, adds or holds up bytes makes a sound DUT look wrong; after a
failed case this tells one from the other.
"""

from __future__ import annotations

from hil.at.response import Final
from hil.deadline import Deadline
from hil.errors import ChannelError
from hil.modem.channel import Channel

LINES = 10
ECHO_ON = "E1V1Q0"
"""Repeated into lines of a length that finds what happens once in some hundred bytes."""

REPEATS = 18  # 110 characters; a V.250 TA takes more
SILENCE_S = 2.0  # document [1]: 0.3 s for a local command


def line_trouble(channel: Channel) -> str:
    """What the line does to bytes, in words; empty if it carries them.  Leaves the echo off."""
    try:
        channel.drain()
        found = _exchanged(channel, "ATE1")  # its own echo may or may not come
        if not found:
            return f"no answer to ATE1 within {SILENCE_S} s"
        line = "AT" + ECHO_ON * REPEATS
        for _ in range(LINES):
            came = _exchanged(channel, line)
            if not came.startswith(line.encode()):
                return f"the echo of {len(line)} bytes came back as {came[:40]!r} ({len(came)} bytes)"
            if came.split() not in ([line.encode(), b"OK"], [line.encode(), b"ERROR"]):
                return f"bytes that belong to nothing: {came[len(line) :][:60]!r}"
    except ChannelError as trouble:
        return str(trouble)
    finally:
        _quiet(channel)
    return ""


def _exchanged(channel: Channel, line: str) -> bytes:
    channel.send_line(line)
    deadline = Deadline.after(SILENCE_S)
    while (event := channel.event(deadline)) is not None and not isinstance(event, Final):
        pass
    return channel.settled()


def _quiet(channel: Channel) -> None:
    try:
        _exchanged(channel, "ATE0")
    except ChannelError:  # the caller says what is wrong with the line
        return
