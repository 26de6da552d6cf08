"""AT+QSSLCFG with any keyword: malformed commands and the form of an error (note 2.3)."""

from __future__ import annotations

import pytest

from hil.expect import expect, preamble
from hil.fixture_types import Observe
from hil.modem.modem import Modem
from hil.pki.authority import Authority
from hil.spec.codes import ResultCode

from .settings import NAMES, PER_CONTEXT, VALUES, query, store_files, take_any_pair


@pytest.mark.requirement("SSLCFG-GEN-01")
@pytest.mark.parametrize(
    "line",
    [
        'AT+QSSLCFG="bogus",0',
        'AT+QSSLCFG="bogus",0,1',
        'AT+QSSLCFG="sslvers",0,1',
        'AT+QSSLCFG=""',
    ],
)
def test_an_unknown_keyword_is_an_error(line: str, modem: Modem) -> None:
    expect(modem.send(line), "SSLCFG-GEN-01").refused()
    preamble(query(modem, "ctxindex", 0)).accepted()


@pytest.mark.requirement("SSLCFG-GEN-02")
def test_an_unquoted_keyword_is_an_error_or_read_as_the_keyword(modem: Modem, observe: Observe) -> None:
    take_any_pair(modem, 0)
    preamble(modem.send('AT+QSSLCFG="sslversion",0,2')).accepted()

    answered = modem.send("AT+QSSLCFG=sslversion,0")

    observe("keyword without quotation marks", " ".join(answered.lines))
    if answered.ok:
        expect(answered, "SSLCFG-GEN-02").accepted().answered("sslversion", 2)
    else:
        expect(answered, "SSLCFG-GEN-02").refused()
        preamble(query(modem, "sslversion", 0)).accepted().answered("sslversion", 2)


@pytest.mark.requirement("SSLCFG-GEN-03")
@pytest.mark.parametrize("keyword", PER_CONTEXT)
def test_a_missing_index_is_an_error(keyword: str, modem: Modem) -> None:
    expect(modem.send(f'AT+QSSLCFG="{keyword}"'), "SSLCFG-GEN-03").refused()
    preamble(query(modem, keyword, 0)).accepted()


@pytest.mark.requirement("SSLCFG-CTX-13")
def test_a_ctxindex_query_without_an_index_is_an_error(modem: Modem) -> None:
    expect(modem.send('AT+QSSLCFG="ctxindex"'), "SSLCFG-CTX-13").refused()
    preamble(query(modem, "ctxindex", 0)).accepted()


@pytest.mark.requirement("SSLCFG-CTX-14")
def test_a_ctxindex_query_with_a_value_is_an_error(modem: Modem) -> None:
    expect(modem.send('AT+QSSLCFG="ctxindex",0,1'), "SSLCFG-CTX-14").refused()
    preamble(query(modem, "ctxindex", 0)).accepted()


@pytest.mark.requirement("SSLCFG-GEN-04", "SSLCFG-GEN-06")
@pytest.mark.parametrize("keyword", ["sslversion", "seclevel", "cacert"])
def test_a_surplus_parameter_is_an_error_and_changes_nothing(
    keyword: str, modem: Modem, authority: Authority
) -> None:
    store_files(modem, authority, *NAMES.get(keyword, ()))
    take_any_pair(modem, 0)
    first, second = VALUES[keyword]
    preamble(modem.send(f'AT+QSSLCFG="{keyword}",0,{first}')).accepted()

    refused = modem.send(f'AT+QSSLCFG="{keyword}",0,{second},1')

    expect(refused, "SSLCFG-GEN-04").refused()
    expect(query(modem, keyword, 0), "SSLCFG-GEN-06").answered(keyword, first.strip('"'))


REFUSED = (
    pytest.param("sslversion", "9", marks=pytest.mark.smoke),
    ("ciphersuite", '"0XABCD"'),
    ("seclevel", "9"),
    ("sslversion", '"tls1.2"'),
    ("seclevel", "1.5"),
)


@pytest.mark.form
@pytest.mark.requirement("SSLCFG-GEN-05")
@pytest.mark.parametrize(("keyword", "value"), REFUSED)
@pytest.mark.parametrize("cmee", [0, 1, 2])
def test_an_error_is_the_word_error_for_each_cmee_value(
    cmee: int, keyword: str, value: str, modem_of_any_cmee: Modem
) -> None:
    take_any_pair(modem_of_any_cmee, 4)
    preamble(modem_of_any_cmee.send(f"AT+CMEE={cmee}")).accepted()

    refused = modem_of_any_cmee.send(f'AT+QSSLCFG="{keyword}",4,{value}')
    legal = modem_of_any_cmee.send(f'AT+QSSLCFG="{keyword}",4,{VALUES[keyword][0]}')

    preamble(legal).accepted()

    expect(refused, "SSLCFG-GEN-05").refused().form_count(1)
    if cmee == 0:
        expect(refused, "SSLCFG-GEN-05").final(ResultCode.ERROR)
