"""What an earlier user may have left behind on an AT line that is silent since, and the bytes that end it.

The doctor (`hil.lab.doctor.line`) and the driver's own first attachment (`hil.lab.mending`) use the same
remedies.  Each one changes nothing in a module that does not need it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from hil.at.mux import FLAG, Frame, FrameType
from hil.deadline import Deadline
from hil.modem.byte_line import ByteLine
from hil.spec.commands import ESCAPE_GUARD_S

ANSWER_S = 0.6  # document [1]: 0.3 s for a local command
GUARD_S = 2 * ESCAPE_GUARD_S  # what an earlier user left may end late; a longer silence does no harm


@dataclass(frozen=True, slots=True)
class Remedy:
    """Something that an earlier user may have left behind: the bytes that end it."""

    send: Callable[[ByteLine], None]
    detail: str


def is_answer(raw: bytes) -> bool:
    """Whether it holds a final result code: in words, or `0` and `4` as numbers (V.250 5.7.1)."""
    lines = raw.replace(b"\n", b"\r").split(b"\r")
    return any(line.strip() in {b"OK", b"ERROR", b"0", b"4"} for line in lines[:-1])


def asked(line: ByteLine, command: bytes = b"AT\r", *, tries: int) -> bytes:
    """All that came after a command line that is sent until it is answered."""
    came = b""
    for _ in range(tries):
        line.write(command)
        came = heard(line, ANSWER_S, until=is_answer)
        if is_answer(came):
            break
    return came


def heard(line: ByteLine, span_s: float, *, until: Callable[[bytes], bool] = lambda _: False) -> bytes:
    """What comes within that time, or until it is enough."""
    deadline, came = Deadline.after(span_s), b""
    while not deadline.expired and not until(came):
        came += line.read(deadline.remaining)
    return came


def _say(*lines: bytes) -> Callable[[ByteLine], None]:
    def send(line: ByteLine) -> None:
        for words in lines:
            line.write(words)
            heard(line, ANSWER_S)

    return send


def _escape(line: ByteLine) -> None:
    """`+++` between two silences; after it a network connection may still be open, which ATH would end."""
    heard(line, GUARD_S)
    line.write(b"+++")
    heard(line, GUARD_S)


def _end_multiplexer(line: ByteLine) -> None:
    """DISC for DLCI 0 ends it (27.010 5.8.2); one that was never opened is opened first."""
    for kind in (FrameType.DISC, FrameType.SABM, FrameType.DISC):
        line.write(Frame(0, kind, cr=True, pf=True).encode())
        heard(line, ANSWER_S, until=lambda came: came.count(FLAG) > 1)


def _terminators(line: ByteLine) -> None:
    """Each character that S3 may hold as the end of a line that sets it to CR again (V.250 6.2.1).

    BS and DEL are left out: a DCE deletes the digit before them (V.250 6.2.3).
    """
    marks = (bytes((mark,)) for mark in range(127) if mark not in (8, 13))
    line.write(b"".join(mark + b"ATS3=13" + mark for mark in marks))
    heard(line, ANSWER_S)
    line.write(b"\r")
    heard(line, ANSWER_S)


RESULT_CODES = Remedy(
    _say(b"ATQ0\r"),
    "its result codes were on again (ATQ0): an earlier user had left ATQ1 behind",
)
DATA_MODE = Remedy(
    _escape,
    "it had left data mode or an upload (+++; note 2.4): an earlier user had left it open",
)
MULTIPLEXER = Remedy(_end_multiplexer, "its multiplexer was closed: an earlier user had left AT+CMUX on")
LINE_END = Remedy(
    _terminators,
    "lines end by CR again (ATS3=13): an earlier user had left another ATS3 behind",
)

REMEDIES = (RESULT_CODES, DATA_MODE, MULTIPLEXER, LINE_END)
"""In the order of what they cost a module that does not need them."""
