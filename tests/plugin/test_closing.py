"""The end of a run under pytest: counts, failing cases by cause, verdict, next step, report."""

from __future__ import annotations

from pathlib import Path

import pytest

from hil.plugin.closing import closing_lines
from hil.results.words import counts_line
from tests.results.samples import FAILED, OTHERS, sample


def test_the_end_tells_counts_failures_verdict_and_the_next_step() -> None:
    lines = list(closing_lines(sample(), Path("out"), (OTHERS[0],), ("no room",)))

    assert lines[0] == counts_line(sample())
    assert lines[1].startswith("fail [note] AUTH-05, AUTH-06: ")
    assert lines[2] == f"  case 1: {FAILED.name}"
    assert f"pass: {OTHERS[0].id}" in lines
    assert "warning: no room" in lines
    assert lines[-3].startswith("not every applicable case passed; incomplete: 1 of ")
    assert lines[-2].startswith("next: hil show out 1 ")
    assert lines[-1] == "out/report.html"


def test_github_reads_annotations_behind_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GITHUB_ACTIONS", "true")

    lines = list(closing_lines(sample(), Path("out"), (), ()))

    assert [line for line in lines if line.startswith("::error ")] == lines[
        lines.index("out/report.html") + 1 :
    ]
    assert lines[-1].startswith("::error ")
