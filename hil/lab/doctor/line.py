"""The AT line: whether the module answers, and if it does not, what was left behind or is wired wrongly.

It speaks through a bare port, since the driver gives up where the search begins.  Each
step changes one thing and asks `AT` again.  What was left behind by an earlier user is
put right; what is wired or set wrongly is told.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from hil.at.mux import FLAG, Frame, FrameType
from hil.bench import Bench, is_emulated
from hil.deadline import Deadline
from hil.errors import HilError
from hil.lab.bench_file.form import BAUD_LOW
from hil.lab.doctor.finding import Finding, of_error, trouble, warning, well
from hil.lab.pool.places import port_of
from hil.modem.port import Port
from hil.spec.commands import ESCAPE_GUARD_S
from hil.spec.commands import RATES as OF_MODULE

CHECK = "AT"

ANSWER_S = 0.6  # document [1]: 0.3 s for a local command
GUARD_S = 2 * ESCAPE_GUARD_S  # what an earlier user left may end late; a longer silence does no harm
TRIES = 3  # automatic baud rate detection needs some bytes
RATES = tuple(
    sorted((rate for rate in OF_MODULE if rate >= BAUD_LOW), key=lambda rate: (rate != 9_600, -rate))
)
"""The rates of AT+IPR that a port can have: the usual other one, then the fast ones first."""

_PROBE = b"AT\r"
_UNLIKELY = b"\x15~m95-hil~\x15"
"""No module sends these bytes of its own accord."""


@dataclass(frozen=True, slots=True)
class Remedy:
    """Something that an earlier user may have left behind: the bytes that end it."""

    send: Callable[[Port], None]
    detail: str


def examine_line(bench: Bench) -> Finding:
    """Whether `AT` is answered; raises nothing: a port that fails is a trouble, too."""
    try:
        return _examined(bench)
    except HilError as error:
        return of_error(CHECK, error, "check cable and supply")


def _examined(bench: Bench) -> Finding:
    rate = bench.module.baudrate
    with _opened(bench, rate) as port:
        came = _asked(port)
        if _is_answer(came):
            return well(CHECK, f"answered at {rate} bit/s")
        only_echo = _is_joined(port)
        for remedy in REMEDIES:
            remedy.send(port)
            if _is_answer(_asked(port)):
                step = "end programs in order; the examination has put it right"
                return warning(CHECK, f"answered at {rate} bit/s once {remedy.detail}", step)
        if only_echo:
            return trouble(
                CHECK,
                "each byte comes back as it was sent, and nothing else: RX and TX are joined, or a terminal echoes",
                "check the wiring: TX of the port goes to RXD of the module, RX of the port to TXD",
            )
    if _has_rates(bench) and (found := _rate_of(bench, rate)) is not None:
        step = (
            f"set baud = {found} in the bench file (--baud {found}), or AT+IPR={rate} and AT&W in the module"
        )
        return trouble(CHECK, f"answered at {found} bit/s, and not at {rate}", step)
    return trouble(CHECK, f"no answer, {_heard(came)}", _silent_step(bench, came))


@contextmanager
def _opened(bench: Bench, rate: int) -> Iterator[Port]:
    port = Port.open(port_of(bench.dut_url), baudrate=rate, rts_cts=bench.module.has_rts_cts)
    try:
        yield port
    finally:
        port.close()


def _asked(port: Port, line: bytes = _PROBE, *, tries: int = TRIES) -> bytes:
    """All that came after a line that is sent until it is answered."""
    came = b""
    for _ in range(tries):
        port.write(line)
        came = _read(port, ANSWER_S, until=_is_answer)
        if _is_answer(came):
            break
    return came


def _read(port: Port, span_s: float, *, until: Callable[[bytes], bool] = lambda _: False) -> bytes:
    deadline, came = Deadline.after(span_s), b""
    while not deadline.expired and not until(came):
        came += port.read(deadline.remaining)
    return came


def _is_answer(raw: bytes) -> bool:
    """A final result code: in words, or `0` and `4` as numbers (V.250 5.7.1)."""
    lines = raw.replace(b"\n", b"\r").split(b"\r")
    return any(line.strip() in {b"OK", b"ERROR", b"0", b"4"} for line in lines[:-1])


def _is_joined(port: Port) -> bool:
    """Whether the line returns what is sent even when a module that reads lines would have switched its echo off."""
    for line in (b"ATE0\r", b"ATE0\r", _UNLIKELY):
        port.write(line)
        came = _read(port, ANSWER_S)
        if came.strip(b"\x00") != line:
            return False
    return True


# --- what an earlier user may have left behind ---------------------------------------------------------------


def _say(*lines: bytes) -> Callable[[Port], None]:
    def send(port: Port) -> None:
        for line in lines:
            port.write(line)
            _read(port, ANSWER_S)

    return send


def _escape(port: Port) -> None:
    """`+++` between two silences; after it a network connection may still be open, which ATH would end."""
    _read(port, GUARD_S)
    port.write(b"+++")
    _read(port, GUARD_S)


def _end_multiplexer(port: Port) -> None:
    """DISC for DLCI 0 ends it (27.010 5.8.2); one that was never opened is opened first."""
    for kind in (FrameType.DISC, FrameType.SABM, FrameType.DISC):
        port.write(Frame(0, kind, cr=True, pf=True).encode())
        _read(port, ANSWER_S, until=lambda came: came.count(FLAG) > 1)


def _terminators(port: Port) -> None:
    """Each character that S3 may hold as the end of a line that sets it to CR again (V.250 6.2.1).

    BS and DEL are left out: a DCE deletes the digit before them (V.250 6.2.3).
    """
    marks = (bytes((mark,)) for mark in range(127) if mark not in (8, 13))
    port.write(b"".join(mark + b"ATS3=13" + mark for mark in marks))
    _read(port, ANSWER_S)
    port.write(b"\r")
    _read(port, ANSWER_S)


REMEDIES = (
    Remedy(
        _say(b"ATQ0\r"),
        "its result codes were on again (ATQ0): an earlier user had left ATQ1 behind",
    ),
    Remedy(
        _escape,
        "it had left data mode or an upload (+++; note 2.4): an earlier user had left it open",
    ),
    Remedy(_end_multiplexer, "its multiplexer was closed: an earlier user had left AT+CMUX on"),
    Remedy(
        _terminators,
        "lines end by CR again (ATS3=13): an earlier user had left another ATS3 behind",
    ),
)


# --- the rate ---------------------------------------------------------------------------------------------------


def _has_rates(bench: Bench) -> bool:
    """Whether the rate of the port can be chosen: a raw TCP connection has none."""
    return "://" not in bench.dut_url or bench.dut_url.lower().startswith("rfc2217:")


def _rate_of(bench: Bench, tried: int) -> int | None:
    for rate in RATES:
        if rate == tried:
            continue
        with _opened(bench, rate) as port:
            if _is_answer(_asked(port)):
                return rate
    return None


def _heard(came: bytes) -> str:
    return f"only bytes such as {came[:16].decode('latin-1')!r}" if came else "and not one byte came"


def _silent_step(bench: Bench, came: bytes) -> str:
    if is_emulated(bench.dut_url):
        return "the emulated module does not answer: look at its defects and mishaps"
    if bench.module.has_rts_cts and not came:
        return 'check RTS and CTS of the cable (flow_control = "none" does without), power, PWRKEY, RX and TX'
    return "check power and PWRKEY, RX and TX, levels, and that this port leads to an M95"
