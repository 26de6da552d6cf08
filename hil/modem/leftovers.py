"""What an earlier user may have left behind on an AT line that is silent since, and the bytes that end it.

The search (`hil.modem.line_search`) uses these remedies and those of `hil.modem.line_settings`, for the doctor,
the driver's own first attachment and the recovery ladder.  Each one changes nothing in a module that does not
need it.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass

from hil.at.lexis import S3
from hil.at.mux import FLAG, ControlMessage, ControlType, Frame, FrameType, fcs
from hil.deadline import Deadline
from hil.errors import PortError
from hil.modem.byte_line import ByteLine
from hil.modem.line_state import LineState
from hil.modem.port import Port
from hil.spec.commands import ESCAPE_GUARD_S

ANSWER_S = 0.6  # document [1]: 0.3 s for a local command
QUIET = 0.6
"""The part of `ANSWER_S` after which a line on which nothing comes is asked no longer: 0.36 s, above those 0.3 s."""

FRAME = 0.35
"""The part of `ANSWER_S` for the answer to a frame: twice T1, 0.1 s (27.010 5.7.1)."""

GUARD_S = 2 * ESCAPE_GUARD_S  # what an earlier user left may end late; a longer silence does no harm


@dataclass(frozen=True, slots=True)
class Remedy:
    """Something that an earlier user may have left behind: the bytes that end it.

    `send` returns what came meanwhile.  `is_question`: a module that the remedy helps answers its last bytes, so
    that where nothing comes no other question is needed.
    """

    send: Callable[[ByteLine], bytes]
    detail: str
    state: LineState
    is_question: bool = False


def is_answer(raw: bytes) -> bool:
    """Whether it holds a final result code: in words, or `0` and `4` as numbers (V.250 5.7.1)."""
    lines = raw.replace(b"\n", b"\r").split(b"\r")
    return any(
        line in {b"OK", b"ERROR", b"0", b"4"} for line in lines[:-1]
    )  # a blank around it is another S4


def asked(line: ByteLine, command: bytes = b"AT\r", *, tries: int) -> bytes:
    """All that came after a command line that is sent until it is answered."""
    came = b""
    for _ in range(tries):
        came += replied(line, command)
        if is_answer(came):
            break
    return came


def replied(line: ByteLine, words: bytes) -> bytes:
    """Send them; what comes until an answer is complete, or until nothing more comes, at most for `ANSWER_S`."""
    line.write(words)
    sending_s = line.byte_s * len(words) if isinstance(line, Port) else 0.0
    deadline, came = Deadline.after(ANSWER_S + sending_s), b""
    wait_s = ANSWER_S * QUIET + sending_s
    while not is_answer(came) and (more := heard(line, min(wait_s, deadline.remaining), until=bool)):
        came, wait_s = (came + more)[-_HEARD_MOST:], ANSWER_S * QUIET
    return came


def heard(line: ByteLine, span_s: float, *, until: Callable[[bytes], bool] = lambda _: False) -> bytes:
    """What comes within that time, or until it is enough; of a flood the end."""
    deadline, came = Deadline.after(span_s), b""
    while not deadline.expired and not until(came):
        came = (came + line.read(deadline.remaining))[-_HEARD_MOST:]
    return came


_HEARD_MOST = 4096


def said(*lines: bytes) -> Callable[[ByteLine], bytes]:
    """A remedy that sends these, one after the other."""

    def send(line: ByteLine) -> bytes:
        return b"".join(replied(line, words) for words in lines)

    return send


def _escape(line: ByteLine) -> bytes:
    """`+++` between two silences; after it a network connection may still be open, which ATH would end."""
    came = heard(line, GUARD_S)
    line.write(b"+++")
    return came + heard(line, GUARD_S, until=is_answer)


# --- the multiplexer --------------------------------------------------------------------------------------------


def _end_multiplexer(line: ByteLine) -> bytes:
    """DISC for DLCI 0 ends it, or CLD (27.010 5.8.2); one that was never opened is opened first."""
    kinds = (FrameType.DISC, FrameType.SABM, FrameType.DISC)
    told = b""
    for kind in kinds:
        line.write(Frame(0, kind, cr=True, pf=True).encode())
        told += heard(line, ANSWER_S * FRAME, until=lambda came: came.count(FLAG) > 1)
    line.write(
        Frame(0, FrameType.UIH, cr=True, payload=_CLOSE).encode()
        + b"".join(advanced_frame(kind) for kind in kinds)
        + advanced_frame(FrameType.UIH, _CLOSE)
    )
    return told + heard(line, ANSWER_S * FRAME)


_CLOSE = ControlMessage(ControlType.CLD, is_command=True).encode()

ADVANCED_FLAG, _ESCAPE, _BIT_6 = 0x7E, 0x7D, 0x20  # 27.010 5.2.7


def advanced_frame(kind: FrameType, payload: bytes = b"") -> bytes:
    """A frame of DLCI 0 in the advanced option: no length, and flags within it are escaped (27.010 5.2.7)."""
    poll = 0x10 if kind is not FrameType.UIH else 0
    head = bytes((0x03, kind | poll))
    octets = head + payload + bytes((fcs(head),))
    inside = b"".join(
        bytes((_ESCAPE, octet ^ _BIT_6)) if octet in {ADVANCED_FLAG, _ESCAPE, 0x11, 0x13} else bytes((octet,))
        for octet in octets
    )
    return bytes((ADVANCED_FLAG,)) + inside + bytes((ADVANCED_FLAG,))


# --- the ends of lines ------------------------------------------------------------------------------------------

_UNNAMEABLE = b"3=1"
"""These stand in each line that sets S3 to 13, so a line that one of them ends cannot name it: AT&F does (V.250 6.1.2).

They come first: a line that is cut behind `ATS3=` sets S3 to 0.
"""


_DELETE = b"\x08\x7f"


def _setting(mark: bytes) -> bytes:
    """A command line that this character ends, and that sets S3 to CR; in the letters that it does not end."""
    if mark in _UNNAMEABLE:
        return b"at&f"
    if mark in _DELETE:
        return b"ATS3=13 "  # where this character deletes the one before it (V.250 6.2.3), that is the space
    return b"ats3=13" if mark in b"ATS" else b"ATS3=13"


def _terminators(line: ByteLine) -> bytes:
    """Each character that S3 may hold as the end of a line that sets it to CR again (V.250 6.2.1)."""
    others = bytes(mark for mark in range(128) if mark != S3[0] and mark not in _UNNAMEABLE)
    marks = (bytes((mark,)) for mark in _UNNAMEABLE + others)
    words = b"".join(mark + _setting(mark) + mark for mark in marks)
    line.write(words)
    told = heard(line, ANSWER_S * QUIET + (line.byte_s * len(words) if isinstance(line, Port) else 0.0))
    line.write(b"\r")
    return told + heard(line, ANSWER_S * FRAME)


# --- PPP and sleep ----------------------------------------------------------------------------------------------

_TERMINATE = bytes.fromhex("7eff7d23c0217d257d217d207d243dc77e")
"""A Terminate-Request of LCP (RFC 1661 5.5) in a frame of RFC 1662."""


def _end_ppp(line: ByteLine) -> bytes:
    """End the link, escape from the data call, and hang up (27.007 10.1.8, V.250 6.3.6)."""
    line.write(_TERMINATE)
    return _escape(line) + replied(line, b"\rATH\r")


def _wake(line: ByteLine) -> bytes:
    """DTR OFF and ON wakes a module that sleeps by AT+QSCLK=1 (document [1]); a port without that line sends bytes only."""
    if isinstance(line, Port):
        with suppress(PortError):
            line.set_line("dtr", is_on=False)
            heard(line, ANSWER_S * FRAME)
            line.set_line("dtr", is_on=True)
    return replied(line, b"AT\r")


RESULT_CODES = Remedy(
    said(b"ATQ0\r"),
    "its result codes were on again (ATQ0): an earlier user had left ATQ1 behind",
    LineState.RESULT_CODES_OFF,
    is_question=True,
)
DATA_MODE = Remedy(
    _escape,
    "it had left data mode or an upload (+++; note 2.4): an earlier user had left it open",
    LineState.DATA_MODE,
)
PROMPT = Remedy(
    said(b"\x1b\r"),
    "its prompt for text was ended (ESC; 27.005 3.5.1): an earlier user had left it open",
    LineState.PROMPT,
)
FLOW = Remedy(
    said(b"\x11\r"),
    "it was allowed to send again (XON; V.250 6.2.12): an earlier user had stopped it by XOFF",
    LineState.HELD,
)
MULTIPLEXER = Remedy(
    _end_multiplexer,
    "its multiplexer was closed: an earlier user had left AT+CMUX on",
    LineState.MULTIPLEXER,
)
PPP = Remedy(
    _end_ppp,
    "its data call was ended (LCP Terminate-Request, +++, ATH): an earlier user had left PPP on",
    LineState.PPP,
)
SLEEP = Remedy(
    _wake,
    "it was woken (DTR, or AT several times): an earlier user had left AT+QSCLK on",
    LineState.ASLEEP,
)
LINE_END = Remedy(
    _terminators,
    "lines end by CR again (ATS3=13): an earlier user had left another ATS3 behind",
    LineState.LINE_END,
)

REMEDIES = (RESULT_CODES, DATA_MODE, MULTIPLEXER, LINE_END)
"""For a module that shows no sign of what it is in, in the order of what they cost one that does not need them."""
