"""The unsolicited lines of a DCE (note 3, 5.1; document [1]), as a table.

A line with the name of the pending command is its information text, even if it
is in this table: `+CFUN: 1` answers AT+CFUN? and is sent at start-up.
"""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Unsolicited:
    """A kind of unsolicited line: the pattern of the whole line, its meaning, and the source."""

    pattern: re.Pattern[str]
    meaning: str
    source: str


def _row(pattern: str, meaning: str, source: str) -> Unsolicited:
    return Unsolicited(re.compile(pattern), meaning, source)


UNSOLICITED = (
    _row(r"\+QFTPERROR(?: ?: *| +)-?\d+", "an FTP(S) error while no command runs", "note 3"),
    _row(r"(\d,)?\+PDP:? DEACT", "the network deactivated the PDP context", "[1], field code"),
    _row(r"RDY", "the module has started", "[1]"),
    _row(r"\+CFUN: ?\d", "the level of functionality after the start", "[1]"),
    _row(r"\+CPIN: ?[A-Z][A-Z ]*", "the state of the SIM", "[1]"),
    _row(r"(Call|SMS) Ready", "calls or messages are possible", "[1]"),
    _row(r"\+CG?REG: ?\d(,.*)?", "the registration changed", "[1], 27.007 7.2, 10.1.20"),
    _row(r"\+CGEV: ?.*", "an event of the packet domain", "[1], 27.007 10.1.19"),
    _row(r"\+QNITZ: ?.*", "the network sent the time", "[1]"),
    _row(r"RING|\+CRING: ?.*", "an incoming call", "V.250 5.7.1, [1]"),
    _row(r"\+(?:CLIP|COLP|CCWA|CSSI|CSSU|CDIP): ?.*", "who calls, and how (27.007 7.6 to 7.17)", "[1]"),
    _row(r"\+CMTI: ?.*|\+CMT: ?.*|\+CDSI?: ?.*|\+CBMI?: ?.*", "an incoming message", "[1], 27.005 3.4.1"),
    _row(r"\+CUSD: ?\d(,.*)?", "a message of a supplementary service", "[1], 27.007 7.15"),
    _row(r"\+CTZ[VE]: ?.*", "the time zone changed", "[1], 27.007 8.41"),
    _row(
        r"(UNDER|OVER)_VOLTAGE (WARNING|POWER DOWN) ?",
        "the supply voltage left its range",
        "[1], vendor code",
    ),
    _row(r"NORMAL POWER DOWN", "the module switches itself off", "[1]"),
    _row(r"CLOSED|\d, ?CLOSED", "a TCP connection was closed", "[1]"),
)

_ANY = re.compile("|".join(f"(?:{row.pattern.pattern})" for row in UNSOLICITED))


def is_unsolicited(line: str) -> bool:
    """Whether the whole line matches a row of the table."""
    return _ANY.fullmatch(line) is not None


RESTARTS = frozenset({"RDY", "NORMAL POWER DOWN", "UNDER_VOLTAGE POWER DOWN", "OVER_VOLTAGE POWER DOWN"})
"""The lines of a module that starts or goes down (document [1])."""


def is_restart(line: str) -> bool:
    """Whether the line reports that the module starts or goes down."""
    return line.strip() in RESTARTS


def is_voltage(line: str) -> bool:
    """Whether the line reports a supply voltage outside its range."""
    return line.startswith(("UNDER_VOLTAGE", "OVER_VOLTAGE"))


_REGISTRATION = re.compile(r'\+CG?REG:? *\d(, *".*)?')


def is_always_unsolicited(line: str) -> bool:
    """Whether the line is unsolicited even while a command of its name runs.

    The response to AT+CREG? begins with the mode: `+CREG: 0,1` (27.007 7.2, 10.1.20).
    """
    return _REGISTRATION.fullmatch(line) is not None
