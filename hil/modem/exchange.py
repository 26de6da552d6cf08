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

        Raises `UnexpectedResult` if there is no such line.
        """
        return normalised(self._texts(name)[0])

    def fields(self, name: str) -> tuple[str, ...]:
        """The values of the line `+<name>:`, without quotation marks, spaces and brackets of the notation.

        Raises `UnexpectedResult` if there is no such line.
        """
        return values(self._texts(name)[0])

    def rows(self, name: str) -> tuple[tuple[str, ...], ...]:
        """The values of every line `+<name>:`, in the order of their arrival; empty if there is none."""
        return tuple(values(text) for text in self._named(name))

    def _texts(self, name: str) -> tuple[str, ...]:
        found = self._named(name)
        if not found:
            raise UnexpectedResult.mismatch(
                expected=f"a line +{name}: after {self.command}", actual=" | ".join(self.lines) or "nothing"
            )
        return found

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


_ENDS_IN_ZERO = re.compile(r"AT\+QFTP(OPEN|CLOSE|PATH|CFG)\b", re.IGNORECASE)

_RESULT_CODES = frozenset(code.value for code in ResultCode)


def _is_result_code(line: str) -> bool:
    return line in _RESULT_CODES or line.upper().startswith(("CONNECT", "+CME ERROR", "+CMS ERROR"))
