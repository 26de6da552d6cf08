"""A run with static deviations: its exit code, its sentence, its record and its summary."""

from __future__ import annotations

import json
from dataclasses import asdict, replace

import pytest

from hil.report.summary import summarise
from hil.results.conclusion import Exit, exit_code, meaning
from hil.results.model import RunReport
from hil.results.static import NOT_REVIEWED, Probe, StaticDeviation, StaticReview, read_review
from hil.verdict import Verdict
from tests.results.samples import HEADER, OTHERS

SSL3 = StaticDeviation(
    key="tls.versions", feature="ssl3.0", what="SSL3.0", clause="note 1.1", requirements=("VER-01",)
)


def ended(verdict: Verdict, static: StaticReview) -> RunReport:
    return RunReport(header=HEADER, cases=(replace(OTHERS[0], verdict=verdict),), static=static)


TAKEN = Probe("ssl3.0", 'AT+QSSLCFG="sslversion",0,0', "OK", supported=True)


@pytest.mark.parametrize(
    ("deviation", "code", "reasons"),
    [("", Exit.DEVIATES, "1 without a dated reason"), ("VER-01: ticket 12", Exit.CONFORMS, "0 without")],
)
def test_a_static_deviation_decides_the_exit_code_unless_it_has_a_reason(
    deviation: str, code: Exit, reasons: str
) -> None:
    found = SSL3.accepted_by(deviation)
    run = ended(Verdict.PASS, StaticReview((found,)))

    assert exit_code(run) is code
    assert meaning(run).startswith("conforms as far as claimed: every applicable case passed")
    assert reasons in meaning(run)


def test_a_run_that_fails_does_not_conform_as_far_as_claimed() -> None:
    run = ended(Verdict.FAIL, StaticReview((SSL3.accepted_by("VER-01: ticket 12"),)))

    assert exit_code(run) is Exit.DEVIATES
    assert "as far as claimed" not in meaning(run)


def test_a_run_that_verified_nothing_says_nothing_in_spite_of_a_deviation() -> None:
    run = ended(Verdict.ERROR, StaticReview((SSL3,)))

    assert exit_code(run) is Exit.INFRASTRUCTURE


def test_a_review_is_read_as_it_was_written() -> None:
    review = StaticReview((SSL3, SSL3.accepted_by("VER-01: ticket 12")), (TAKEN,))

    assert read_review(json.loads(json.dumps(asdict(review)))) == review
    assert read_review(None) == NOT_REVIEWED


def test_the_summary_has_the_deviations_first_and_on_the_ground_of_the_note() -> None:
    summary = summarise(ended(Verdict.PASS, StaticReview((SSL3,), (TAKEN,))))

    assert list(summary)[:2] == ["schema", "static"]
    assert summary["static"]["deviations"][0]["ground"] == "note"
    assert summary["static"]["probes"][0]["supported"] is True


def test_a_supported_exclusion_is_told_before_one_that_the_dut_refuses() -> None:
    refused = Probe("clock", "AT+CCLK?", "ERROR", supported=False)

    assert StaticReview((SSL3,), (refused, TAKEN)).lines == (
        "not claimed: SSL3.0 (note 1.1; tls.versions of the PICS) [VER-01]",
        'ssl3.0 is not claimed; the DUT takes AT+QSSLCFG="sslversion",0,0 (OK)',
        "clock is not claimed; the DUT refuses AT+CCLK? (ERROR)",
    )
