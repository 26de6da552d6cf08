"""The six SSL contexts: there are no others, and each stores its own settings (note 2.3)."""

from __future__ import annotations

import re
from dataclasses import asdict

import pytest

from hil.modem.modem import Modem
from hil.modem.ssl import SslContext
from hil.spec.tls import CipherSuite

from ..responses import compact, is_refusal
from .settings import PER_CONTEXT, VALUES, every_context

S = CipherSuite

_ANSWER = re.compile(r'\+QSSLCFG:(\d),(\d),(\d),"([^"]*)","([^"]*)","([^"]*)","([^"]*)"')
_FIELD = {
    "sslversion": ("version", (1, 3)),
    "ciphersuite": ("suites", ((0x0035,), (0x002F,))),
    "seclevel": ("seclevel", (1, 2)),
    "cacert": ("ca", ("NVRAM:CA0", "RAM:ca_cert.pem")),
    "clientcert": ("certificate", ("NVRAM:CC0", "RAM:client_cert.pem")),
    "clientkey": ("key", ("NVRAM:CK0", "RAM:client_key.pem")),
}
"""The field of the context that a keyword writes, and the two values of `VALUES` in that field."""

DISTINCT = tuple(
    SslContext(version=version, suites=(suite,), seclevel=level, ca=ca, certificate="NVRAM:CC0", key=key)
    for version, suite, level, ca, key in (
        (0, S.TLS_RSA_WITH_RC4_128_MD5, 0, "NVRAM:CA0", "NVRAM:CK0"),
        (1, S.TLS_RSA_WITH_RC4_128_SHA, 1, "NVRAM:CA1", "NVRAM:CK0"),
        (2, S.TLS_RSA_WITH_3DES_EDE_CBC_SHA, 2, "RAM:ca_cert.pem", "NVRAM:CK0"),
        (3, S.TLS_RSA_WITH_AES_128_CBC_SHA, 0, "NVRAM:CA0", "RAM:client_key.pem"),
        (4, S.TLS_RSA_WITH_AES_256_CBC_SHA, 1, "NVRAM:CA1", "RAM:client_key.pem"),
        (3, S.TLS_RSA_WITH_AES_256_CBC_SHA256, 2, "RAM:ca_cert.pem", "RAM:client_key.pem"),
    )
)


@pytest.mark.requirement("SSLCFG-CTX-01", "SSLCFG-CTX-02")
@pytest.mark.parametrize(
    "index",
    [
        pytest.param(
            index,
            id=f"context{index}",
            marks=[
                pytest.mark.requirement(requirement),
                *([pytest.mark.smoke] if index in {0, 5} else []),
            ],
        )
        for index, requirement in (
            (0, "SSLCFG-CTX-03"),
            (1, "SSLCFG-CTX-04"),
            (2, "SSLCFG-CTX-05"),
            (3, "SSLCFG-CTX-06"),
            (4, "SSLCFG-CTX-07"),
            (5, "SSLCFG-CTX-08"),
        )
    ],
)
def test_a_context_is_printed_in_the_order_of_the_note(index: int, modem: Modem) -> None:
    for keyword, (_, other) in VALUES.items():
        modem.send(f'AT+QSSLCFG="{keyword}",{index},{other}').check()

    line, *rest = compact(modem.send(f'AT+QSSLCFG="ctxindex",{index}').lines)

    assert line == (
        f'+QSSLCFG:{index},3,2,"0X002F","RAM:ca_cert.pem","RAM:client_cert.pem","RAM:client_key.pem"'
    )
    assert rest == ["OK"]


@pytest.mark.requirement("SSLCFG-CTX-02")
def test_a_list_of_suites_is_printed_as_one_quoted_list(modem: Modem) -> None:
    modem.send('AT+QSSLCFG="ciphersuite",2,"0X0035,0X000A,0X0004"').check()

    line, *rest = compact(modem.send('AT+QSSLCFG="ctxindex",2').lines)

    printed = _ANSWER.fullmatch(line)
    assert printed, line
    assert set(printed[4].split(",")) == {"0X0035", "0X000A", "0X0004"}
    assert rest == ["OK"]


@pytest.mark.parametrize(
    ("index", "neighbour"),
    [
        pytest.param(-1, 0, marks=pytest.mark.requirement("SSLCFG-CTX-09")),
        pytest.param(6, 5, marks=pytest.mark.requirement("SSLCFG-CTX-10")),
    ],
)
@pytest.mark.parametrize(
    ("keyword", "written"),
    [
        pytest.param("ctxindex", "", id="ctxindex", marks=pytest.mark.smoke),
        *(
            pytest.param(keyword, f",{VALUES[keyword][0]}", id=keyword)
            for keyword in ("sslversion", "ciphersuite", "seclevel", "cacert")
        ),
    ],
)
def test_a_context_out_of_range_is_refused_and_its_neighbour_is_not_changed(
    keyword: str, written: str, index: int, neighbour: int, modem: Modem
) -> None:
    if written:
        modem.send(f'AT+QSSLCFG="{keyword}",{neighbour},{VALUES[keyword][1]}')
    before = modem.send(f'AT+QSSLCFG="{keyword}",{neighbour}').lines

    asked = modem.send(f'AT+QSSLCFG="{keyword}",{index}')
    set_ = modem.send(f'AT+QSSLCFG="{keyword}",{index}{written}')

    assert is_refusal(asked), asked.lines
    assert is_refusal(set_), set_.lines
    assert modem.send(f'AT+QSSLCFG="{keyword}",{neighbour}').lines == before


@pytest.mark.requirement("SSLCFG-CTX-11")
@pytest.mark.parametrize("index", [pytest.param(index, id=f"context{index}") for index in range(6)])
@pytest.mark.parametrize("keyword", PER_CONTEXT)
def test_a_write_changes_only_its_field_of_its_context(keyword: str, index: int, modem: Modem) -> None:
    before = [asdict(context) for context in every_context(modem)]
    field, values = _FIELD[keyword]
    choice = int(before[index][field] == values[0])

    modem.send(f'AT+QSSLCFG="{keyword}",{index},{VALUES[keyword][choice]}').check()

    expected = [*before[:index], before[index] | {field: values[choice]}, *before[index + 1 :]]
    assert [asdict(context) for context in every_context(modem)] == expected


@pytest.mark.smoke
@pytest.mark.requirement("SSLCFG-CTX-11")
def test_six_contexts_store_six_sets_of_settings(modem: Modem) -> None:
    for index, context in enumerate(DISTINCT):
        for exchange in modem.ssl.apply(index, context):
            exchange.check()

    assert every_context(modem) == DISTINCT
