"""The numbers of AT+QSSLCFG by class: beyond their range, no number, other forms of a number (note 2.3; V.250 5.4)."""

from __future__ import annotations

import pytest

from hil.expect import expect, expect_all, preamble
from hil.modem.modem import Modem
from hil.pki.authority import Authority

from ..numbers import NumberSetting, as_number, no_numbers, open_forms, outside
from .settings import (
    NAMES,
    PER_CONTEXT,
    VALUES,
    every_context,
    expect_told,
    query,
    store_files,
    take_any_pair,
)

RANGES = {  # keyword: the range, the value before a write, the value that an illegal one could be taken for
    "sslversion": (0, 4, 2, 3),
    "seclevel": (0, 2, 2, 1),
    "ignorertctime": (0, 1, 0, 1),
    "ftps": (0, 1, 0, 1),
    "ftpsctxi": (0, 5, 1, 3),
}
OUTSIDE = (  # keyword, requirements of values below and above the range
    ("sslversion", "SSLCFG-VERSION-09", "SSLCFG-VERSION-10"),
    ("seclevel", "SSLCFG-SECLVL-07", "SSLCFG-SECLVL-08"),
    ("ignorertctime", "SSLCFG-RTC-05", "SSLCFG-RTC-06"),
    ("ftps", "SSLCFG-FTPS-05", "SSLCFG-FTPS-06"),
    ("ftpsctxi", "SSLCFG-FTPSCTX-10", "SSLCFG-FTPSCTX-10"),
)
PERHAPS_UNBIND = "-1"
"""Of ftpsctxi: outside 0 to 5, and the value that is told without a bound context (2.3); it has a case of its own."""
CONTEXT_0_TO_5 = range(6)


def settings_of(modem: Modem, keyword: str) -> list[NumberSetting]:
    """The setting of a keyword, in each context if it belongs to one; each has the value `kept`."""
    return [_setting(modem, keyword, place) for place in _places(modem, keyword)]


def _places(modem: Modem, keyword: str) -> list[str]:
    if keyword not in PER_CONTEXT:
        return [""]
    for index in CONTEXT_0_TO_5:
        take_any_pair(modem, index)
    return [f",{index}" for index in CONTEXT_0_TO_5]


def _setting(modem: Modem, keyword: str, place: str) -> NumberSetting:
    _, _, kept, meant = RANGES[keyword]
    start = f'AT+QSSLCFG="{keyword}"{place}'
    preamble(modem.send(f"{start},{kept}")).accepted()
    return NumberSetting(
        what=f"{keyword}{place.replace(',', ' of context ')}",
        write=lambda text: modem.send(f"{start},{text}"),
        told=lambda: preamble(modem.send(start)).fields("QSSLCFG")[-1],
        kept=kept,
        meant=meant,
    )


@pytest.mark.requirement("SSLCFG-GEN-06")
@pytest.mark.parametrize(
    ("keyword", "below", "above"),
    [pytest.param(*row, id=row[0], marks=pytest.mark.requirement(row[1], row[2])) for row in OUTSIDE],
)
def test_no_number_outside_the_range_is_taken_for_one_within(
    keyword: str, below: str, above: str, modem: Modem
) -> None:
    low, high, _, meant = RANGES[keyword]
    texts = [text for text in outside(low, high, meant) if (keyword, text) != ("ftpsctxi", PERHAPS_UNBIND)]
    settings = settings_of(modem, keyword)

    for turn, setting in enumerate(settings):
        mine = texts[turn :: len(settings)]
        setting.expect_refused([text for text in mine if text.startswith("-")], (below,), ("SSLCFG-GEN-06",))
        setting.expect_refused(
            [text for text in mine if not text.startswith("-")], (above,), ("SSLCFG-GEN-06",)
        )


@pytest.mark.requirement("SSLCFG-GEN-13", "SSLCFG-GEN-06")
def test_what_is_no_number_is_refused_and_another_form_of_one_is_not_misread(modem: Modem) -> None:
    for keyword, (_, _, _, meant) in RANGES.items():
        settings = settings_of(modem, keyword)
        for turn, setting in enumerate(settings):
            wrong = no_numbers(meant)[turn :: len(settings)]
            setting.expect_refused(wrong, ("SSLCFG-GEN-13",), ("SSLCFG-GEN-06",))
            setting.expect_refused_or_meant(open_forms(meant)[turn :: len(settings)], "SSLCFG-GEN-13")
            setting.write(str(setting.kept))
            _expect_refused_or_query(keyword, setting)


def _expect_refused_or_query(keyword: str, setting: NumberSetting) -> None:
    """Judge an empty value."""
    __tracebackhide__ = True
    answered = setting.write("")
    with expect_all():
        if answered.ok:
            expect(answered, "SSLCFG-GEN-13").answered(keyword, setting.kept)
        else:
            expect(answered, "SSLCFG-GEN-13").refused()
        what = f"{setting.what} after {answered.command}"
        expect(as_number(setting.told()), "SSLCFG-GEN-13", what=what).equals(setting.kept)


@pytest.mark.requirement("SSLCFG-CTX-10", "SSLCFG-CTX-09", "SSLCFG-GEN-13", "SSLCFG-CTX-11")
def test_no_index_but_0_to_5_is_taken_for_a_context(modem: Modem, authority: Authority) -> None:
    store_files(modem, authority, *(name for names in NAMES.values() for name in names))
    for index in CONTEXT_0_TO_5:
        take_any_pair(modem, index)
    for keyword in PER_CONTEXT:
        preamble(modem.send(f'AT+QSSLCFG="{keyword}",3,{VALUES[keyword][1]}')).accepted()
    before = every_context(modem, "SSLCFG-CTX-11")
    written = {"ctxindex": "", **{keyword: f",{VALUES[keyword][0]}" for keyword in PER_CONTEXT}}

    with expect_all():
        for keyword, value in written.items():
            for number in outside(0, 5, 3):
                identifier = "SSLCFG-CTX-09" if number.startswith("-") else "SSLCFG-CTX-10"
                expect(modem.send(f'AT+QSSLCFG="{keyword}",{number}{value}'), identifier).refused()
            for text in no_numbers(3):
                expect(modem.send(f'AT+QSSLCFG="{keyword}",{text}{value}'), "SSLCFG-GEN-13").refused()
        for keyword in PER_CONTEXT:  # as a query
            expect(modem.send(f'AT+QSSLCFG="{keyword}",259'), "SSLCFG-CTX-10").refused()
            expect(modem.send(f'AT+QSSLCFG="{keyword}",65539'), "SSLCFG-CTX-10").refused()
            expect(modem.send(f'AT+QSSLCFG="{keyword}",3a'), "SSLCFG-GEN-13").refused()
            preamble(modem.send(f'AT+QSSLCFG="{keyword}",3')).accepted()
    after = every_context(modem, "SSLCFG-CTX-11")
    for index in CONTEXT_0_TO_5:
        expect(after[index], "SSLCFG-CTX-11", what=f"context {index}").equals(before[index])


@pytest.mark.requirement("SSLCFG-GEN-13")
def test_another_form_of_an_index_is_refused_or_read_as_that_index(
    modem: Modem, authority: Authority
) -> None:
    store_files(modem, authority, *(name for names in NAMES.values() for name in names))
    take_any_pair(modem, 3)

    with expect_all():
        for keyword in PER_CONTEXT:
            first, second = VALUES[keyword]
            for text in open_forms(3):
                preamble(modem.send(f'AT+QSSLCFG="{keyword}",3,{first}')).accepted()
                written = modem.send(f'AT+QSSLCFG="{keyword}",{text},{second}')
                if not written.ok:
                    expect(written, "SSLCFG-GEN-13").refused()
                stored = second if written.ok else first
                expect_told(query(modem, keyword, 3), keyword, stored, "SSLCFG-GEN-13")
