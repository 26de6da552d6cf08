"""What one check of the doctor found."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from hil.errors import HilError


class Outcome(StrEnum):
    """What became of a check."""

    WELL = "ok"
    WARNING = "warning"  # a run is possible, and somebody should look at it
    TROUBLE = "trouble"  # a run cannot begin, or its errors would be those of the bench
    NOT_EXAMINED = "not examined"  # an earlier trouble is in the way


@dataclass(frozen=True, slots=True)
class Finding:
    """One check: its name, its outcome, what was seen, and how to mend it (empty when nothing is to be mended).

    `state` is the stable word (`hil.modem.line_state`) of a check of the line; empty for other checks.
    """

    check: str
    outcome: Outcome
    detail: str = ""
    step: str = ""
    state: str = ""


def well(check: str, detail: str = "") -> Finding:
    """A check that found what it should."""
    return Finding(check, Outcome.WELL, detail)


def warning(check: str, detail: str, step: str) -> Finding:
    """A check that found what a run can live with."""
    return Finding(check, Outcome.WARNING, detail, step)


def trouble(check: str, detail: str, step: str) -> Finding:
    """A check that found what a run cannot live with."""
    return Finding(check, Outcome.TROUBLE, detail, step)


def of_error(check: str, error: HilError, step: str) -> Finding:
    """The trouble that an error tells, with its own next step, or else this one.

    A message is `what happened; the next step` or `expected ...; came ...; where`.
    """
    words, _, own = str(error).partition("; ")
    if own.startswith(_NO_STEP):
        words, own = str(error), ""
    return trouble(check, words, own or step)


_NO_STEP = ("came ", "got ", "last line ", "AT+")
"""How what follows in a message begins, if it is not the next step."""


def not_examined(check: str, after: str) -> Finding:
    """A check that needs another one to be well first."""
    return Finding(check, Outcome.NOT_EXAMINED, f"after the trouble of {after}")


@dataclass(frozen=True, slots=True)
class Examination:
    """All findings about one module, or about the host where `module` is empty."""

    module: str
    port: str
    findings: tuple[Finding, ...]

    @property
    def is_sound(self) -> bool:
        """Whether a run can begin."""
        return all(finding.outcome in {Outcome.WELL, Outcome.WARNING} for finding in self.findings)
