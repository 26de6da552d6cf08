"""The keywords of AT+QSSLCFG: parts of one, longer ones, other letters; and what a write leaves alone (note 2.3)."""

from __future__ import annotations

import pytest

from hil.expect import expect, expect_all, preamble
from hil.fixture_types import Observe
from hil.modem.modem import Modem
from hil.pki.authority import Authority

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

GLOBAL = {"ignorertctime": ("0", "1"), "ftps": ("0", "1"), "ftpsctxi": ("1", "3")}
"""Two values of each keyword without a context."""


def globals_told(modem: Modem) -> dict[str, str]:
    """The values of the keywords without a context."""
    return {keyword: preamble(query(modem, keyword)).fields("QSSLCFG")[-1] for keyword in GLOBAL}


def set_first_values(modem: Modem, authority: Authority) -> None:
    """Set the first value of each keyword, in context 2."""
    store_files(modem, authority, *(name for names in NAMES.values() for name in names))
    take_any_pair(modem, 2)
    for keyword in PER_CONTEXT:
        preamble(modem.send(f'AT+QSSLCFG="{keyword}",2,{VALUES[keyword][0]}')).accepted()
    for keyword, (first, _) in GLOBAL.items():
        preamble(modem.send(f'AT+QSSLCFG="{keyword}",{first}')).accepted()


def second_values() -> dict[str, str]:
    """The rest of a command line that would set the second value of each keyword."""
    of_context = {keyword: f",2,{VALUES[keyword][1]}" for keyword in PER_CONTEXT}
    return of_context | {keyword: f",{second}" for keyword, (_, second) in GLOBAL.items()}


@pytest.mark.requirement("SSLCFG-GEN-01", "SSLCFG-GEN-06")
def test_a_part_of_a_keyword_or_a_longer_one_is_unknown(modem: Modem, authority: Authority) -> None:
    set_first_values(modem, authority)
    contexts, of_all = every_context(modem, "SSLCFG-GEN-06"), globals_told(modem)

    with expect_all():
        for keyword, rest in {"ctxindex": ",2", **second_values()}.items():
            wrong = (keyword[:-1], keyword[:3], keyword[1:], f"{keyword}x", f"x{keyword}", f"{keyword},")
            for text in (*wrong, keyword[::-1], keyword[:-1] + "q"):
                if text not in GLOBAL:  # a part of ftpsctxi is ftps
                    expect(modem.send(f'AT+QSSLCFG="{text}"{rest}'), "SSLCFG-GEN-01").refused()
    told = every_context(modem, "SSLCFG-GEN-06")
    expect(told[2], "SSLCFG-GEN-06", what="context 2 after unknown keywords").equals(contexts[2])
    expect(globals_told(modem), "SSLCFG-GEN-06", what="the other settings after them").equals(of_all)


@pytest.mark.requirement("SYN-07", "SSLCFG-GEN-06", "SSLCFG-CTX-11")
def test_a_keyword_in_other_letters_is_refused_or_means_the_same(
    modem: Modem, authority: Authority, observe: Observe
) -> None:
    set_first_values(modem, authority)
    accepted = []

    with expect_all():
        for number, (keyword, rest) in enumerate(second_values().items()):
            text = keyword.upper() if number % 2 else keyword.capitalize()
            answered = modem.send(f'AT+QSSLCFG="{text}"{rest}')
            if answered.ok:
                accepted.append(text)
            else:
                expect(answered, "SSLCFG-GEN-06").refused()
            first, second = VALUES[keyword] if keyword in VALUES else GLOBAL[keyword]
            stored = second if answered.ok else first
            asked = query(modem, keyword, *((2,) if keyword in VALUES else ()))
            identifier = "SSLCFG-CTX-11" if answered.ok else "SSLCFG-GEN-06"
            expect_told(asked, keyword, stored, identifier)
    observe("keywords in other letters that are accepted", ", ".join(accepted) or "none")


@pytest.mark.requirement("SSLCFG-CTX-11", "SSLCFG-RTC-09", "SSLCFG-FTPS-02", "SSLCFG-FTPSCTX-01")
def test_a_keyword_without_a_context_changes_no_other_setting(modem: Modem, authority: Authority) -> None:
    set_first_values(modem, authority)
    contexts, expected = every_context(modem, "SSLCFG-CTX-11"), globals_told(modem)
    writes = {
        "SSLCFG-FTPS-02": ("ftps", ("1", "0", "1")),
        "SSLCFG-RTC-09": ("ignorertctime", ("1", "0", "1")),
        "SSLCFG-FTPSCTX-01": ("ftpsctxi", ("3", "0", "5", "2")),
    }

    with expect_all():
        for identifier, (keyword, values) in writes.items():
            for value in values:
                preamble(modem.send(f'AT+QSSLCFG="{keyword}",{value}')).accepted()
                expected[keyword] = value
                what = f'the settings after AT+QSSLCFG="{keyword}",{value}'
                expect(globals_told(modem), identifier, what=what).equals(expected)
    told = every_context(modem, "SSLCFG-CTX-11")
    for index in range(6):
        expect(told[index], "SSLCFG-CTX-11", what=f"context {index}").equals(contexts[index])
