"""A run of which another one is made: its evidence has to be what was sealed, since the new run has a new seal."""

from __future__ import annotations

from pathlib import Path

from hil.errors import UsageError
from hil.results.folder import MANIFEST
from hil.seal.examination import examine
from hil.seal.glance import of_run
from hil.seal.problem import ProblemKind


def require_unchanged(place: Path, *, may_lack: bool = False) -> None:
    """Raise `UsageError` if a record or a file of evidence is not as it was sealed; renderings are not looked at.

    `may_lack` allows that files are missing, for a maker that tells which.  A run without a
    manifest, of an earlier version, has nothing to be compared with.
    """
    try:
        if not (place / MANIFEST).exists():
            return
    except OSError:  # no run can be there, and the reader of its records says so
        return
    problems = of_run(place, examine(place).problems)
    found = (each for each in problems if not (may_lack and each.kind is ProblemKind.MISSING))
    if (problem := next(found, None)) is not None:
        raise UsageError(
            f"{place} is not as it was sealed, and a new seal would hide that: {problem}; "
            f"hil verify {place} tells all; take the folder from its backup"
        )
