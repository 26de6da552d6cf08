"""What cases declare to need is what they use, by their transcripts; an exclusion leaves no case that uses it.

`HIL_REHEARSAL=full` takes all cases (`make needs`); without it a seeded sample.
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping

import pytest

from hil.campaign.features import FEATURES, OF_BENCH
from hil.campaign.pics import KEYS, Choices, Flag, Pics, Value
from tests.needs.allowed import BEFORE, UNUSED, chooses_by_claims, reasons
from tests.needs.rehearsed import Case, rehearse

FULL = os.environ.get("HIL_REHEARSAL") == "full"

USUAL = frozenset({"tls1.2", "0x0035", "0x0005", "0x0004", "0x000a", "0x002f", "0x003d", "passive"})
"""What a session gets when everything is claimed and its case is about something else."""

HALVES = {
    "old": """
        [tls]
        versions = ["SSL3.0", "TLS1.0"]
        suites = ["0X0005", "0X000A"]
        seclevels = [0, 1]
        [ftp]
        data_connections = ["active"]
        storages = ["UART", "UFS"]
        [at]
        multiplexer = false
        [security_files]
        storages = ["NVRAM"]
    """,
    "new": """
        [tls]
        versions = ["TLS1.1", "TLS1.2"]
        suites = ["0X0035", "0X0004", "0X002F", "0X003D"]
        ssl_contexts = 1
        [ftp]
        modes = ["explicit"]
        data_connections = ["passive"]
        types = ["binary"]
        resume = false
        [at]
        clock = false
        [network]
        host_names = false
        pdp_recovery = false
        contexts = 1
        [security_files]
        storages = ["RAM"]
    """,
}
"""Claims of two DUTs; each feature of the usual session is missing in one of them."""


@pytest.fixture(scope="module")
def cases(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Case]:
    """Cases with everything claimed."""
    return rehearse(tmp_path_factory.mktemp("everything"), cases=None if FULL else 200)


@pytest.fixture(scope="module", params=HALVES)
def half(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> tuple[str, Mapping[str, Case]]:
    """Cases with one half claimed."""
    folder = tmp_path_factory.mktemp(request.param)
    return request.param, rehearse(folder, cases=None if FULL else 200, pics=HALVES[request.param])


def test_a_case_declares_every_feature_that_it_uses(cases: Mapping[str, Case]) -> None:
    missing = [
        f"{name}: {feature}"
        for name, case in cases.items()
        for feature in (case.used | case.negotiated) - case.declared - USUAL
        if not reasons(BEFORE, name, feature) and not chooses_by_claims(name)
    ]

    assert missing == []


def test_a_case_declares_every_number_that_it_uses(cases: Mapping[str, Case]) -> None:
    missing = [
        f"{name}: {number} {value}"
        for name, case in cases.items()
        for number, value in case.least_used.items()
        if value > case.least_declared.get(number, 0)
        and not reasons(BEFORE, name, number)
        and not chooses_by_claims(name)
    ]

    assert missing == []


def test_a_case_declares_no_feature_that_it_does_not_use(cases: Mapping[str, Case]) -> None:
    surplus = [
        f"{name}: {feature}"
        for name, case in cases.items()
        if case.verdict == "pass"
        for feature in case.declared - case.used - case.negotiated - OF_BENCH.keys()
        if not reasons(UNUSED, name, feature)
    ]

    assert surplus == []


@pytest.mark.parametrize("feature", sorted(FEATURES.keys() - OF_BENCH.keys()))
def test_an_exclusion_leaves_no_case_that_uses_what_is_excluded(
    feature: str, cases: Mapping[str, Case]
) -> None:
    pics = Pics(values_without(feature))

    left = [name for name, case in cases.items() if not pics.unmet_need(case.declared, case.least_declared)]
    using = [
        name
        for name in left
        if feature in cases[name].used | cases[name].negotiated and not chooses_by_claims(name)
    ]

    assert not pics.claims(feature)
    assert [name for name in using if feature not in USUAL and not reasons(BEFORE, name, feature)] == []
    assert left, "every case needs it"


def test_claims_of_one_half_are_kept_by_every_session(half: tuple[str, Mapping[str, Case]]) -> None:
    _, ran = half
    judged = {name: case for name, case in ran.items() if case.verdict != "not_applicable"}
    unclaimed = unclaimed_of(half[0])

    used = [
        f"{name}: {feature}"
        for name, case in judged.items()
        for feature in case.used & unclaimed
        if not reasons(BEFORE, name, feature)
    ]

    assert used == []
    assert judged
    assert {case.verdict for case in judged.values()} == {"pass"}


def values_without(feature: str) -> dict[str, Value]:
    """The values of all keys, that feature left out."""
    values: dict[str, Value] = {key: kind.default for key, kind in KEYS.items()}
    for key, kind in KEYS.items():
        if isinstance(kind, Choices):
            values[key] = tuple(value for value in kind.values if kind.feature(value) != feature)
        elif isinstance(kind, Flag) and kind.feature == feature:
            values[key] = False
    return values


def unclaimed_of(half: str) -> frozenset[str]:
    """The features that a half does not claim."""
    claimed = tomllib.loads(HALVES[half].replace("        ", ""))
    missing = set()
    for key, kind in KEYS.items():
        table, _, name = key.partition(".")
        value = claimed.get(table, {}).get(name)
        if isinstance(kind, Choices) and value is not None:
            missing |= {kind.feature(one) for one in kind.values if one not in value}
        elif isinstance(kind, Flag) and value is False:
            missing.add(kind.feature)
    return frozenset(missing)
