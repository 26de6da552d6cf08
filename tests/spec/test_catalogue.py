"""The catalogue is whole, and its numbers agree with registries that we did not write."""

from __future__ import annotations

import pytest
from tlslite.constants import CipherSuite as Registered

from hil.errors import UsageError
from hil.spec.catalogue import RequirementKind, Verification, requirement, requirements
from hil.spec.codes import ErrorCode, describe
from hil.spec.commands import COMMANDS, Shape
from hil.spec.files import NAMES, limit
from hil.spec.tls import ALL_SUITES, EXAMPLE_ORDER, CipherSuite, Version, is_legal_pair

# Of Table 4, read with its torn rows mended.
TABLE_4 = {
    -1, -3, -4, -5, -6, -7, -8, -9, -10, -11, -12, -13,
    -421, -425, -426, -450, -452, -500, -501, -502, -530, -532, -550, -551, -552, -553,
    4008, 4009, 4010, 4011, 4012, 4013,
}  # fmt: skip


def test_no_requirement_is_lost() -> None:
    kinds = [row.kind for row in requirements().values()]

    assert len(kinds) == 503
    assert {kind: kinds.count(kind) for kind in RequirementKind} == {
        RequirementKind.MANDATORY: 451,
        RequirementKind.OPTIONAL: 10,
        RequirementKind.INFORMATIVE: 42,
    }
    assert sum(row.verification is Verification.TEST for row in requirements().values()) == 495


def test_every_row_has_a_section_and_a_statement() -> None:
    assert [row.id for row in requirements().values() if not row.section or not row.statement] == []


def test_an_unknown_id_is_answered_with_its_neighbours() -> None:
    with pytest.raises(UsageError, match="AUTH-1"):
        requirement("AUTH-99")


def test_the_group_of_a_requirement_is_its_id_without_the_number() -> None:
    assert requirement("SSLCFG-CTX-03").group == "SSLCFG-CTX"


def test_the_codes_are_those_of_table_4() -> None:
    assert {code.value for code in ErrorCode} == TABLE_4


def test_every_code_of_table_4_has_a_requirement() -> None:
    local = {f"ERR-LOCAL-{-code:02d}" for code in TABLE_4 if -100 < code < 0}
    server = {f"ERR-SRV-{-code}" for code in TABLE_4 if code < -100}
    file = {f"ERR-CME-{code}" for code in TABLE_4 if code > 0}

    assert (local | server | file) <= set(requirements())


@pytest.mark.parametrize(
    ("code", "words"),
    [
        (-550, "-550 (action not taken, file unavailable (not found, no access))"),
        (-300, "-300 (not in Table 4)"),
    ],
)
def test_a_code_is_described(code: int, words: str) -> None:
    assert describe(code) == words


@pytest.mark.parametrize("suite", ALL_SUITES, ids=lambda suite: suite.name)
def test_the_number_of_a_suite_is_the_registered_one(suite: CipherSuite) -> None:
    assert getattr(Registered, suite.name) == suite.value


def test_three_orders_hold_the_same_six_suites() -> None:
    assert len(ALL_SUITES) == 6
    assert set(EXAMPLE_ORDER) == set(ALL_SUITES)


def test_twenty_one_pairs_are_legal() -> None:
    legal = [
        (version, suite) for version in Version for suite in CipherSuite if is_legal_pair(version, suite)
    ]

    assert len(legal) == 21


@pytest.mark.parametrize(
    ("name", "expected"), [("NVRAM:CA0", 2017), ("NVRAM:CK0", 2017), ("RAM:ca_cert.pem", 32768)]
)
def test_the_limit_of_a_file_is_that_of_its_storage(name: str, expected: int) -> None:
    assert name in NAMES
    assert limit(name) == expected


def test_a_transfer_answers_ok_before_connect_and_an_upload_of_a_certificate_does_not() -> None:
    assert COMMANDS["QFTPPUT"].shape is Shape.TRANSFER
    assert COMMANDS["QSECWRITE"].shape is Shape.UPLOAD
