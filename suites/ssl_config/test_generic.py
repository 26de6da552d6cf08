"""AT+QSSLCFG with any keyword: malformed commands and the form of an error (note 2.3)."""

from __future__ import annotations

import pytest

from hil.fixture_types import Observe
from hil.modem.modem import Modem

from ..responses import compact, is_refusal
from .settings import PER_CONTEXT, VALUES, ask


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
    assert is_refusal(modem.send(line))


@pytest.mark.requirement("SSLCFG-GEN-02")
def test_an_unquoted_keyword_is_an_error_or_read_as_the_keyword(modem: Modem, observe: Observe) -> None:
    modem.send('AT+QSSLCFG="sslversion",0,2').check()

    answered = modem.send("AT+QSSLCFG=sslversion,0")

    observe("keyword without quotation marks", " ".join(answered.lines))
    if not is_refusal(answered):
        assert compact(answered.lines) == ['+QSSLCFG:"sslversion",2', "OK"]


@pytest.mark.requirement("SSLCFG-GEN-03")
@pytest.mark.parametrize("keyword", PER_CONTEXT)
def test_a_missing_index_is_an_error(keyword: str, modem: Modem) -> None:
    assert is_refusal(modem.send(f'AT+QSSLCFG="{keyword}"'))


@pytest.mark.requirement("SSLCFG-CTX-13")
def test_a_ctxindex_query_without_an_index_is_an_error(modem: Modem) -> None:
    assert is_refusal(modem.send('AT+QSSLCFG="ctxindex"'))


@pytest.mark.requirement("SSLCFG-CTX-14")
def test_a_ctxindex_query_with_a_value_is_an_error(modem: Modem) -> None:
    assert is_refusal(modem.send('AT+QSSLCFG="ctxindex",0,1'))


@pytest.mark.requirement("SSLCFG-GEN-04", "SSLCFG-GEN-06")
@pytest.mark.parametrize("keyword", ["sslversion", "seclevel", "cacert"])
def test_a_surplus_parameter_is_an_error_and_changes_nothing(keyword: str, modem: Modem) -> None:
    first, second = VALUES[keyword]
    modem.send(f'AT+QSSLCFG="{keyword}",0,{first}').check()

    refused = modem.send(f'AT+QSSLCFG="{keyword}",0,{second},1')

    assert is_refusal(refused), refused.lines
    assert ask(modem, keyword, 0) == first.strip('"')


REFUSED = (
    pytest.param("sslversion", "9", marks=pytest.mark.smoke),
    ("ciphersuite", '"0XABCD"'),
    ("seclevel", "9"),
    ("sslversion", '"tls1.2"'),
    ("seclevel", "1.5"),
)


@pytest.mark.requirement("SSLCFG-GEN-05")
@pytest.mark.parametrize(("keyword", "value"), REFUSED)
@pytest.mark.parametrize("cmee", [0, 1, 2])
def test_an_error_is_the_word_error_for_each_cmee_value(
    cmee: int, keyword: str, value: str, modem_of_any_cmee: Modem
) -> None:
    modem_of_any_cmee.send(f"AT+CMEE={cmee}").check()

    refused = modem_of_any_cmee.send(f'AT+QSSLCFG="{keyword}",4,{value}')

    assert refused.lines == ("ERROR",)
