"""Verdicts of a test case (ISO/IEC 9646-1), and the exceptions by which a test gives one other than pass.

pass           every applicable expectation held
fail           the DUT showed behaviour that a requirement forbids
inconclusive   neither; its cause is typed: the note leaves the matter open, or there was no undisturbed stimulus
error          the bench failed; nothing is said about the DUT
not applicable the DUT does not claim what the case is about; the reason is given
known deviation a fail that a deviations file of the user expects; the DUT does not conform there either

A fail has a ground.  A departure from an optional requirement is no fail: the case
passes, and the departure is counted as `optional_not_met`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
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


def strongest(grounds: Iterable[Ground]) -> Ground | None:
    """The strongest ground; None if there is none."""
    found = set(grounds)
    return next((ground for ground in Ground if ground in found), None)


def decides(gate: Ground, ground: Ground) -> bool:
    """Whether a fail on that ground decides the exit code under that gate; a gate includes the stronger grounds."""
    order = list(Ground)
    return order.index(ground) <= order.index(gate)


class Cause(StrEnum):
    """Why a case is inconclusive; the value is for people and for records."""

    LEFT_OPEN = "left open"  # by the note: shown, and the run may conform
    NO_STIMULUS = "no stimulus, or disturbed"  # the matter was not tested: the run does not conform


@dataclass(frozen=True, slots=True)
class FailedCheck:
    """A check that did not hold, as a sentence and as its two sides.

    `requirements` are those that it judges; `ground` is the strongest of the mandatory
    ones, None if none of them is mandatory: then it is a departure and no fail.
    `where` is the place of the check, as file:line.
    """

    requirements: tuple[str, ...]
    ground: Ground | None
    sentence: str
    expected: str
    actual: str
    where: str = ""

    def __str__(self) -> str:
        weight = self.ground.value if self.ground else "optional"
        named = f" ({', '.join(self.requirements)})" if self.requirements else ""
        return f"[{weight}] {self.sentence}{named}"


class Role(StrEnum):
    """What a step of a case is for (ISO/IEC 9646-1)."""

    PREAMBLE = "preamble"  # brings the DUT to the matter of the case
    CHECK = "check"  # judges requirements of the case
    STIMULUS = "stimulus"  # whether the DUT met what the case is about


@dataclass(frozen=True, slots=True)
class Step:
    """A judgement of a case that held or did not, in the order of the case.

    `t` is in seconds: of the monotonic clock while the case runs, since its beginning in
    a record.  `subject` is what was judged; `where` is the place of the check, as file:line.
    `command` is the command line whose response was judged; empty where anything else was.
    `bounds_s` are the least and the most seconds of module time that it may take, where
    that was judged; the most is left out where there is no such bound.
    """

    t: float
    role: Role
    subject: str
    expected: str
    actual: str
    held: bool
    requirements: tuple[str, ...] = ()
    where: str = ""
    command: str = ""
    bounds_s: tuple[float, ...] = ()


class Mismatch(AssertionError):
    """Raised by a test whose expectation did not hold, with both sides for the report: fail.

    `checks` are the failed checks of `hil.expect` behind it; without them all
    requirements of the case are judged.
    """

    def __init__(
        self, *, expected: str, actual: str, message: str = "", checks: tuple[FailedCheck, ...] = ()
    ) -> None:
        super().__init__(message or f"expected {expected}; came {actual}")
        self.expected, self.actual, self.checks = expected, actual, checks


class Inconclusive(Exception):
    """Raised by a test that can give no verdict about the DUT; `cause` tells why."""

    def __init__(self, reason: str, cause: Cause = Cause.NO_STIMULUS) -> None:
        super().__init__(reason)
        self.cause: Cause = cause


class NotApplicable(Exception):
    """Raised by a test about what the DUT does not claim; the message is the reason."""


def worst(verdicts: list[Verdict]) -> Verdict | None:
    """The combined verdict of a group of cases; None for an empty group."""
    return next((verdict for verdict in WORST_FIRST if verdict in verdicts), None)
