"""All renderings of a run, made from the values that `results.jsonl` holds.

`render(read(folder), folder)` renders a run again, complete or not; it needs no pytest.
A rendering takes the place of an earlier one at once, so that none is half written.
"""

from __future__ import annotations

import json
from pathlib import Path

from hil.endurance import series
from hil.report.html import page
from hil.report.junit import junit
from hil.report.summary import summarise
from hil.results.folder import ENDURANCE, JUNIT, PAGE, SUMMARY
from hil.results.model import RunReport
from hil.results.whole_file import write_file


def render(report: RunReport, folder: Path) -> None:
    """Write `summary.json`, `report.html` and `junit.xml`; raises `OSError`, and leaves an earlier one whole.

    The series of an endurance run is read from the folder.
    """
    course = series.read(folder / ENDURANCE)
    summary = json.dumps(summarise(report, course), indent=2, ensure_ascii=False)
    write_file(folder / SUMMARY, f"{summary}\n".encode(errors="backslashreplace"))
    write_file(folder / JUNIT, junit(report))
    write_file(folder / PAGE, page(report, course).encode(errors="backslashreplace"))
