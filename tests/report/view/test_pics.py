"""What the run was told about the DUT and its bench."""

from __future__ import annotations

from dataclasses import replace

import pytest

from hil.report.view.pics import Pics, pics_of, value_words
from hil.results.description import Claim, Description, KnownDeviation
from hil.results.model import DeviationStatus
from hil.results.static import StaticDeviation, StaticReview
from tests.results.samples import sample

ENTRY = KnownDeviation("GEN-05", "-5", "fixed in the next firmware", "2026-12-31")
WORDS = "GEN-05: -5: fixed in the next firmware (until 2026-12-31)"
CLAIMS = (
    Claim("dut.name", "the name of the DUT in the report", "M95 of the pilot", stated=True),
    Claim("tls.versions", "the versions of note 1.1", ("TLS1.0", "TLS1.2"), stated=True),
    Claim("ftp.resume", "transfers can be resumed (type 3)", value=True, stated=False),
    Claim("bench.ports", "IXIT: the ports that the DUT can reach", "", stated=False),
)
NOT_CLAIMED = StaticDeviation("tls.versions", "ssl3.0", "SSL3.0", "note 1.1", ("VER-01",))
OPEN = StaticReview((NOT_CLAIMED,))


def described(
    *,
    static: StaticReview = OPEN,
    status: tuple[DeviationStatus, ...] = (),
    source: str = "m95.toml",
) -> Pics:
    known = Description(claims=CLAIMS, deviations=(ENTRY,))
    return pics_of(
        replace(sample(), description=known, static=static, deviations=status, pics=source),
    )


def test_claims_stand_by_table_with_value_origin_and_review() -> None:
    pics = described()

    rows = [
        (table.name, table.is_ixit, row.value, row.origin, row.review)
        for table in pics.tables
        for row in table.rows
    ]

    assert pics.name == "M95 of the pilot"
    assert rows == [
        ("dut", False, "M95 of the pilot", "stated", "as the note states"),
        ("tls", False, "TLS1.0, TLS1.2", "stated", "not claimed: SSL3.0"),
        ("ftp", False, "yes", "default", "as the note states"),
        ("bench", True, "none", "default", "as the note states"),
    ]
    assert pics.tables[-1].rows[0].meaning == "the ports that the DUT can reach"


@pytest.mark.parametrize(
    ("value", "words"),
    [(False, "no"), (2017, "2017"), ((0, 1), "0, 1"), ((), "none"), ("", "none")],
)
def test_a_value_reads_as_words(value: bool | int | str | tuple[int, ...], words: str) -> None:
    assert value_words(value) == words


def test_cases_that_are_not_applicable_stand_by_their_reason() -> None:
    (group,) = described().not_applicable

    assert (group.reason, [case.name for case in group.cases]) == (
        "the DUT claims no CMUX",
        ["test_hello.py::test_cmux"],
    )


@pytest.mark.parametrize(
    ("status", "static", "words"),
    [
        ((), StaticReview(), "covers no case of this run"),
        ((DeviationStatus(WORDS, "GEN-05", ("a",), outdated=False),), StaticReview(), "covers 1 case"),
        (
            (DeviationStatus(WORDS, "GEN-05", (), outdated=True),),
            StaticReview(),
            "outdated: its requirement passes now",
        ),
        ((), StaticReview((NOT_CLAIMED.accepted_by(WORDS),)), "accepts a static deviation"),
    ],
)
def test_a_known_deviation_tells_what_became_of_it(
    status: tuple[DeviationStatus, ...], static: StaticReview, words: str
) -> None:
    (row,) = described(status=status, static=static).known_deviations

    assert row.status == words


def test_the_origin_of_the_values_is_told() -> None:
    assert described().origin == "PICS file m95.toml: it states 2 values; the others are the defaults."
    assert "all that the note states" in described(source="").origin
    assert pics_of(sample()).origin == "The records of this run do not tell what the DUT claims."
