"""What counts as a refusal, by family of commands (note 2.2 to 2.6, chapter 3; 27.007 9.2).

The forms are those between which the note leaves the choice.  Where a code of
Table 4 is the subject, the number is demanded; none of the forms without one
is enough.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum

from hil.modem.exchange import CmeError, Exchange
from hil.spec.codes import ResultCode


class Refusal(Enum):
    """A form in which a command is refused; the value is its name in a sentence."""

    ERROR = "ERROR"
    CME = "+CME ERROR: <err>"
    RESULT = "its result line with a negative number"
    FTP_ERROR = "+QFTPERROR: <err>"


@dataclass(frozen=True, slots=True)
class Family:
    """Commands whose refusal has the same forms."""

    commands: re.Pattern[str]
    forms: tuple[Refusal, ...]
    clause: str


def _family(commands: str, clause: str, *forms: Refusal) -> Family:
    return Family(re.compile(rf"AT\+{commands}", re.IGNORECASE), forms, clause)


_R = Refusal

FAMILIES = (
    _family(r"QSSLCFG\b", "note 2.3; 27.007 9.2", _R.ERROR, _R.CME),
    _family(r"QFTPCFG\b", "note 2.2; 27.007 9.2", _R.ERROR, _R.CME, _R.RESULT),
    _family(r"QFTP[A-Z]+\b", "note 4.2, chapter 3", _R.ERROR, _R.CME, _R.RESULT, _R.FTP_ERROR),
    _family(r"QSEC(WRITE|READ|DEL)\b", "note 2.4 to 2.6", _R.CME),
    Family(re.compile(""), (_R.ERROR, _R.CME), "V.250 5.7; 27.007 9.2"),
)
"""The first family that matches counts; the last one takes every other command."""

_FTP_ERROR = re.compile(r"\+QFTPERROR: ?(-\d+)")


def family_of(command: str) -> Family:
    """The family of a command line."""
    return next(family for family in FAMILIES if family.commands.match(command))


def refusals_in(exchange: Exchange) -> dict[Refusal, int | None]:
    """The forms of refusal that an exchange holds, each with its number; None where it has none."""
    found: dict[Refusal, int | None] = {}
    if exchange.final is ResultCode.ERROR:
        found[Refusal.ERROR] = None
    if isinstance(exchange.final, CmeError):
        found[Refusal.CME] = exchange.final.code
    if exchange.result is not None and exchange.result < 0:
        found[Refusal.RESULT] = exchange.result
    for line in (*exchange.lines, *exchange.urcs):
        match = _FTP_ERROR.fullmatch(line)
        if match:
            found[Refusal.FTP_ERROR] = int(match[1])
    return found
