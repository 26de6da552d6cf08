"""`report-cases.csv`: every case of a run with its verdict, the annex of the formal report, which tells its digest."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from hashlib import sha256

from hil.report.pdf.wording import numbers
from hil.report.source import Source
from hil.report.tables import NOT_RUN, cell
from hil.results.model import RunReport

COLUMNS = (
    "number",
    "title",
    "requirements",
    "verdict",
    "started (UTC)",
    "duration (s)",
    "reason",
    "module",
    "case",
    "run",
    "selection",
)


def rendered(source: Source) -> bytes:
    """The bytes of the file: RFC 4180, UTF-8."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(COLUMNS)
    writer.writerows(map(cell, row) for row in _rows(source.report))
    return text.getvalue().encode(errors="backslashreplace")


def digest(content: bytes) -> str:
    """The SHA-256 of the file, in hexadecimal."""
    return sha256(content).hexdigest()


def _rows(report: RunReport) -> Iterator[tuple[str, ...]]:
    known = numbers(report)
    rows = {
        case.id: (
            case.title,
            " ".join(case.requirements),
            case.verdict_words,
            case.started,
            f"{case.duration_s:.3f}",
            case.reason,
            case.module,
            case.id,
        )
        for case in report.cases
    }
    planned = {case.id: case for case in report.description.planned}
    for name in report.not_run:
        title, of = (planned[name].title, planned[name].requirements) if name in planned else (name, ())
        rows[name] = (title, " ".join(of), NOT_RUN, "", "", report.ending.early, "", name)
    for name in sorted(rows, key=lambda each: known.get(each, 0)):
        yield (str(known.get(name, 0)), *rows[name], report.header.run_id, report.header.selected)
