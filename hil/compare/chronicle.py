"""A history in words: its tables, for all renderings."""

from __future__ import annotations

import csv
import io

from hil.compare.document import Document, Row, Table
from hil.compare.history import LEGEND, History
from hil.compare.past import PastRun
from hil.compare.statement import seconds
from hil.verdict import Verdict

MOST_SLOW = 20
"""So many of the slowest cases are shown."""

_COLUMNS = (
    "run",
    "began",
    "firmware",
    "modules",
    "selection",
    "pass",
    "fail",
    "inconclusive",
    "error",
    "known deviation",
    "not applicable",
    "state",
)
_COUNTED = (
    Verdict.PASS,
    Verdict.FAIL,
    Verdict.INCONCLUSIVE,
    Verdict.ERROR,
    Verdict.KNOWN_DEVIATION,
    Verdict.NOT_APPLICABLE,
)


def document(found: History) -> Document:
    """The history as a document."""
    firmwares = len({run.firmware for run in found.runs})
    unsteady = [trend for trend in found.trends if not trend.is_steady]
    return Document(
        title=f"History of {len(found.runs)} runs{f' on {found.module}' if found.module else ''}",
        subtitle=(
            f"{firmwares} firmware{'' if firmwares == 1 else 's'}; {len(unsteady)} of {len(found.trends)} tested "
            "requirements did not pass in each run"
        ),
        verdict=(
            f"{len(found.flakes)} cases changed their verdict between runs of the same firmware and cases"
            if found.flakes
            else "no case changed its verdict between runs of the same firmware and cases"
        ),
        tone="worse" if found.flakes else "better",
        remarks=tuple(f"left out: {each.folder}: {each.reason}" for each in found.skipped),
        tables=(
            Table(
                "runs",
                "Runs",
                ("run", "selection", "verdicts", "state", "DUT"),
                tuple(Row(_shown(run), _tone(run)) for run in found.runs),
            ),
            Table(
                "flakes",
                "Flaking cases",
                ("case", "changes", "rate", "verdicts, oldest first", "firmware"),
                tuple(
                    Row(
                        (
                            each.case.rpartition("/")[2],
                            f"{each.changes} of {each.steps}",
                            f"{each.rate:.0%}",
                            each.verdicts,
                            each.firmware,
                        ),
                        "worse",
                    )
                    for each in found.flakes
                ),
                lead=f"The same firmware, the same cases. {LEGEND}.",
            ),
            *_requirements(found),
            Table(
                "slowest",
                "Slowest cases",
                ("case", "median", "longest", "runs"),
                tuple(
                    Row(
                        (
                            each.case.rpartition("/")[2],
                            seconds(each.median_s),
                            seconds(each.longest_s),
                            str(each.runs),
                        )
                    )
                    for each in found.slowest[:MOST_SLOW]
                ),
            ),
        ),
    )


def _requirements(found: History) -> tuple[Table, ...]:
    columns = ("requirement", "verdicts, oldest first", "last state since")
    unsteady = [trend for trend in found.trends if not trend.is_steady]
    steady = [trend for trend in found.trends if trend.is_steady]
    return tuple(
        Table(
            anchor,
            title,
            columns,
            tuple(Row((each.requirement, each.verdicts, each.since), tone) for each in trends),
            lead=f"A letter for each run. {LEGEND}.",
            is_detail=anchor == "steady",
        )
        for anchor, title, trends, tone in (
            ("trends", "Requirements that did not pass in each run", unsteady, "other"),
            ("steady", "Requirements that passed in each run that tested them", steady, ""),
        )
    )


def _cells(run: PastRun) -> tuple[str, ...]:
    return (
        run.run_id,
        run.began,
        run.firmware or "not asked",
        ", ".join(run.modules),
        run.selected,
        *(str(run.count(verdict)) for verdict in _COUNTED),
        "complete" if run.is_complete else "incomplete",
    )


def _shown(run: PastRun) -> tuple[str, ...]:
    """A run for people: verdicts that no case has are left out."""
    counts = [(verdict.words, run.count(verdict)) for verdict in _COUNTED]
    verdicts = ", ".join(f"{words} {count}" for words, count in counts if count) or "none"
    state = "complete" if run.is_complete else "incomplete"
    dut = f"{run.firmware or 'not asked'} ({', '.join(run.modules)})"
    return (run.run_id, run.selected, verdicts, state, dut)


def _tone(run: PastRun) -> str:
    if run.count(Verdict.FAIL):
        return "worse"
    return "better" if run.is_complete and not run.count(Verdict.ERROR) else "other"


def table_of_runs(found: History) -> str:
    """The table of runs as CSV (RFC 4180)."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow((*_COLUMNS, "duration_s", "suites", "folder"))
    for run in found.runs:
        row = (*_cells(run), f"{run.duration_s:.3f}", run.suites, run.folder)
        writer.writerow([_harmless(cell) for cell in row])
    return text.getvalue()


def _harmless(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{cell}" if cell.startswith(("=", "+", "-", "@", "\t")) else cell
