"""The format of what a DCE sends to the DTE (V.250 5.7.1, table 1): information text and result codes."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from hil.spec.codes import NUMERIC, ResultCode

_DIGIT = {code: digit for digit, code in NUMERIC.items()}


@dataclass(frozen=True, slots=True)
class Framing:
    """The settings of the response format: ATV, S3, S4."""

    verbose: bool = True
    s3: int = 13
    s4: int = 10

    @property
    def terminator(self) -> bytes:
        """S3 and S4."""
        return bytes((self.s3, self.s4))


def information(*lines: str, framing: Framing) -> bytes:
    """Information text of one or more lines: the header once, every line ended (V.250 table 1)."""
    end = framing.terminator
    head = end if framing.verbose else b""
    return head + b"".join(line.encode("latin-1") + end for line in lines)


@lru_cache(maxsize=256, typed=True)  # a few codes in a few formats are sent again and again
def result_code(code: ResultCode | str, *, framing: Framing) -> bytes:
    """A result code, verbose or numeric; extended ones (`+CME ERROR: 3`) have no number."""
    if framing.verbose:
        return framing.terminator + code.encode("ascii") + framing.terminator
    digit = _DIGIT.get(code) if isinstance(code, ResultCode) else None
    return (digit or str(code)).encode("ascii") + bytes((framing.s3,))
