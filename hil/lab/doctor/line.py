"""The AT line: whether the module answers, and if it does not, what was left behind or is wired wrongly.

It speaks through a bare port, since the driver gives up where the search begins
(`hil.modem.line_search`).  What was left behind by an earlier user is put right; what is wired or set wrongly
is told.
"""

from __future__ import annotations

from dataclasses import replace

from hil.bench import Bench, is_emulated
from hil.errors import ChannelHeld, HilError, LineError
from hil.lab import line_form, line_rate
from hil.lab.doctor.finding import Finding, of_error, trouble, warning, well
from hil.modem.line_search import STORED, Found, search
from hil.modem.line_state import LineState
from hil.modem.port import Port
from hil.modem.silence import Diagnosis

CHECK = "AT"

RATES = line_rate.RATES
"""The rates at which a module is searched for that does not answer at the one of the bench."""

_RATE_UNKNOWN = frozenset({LineState.SILENT, LineState.RATE, LineState.OTHER_DEVICE, LineState.LOSSY})
"""States that a module at another rate can show."""


def examine_line(bench: Bench) -> Finding:
    """Whether `AT` is answered; raises nothing: a port that fails is a trouble, too."""
    try:
        return _examined(bench)
    except ChannelHeld as held:
        return replace(of_error(CHECK, held, "check RTS and CTS"), state=LineState.HELD)
    except LineError as kept:
        return replace(of_error(CHECK, kept, "set it in the module"), state=LineState(kept.state))
    except HilError as error:
        return of_error(CHECK, error, "check cable and supply")


def _examined(bench: Bench) -> Finding:
    rate = bench.module.baudrate
    with line_rate.port_at(bench, rate) as port:
        found = search(port, baudrate=rate)
        if found.is_answered:
            return _good(found, rate)
        seen = found.diagnosis
        if seen.state in _RATE_UNKNOWN and line_rate.has_rates(port.url):
            other = line_rate.rate_of(port, rates=RATES)
            if other is not None:
                return replace(_at_other_rate(port, other), state=LineState.RATE)
            if words := line_form.put_right(port):
                mended = warning(CHECK, f"answered at {rate} bit/s once {words}", STORED)
                return replace(mended, state=LineState.CHARACTER_FORM)
    return replace(trouble(CHECK, f"no answer, {_came(seen)}", _step(bench, seen)), state=seen.state)


def _good(found: Found, rate: int) -> Finding:
    answered, seen = f"answered at {rate} bit/s", found.diagnosis
    if not found.remedies:
        return replace(well(CHECK, answered), state=seen.state)
    step = f"end programs in order; the examination has put it right; {seen.step}"
    return replace(warning(CHECK, f"{answered} once {seen.detail}", step), state=seen.state)


def _at_other_rate(port: Port, other: int) -> Finding:
    if line_rate.put_right(port, other):
        words = line_rate.mended_words(port.rate, other)
        return warning(CHECK, f"answered at {port.rate} bit/s once {words}", STORED)
    return trouble(
        CHECK, f"answered at {other} bit/s, and not at {port.rate}", line_rate.step(port.rate, other)
    )


def _came(seen: Diagnosis) -> str:
    return f"and {seen.detail}" if seen.state is LineState.SILENT else seen.detail


def _step(bench: Bench, seen: Diagnosis) -> str:
    if seen.state is not LineState.SILENT:
        return seen.step
    if is_emulated(bench.dut_url):
        return "the emulated module does not answer: look at its defects and mishaps"
    if bench.module.has_rts_cts:
        return 'check RTS and CTS of the cable (flow_control = "none" does without), power, PWRKEY, RX and TX'
    return "check power and PWRKEY, RX and TX, levels, and that this port leads to an M95"
