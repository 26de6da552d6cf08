"""What an answer tells of the cases before: a file that is still there, a setting, a context, a session.

Two runs whose cases stood in another order, such as on several workers or after a
resumption, come to a case in other states of the DUT.  Where such a state is read or
deleted, the answers differ, and say nothing about the DUT: each of them is one that
the other run has as well.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable

from hil.fidelity.exchanges import Exchange
from hil.fidelity.words import same

TELL_STATE = frozenset(
    {
        *("AT+QSSLCFG", "AT+QSECDEL", "AT+QSECREAD", "AT+QSECWRITE", "AT+QFTPCFG", "AT+QFTPSTAT"),
        *("AT+QILOCIP", "AT+QISTAT", "AT+QIACT", "AT+QIDEACT", "AT+QFDEL", "AT+QFLST"),
    }
)
"""The commands whose answers tell what earlier cases have left."""

READ_STATE = frozenset({"AT+QFTPPATH?", "AT+QFTPUSER?", "AT+QFTPPASS?", "AT+QFTPOPEN?"})
"""The read forms of which the same is true, while other forms act."""

_VALUE = re.compile(r'[^",]+')


class Told:
    """All that a run has told of its states: whole answers, and the values in answers and requests, by command."""

    def __init__(self, exchanges: Iterable[Exchange]) -> None:
        self._answers: dict[str, set[tuple[str, ...]]] = defaultdict(set)
        self._values: dict[str, set[str]] = defaultdict(set)
        for each in exchanges:
            command = _name(each)
            if _tells_state(each):
                self._answers[command].add(each.answer)
                for text in (each.request, *each.answer):
                    self._values[command].update(_VALUE.findall(text))

    def has(self, exchange: Exchange) -> bool:
        """Whether this run has that answer, or else each of its values, to a command of that name."""
        command = _name(exchange)
        values = {value for line in exchange.answer for value in _VALUE.findall(line)}
        return exchange.answer in self._answers[command] or values <= self._values[command]


def is_left_over(one: Exchange, other: Exchange, *, first: Told, second: Told) -> bool:
    """Whether answers of two runs differ only in what earlier cases have left.

    `first` is what the run of `one` has told, `second` that of `other`.  Never so where
    the cases before were the same, and where the form of the answers differs.
    """
    if one.history == other.history or not _tells_state(one) or same(one.answer, other.answer):
        return False
    return second.has(one) and first.has(other)


def _tells_state(exchange: Exchange) -> bool:
    return _name(exchange) in TELL_STATE or exchange.command in READ_STATE


def _name(exchange: Exchange) -> str:
    return exchange.command.rstrip("=?")
