"""The TLS matrix as a heat map: suites × versions for each seclevel and mode (note 2.3, Table 1)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from hil.results.case import CaseResult, Cell
from hil.spec.ftp import MODES
from hil.spec.tls import ALL_SUITES, SECLEVELS, SSLVERSION, CipherSuite, is_legal_pair
from hil.verdict import Cause, Verdict, worst

LETTERS = {
    Verdict.PASS: "P",
    Verdict.FAIL: "F",
    Verdict.INCONCLUSIVE: "I",
    Verdict.ERROR: "E",
    Verdict.NOT_APPLICABLE: "N",
    Verdict.KNOWN_DEVIATION: "K",
}
"""A verdict as one letter, for readers who do not see the colours."""

LEFT_OPEN = "O"
"""The letter of an inconclusive case that the note leaves open."""

NOT_MET = "p"
"""The letter of a pass with a departure from an optional requirement."""


@dataclass(frozen=True, slots=True)
class Square:
    """A square of the map: the worst verdict of its cases, None if none ran.

    `key` names the cell in filters of the page; `label` tells in words what the square shows, with the number of
    cases of each verdict; `refusal` tells that the pair is illegal, so that a refusal conforms.
    """

    verdict: Verdict | None
    key: str
    label: str
    refusal: bool
    letter: str
    cases: int


@dataclass(frozen=True, slots=True)
class Grid:
    """Suites (rows) × versions (columns) at one seclevel in one mode."""

    seclevel: int
    mode: str
    rows: tuple[tuple[CipherSuite, tuple[Square, ...]], ...]


def column_titles() -> tuple[str, ...]:
    """The titles of the columns: `SSL3.0` … `TLS1.2`, `all`."""
    return tuple(versions[0].title if len(versions) == 1 else "all" for versions in SSLVERSION.values())


def cell_key(cell: Cell) -> str:
    """The name of a cell in the page: `3-0X0035-1-implicit`."""
    return f"{cell.sslversion}-{cell.ciphersuite}-{cell.seclevel}-{cell.mode}"


def grids(cases: Iterable[CaseResult]) -> tuple[Grid, ...]:
    """The grids; empty if no case belongs to a cell."""
    of: dict[Cell, list[CaseResult]] = {}
    for case in cases:
        if case.cell is not None:
            of.setdefault(case.cell, []).append(case)
    if not of:
        return ()
    return tuple(_grid(of, level, mode) for level in SECLEVELS for mode in MODES)


def _grid(of: dict[Cell, list[CaseResult]], level: int, mode: str) -> Grid:
    return Grid(
        level,
        mode,
        tuple(
            (suite, tuple(_square(of, Cell(number, suite.code, level, mode), suite) for number in SSLVERSION))
            for suite in ALL_SUITES
        ),
    )


def _square(of: dict[Cell, list[CaseResult]], cell: Cell, suite: CipherSuite) -> Square:
    cases = of.get(cell, [])
    verdict = worst([case.verdict for case in cases])
    deciding = _deciding([case for case in cases if case.verdict is verdict])
    refusal = not any(is_legal_pair(version, suite) for version in SSLVERSION[cell.sslversion])
    versions = SSLVERSION[cell.sslversion]
    version = versions[0].title if len(versions) == 1 else "all versions"
    words = [version, cell.ciphersuite, f"seclevel {cell.seclevel}", cell.mode, _told(cases)]
    if refusal:
        words.append("illegal pair: a refusal conforms")
    return Square(verdict, cell_key(cell), ", ".join(words), refusal, _letter(deciding), len(cases))


def _told(cases: list[CaseResult]) -> str:
    """`2 pass, 1 fail (note)`."""
    words = [case.verdict_words for case in cases]
    return ", ".join(f"{words.count(each)} {each}" for each in dict.fromkeys(words)) or "not run"


def _deciding(cases: list[CaseResult]) -> CaseResult | None:
    """The case that a square shows: one without stimulus before one left open, one that departs before others."""
    order = sorted(cases, key=lambda case: (case.cause is Cause.LEFT_OPEN, not case.departures))
    return order[0] if order else None


def _letter(case: CaseResult | None) -> str:
    """The verdict of a case as a letter; a dot if no case ran."""
    if case is None:
        return "·"
    if case.cause is Cause.LEFT_OPEN:
        return LEFT_OPEN
    return NOT_MET if case.is_optional_not_met else LETTERS[case.verdict]
