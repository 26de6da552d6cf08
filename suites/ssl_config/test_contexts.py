"""The six SSL contexts: there are no others, and each stores its own settings (note 2.3)."""

from __future__ import annotations

import pytest

from hil.expect import expect, preamble
from hil.modem.modem import Modem
from hil.pki.authority import Authority

from .settings import (
    NAMES,
    PER_CONTEXT,
    VALUES,
    codes_in,
    every_context,
    query,
    settings_told,
    store_files,
    take_any_pair,
)

DISTINCT = (  # in the order of PER_CONTEXT
    ("0", "0X0004", "0", "NVRAM:CA0", "NVRAM:CC0", "NVRAM:CK0"),
    ("1", "0X0005", "1", "NVRAM:CA1", "NVRAM:CC0", "NVRAM:CK0"),
    ("2", "0X000A", "2", "RAM:ca_cert.pem", "NVRAM:CC0", "NVRAM:CK0"),
    ("3", "0X002F", "0", "NVRAM:CA0", "NVRAM:CC0", "RAM:client_key.pem"),
    ("4", "0X0035", "1", "NVRAM:CA1", "NVRAM:CC0", "RAM:client_key.pem"),
    ("3", "0X003D", "2", "RAM:ca_cert.pem", "NVRAM:CC0", "RAM:client_key.pem"),
)
OTHER_VALUES = (("seclevel", "1"), ("seclevel", "0"), ("sslversion", "4"), ("seclevel", "2"))
"""Settings that have no effect on the names of the files, and on what is printed of them."""
QUOTED = frozenset({"ciphersuite", "cacert", "clientcert", "clientkey"})


@pytest.mark.form
@pytest.mark.requirement("SSLCFG-CTX-01", "SSLCFG-CTX-02")
@pytest.mark.parametrize(
    ("index", "identifier"),
    [
        pytest.param(
            index,
            identifier,
            id=f"context{index}",
            marks=[
                pytest.mark.requirement(identifier),
                *([pytest.mark.smoke] if index in {0, 5} else []),
            ],
        )
        for index, identifier in (
            (0, "SSLCFG-CTX-03"),
            (1, "SSLCFG-CTX-04"),
            (2, "SSLCFG-CTX-05"),
            (3, "SSLCFG-CTX-06"),
            (4, "SSLCFG-CTX-07"),
            (5, "SSLCFG-CTX-08"),
        )
    ],
)
def test_a_context_is_printed_in_the_order_of_the_note(
    index: int, identifier: str, modem: Modem, authority: Authority
) -> None:
    store_files(modem, authority, "RAM:ca_cert.pem", "RAM:client_cert.pem", "RAM:client_key.pem")
    for keyword, (_, other) in VALUES.items():
        preamble(modem.send(f'AT+QSSLCFG="{keyword}",{index},{other}')).accepted()

    printed = modem.send(f'AT+QSSLCFG="ctxindex",{index}')

    told = settings_told(printed, index, "SSLCFG-CTX-01", identifier)
    expect(told, "SSLCFG-CTX-01", identifier, what=f"the printout of context {index}").equals(
        {
            "sslversion": "3",
            "ciphersuite": "0X002F",
            "seclevel": "2",
            "cacert": "RAM:ca_cert.pem",
            "clientcert": "RAM:client_cert.pem",
            "clientkey": "RAM:client_key.pem",
        }
    )
    expect(printed, "SSLCFG-CTX-02").form_match(
        rf'\+QSSLCFG:{index},3,2,"0[Xx]002[Ff]","RAM:ca_cert\.pem","RAM:client_cert\.pem","RAM:client_key\.pem"',
        "seven fields, the suites and the three names in quotation marks",
    )
    for keyword, value in OTHER_VALUES:
        preamble(modem.send(f'AT+QSSLCFG="{keyword}",{index},{value}')).accepted()
        told[keyword] = value
        now = settings_told(modem.send(f'AT+QSSLCFG="ctxindex",{index}'), index, "SSLCFG-CTX-01")
        what = f"the printout of context {index}, {keyword} {value}"
        expect(now, "SSLCFG-CTX-01", what=what).equals(told)


@pytest.mark.form
@pytest.mark.requirement("SSLCFG-CTX-02")
def test_a_list_of_suites_is_printed_as_one_quoted_list(modem: Modem) -> None:
    preamble(modem.send('AT+QSSLCFG="ciphersuite",2,"0X0035,0X000A,0X0004"')).accepted()

    printed = modem.send('AT+QSSLCFG="ctxindex",2')

    expect(printed, "SSLCFG-CTX-02").accepted().form_match(
        r'\+QSSLCFG:2,\d,\d,"[^"]*","[^"]*","[^"]*","[^"]*"',
        "seven fields, the suites as one list in quotation marks",
    )
    told = codes_in(expect(printed, "SSLCFG-CTX-02").fields()[3:-3])
    expect(told, "SSLCFG-CTX-02", what="the suites of context 2").has_members({"0X0035", "0X000A", "0X0004"})


@pytest.mark.parametrize(
    ("index", "neighbour", "identifier"),
    [
        pytest.param(-1, 0, "SSLCFG-CTX-09", id="-1-0", marks=pytest.mark.requirement("SSLCFG-CTX-09")),
        pytest.param(6, 5, "SSLCFG-CTX-10", id="6-5", marks=pytest.mark.requirement("SSLCFG-CTX-10")),
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
    keyword: str,
    written: str,
    index: int,
    neighbour: int,
    identifier: str,
    modem: Modem,
    authority: Authority,
) -> None:
    store_files(modem, authority, *NAMES.get(keyword, ()))
    if written:
        modem.send(f'AT+QSSLCFG="{keyword}",{neighbour},{VALUES[keyword][1]}')
    before = query(modem, keyword, neighbour).rows("QSSLCFG")

    asked = modem.send(f'AT+QSSLCFG="{keyword}",{index}')
    set_ = modem.send(f'AT+QSSLCFG="{keyword}",{index}{written}')

    expect(asked, identifier).refused()
    expect(set_, identifier).refused()
    after = query(modem, keyword, neighbour).rows("QSSLCFG")
    expect(after, identifier, what=f"{keyword} of context {neighbour}").is_not_empty().equals(before)


@pytest.mark.requirement("SSLCFG-CTX-11")
@pytest.mark.parametrize("index", [pytest.param(index, id=f"context{index}") for index in range(6)])
@pytest.mark.parametrize("keyword", PER_CONTEXT)
def test_a_write_changes_only_its_field_of_its_context(
    keyword: str, index: int, modem: Modem, authority: Authority
) -> None:
    store_files(modem, authority, *NAMES.get(keyword, ()))
    take_any_pair(modem, index)
    before = every_context(modem, "SSLCFG-CTX-11")
    is_first = before[index][keyword] == VALUES[keyword][0].strip('"')
    value = VALUES[keyword][int(is_first)]

    preamble(modem.send(f'AT+QSSLCFG="{keyword}",{index},{value}')).accepted()

    after = every_context(modem, "SSLCFG-CTX-11")
    changed = before[index] | {keyword: value.strip('"')}
    expected = (*before[:index], changed, *before[index + 1 :])
    for number in range(6):
        expect(after[number], "SSLCFG-CTX-11", what=f"context {number}").equals(expected[number])


@pytest.mark.smoke
@pytest.mark.requirement("SSLCFG-CTX-11")
def test_six_contexts_store_six_sets_of_settings(modem: Modem, authority: Authority) -> None:
    store_files(modem, authority, "NVRAM:CA0", "NVRAM:CA1", "NVRAM:CC0", "NVRAM:CK0")
    store_files(modem, authority, "RAM:ca_cert.pem", "RAM:client_key.pem")
    for index, values in enumerate(DISTINCT):
        take_any_pair(modem, index)
        for keyword, value in zip(PER_CONTEXT, values, strict=True):
            text = f'"{value}"' if keyword in QUOTED else value
            preamble(modem.send(f'AT+QSSLCFG="{keyword}",{index},{text}')).accepted()

    told = every_context(modem, "SSLCFG-CTX-11")

    for index, values in enumerate(DISTINCT):
        expected = dict(zip(PER_CONTEXT, values, strict=True))
        expect(told[index], "SSLCFG-CTX-11", what=f"context {index}").equals(expected)
