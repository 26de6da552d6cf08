"""The rows of suites/combinations: each pair of values occurs, and a DUT gets only what it claims."""

from __future__ import annotations

from itertools import combinations

import pytest

from hil.ftps.session import Listener
from hil.modem.claims import Claims
from hil.spec.tls import SSLVERSION, CipherSuite, Version, is_legal_pair
from suites.combinations.array import FACTORS, PACKS, pack, rows
from suites.combinations.factors import OLDEST_FIRST

EVERYTHING = Claims()
UNCLAIMED = {
    *("implicit", "active", "ascii", "resume", "ram", "sd", "ssl3.0", "tls1.0", "0x0005", "seclevel2"),
    *("ram-files", "clock", "pdp-recovery"),
}
LITTLE = Claims.of(lambda feature: feature not in UNCLAIMED, contexts=1, file_bytes=5000)


def of_all_packs(claimed: Claims) -> list:  # type: ignore[type-arg]
    """The rows of all cases."""
    return [row for number in range(PACKS) for row in pack(number, PACKS, claimed)]


def test_each_pair_of_values_is_in_a_row() -> None:
    made = rows()

    missing = [
        f"{first}={left!r}, {second}={right!r}"
        for (first, of_first), (second, of_second) in combinations(FACTORS.items(), 2)
        for left in of_first
        for right in of_second
        if not any(getattr(row, first) == left and getattr(row, second) == right for row in made)
    ]

    assert missing == []


def test_the_cases_have_all_rows_once() -> None:
    assert len(of_all_packs(EVERYTHING)) == len(rows())


@pytest.mark.parametrize("claimed", [EVERYTHING, LITTLE])
def test_version_and_suites_of_a_row_go_together(claimed: Claims) -> None:
    for row in of_all_packs(claimed):
        assert row.spoken in SSLVERSION[row.version[0]]
        assert is_legal_pair(row.spoken, row.suite)
        assert set(row.suites) <= set(claimed.suites)
        assert row.spoken is not Version.SSL30 or row.suite in OLDEST_FIRST
        for code in row.suites:
            assert any(is_legal_pair(version, CipherSuite(code)) for version in SSLVERSION[row.version[0]])


def test_a_dut_that_claims_little_gets_nothing_else() -> None:
    for row in of_all_packs(LITTLE):
        assert row.link is not Listener.IMPLICIT
        assert (row.context, row.data_mode, row.type, row.offset) == (0, "passive", "binary", 0)
        assert row.place in {"COM", "UFS"}
        assert max(row.size) <= 5000
        assert row.spoken in {Version.TLS11, Version.TLS12}
        assert CipherSuite.TLS_RSA_WITH_RC4_128_SHA not in row.suites
        assert row.authentication.level < 2
        assert not any(name.startswith("RAM:") for name in (row.ssl.ca, row.ssl.certificate, row.ssl.key))
