"""A check that the AT line carries bytes unchanged in both directions, by the echo of the DUT (V.250 6.2.4).

A line that loses, adds or delays bytes makes a sound DUT look wrong.  After a failed
case this check tells the line from the DUT.
"""

from __future__ import annotations

from hil.at.response import Final
from hil.at.unsolicited import is_unsolicited
from hil.bench import LineTrouble
from hil.deadline import Deadline
from hil.errors import ChannelError
from hil.modem.channel import Channel
from hil.transcript import Kind

LINES = 10
ECHO_ON = "E1V1Q0"
"""Repeated into lines of a length that finds what happens once in some hundred bytes."""

REPEATS = 18  # 110 characters; a V.250 TA takes more
EDITING_ASKED = "S5?"
"""Behind the last of these lines: an editing character that is a letter damages command lines as a bad line does."""

BS = 8

SILENCE_S = 2.0  # document [1]: 0.3 s for a local command


def line_trouble(channel: Channel) -> LineTrouble | None:
    """The trouble of the line; None if it carries bytes unchanged.  Leaves the echo off.

    A DUT in data mode takes the first lines as data, so damage must occur twice.
    """
    try:
        if channel.data_mode:
            channel.escape()
        channel.drain()
        damage = _damage(channel)
        return LineTrouble(damage) if damage and _damage(channel) else None
    except ChannelError as trouble:
        return LineTrouble(str(trouble))
    finally:
        _quiet(channel)


def _damage(channel: Channel) -> str:
    found = _exchanged(channel, "ATE1")  # its own echo may be missing
    if not found:
        return f"no answer to ATE1 within {SILENCE_S} s"
    for is_last in (*(False,) * (LINES - 1), True):
        line = "AT" + ECHO_ON * REPEATS + (EDITING_ASKED if is_last else "")
        came = _lines(_exchanged(channel, line))
        editing = next((int(text) for text in came[1:] if is_last and text.isdigit()), BS)
        if editing != BS:
            return f"its editing character is {editing} (S5; V.250 6.2.3) and deletes the one before it"
        echo = came[0] if came else b""
        if echo != line.encode():
            return f"the echo of {len(line)} bytes came back as {echo[:40].decode('latin-1')!r} ({len(echo)} bytes)"
        strange = [
            text for text in came[1:] if text not in {b"OK", b"ERROR"} and not (is_last and text.isdigit())
        ]
        if strange:
            return f"bytes that belong to no response: {strange[0][:60].decode('latin-1')!r}"
    return ""


def _lines(raw: bytes) -> list[bytes]:
    """The received lines without the unsolicited ones."""
    lines = [text.strip() for text in raw.replace(b"\r", b"\n").split(b"\n")]
    return [text for text in lines if text and not is_unsolicited(text.decode("latin-1"))]


def _exchanged(channel: Channel, line: str) -> bytes:
    channel.send_line(line, question=True)
    deadline = Deadline.after(SILENCE_S)
    while (event := channel.event(deadline)) is not None and not isinstance(event, Final):
        pass
    return channel.settled()


def _quiet(channel: Channel) -> None:
    try:
        _exchanged(channel, "ATE0")
        channel.quiet = True
        channel.transcript.note("line checked", kind=Kind.LINE_CHECKED)
    except ChannelError:  # the caller reports the trouble of the line
        return
