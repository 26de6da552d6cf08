"""Whether a report may be issued."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from hil.report.lint import lint
from hil.report.source import Source
from hil.results.ending import ENDED, NOT_RECORDED
from hil.results.model import RunReport
from tests.report.laboratory import KNOWN, LAB
from tests.results.samples import sample
from tests.results.selftests import FIT, OVERLOOKED

WHOLE = replace(sample(), description=KNOWN, not_run=(), ending=ENDED)


def test_a_whole_run_with_fails_of_a_laboratory_that_tells_all_may_be_issued() -> None:
    assert lint(Source(WHOLE, Path(), lab=LAB)) == ()


@pytest.mark.parametrize(
    ("report", "words"),
    [
        (
            replace(WHOLE, ending=NOT_RECORDED),
            "run: incomplete: each of its 187 cases has a verdict, but the run did",
        ),
        (replace(WHOLE, not_run=("a",)), "run: incomplete: 1 of 188 cases have no verdict; go on with it"),
        (
            replace(WHOLE, header=replace(WHOLE.header, shard="2/5")),
            "run: it is shard 2/5 of a selection; join the shards by hil merge",
        ),
        (replace(WHOLE, damage=("run.json is damaged",)), "records: run.json is damaged; take the folder"),
    ],
)
def test_a_run_that_is_a_part_or_damaged_gives_a_draft(report: RunReport, words: str) -> None:
    (finding,) = lint(Source(report, Path(), lab=LAB))

    assert str(finding).startswith(words)


def test_a_run_without_a_seal_gives_a_draft() -> None:
    (finding,) = lint(Source(WHOLE, Path(), lab=LAB, unsealed="it has no manifest"))

    assert str(finding) == "seal: the run is not sealed: it has no manifest; hil verify RUN tells more"


def test_letters_that_the_fonts_lack_give_a_draft() -> None:
    (finding,) = lint(Source(WHOLE, Path(), lab=(*LAB, ("operator", "東"))))

    assert str(finding).startswith("[lab] operator: the fonts of the report lack letters of it; ")
    assert "<U+6771>" in finding.what


def test_a_missing_item_is_told_with_its_letter_and_the_next_step() -> None:
    lab = tuple(entry for entry in LAB if entry[0] != "received")

    (finding,) = lint(Source(WHOLE, Path(), lab=lab))

    assert str(finding) == (
        "item h (the date of receipt of the item): the date of receipt is missing; "
        "add received = 2027-03-31 to [lab] of the bench file or of --lab FILE"
    )


@pytest.mark.parametrize(
    ("key", "day", "words"),
    [
        (
            "issued",
            "2026-01-29",
            "item j (the date of issue): the date of issue, 2026-01-29, is before the end",
        ),
        (
            "received",
            "2026-02-02",
            "item h (the date of receipt of the item): the date of receipt, 2026-02-02, is",
        ),
        (
            "received",
            "soon",
            "item h (the date of receipt of the item): the date of receipt is no date: soon",
        ),
    ],
)
def test_dates_that_the_records_contradict_give_a_draft(key: str, day: str, words: str) -> None:
    (finding,) = lint(Source(WHOLE, Path(), lab=(*LAB, (key, day))))

    assert str(finding).startswith(words)


@pytest.mark.parametrize(("key", "day"), [("issued", "2026-01-30"), ("received", "2026-02-01")])
def test_the_day_beside_that_of_utc_is_no_contradiction(key: str, day: str) -> None:
    assert lint(Source(WHOLE, Path(), lab=(*LAB, (key, day)))) == ()


def test_a_selftest_that_is_not_fit_gives_a_draft() -> None:
    unfit = replace(FIT, defects=(OVERLOOKED,))

    (finding,) = lint(Source(replace(WHOLE, selftest=unfit), Path(), lab=LAB))

    assert str(finding).startswith("selftest: selftest of 2026-01-30: not fit")
    assert lint(Source(replace(WHOLE, selftest=FIT), Path(), lab=LAB)) == ()
