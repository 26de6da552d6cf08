"""Security advice: deprecated versions and suites that passed cases used."""

from __future__ import annotations

from dataclasses import replace

import pytest

from hil.results.case import CaseResult
from hil.results.observations import advice
from hil.verdict import Verdict
from tests.results.samples import matrix_cases


def cell_case(sslversion: int, ciphersuite: str, verdict: Verdict = Verdict.PASS) -> CaseResult:
    case = matrix_cases()[0]
    assert case.cell is not None
    return replace(
        case, verdict=verdict, cell=replace(case.cell, sslversion=sslversion, ciphersuite=ciphersuite)
    )


@pytest.mark.parametrize(
    ("case", "subjects"),
    [
        (cell_case(3, "0X0035"), []),
        (cell_case(1, "0X0035"), ["TLS1.0"]),
        (cell_case(0, "0X0004"), ["SSL3.0", "0X0004 TLS_RSA_WITH_RC4_128_MD5"]),
        (cell_case(4, "0X000A"), ["0X000A TLS_RSA_WITH_3DES_EDE_CBC_SHA"]),
        (cell_case(0, "0X003D"), []),  # the refusal of an illegal pair
        (cell_case(1, "0X0035", Verdict.FAIL), []),
    ],
)
def test_advice_names_what_was_seen_to_work_though_deprecated(case: CaseResult, subjects: list[str]) -> None:
    assert [row.subject for row in advice([case])] == subjects
