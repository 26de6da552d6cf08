"""`summary.md`: what a reader needs first, in Markdown that no text of a run can break."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from markdown_it import MarkdownIt

from hil.report.markdown import escaped, rendered
from hil.report.source import Source
from hil.results.model import RunReport
from hil.verdict import FailedCheck, Ground, Verdict
from tests.results.samples import FAILED, HEADER, LAST, OTHERS, sample

LIMIT_OF_GITHUB = 1024 * 1024

EVIL = "a|b `c` <script>x</script> [l](http://e) ![i](http://e) *b* _i_ ~~s~~ \\ @team #1 \x1b[2J\nnext"


def markdown(report: RunReport) -> str:
    return rendered(Source(report, Path())).decode()


def test_the_summary_tells_selection_verdict_dut_failures_and_what_was_not_run() -> None:
    found = markdown(replace(sample(), header=replace(HEADER, narrowed=(("-k", "close"),))))

    assert found.startswith("# Conformance of the FTPS function: full, -k close\n\n**")
    assert "only a part of the campaign full was selected: -k close" in found
    assert "| **DUT** | " in found
    assert "M95FAR" in found
    assert "| note | AUTH-05, AUTH-06 |" in found
    assert f"| `{LAST.rpartition('/')[2]}` |" in found
    assert "| `test_hello.py::test_no_session` | inconclusive" in found
    assert "the run ended early: no answer to AT; 1 of" in found


def test_a_run_that_passed_has_no_table_of_failures() -> None:
    passed = RunReport(HEADER, cases=(OTHERS[0],), planned=(OTHERS[0].id,))

    found = markdown(passed)

    assert "## What fails" not in found
    assert "## Not run" not in found
    assert "## Unproven" not in found


def test_no_text_of_a_run_is_markdown_or_html() -> None:
    case = replace(FAILED, id=f"a/test_a.py::test_it[{EVIL}]", title=EVIL, reason=EVIL)
    page = (
        MarkdownIt("commonmark")
        .enable(["table", "strikethrough"])
        .render(markdown(replace(sample(), cases=(case,))))
    )

    assert not [tag for tag in ("<script", "<a ", "<img", "<em>", "<s>") if tag in page]
    (row,) = [part for part in page.split("<tr>") if "test_it[" in part]
    assert row.count("<td>") == 5


def test_an_escaped_text_reads_as_it_was() -> None:
    page = MarkdownIt("commonmark").render(escaped('AT+QSSLCFG="a",1 | <x> *y* [z](w)'))

    assert page == "<p>AT+QSSLCFG=&quot;a&quot;,1 | &lt;x&gt; *y* [z](w)</p>\n"


def test_a_run_in_which_everything_fails_fits_the_limit_of_github() -> None:
    cases = tuple(
        replace(
            FAILED,
            id=f"a/test_a.py::test_{number}[{'x' * 300}]",
            verdict=verdict,
            checks=(FailedCheck((f"A-{number}",), Ground.NOTE, "word " * 900, "1", str(number)),),
        )
        for number in range(2500)
        for verdict in (Verdict.FAIL, Verdict.ERROR)
    )

    made = rendered(Source(replace(sample(), cases=cases, not_run=tuple(c.id for c in cases)), Path()))

    assert len(made) < LIMIT_OF_GITHUB / 4
    assert b"2450 more; the report has all." in made


@pytest.mark.parametrize("verdict", list(Verdict))
def test_each_verdict_is_counted(verdict: Verdict) -> None:
    case = replace(FAILED, verdict=verdict)

    assert f"| {verdict.words} | 1 |" in markdown(replace(sample(), cases=(case,)))
