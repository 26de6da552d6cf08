"""All renderings of a run, made from the values that `results.jsonl` holds.

`render(read(folder), folder)` renders a finished run again; it needs no pytest.
"""

from __future__ import annotations

import json
from pathlib import Path

from hil.report.html import page
from hil.report.junit import write_junit
from hil.report.summary import summarise
from hil.results.folder import JUNIT, PAGE, SUMMARY
from hil.results.model import RunReport


def render(report: RunReport, folder: Path) -> None:
    """Write `summary.json`, `report.html` and `junit.xml`."""
    summary = json.dumps(summarise(report), indent=2, ensure_ascii=False)
    (folder / SUMMARY).write_text(summary + "\n", encoding="utf-8")
    write_junit(report, folder / JUNIT)
    (folder / PAGE).write_text(page(report), encoding="utf-8", errors="backslashreplace")
