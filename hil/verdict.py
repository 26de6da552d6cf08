"""Verdicts of a test case (ISO/IEC 9646-1), and the exceptions by which a test gives one other than pass.

pass           every applicable expectation held
fail           the DUT showed behaviour that a requirement forbids
inconclusive   neither: the stimulus did not happen, or the clause is ambiguous
error          the bench failed; nothing is said about the DUT
not applicable the DUT does not claim what the case is about; the reason is given
known deviation a fail that a deviations file of the user expects; the DUT does not conform there either
"""

from __future__ import annotations

from enum import StrEnum


class Verdict(StrEnum):
    """The verdicts; the value is the key under which they are counted in `summary.json`."""

    PASS = "pass"
    FAIL = "fail"
    INCONCLUSIVE = "inconclusive"
    ERROR = "error"
    NOT_APPLICABLE = "not_applicable"
    KNOWN_DEVIATION = "known_deviation"

    @property
    def words(self) -> str:
        """The words for people: `not applicable`."""
        return self.value.replace("_", " ")


WORST_FIRST = (
    Verdict.ERROR,
    Verdict.FAIL,
    Verdict.INCONCLUSIVE,
    Verdict.KNOWN_DEVIATION,
    Verdict.PASS,
    Verdict.NOT_APPLICABLE,
)
"""The order in which verdicts of several cases combine: a requirement has the verdict of its worst case."""


class Ground(StrEnum):
    """What a judgement stands on, the strongest first; the value is the key in records."""

    NOTE = "note"  # the text, a table or an example of the note says so
    STANDARD = "standard"  # a MUST of an RFC, of 3GPP or of a Quectel document
    READING = "reading"  # an inference of this project, with its reasoning


class Mismatch(AssertionError):
    """Raised by a test whose expectation did not hold, with both sides for the report: fail."""

    def __init__(self, *, expected: str, actual: str, message: str = "") -> None:
        super().__init__(message or f"expected {expected}; came {actual}")
        self.expected, self.actual = expected, actual


class Inconclusive(Exception):
    """Raised by a test whose stimulus did not happen, or whose clause allows both behaviours."""


class NotApplicable(Exception):
    """Raised by a test about what the DUT does not claim; the message is the reason."""


def worst(verdicts: list[Verdict]) -> Verdict | None:
    """The combined verdict of a group of cases; None for an empty group."""
    return next((verdict for verdict in WORST_FIRST if verdict in verdicts), None)
