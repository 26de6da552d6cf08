"""The result of one call to a DUT: a frozen value that a test judges."""

from __future__ import annotations

import re
from dataclasses import dataclass

from hil.at.values import named, normalised, values
from hil.errors import UnexpectedResult
from hil.spec.codes import ResultCode, describe

__all__ = ["CmeError", "Exchange", "FinalResultCode", "UnexpectedResult"]


@dataclass(frozen=True, slots=True)
class CmeError:
    """The final result code +CME ERROR; `code` is None when the DUT wrote words (AT+CMEE=2)."""

    code: int | None
    text: str

    def __str__(self) -> str:
        return f"+CME ERROR: {self.text if self.code is None else describe(self.code)}"


FinalResultCode = ResultCode | CmeError
"""A final result code."""


@dataclass(frozen=True, slots=True)
class Exchange:
    """One command and all that came back for it.

    `lines` are the response lines in the order of their arrival, result codes
    included, echo and URCs not; `final` is the final result code, None where the
    command has none (AT+QILOCIP); `result` is the number of the line
    `+<name>: <n>` that concludes a job (AT+QFTPOPEN, +QFTPPUT, ...), None where
    there was none; `data` is what arrived in data mode; `urcs` are unsolicited
    lines during the exchange; `raw` are the received bytes, unchanged.
    """

    command: str
    lines: tuple[str, ...]
    final: FinalResultCode | None
    result: int | None = None
    data: bytes = b""
    urcs: tuple[str, ...] = ()
    raw: bytes = b""
    elapsed_s: float = 0.0

    @property
    def information(self) -> tuple[str, ...]:
        """The lines that are information text: neither OK, CONNECT nor an error."""
        return tuple(line for line in self.lines if not _is_result_code(line))

    @property
    def ok(self) -> bool:
        """Whether the DUT reported success: no error, and a job with the result 0 or a count.

        Where nothing is counted only 0 is success (note 2.2, 4.2): a line without its
        minus sign must not turn -5 into success.
        """
        accepted = self.final in {None, ResultCode.OK, ResultCode.DEACT_OK, ResultCode.NO_CARRIER}
        if self.result is None or not accepted:
            return accepted
        return self.result == 0 or (self.result > 0 and not _ENDS_IN_ZERO.match(self.command))

    def values(self, name: str) -> str:
        """The text after `+<name>:`, in one form: without the spaces that the note leaves open (`hil.at.values`).

        Raises `UnexpectedResult` if there is no such line, or more than one where the note has one.
        """
        return normalised(self._text(name))

    def fields(self, name: str) -> tuple[str, ...]:
        """The values of the line `+<name>:`, without quotation marks, spaces and brackets of the notation.

        Raises `UnexpectedResult` if there is no such line, or more than one where the note has one.
        """
        return values(self._text(name))

    def rows(self, name: str) -> tuple[tuple[str, ...], ...]:
        """The values of every line `+<name>:`, in the order of their arrival; empty if there is none."""
        return tuple(values(text) for text in self._named(name))

    def _text(self, name: str) -> str:
        found = self._named(name)
        is_single = name in _ONE_LINE and _ANSWERED.match(self.command) is not None
        if len(found) == 1 and not (is_single and self._has_another_answer(name)):
            return found[0]
        if found and not is_single:
            return found[0]
        count = "one line" if found else "a line"
        raise UnexpectedResult.mismatch(
            expected=f"{count} +{name}: after {self.command}", actual=" | ".join(self.lines) or "nothing"
        )

    def _has_another_answer(self, name: str) -> bool:
        """Whether a line that is the answer to another command came, too."""
        names = {found[0] for line in (*self.lines, *self.urcs) if (found := named(line))}
        return bool((names & _ONE_LINE) - {name})

    def _named(self, name: str) -> tuple[str, ...]:
        return tuple(found[1] for line in self.lines if (found := named(line)) and found[0] == name)

    def check(self) -> Exchange:
        """This exchange if it reports success; raises `UnexpectedResult` otherwise."""
        if not self.ok:
            raise UnexpectedResult.mismatch(expected=f"success of {self.command}", actual=self.outcome)
        return self

    @property
    def outcome(self) -> str:
        """The outcome in a few words, for messages: `OK, +QFTPOPEN: -5 (network error)`."""
        words = [str(self.final)] if self.final is not None else []
        if self.result is not None:
            words.append(describe(self.result) if self.result < 0 else str(self.result))
        return ", ".join(words) or " / ".join(self.lines) or "nothing"


_ONE_LINE = frozenset({"QFTPCFG", "QFTPSTAT", "QSSLCFG", "QSECWRITE", "QSECREAD"})
"""Names of which a response has one line: the note shows it, and no URC has that name (2.2 to 2.5, 4.2.1)."""

_ANSWERED = re.compile(r"AT\+[A-Z]+(?!.*=?\?$)", re.IGNORECASE)
"""A write or execute command; the response to a test or read command may have more lines (27.007 4)."""

_ENDS_IN_ZERO = re.compile(r"AT\+QFTP(OPEN|CLOSE|PATH|CFG)\b", re.IGNORECASE)

_RESULT_CODES = frozenset(code.value for code in ResultCode)


def _is_result_code(line: str) -> bool:
    return line in _RESULT_CODES or line.upper().startswith(("CONNECT", "+CME ERROR", "+CMS ERROR"))
