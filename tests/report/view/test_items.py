"""The sixteen items of a test report."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from string import ascii_lowercase

import pytest

from hil.report.source import Source
from hil.report.view.items import ITEMS, missing_items
from hil.results.description import Description
from hil.results.model import RunReport
from tests.report.laboratory import KNOWN, LAB
from tests.results.samples import DUT, sample


def test_the_items_are_those_of_the_standard_in_its_order() -> None:
    assert "".join(item.letter for item in ITEMS) == ascii_lowercase[:16]


def test_a_laboratory_that_tells_all_lacks_nothing() -> None:
    assert missing_items(Source(replace(sample(), description=KNOWN), Path(), lab=LAB)) == {}


@pytest.mark.parametrize(
    ("key", "letter", "words"),
    [
        ("name", "b", "the name of the laboratory is missing"),
        ("address", "b", "the address of the laboratory is missing"),
        ("place", "c", "the place of the tests is missing"),
        ("customer", "e", "the name of the customer is missing"),
        ("customer_address", "e", "how the customer is reached is missing"),
        ("item_condition", "g", "the condition of the module when it came is missing"),
        ("received", "h", "the date of receipt is missing"),
        ("issued", "j", "the date of issue is missing"),
        ("method_deviations", "n", "the statement on additions, deviations and exclusions is missing"),
        ("authorised_by", "o", "the name of who authorises the report is missing"),
        ("authorised_function", "o", "the function of who authorises the report is missing"),
        ("external_results", "p", "the statement on results from others is missing"),
    ],
)
def test_what_the_laboratory_does_not_tell_is_missing_by_name(key: str, letter: str, words: str) -> None:
    told = tuple(entry for entry in LAB if entry[0] != key)

    found = missing_items(Source(replace(sample(), description=KNOWN), Path(), lab=told))

    assert {name: [lack.what for lack in lacks] for name, lacks in found.items()} == {letter: [words]}
    assert f"add {key} = " in found[letter][0].step


def test_what_the_bench_file_told_when_the_run_began_counts() -> None:
    report = sample()
    header = replace(report.header, lab=LAB)

    assert missing_items(Source(replace(report, header=header, description=KNOWN), Path())) == {}


@pytest.mark.parametrize(
    ("report", "letter", "words"),
    [
        (replace(sample(), description=Description()), "f", "digests of suites and requirements"),
        (
            replace(
                sample(), description=KNOWN, header=replace(sample().header, commit="0123456789ab-dirty")
            ),
            "f",
            "changed after its last commit",
        ),
        (replace(sample(), description=KNOWN, duts=()), "g", "no DUT was identified"),
        (replace(sample(), description=KNOWN, planned=()), "k", "the selection of cases is not recorded"),
    ],
)
def test_what_the_run_does_not_tell_is_missing(report: RunReport, letter: str, words: str) -> None:
    found = missing_items(Source(report, Path(), lab=LAB))

    assert list(found) == [letter]
    assert words in found[letter][0].what


def test_a_masked_imei_needs_a_label_and_a_full_one_does_not() -> None:
    unlabelled = tuple(entry for entry in LAB if entry[0] != "item")
    masked = replace(sample(), description=KNOWN)
    full = replace(masked, duts=(replace(DUT, imei="490154203237518"),))

    assert list(missing_items(Source(masked, Path(), lab=unlabelled))) == ["g"]
    assert missing_items(Source(full, Path(), lab=unlabelled)) == {}


def test_a_date_of_issue_that_is_none_is_missing() -> None:
    source = Source(replace(sample(), description=KNOWN), Path(), lab=(*LAB, ("issued", "soon")))

    assert missing_items(source)["j"][0].what == "the date of issue is no date: soon"
