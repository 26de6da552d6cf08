"""Verdicts of a test case (ISO/IEC 9646-1), and how a test says one other than pass or fail.

pass           every applicable expectation held
fail           the DUT showed behaviour that a requirement forbids
inconclusive   neither: the stimulus did not come about, or the clause is ambiguous
error          the bench failed; nothing is said about the DUT
not applicable the DUT does not claim what the case is about, with the reason
known deviation a fail that a deviations file of the user expects; it conforms no better for that
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
"""Order in which verdicts of several cases combine: a requirement is as good as its worst case."""


class Inconclusive(Exception):
    """Raised by a test whose stimulus did not come about or whose clause leaves both ways open."""


class NotApplicable(Exception):
    """Raised by a test about something that the DUT does not claim; the message is the reason."""


def worst(verdicts: list[Verdict]) -> Verdict | None:
    """The verdict that a group of cases has together; None for an empty group."""
    return next((verdict for verdict in WORST_FIRST if verdict in verdicts), None)
