"""AT+QSSLCFG="sslversion" and "seclevel": the ranges in the first and the last context (note 2.3)."""

from __future__ import annotations

import pytest

from hil.expect import expect, preamble
from hil.fixture_types import Observe
from hil.modem.modem import Modem

from .settings import query, take_any_pair

CONTEXTS = [pytest.param(index, id=f"context{index}") for index in (0, 5)]

LEGAL = {
    ("sslversion", 0): "SSLCFG-VERSION-03",
    ("sslversion", 1): "SSLCFG-VERSION-04",
    ("sslversion", 2): "SSLCFG-VERSION-05",
    ("sslversion", 3): "SSLCFG-VERSION-06",
    ("sslversion", 4): "SSLCFG-VERSION-07",
    ("seclevel", 0): "SSLCFG-SECLVL-03",
    ("seclevel", 1): "SSLCFG-SECLVL-04",
    ("seclevel", 2): "SSLCFG-SECLVL-05",
}
OUTSIDE = {
    ("sslversion", -1): "SSLCFG-VERSION-09",
    ("sslversion", 5): "SSLCFG-VERSION-10",
    ("seclevel", -1): "SSLCFG-SECLVL-07",
    ("seclevel", 3): "SSLCFG-SECLVL-08",
}
COMMON = {
    "sslversion": ("SSLCFG-VERSION-01", "SSLCFG-VERSION-02"),
    "seclevel": ("SSLCFG-SECLVL-01", "SSLCFG-SECLVL-02"),
}
ANOTHER = {0: "1", 1: "2", 2: "1", 3: "0", 4: "3"}
"""The legal value that is set before."""

SMOKE = {
    (0, "sslversion", 3),
    (5, "sslversion", 4),
    (0, "sslversion", 5),
    (5, "sslversion", 0),
    (0, "seclevel", 1),
    (5, "seclevel", 2),
    (0, "seclevel", 3),
}


def cases(values: dict[tuple[str, int], str]) -> list[object]:
    """One parameter set for each value and context, with the requirement of the value."""
    return [
        pytest.param(
            index,
            keyword,
            number,
            identifier,
            id=f"{keyword}-{number}-context{index}",
            marks=[
                pytest.mark.requirement(identifier),
                *([pytest.mark.smoke] if (index, keyword, number) in SMOKE else []),
                *([pytest.mark.requirement(*COMMON[keyword])] if values is LEGAL else []),
            ],
        )
        for (keyword, number), identifier in values.items()
        for index in (0, 5)
    ]


@pytest.mark.parametrize(("index", "keyword", "number", "identifier"), cases(LEGAL))
def test_a_legal_value_is_stored_and_read_back(
    index: int, keyword: str, number: int, identifier: str, modem: Modem
) -> None:
    stores, tells = COMMON[keyword]
    take_any_pair(modem, index)
    preamble(modem.send(f'AT+QSSLCFG="{keyword}",{index},{ANOTHER[number]}')).accepted()

    written = modem.send(f'AT+QSSLCFG="{keyword}",{index},{number}')
    read = modem.send(f'AT+QSSLCFG="{keyword}",{index}')

    expect(written, stores, identifier).accepted()
    expect(read, tells).accepted()
    expect(read, tells, identifier).answered(keyword, number)


@pytest.mark.requirement("SSLCFG-GEN-06")
@pytest.mark.parametrize(("index", "keyword", "number", "identifier"), cases(OUTSIDE))
def test_a_value_out_of_range_is_refused_and_changes_nothing(
    index: int, keyword: str, number: int, identifier: str, modem: Modem
) -> None:
    take_any_pair(modem, index)
    preamble(modem.send(f'AT+QSSLCFG="{keyword}",{index},2')).accepted()

    refused = modem.send(f'AT+QSSLCFG="{keyword}",{index},{number}')

    expect(refused, identifier).refused()
    expect(query(modem, keyword, index), "SSLCFG-GEN-06").answered(keyword, 2)


@pytest.mark.requirement("SSLCFG-VERSION-11")
@pytest.mark.parametrize("index", CONTEXTS)
def test_a_version_that_is_not_a_number_is_refused(index: int, modem: Modem) -> None:
    take_any_pair(modem, index)
    preamble(modem.send(f'AT+QSSLCFG="sslversion",{index},2')).accepted()

    refused = modem.send(f'AT+QSSLCFG="sslversion",{index},abc')

    expect(refused, "SSLCFG-VERSION-11").refused()
    expect(query(modem, "sslversion", index), "SSLCFG-VERSION-11").answered("sslversion", 2)


@pytest.mark.requirement("SSLCFG-VERSION-11")
@pytest.mark.parametrize("index", CONTEXTS)
def test_an_empty_version_is_refused_or_read_as_a_query(index: int, modem: Modem, observe: Observe) -> None:
    take_any_pair(modem, index)
    preamble(modem.send(f'AT+QSSLCFG="sslversion",{index},2')).accepted()

    answered = modem.send(f'AT+QSSLCFG="sslversion",{index},')

    observe("empty version", " ".join(answered.lines))
    if answered.ok:
        expect(answered, "SSLCFG-VERSION-11").accepted().answered("sslversion", 2)
    else:
        expect(answered, "SSLCFG-VERSION-11").refused()
    expect(query(modem, "sslversion", index), "SSLCFG-VERSION-11").answered("sslversion", 2)
