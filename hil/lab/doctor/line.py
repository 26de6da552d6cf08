"""The AT line: whether the module answers, and if it does not, what was left behind or is wired wrongly.

It speaks through a bare port, since the driver gives up where the search begins.  Each
step changes one thing and asks `AT` again.  What was left behind by an earlier user is
put right; what is wired or set wrongly is told.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from hil.bench import Bench, is_emulated
from hil.errors import HilError
from hil.lab.bench_file.form import BAUD_LOW
from hil.lab.doctor.finding import Finding, of_error, trouble, warning, well
from hil.lab.pool.places import port_of
from hil.modem import leftovers
from hil.modem.leftovers import REMEDIES, asked, heard, is_answer
from hil.modem.port import Port
from hil.spec.commands import RATES as OF_MODULE

CHECK = "AT"

TRIES = 3  # automatic baud rate detection needs some bytes
RATES = tuple(
    sorted((rate for rate in OF_MODULE if rate >= BAUD_LOW), key=lambda rate: (rate != 9_600, -rate))
)
"""The rates of AT+IPR that a port can have: the usual other one, then the fast ones first."""

_UNLIKELY = b"\x15~m95-hil~\x15"
"""No module sends these bytes of its own accord."""


def examine_line(bench: Bench) -> Finding:
    """Whether `AT` is answered; raises nothing: a port that fails is a trouble, too."""
    try:
        return _examined(bench)
    except HilError as error:
        return of_error(CHECK, error, "check cable and supply")


def _examined(bench: Bench) -> Finding:
    rate = bench.module.baudrate
    with _opened(bench, rate) as port:
        came = asked(port, tries=TRIES)
        if is_answer(came):
            return well(CHECK, f"answered at {rate} bit/s")
        only_echo = _is_joined(port)
        for remedy in REMEDIES:
            remedy.send(port)
            if is_answer(asked(port, tries=TRIES)):
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


def _is_joined(port: Port) -> bool:
    """Whether the line returns what is sent even when a module that reads lines would have switched its echo off."""
    for line in (b"ATE0\r", b"ATE0\r", _UNLIKELY):
        port.write(line)
        came = heard(port, leftovers.ANSWER_S)
        if came.strip(b"\x00") != line:
            return False
    return True


# --- the rate ---------------------------------------------------------------------------------------------------


def _has_rates(bench: Bench) -> bool:
    """Whether the rate of the port can be chosen: a raw TCP connection has none."""
    return "://" not in bench.dut_url or bench.dut_url.lower().startswith("rfc2217:")


def _rate_of(bench: Bench, tried: int) -> int | None:
    for rate in RATES:
        if rate == tried:
            continue
        with _opened(bench, rate) as port:
            if is_answer(asked(port, tries=TRIES)):
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
