"""The renderings that each run ends with, made from the values that `results.jsonl` holds.

`render(read(folder), folder)` renders a run again, complete or not; it needs no pytest.
"""

from __future__ import annotations

from pathlib import Path

from hil.report.formats import write_all
from hil.report.source import source_of
from hil.results.model import RunReport


def render(report: RunReport, folder: Path) -> tuple[Path, ...]:
    """Write `summary.json`, `report.html` and `junit.xml`, and return their paths; raises `OSError`, and leaves an earlier one whole.

    The series of an endurance run is read from the folder.
    """
    return write_all(source_of(report, folder), folder)
