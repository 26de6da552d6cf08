"""Cases of a run by what a user calls them: the number, the id, or a part of it."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import get_close_matches

from hil.errors import UsageError
from hil.results.case import CaseResult

NEAREST = 3
"""So many names are told where none fits."""

MOST_NAMED = 5
"""So many cases are named where several fit and one is asked for."""


def find(
    cases: Sequence[CaseResult], wanted: str, not_run: Sequence[str] = ()
) -> tuple[tuple[int, CaseResult], ...]:
    """The cases that `wanted` fits, each with its number in the run, which counts from 1.

    A number and a whole id or name fit one case; else all fit whose id has `wanted` in it,
    in upper or lower case.  `not_run` are the ids of cases without a result.  Raises
    `UsageError` that names the nearest cases where none fits.
    """
    numbered = tuple(enumerate(cases, start=1))
    if wanted.isascii() and wanted.isdigit():
        return (_numbered(numbered, int(wanted)),)
    for fits in (_is_id, _is_name, _is_part):
        found = tuple((number, case) for number, case in numbered if fits(case, wanted))
        if found:
            return found
    waiting = next((name for name in not_run if wanted.lower() in name.lower()), "")
    if waiting:
        raise UsageError(f"{waiting} was planned and not run; hil conformance --resume RUN runs it")
    near = get_close_matches(wanted, [case.name for case in cases], n=NEAREST, cutoff=0.4)
    hint = f"; nearest: {', '.join(dict.fromkeys(near))}" if near else ""
    raise UsageError(f"no case of this run has {wanted!r} in its id{hint}; hil show RUN lists all cases")


def find_one(cases: Sequence[CaseResult], wanted: str, not_run: Sequence[str] = ()) -> CaseResult:
    """The only case that `wanted` fits; raises `UsageError` that names the others where there are more."""
    found = [case for _, case in find(cases, wanted, not_run)]
    if len(found) == 1:
        return found[0]
    named = ", ".join(case.name for case in found[:MOST_NAMED])
    more = f" and {len(found) - MOST_NAMED} more" if len(found) > MOST_NAMED else ""
    raise UsageError(
        f"{wanted!r} is in the id of {len(found)} cases: {named}{more}; name one by its number or its name"
    )


def _numbered(numbered: Sequence[tuple[int, CaseResult]], number: int) -> tuple[int, CaseResult]:
    if not 1 <= number <= len(numbered):
        raise UsageError(
            f"no case {number}: the cases of this run have the numbers 1 to {len(numbered)}; hil show RUN lists them"
        )
    return numbered[number - 1]


def _is_id(case: CaseResult, wanted: str) -> bool:
    return case.id == wanted


def _is_name(case: CaseResult, wanted: str) -> bool:
    return case.name == wanted


def _is_part(case: CaseResult, wanted: str) -> bool:
    return wanted.lower() in case.id.lower()
