"""The tables of a run as CSV (RFC 4180): cases, requirements, the pairs of both, what describes the run.

A table is opened by spreadsheets, and its texts come from a DUT and from users.  So a
cell that a spreadsheet would take for a formula begins with an apostrophe, and each cell
is one line.  Rows end with CR LF; the files begin with a byte order mark, without which
Excel reads UTF-8 as the code page of the machine.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from hil.report.facts import facts
from hil.report.legal import legal
from hil.report.outcome import one_line, outcome
from hil.report.source import Source
from hil.results.case import CaseResult
from hil.results.conclusion import Coverage, coverage, not_run_of
from hil.results.description import PlannedCase
from hil.results.model import RunReport
from hil.results.whole_file import write_file
from hil.verdict import Verdict

NOT_RUN = "not run"

CASE_COLUMNS = (
    *("id", "title", "requirements", "verdict", "ground", "cause", "judged", "expected", "actual", "reason"),
    *("optional_not_met", "known_deviation", "started", "duration_s", "attempts", "module"),
    *("sslversion", "ciphersuite", "seclevel", "mode", "file", "line", "sessions", "captures"),
    *("run", "selection"),
)
"""The columns of `cases.csv`; `judged` are the requirements of the deciding check."""

REQUIREMENT_COLUMNS = (
    *("id", "section", "clause", "ground", "kind", "verification", "basis", "title", "statement"),
    *("verdict", "tested", "cases", *(verdict.value for verdict in Verdict), NOT_RUN.replace(" ", "_")),
    *("run", "selection"),
)
"""The columns of `requirements.csv`; those of verdicts count cases."""

COVERAGE_COLUMNS = ("requirement", "case", "verdict", "check", "run", "selection")
"""The columns of `coverage.csv`: a row for each pair; a requirement without a case, and a case without one, have a row."""

RUN_COLUMNS = ("name", "value")

_FORMULA = re.compile(r"\s*[=+\-@\uff1d\uff0b\uff0d\uff20]")
"""How a cell begins that a spreadsheet may calculate, full-width forms included."""

_NUMBER = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?")

Row = Mapping[str, object]


def rendered(source: Source, folder: Path) -> None:
    """Write the tables into the folder; each takes the place of an earlier one at once."""
    report = source.report
    folder.mkdir(parents=True, exist_ok=True)
    run = ({"name": name, "value": value} for name, value in facts(report, source.course))
    tables: tuple[tuple[str, tuple[str, ...], Iterable[Row]], ...] = (
        ("run.csv", RUN_COLUMNS, run),
        ("cases.csv", CASE_COLUMNS, case_rows(report)),
        ("requirements.csv", REQUIREMENT_COLUMNS, requirement_rows(report)),
        ("coverage.csv", COVERAGE_COLUMNS, coverage_rows(report)),
    )
    for name, columns, rows in tables:
        write_file(folder / name, table(columns, rows))


def table(columns: tuple[str, ...], rows: Iterable[Row]) -> bytes:
    """A table with a head; a column that a row does not have is empty."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(columns)
    writer.writerows([cell(str(row.get(name, ""))) for name in columns] for row in rows)
    return text.getvalue().encode("utf-8-sig", errors="backslashreplace")


def cell(text: str) -> str:
    """The text of a cell: one line, no control characters, and nothing that a spreadsheet calculates.

    A number with a sign is a number.
    """
    shown = one_line(legal(text))
    return f"'{shown}" if _FORMULA.match(shown) and not _NUMBER.fullmatch(shown) else shown


def _of_run(report: RunReport) -> Row:
    """What tells the rows of a run apart, and what their verdicts are about."""
    return {"run": report.header.run_id, "selection": report.header.selected}


def case_rows(report: RunReport) -> Iterator[Row]:
    """The cases in the order of their verdicts, then those that were not run."""
    same = _of_run(report)
    for case in report.cases:
        yield {**same, **_case(case)}
    known = {planned.id: planned for planned in report.description.planned}
    why = report.ending.early or "the run ended early"
    for identifier in report.not_run:
        planned = known.get(identifier) or PlannedCase(identifier, "")
        file = identifier.partition("::")[0]
        line = planned.line or ""
        named = {"id": identifier, "title": planned.title, "requirements": " ".join(planned.requirements)}
        yield {**same, **named, "verdict": NOT_RUN, "reason": why, "file": file, "line": line}


def _case(case: CaseResult) -> Row:
    found, at = outcome(case), case.cell
    own = {"run": case.run} if case.run else {}
    matrix = (
        {
            "sslversion": at.sslversion,
            "ciphersuite": at.ciphersuite,
            "seclevel": at.seclevel,
            "mode": at.mode,
        }
        if at
        else {}
    )
    return {
        "id": case.id,
        "title": case.title,
        "requirements": " ".join(case.requirements),
        "verdict": case.verdict.words,
        "ground": case.ground.value if case.ground else "",
        "cause": case.cause.value if case.cause else "",
        "judged": " ".join(found.requirements),
        "expected": found.expected,
        "actual": found.actual,
        "reason": case.reason,
        "optional_not_met": "; ".join(check.sentence for check in case.departures),
        "known_deviation": case.deviation,
        "started": case.started,
        "duration_s": f"{case.duration_s:.3f}",
        "attempts": max(1, len(case.attempts)),
        "module": case.module,
        **matrix,
        "file": case.file,
        "line": found.line or "",
        "sessions": "; ".join(case.sessions),
        "captures": "; ".join(case.captures),
        **own,
    }


def requirement_rows(report: RunReport) -> Iterator[Row]:
    """The requirements in the order of the catalogue, then those of a third party."""
    waiting, same = not_run_of(report), _of_run(report)
    for row in coverage(report.cases, report.header.own_requirements):
        yield {**same, **_requirement(row, waiting.get(row.requirement.id, 0))}


def _requirement(row: Coverage, not_run: int) -> Row:
    about = row.requirement
    verdicts = [case.verdict for case in row.cases]
    return {
        "id": about.id,
        "section": about.section,
        "clause": about.clause,
        "ground": about.ground.value,
        "kind": about.kind.value,
        "verification": about.verification.value,
        "basis": about.basis.value,
        "title": about.title,
        "statement": about.statement,
        "verdict": row.verdict.words if row.verdict else "not tested",
        "tested": "yes" if row.tested else "no",
        "cases": len(row.cases) + not_run,
        **{verdict.value: verdicts.count(verdict) for verdict in Verdict},
        "not_run": not_run,
    }


def coverage_rows(report: RunReport) -> Iterator[Row]:
    """Each pair of requirement and case, by requirement; `check` tells what the case says of that requirement alone."""
    same = _of_run(report)
    pairs: dict[str, list[Row]] = {
        row.requirement.id: [] for row in coverage((), report.header.own_requirements)
    }
    for case in report.cases:
        for identifier in case.requirements or ("",):
            row = {"case": case.id, "verdict": case.verdict.words, "check": _check(case, identifier)}
            pairs.setdefault(identifier, []).append(row)
    for name, requirements in _not_run(report):
        for identifier in requirements or ("",):
            pairs.setdefault(identifier, []).append({"case": name, "verdict": NOT_RUN})
    for identifier, rows in pairs.items():
        yield from ({**same, "requirement": identifier, **row} for row in rows or ({},))


def _check(case: CaseResult, requirement: str) -> str:
    if any(requirement in check.requirements for check in case.checks):
        return "failed"
    if any(requirement in check.requirements for check in case.departures):
        return "optional not met"
    return ""


def _not_run(report: RunReport) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The cases that were not run, with their requirements."""
    known = {planned.id: planned.requirements for planned in report.description.planned}
    yield from ((identifier, known.get(identifier, ())) for identifier in report.not_run)
