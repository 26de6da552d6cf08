"""Lines that a DCE sends without being asked (note 3, 5.1; document [1]), as a table.

A line whose name is that of the command under way is its information text, even
if it stands here: AT+CFUN? is answered `+CFUN: 1`, and so does a start-up.
"""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Unsolicited:
    """A kind of unsolicited line: the pattern of a whole line, what it tells, who says so."""

    pattern: re.Pattern[str]
    meaning: str
    source: str


def _row(pattern: str, meaning: str, source: str) -> Unsolicited:
    return Unsolicited(re.compile(pattern), meaning, source)


UNSOLICITED = (
    _row(r"\+QFTPERROR: ?-?\d+", "an FTP(S) error while no command runs", "note 3"),
    _row(r"(\d,)?\+PDP:? DEACT", "the network deactivated the PDP context", "[1], field code"),
    _row(r"RDY", "the module has started", "[1]"),
    _row(r"\+CFUN: ?\d", "the level of functionality after the start", "[1]"),
    _row(r"\+CPIN: ?[A-Z][A-Z ]*", "the state of the SIM", "[1]"),
    _row(r"(Call|SMS) Ready", "the module can call, or send messages", "[1]"),
    _row(r"\+CG?REG: ?\d(,.*)?", "the registration changed", "[1], 27.007 7.2, 10.1.20"),
    _row(r"\+CGEV: ?.*", "an event of the packet domain", "[1], 27.007 10.1.19"),
    _row(r"\+QNITZ: ?.*", "the network told the time", "[1]"),
    _row(r"RING|\+CRING: ?.*", "a call comes in", "V.250 5.7.1, [1]"),
    _row(r"\+CMTI: ?.*|\+CMT: ?.*|\+CDS: ?.*", "a message came in", "[1]"),
    _row(r"(UNDER|OVER)_VOLTAGE (WARNING|POWER DOWN) ?", "the supply left its range", "[1], vendor code"),
    _row(r"NORMAL POWER DOWN", "the module switches itself off", "[1]"),
    _row(r"CLOSED|\d, ?CLOSED", "a TCP connection was closed", "[1]"),
)

_ANY = re.compile("|".join(f"(?:{row.pattern.pattern})" for row in UNSOLICITED))


def is_unsolicited(line: str) -> bool:
    """Whether the whole line is one of the table."""
    return _ANY.fullmatch(line) is not None


RESTARTS = frozenset({"RDY", "NORMAL POWER DOWN", "UNDER_VOLTAGE POWER DOWN", "OVER_VOLTAGE POWER DOWN"})
"""The lines of a module that starts or goes down (document [1])."""


def is_restart(line: str) -> bool:
    """Whether the line tells that the module starts or goes down."""
    return line.strip() in RESTARTS


_NO_ANSWER = re.compile(r'\+CG?REG: ?\d(,".*)?')


def is_no_answer(line: str) -> bool:
    """Whether the line is unsolicited even while a command of its name runs.

    The answer to AT+CREG? has the mode in front: `+CREG: 0,1` (27.007 7.2, 10.1.20).
    """
    return _NO_ANSWER.fullmatch(line) is not None


def row_of(line: str) -> Unsolicited | None:
    """The row that the whole line belongs to; None for a line that is not in the table."""
    return next((row for row in UNSOLICITED if row.pattern.fullmatch(line)), None)
