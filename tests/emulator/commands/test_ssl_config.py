"""AT+QSSLCFG (note 2.3)."""

from __future__ import annotations

import pytest

from tests.emulator.dte import Bench, Dte

DEFAULT_SUITES = "0X0005,0X0004,0X0035,0X002F,0X003D,0X000A"


@pytest.mark.parametrize("index", range(6))
def test_defaults(dte: Dte, index: int) -> None:
    assert dte.at(f'+QSSLCFG="ctxindex",{index}') == f'+QSSLCFG: {index},4,0,"{DEFAULT_SUITES}","","",""  OK'


def test_global_defaults(dte: Dte) -> None:
    assert dte.at('+QSSLCFG="ignorertctime"') == '+QSSLCFG: "ignorertctime",0  OK'
    assert dte.at('+QSSLCFG="ftps"') == '+QSSLCFG: "ftps",0  OK'
    assert dte.at('+QSSLCFG="ftpsctxi"') == '+QSSLCFG: "ftpsctxi",-1  OK'


def test_test_form(dte: Dte) -> None:
    assert dte.at("+QSSLCFG=?") == '+QSSLCFG: "type",(0-5),"value"  OK'


@pytest.mark.parametrize(
    ("keyword", "value", "printed"),
    [
        *(("sslversion", f"{n}", f"{n}") for n in range(5)),
        *(("seclevel", f"{n}", f"{n}") for n in range(3)),
        *(("ciphersuite", f'"{code}"', f'"{code}"') for code in DEFAULT_SUITES.split(",")),
        ("ciphersuite", '"0X002F,0X0035"', '"0X002F,0X0035"'),
        ("ciphersuite", '"0x002f, 0x0035"', '"0X002F,0X0035"'),
        ("ciphersuite", "0X002F", '"0X002F"'),
        ("ciphersuite", '"0XFFFF"', f'"{DEFAULT_SUITES}"'),
        ("cacert", '"RAM:ca_cert.pem"', '"RAM:ca_cert.pem"'),
        ("cacert", '"NVRAM:CA1"', '"NVRAM:CA1"'),
        ("clientcert", '"NVRAM:CC0"', '"NVRAM:CC0"'),
        ("clientkey", '"NVRAM:CK0"', '"NVRAM:CK0"'),
        ("cacert", '""', '""'),
    ],
)
@pytest.mark.parametrize("index", [0, 5])
def test_a_value_is_kept_in_its_context(dte: Dte, keyword: str, value: str, printed: str, index: int) -> None:
    assert dte.at(f'+QSSLCFG="{keyword}",{index},{value}') == "OK"

    assert dte.at(f'+QSSLCFG="{keyword}",{index}') == f'+QSSLCFG: "{keyword}",{printed}  OK'
    assert dte.at('+QSSLCFG="ctxindex",3') == f'+QSSLCFG: 3,4,0,"{DEFAULT_SUITES}","","",""  OK'


@pytest.mark.parametrize(
    "arguments",
    [
        '"nonsense",0',
        "sslversion,0",
        '"ctxindex"',
        '"ctxindex",0,1',
        '"ctxindex",-1',
        '"ctxindex",6',
        '"sslversion"',
        '"sslversion",6,1',
        '"sslversion",-1,1',
        '"sslversion",0,-1',
        '"sslversion",0,5',
        '"sslversion",0,x',
        '"sslversion",0,"3"',
        '"sslversion",0,',
        '"sslversion",0,3,3',
        '"seclevel",0,-1',
        '"seclevel",0,3',
        '"ciphersuite",0,"0X0036"',
        '"ciphersuite",0,"35"',
        '"ciphersuite",0,"0X00_5"',
        '"ciphersuite",0,""',
        '"ciphersuite",0,"0X0035,0X0035"',
        '"ciphersuite",0,"0X0035,0X9999"',
        '"ciphersuite",0,"0XFFFF,0X0035"',
        '"cacert",6,"RAM:x"',
        '"cacert",0,RAM:x',
        '"cacert",0,"x"',
        '"cacert",0,"NVRAM:CA2"',
        '"cacert",0,"NVRAM:CC0"',
        '"clientcert",0,"NVRAM:CA0"',
        '"clientkey",0,"NVRAM:CC0"',
        '"ignorertctime",-1',
        '"ignorertctime",2',
        '"ignorertctime",0,1',
        '"ftps",2',
        '"ftps",-1',
        '"ftpsctxi",6',
        '"ftpsctxi",-1',
        "",
    ],
)
def test_every_error_is_a_plain_error_and_changes_nothing(dte: Dte, arguments: str) -> None:
    assert dte.at(f"+QSSLCFG={arguments}") == "ERROR"

    assert dte.at('+QSSLCFG="ctxindex",0') == f'+QSSLCFG: 0,4,0,"{DEFAULT_SUITES}","","",""  OK'
    assert dte.at('+QSSLCFG="ftpsctxi"') == '+QSSLCFG: "ftpsctxi",-1  OK'


@pytest.mark.parametrize(
    ("keyword", "values"), [("ignorertctime", (1, 0)), ("ftps", (1, 0)), ("ftpsctxi", (0, 5))]
)
def test_global_values(dte: Dte, keyword: str, values: tuple[int, int]) -> None:
    for value in values:
        assert dte.at(f'+QSSLCFG="{keyword}",{value}') == "OK"
        assert dte.at(f'+QSSLCFG="{keyword}"') == f'+QSSLCFG: "{keyword}",{value}  OK'


def test_blanks_are_allowed_around_arguments(dte: Dte) -> None:
    assert dte.at('+QSSLCFG= "seclevel",1, 1 ') == "OK"


def test_a_reboot_brings_the_defaults_back(bench: Bench) -> None:
    bench.dte.at('+QSSLCFG="sslversion",0,3;+QSSLCFG="ftps",1')

    bench.dte.at("+CFUN=1,1")
    bench.dte.at("E0")

    assert bench.dte.at('+QSSLCFG="sslversion",0') == '+QSSLCFG: "sslversion",4  OK'
    assert bench.dte.at('+QSSLCFG="ftps"') == '+QSSLCFG: "ftps",0  OK'
