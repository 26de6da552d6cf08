"""The committed sample report: its records can be read, and they give its renderings."""

from __future__ import annotations

import json
from pathlib import Path

from hil.report.render import render
from hil.results.description import RUN
from hil.results.records import RESULTS, read

SAMPLE = Path(__file__).parent.parent.parent / "reports/sample"


def test_the_sample_can_be_rendered_again(tmp_path: Path) -> None:
    report = read(SAMPLE)

    render(report, tmp_path)

    rendered, committed = (json.loads((folder / "summary.json").read_text()) for folder in (tmp_path, SAMPLE))
    of_cases = ("pass", "fail", "inconclusive", "error", "total", "run_id", "dut", "exit_code", "meaning")
    assert {key: rendered[key] for key in of_cases} == {key: committed[key] for key in of_cases}
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(
        path.name for path in SAMPLE.iterdir() if path.name not in {RESULTS, RUN}
    )
