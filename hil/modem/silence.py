"""Why no module answers at a port, by what came from it in place of OK: one row each, with the next step.

The bytes alone decide, so that all who ask see the same: the attachment, the doctor, the recovery ladder.
Where several states look alike (`hil.modem.line_search` tells them apart by what changes them), the row
has the state that they share.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from hil.at.unsolicited import RESTARTS, is_always_unsolicited, is_unsolicited
from hil.errors import LineError
from hil.modem.line_state import LineState

SHOWN = 16  # bytes or characters of what came that a message shows

_TEXT = rb"[\t\r\n\x20-\x7e]*"
_SENT = rb"(?:[Aa][Tt]|Q0|\+\+\+|\s)"
"""What the driver and the search send until they are answered."""

_OTHER_TEXT = "text without a result code came, such as {shown}"
_OTHER_ANSWERS = "another device or program answers there: "

_RESTARTS_LEAST = 2
_EIGHTH_BIT = 0x80


@dataclass(frozen=True, slots=True)
class Symptom:
    """What can come in place of an answer: whether all that came fits, what it means, and the next step.

    `{shown}` is the begin of what came, `{baudrate}` the rate of the port.
    """

    state: LineState
    fits: Callable[[bytes], bool]
    meaning: str
    step: str


def _whole(pattern: bytes) -> Callable[[bytes], bool]:
    """All that came matches."""
    compiled = re.compile(pattern, re.DOTALL)
    return lambda heard: compiled.fullmatch(heard) is not None


def _has(pattern: bytes) -> Callable[[bytes], bool]:
    """It came somewhere in the rest."""
    compiled = re.compile(pattern, re.DOTALL)
    return lambda heard: compiled.search(heard) is not None


def _lines(heard: bytes) -> list[str]:
    return [line.strip().decode("latin-1") for line in re.split(rb"[\r\n]+", heard) if line.strip()]


def _restarts_again(heard: bytes) -> bool:
    return sum(line in RESTARTS for line in _lines(heard)) >= _RESTARTS_LEAST


_FOREIGN_COMMAND = re.compile(r"AT(?:[+&%*#^$\\]|[DIZ]|E\d|S\d)[^\x80-\xff]*", re.IGNORECASE)
_INFORMATION = re.compile(
    r"\+(?:CSQ|COPS|COPN|CBC|CPAS|CEER|CGMI|CGMM|CGMR|CGSN|GSN|GMI|GMM|GMR|GCAP|CIMI|CNUM|CCLK|CLCC|CLCK|CPBS|CPBR|"
    r"CPMS|CMGF|CMGL|CMGR|CSCA|CSCS|CSMS|CSMP|CNMI|CMEE|IPR|IFC|ICF|CMUX|CGATT|CGACT|CGDCONT|CGPADDR|CTZU|CREG|CGREG|"
    r"QCCID|CCID|QSPN|QNSTATUS|QENG|QINISTAT|QICSGP|QIFGCNT|QIMUX|QIMODE|QIDNSCFG|QIDNSIP|QFTPCFG|QSSLCFG|QSECREAD): ?"
    r"\S[^\x80-\xff]*"
)
"""Information text that no module sends unasked, unless `is_unsolicited` knows it; any other one may be a URC."""


def foreign_lines(heard: bytes) -> list[str]:
    """Command lines and information text that belong to no command of ours: we have sent AT only."""
    return [
        line
        for line in _lines(heard)
        if _FOREIGN_COMMAND.fullmatch(line) or (_INFORMATION.fullmatch(line) and not _is_unasked(line))
    ]


_REGISTRATION = "+CREG:", "+CGREG:"


def _is_unasked(line: str) -> bool:
    """Whether it is a URC; `+CREG: 0,1` answers a question (27.007 7.2)."""
    return is_always_unsolicited(line) if line.startswith(_REGISTRATION) else is_unsolicited(line)


def _is_of_other_program(heard: bytes) -> bool:
    return bool(foreign_lines(heard))


def _has_eighth_bit(heard: bytes) -> bool:
    """Text of seven bits with a parity bit behind it: readable once the eighth bit is taken away."""
    plain = bytes(byte & ~_EIGHTH_BIT for byte in heard)
    return plain != heard and re.search(rb"(?:OK|ERROR|RDY|Ready)\s", plain) is not None


SYMPTOMS = (
    Symptom(
        LineState.SILENT,
        _whole(rb""),
        "not one byte came",
        "check power and wiring and that the port runs at {baudrate} baud; a module that was left in the mode of a "
        "multiplexer, or with ATE0 and another ATS3, is silent as well: switch it off and on",
    ),
    Symptom(
        LineState.ECHO_ONLY,
        _whole(_SENT + rb"+"),
        "only what was sent came back",
        "check that RX and TX are not joined; a module that was left with another ATS3 does the same: "
        "switch it off and on",
    ),
    Symptom(
        LineState.TELNET,
        _whole(_TEXT + rb"\xff[\xfb-\xfe].*"),
        "telnet options came",
        "the port server speaks telnet: write rfc2217:// in place of socket://, or make the port a raw one",
    ),
    Symptom(
        LineState.PPP,
        _whole(_TEXT + rb"\x7e(?:\xff\x7d\x23|\xff\x03|\x7d\xdf\x7d\x23)\xc0?.*"),
        "frames of PPP came (RFC 1662)",
        "end the program that dials (pppd, NetworkManager), or switch the module off and on",
    ),
    Symptom(
        LineState.MULTIPLEXER,
        _whole(
            _TEXT + rb"(?:\xf9[\x01-\xfd][\x03-\xff].*\xf9"
            rb"|\x7e(?:\x7d[\x21-\x27]|[\x01-\xf7])[\x03\x0f\x1f\x2f\x3f\x43\x53\x63\x73\xef\xff].*\x7e).*"
        ),
        "frames of a multiplexer came (27.010)",
        "end the program that multiplexes the port, or switch the module off and on",
    ),
    Symptom(
        LineState.RESTARTING,
        _restarts_again,
        "the module starts again and again (RDY)",
        "check its supply: 2 A at 4 V for the bursts of the transmitter (document [1]), and PWRKEY",
    ),
    Symptom(
        LineState.BOOT_LOADER,
        _has(
            rb"(?i:u-boot|boot ?loader|bootrom|hit any key|autoboot|download mode|unknown command '.*' - try 'help')"
            rb"|(?:^|[\r\n])=> ?(?:AT|\s)*$"
            rb"|^(?:AT|\s)*[C\x15\x1f](?:AT|\s)*[C\x15\x1f](?:AT|[C\x15\x1f]|\s)*$"
        ),
        _OTHER_TEXT,
        _OTHER_ANSWERS
        + "a boot loader; let the device start its firmware (its boot pin, PWRKEY, a download that was "
        "broken off), or choose the port of the module",
    ),
    Symptom(
        LineState.POSITIONING,
        _has(rb"\$(?:G[APNLQB]|BD|P[A-Z]{3})[A-Z0-9]{2,},[^\r\n]*|\xb5\x62[\x01-\x0d\x10\x13\x21\x27]"),
        _OTHER_TEXT,
        _OTHER_ANSWERS + "a positioning receiver (NMEA 0183); choose the port of the module",
    ),
    Symptom(
        LineState.CONSOLE,
        _whole(
            rb"[\t\r\n\x1b\x20-\x7e]*"
            rb"(?i:login: ?|password: ?|last login|login incorrect|command not found|: not found\s"
            rb"|linux version |\[ *\d+\.\d{6}\] |\[ +ok +\] |traceback \(most recent|(?:^|\n)>>> |[$#](?:\x1b\[[\d;?]*[a-z])* ?$)"
            rb"[\t\r\n\x1b\x20-\x7e]*"
        ),
        _OTHER_TEXT,
        _OTHER_ANSWERS
        + "a console of an operating system; stop its login on this port (getty, console=), or choose the "
        "port of the module",
    ),
    Symptom(
        LineState.PROMPT,
        _whole(_SENT + rb"*(?:^|[\r\n])> ?(?:" + _SENT + rb"|>)*"),
        "a prompt for text waits (>)",
        "send ESC, or switch the module off and on",
    ),
    Symptom(
        LineState.OTHER_PROGRAM,
        _is_of_other_program,
        "lines that belong to no command of ours came, such as {shown}",
        "another program uses this port: end it (fuser -v names it)",
    ),
    Symptom(
        LineState.RESPONSE_FORM,
        _whole(rb"[ATOKERQ0+\s]*OK[ATOKERQ0+\s]*OK[ATOKERQ0+\s]*"),
        "result codes without their line ends came, such as {shown}",
        "a module was left with another ATS4 or ATS3: send ATS4=10 from a terminal, or switch it off and on",
    ),
    Symptom(
        LineState.LOSSY,
        _whole(rb"[ATOKERQ0+\s]*"),
        "only parts of echo and result codes came, such as {shown}",
        "bytes get lost: check cable, hub and flow control; or another program reads this port (fuser -v names it)",
    ),
    Symptom(
        LineState.RESPONSE_FORM,
        _whole(rb"(?:" + _SENT + rb"|\r([\x20-\x7e])(?:OK|ERROR)\r\1)*"),
        "result codes without their line ends came, such as {shown}",
        "a module was left with another ATS4: send ATS4=10 from a terminal, or switch it off and on",
    ),
    Symptom(
        LineState.RESPONSE_FORM,
        _whole(rb"(?:" + _SENT + rb"|([\x00-\x1f]))*(?:OK|ERROR)(?:[\x00-\x1f]|OK|ERROR|" + _SENT + rb")*"),
        "result codes with other line ends came, such as {shown}",
        "a module was left with another ATS4: send ATS4=10 from a terminal, or switch it off and on",
    ),
    Symptom(
        LineState.HELD,
        _whole(rb"(?:" + _SENT + rb"|\x11)*\x13(?:" + _SENT + rb"|\x11|\x13)*"),
        "the other end stops this one (XOFF)",
        "it takes no more bytes: let it go on (AT+IFC=0,0), or switch it off and on",
    ),
    Symptom(
        LineState.OTHER_DEVICE,
        _whole(_TEXT),
        _OTHER_TEXT,
        _OTHER_ANSWERS + "check which port the module has",
    ),
    Symptom(
        LineState.CHARACTER_FORM,
        _has_eighth_bit,
        "text of seven bits with a parity bit came, such as {shown}",
        "a module was left with another AT+ICF: send AT+ICF=3,3 from a terminal with its format, or switch it off and on",
    ),
    Symptom(
        LineState.RATE,
        _whole(rb".*"),
        "only unreadable bytes such as {shown} came",
        "check power and wiring and that the module runs at {baudrate} baud, 8 bits, no parity, too",
    ),
)
"""The first one that fits the whole of what came counts.

Telnet options and frames stand at the begin, or behind text: noise of another rate holds their bytes, too.
"""


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """The state of a line, what came, and the next step."""

    state: LineState
    detail: str
    step: str


def recognised(heard: bytes, *, baudrate: int) -> Diagnosis:
    """The state that all that came shows; `baudrate` is the rate of the port."""
    found = next(symptom for symptom in SYMPTOMS if symptom.fits(heard))
    shown = _shown(_worth_showing(found.state, heard))
    return Diagnosis(
        found.state,
        found.meaning.format(shown=shown, baudrate=baudrate),
        found.step.format(shown=shown, baudrate=baudrate),
    )


def _shown(came: bytes) -> str:
    """Text in quotation marks; other bytes as hex digits."""
    is_text = re.fullmatch(_TEXT, came) is not None
    return repr(came[:SHOWN].decode("ascii")) if is_text else came[: SHOWN // 2].hex(" ")


def _worth_showing(state: LineState, heard: bytes) -> bytes:
    """What came without the echo before it and without colours; of another program its first line."""
    if state is LineState.OTHER_PROGRAM:
        return foreign_lines(heard)[0].encode("latin-1")
    return re.sub(rb"\A(?:AT\s+)+|\x1b\[[\d;?]*[A-Za-z]", b"", heard.strip())


def may_ask_for_file(heard: bytes) -> bool:
    """Whether so far only what an XMODEM receiver repeats every few seconds came: C or NAK."""
    return re.fullmatch(rb"(?:AT|\s)*[C\x15\x1f]+(?:AT|\s|[C\x15\x1f])*", heard) is not None


def diagnosis(heard: bytes, *, baudrate: int) -> str:
    """What came and the next step, in one sentence."""
    found = recognised(heard, baudrate=baudrate)
    return f"{found.detail}; {found.step}"


def unanswered(url: str, span_s: float, heard: bytes, *, baudrate: int) -> LineError:
    """The error of a driver that got no answer to `AT` within that time, by all that came."""
    state = recognised(heard, baudrate=baudrate).state
    words = diagnosis(heard, baudrate=baudrate)
    return LineError(f"no answer to AT on {url} within {span_s:.1f} s: {words}", state=state)
