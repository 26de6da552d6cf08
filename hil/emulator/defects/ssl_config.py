"""Defects of AT+QSSLCFG: keywords, forms and ranges (note 2.3)."""

from __future__ import annotations

from hil.emulator.defects.model import Defect, Heard, Ignored, Refused
from hil.emulator.defects.session_settings import PlainWhenUnbound
from hil.emulator.defects.ssl_configuration import ErrorsHaveNumbers


def _suite(code: str, *requirements: str) -> Defect:
    return Defect(
        f"suite-{code.lower()}-refused",
        f"ciphersuite refuses 0X{code} in context 4",
        ("SSLCFG-CIPHER-01", "SSLCFG-CIPHER-02", *requirements),
        Refused(rf'\+QSSLCFG="ciphersuite",4,"0X{code}"'),
    )


DEFECTS = (
    Defect(
        "sslversion-5-taken",
        "sslversion accepts 5 as 4",
        ("SSLCFG-VERSION-10", "SSLCFG-GEN-06"),
        Heard(r'(\+QSSLCFG="sslversion",\d),5', r"\1,4"),
    ),
    Defect(
        "sslversion-minus-1-taken",
        "sslversion accepts -1 as 0",
        ("SSLCFG-VERSION-09", "SSLCFG-GEN-06"),
        Heard(r'(\+QSSLCFG="sslversion",\d),-1', r"\1,0"),
    ),
    Defect(
        "sslversion-write-ignored",
        "version 2 of context 5 is accepted but not stored",
        (
            *("SSLCFG-VERSION-01", "SSLCFG-VERSION-02", "SSLCFG-VERSION-05"),
            *("SSLCFG-VERSION-09", "SSLCFG-VERSION-10", "SSLCFG-VERSION-11", "SSLCFG-GEN-06"),
        ),
        Ignored(r'\+QSSLCFG="sslversion",5,2'),
    ),
    Defect(
        "seclevel-3-taken",
        "seclevel accepts 3 as 2",
        ("SSLCFG-SECLVL-08", "SSLCFG-GEN-06"),
        Heard(r'(\+QSSLCFG="seclevel",\d),3', r"\1,2"),
    ),
    Defect(
        "seclevel-minus-1-taken",
        "seclevel accepts -1 as 0",
        ("SSLCFG-SECLVL-07", "SSLCFG-GEN-06"),
        Heard(r'(\+QSSLCFG="seclevel",\d),-1', r"\1,0"),
    ),
    Defect(
        "seclevel-2-refused",
        "seclevel refuses 2",
        ("SSLCFG-SECLVL-05", "SYN-03", "SSLCFG-SECLVL-01", "SSLCFG-SECLVL-02", "PROC-09"),
        Refused(r'\+QSSLCFG="seclevel",\d,2'),
    ),
    Defect(
        "seclevel-1-stored-as-0",
        "level 1 of context 5 is stored as level 0",
        (
            "SSLCFG-SECLVL-04",
            "SSLCFG-SECLVL-01",
            "SSLCFG-SECLVL-02",
            "SSLCFG-RTC-09",
            "SSLCFG-CTX-11",
        ),
        Heard(r'(\+QSSLCFG="seclevel",5),1', r"\1,0"),
    ),
    _suite("0035", "SSLCFG-CIPHER-04", "SSLCFG-CTX-11", "SSLCFG-GEN-07"),
    _suite("0005", "SSLCFG-CIPHER-05"),
    _suite("0004", "SSLCFG-CIPHER-06"),
    _suite("000A", "SSLCFG-CIPHER-07"),
    _suite(
        "002F",
        *("SSLCFG-CIPHER-08", "SSLCFG-CTX-01", "SSLCFG-CTX-02", "SSLCFG-CTX-07", "SSLCFG-CTX-11"),
        *("SSLCFG-GEN-07", "SSLCFG-FTPSCTX-01", "SSLCFG-FTPSCTX-08"),
    ),
    _suite("003D", "SSLCFG-CIPHER-09"),
    Defect(
        "unknown-suite-taken",
        "suite 0X0033 is accepted as 0X0035",
        ("SSLCFG-CIPHER-10", "SSLCFG-GEN-06"),
        Heard(r'(\+QSSLCFG="ciphersuite",\d),"0X0033"', r'\1,"0X0035"'),
    ),
    Defect(
        "suite-list-cut-to-one",
        "only the first suite of a list is stored",
        ("SSLCFG-CIPHER-03", "SSLCFG-CIPHER-02"),
        Heard(r'(\+QSSLCFG="ciphersuite",\d,"\w+),.*', r'\1"'),
    ),
    Defect(
        "cacert-write-ignored",
        "the CA of context 5 is accepted but not stored",
        (
            "SSLCFG-CACERT-01",
            "SSLCFG-CACERT-02",
            "SSLCFG-CACERT-03",
            "SSLCFG-CACERT-08",
            "SSLCFG-CTX-01",
            "SSLCFG-CTX-02",
            "SSLCFG-CTX-08",
            "SSLCFG-CTX-11",
        ),
        Ignored(r'\+QSSLCFG="cacert",5,.*'),
    ),
    Defect(
        "clientcert-write-ignored",
        "the client certificate of context 5 is accepted but not stored",
        (
            "SSLCFG-CLICERT-01",
            "SSLCFG-CLICERT-02",
            "SSLCFG-CLICERT-03",
            "SSLCFG-CTX-01",
            "SSLCFG-CTX-02",
            "SSLCFG-CTX-08",
            "SSLCFG-CTX-11",
        ),
        Ignored(r'\+QSSLCFG="clientcert",5,.*'),
    ),
    Defect(
        "clientkey-write-ignored",
        "the client key of context 5 is accepted but not stored",
        (
            "SSLCFG-CLIKEY-01",
            "SSLCFG-CLIKEY-02",
            "SSLCFG-CLIKEY-03",
            "SSLCFG-CTX-01",
            "SSLCFG-CTX-02",
            "SSLCFG-CTX-08",
            "SSLCFG-CTX-11",
        ),
        Ignored(r'\+QSSLCFG="clientkey",5,.*'),
    ),
    Defect(
        "ignorertctime-2-taken",
        "ignorertctime accepts 2 as 1",
        ("SSLCFG-RTC-06",),
        Heard(r'(\+QSSLCFG="ignorertctime"),2', r"\1,1"),
    ),
    Defect(
        "ftps-2-taken",
        "ftps accepts 2 as 1",
        ("SSLCFG-FTPS-06", "SSLCFG-GEN-06"),
        Heard(r'(\+QSSLCFG="ftps"),2', r"\1,1"),
    ),
    Defect(
        "ftpsctxi-6-taken",
        "ftpsctxi accepts 6 as 5",
        ("SSLCFG-FTPSCTX-10", "SSLCFG-GEN-06"),
        Heard(r'(\+QSSLCFG="ftpsctxi"),6', r"\1,5"),
    ),
    Defect(
        "ftpsctxi-minus-1-settable",
        "ftpsctxi accepts -1, the unbound value",
        ("SSLCFG-FTPSCTX-11",),
        Ignored(r'\+QSSLCFG="ftpsctxi",-1'),
    ),
    Defect(
        "unknown-keyword-is-ok",
        "an unknown keyword is accepted",
        ("SSLCFG-GEN-01",),
        Ignored(r'\+QSSLCFG="sslvers",.*'),
    ),
    Defect(
        "surplus-parameters-ignored",
        "a fourth parameter of AT+QSSLCFG is accepted and ignored",
        ("SSLCFG-GEN-04", "SSLCFG-GEN-06", "SSLCFG-CIPHER-03"),
        Heard(r'(\+QSSLCFG=[^,]+,[^,]+,(?:"[^"]*"|[^,"]+)),.*', r"\1"),
    ),
    Defect(
        "sslcfg-test-form-missing",
        "AT+QSSLCFG=? is refused",
        ("SSLCFG-TEST-01", "SYN-01"),
        Refused(r"\+QSSLCFG=\?"),
    ),
    Defect(
        "sslversion-word-taken",
        "sslversion accepts abc as 0",
        ("SSLCFG-VERSION-11",),
        Heard(r'(\+QSSLCFG="sslversion",\d),abc', r"\1,0"),
    ),
    Defect(
        "malformed-suite-is-another",
        'suite "0035" is accepted as 0X002F',
        ("SSLCFG-CIPHER-11",),
        Heard(r'(\+QSSLCFG="ciphersuite",\d),"0035"', r'\1,"0X002F"'),
    ),
    Defect(
        "legal-suites-of-a-list-kept",
        "the known suites of a list with an unknown one are stored",
        ("SSLCFG-CIPHER-17", "SSLCFG-GEN-06"),
        Heard(r'(\+QSSLCFG="ciphersuite",\d),"0X9999,0X0035"', r'\1,"0X0035"'),
    ),
    *(
        Defect(
            f"unknown-{keyword}-name-is-{slot.lower()}",
            f"{keyword} accepts FLASH:x as NVRAM:{slot}",
            (requirement,),
            Heard(rf'(\+QSSLCFG="{keyword}",\d),"FLASH:x"', rf'\1,"NVRAM:{slot}"'),
        )
        for keyword, slot, requirement in (
            ("cacert", "CA0", "SSLCFG-CACERT-05"),
            ("clientcert", "CC0", "SSLCFG-CLICERT-05"),
            ("clientkey", "CK0", "SSLCFG-CLIKEY-05"),
        )
    ),
    Defect(
        "key-accepted-as-certificate",
        "clientcert accepts NVRAM:CK0 as NVRAM:CC0",
        ("SSLCFG-GEN-12",),
        Heard(r'(\+QSSLCFG="clientcert",\d),"NVRAM:CK0"', r'\1,"NVRAM:CC0"'),
    ),
    Defect(
        "ignorertctime-minus-1-taken",
        "ignorertctime accepts -1 as 0",
        ("SSLCFG-RTC-05",),
        Heard(r'(\+QSSLCFG="ignorertctime"),-1', r"\1,0"),
    ),
    Defect(
        "ftps-minus-1-taken",
        "ftps accepts -1 as 0",
        ("SSLCFG-FTPS-05", "SSLCFG-GEN-06"),
        Heard(r'(\+QSSLCFG="ftps"),-1', r"\1,0"),
    ),
    Defect(
        "unbound-means-clear",
        "FTPS without a bound context opens a plain FTP session",
        ("SSLCFG-FTPSCTX-12",),
        replaces=(PlainWhenUnbound,),
    ),
    Defect(
        "unquoted-keyword-is-ok",
        "a keyword without quotation marks is accepted and has no effect",
        ("SSLCFG-GEN-02",),
        Ignored(r"\+QSSLCFG=sslversion,.*"),
    ),
    Defect(
        "index-not-compulsory",
        "a missing context index means context 0",
        ("SSLCFG-GEN-03",),
        Heard(r'(\+QSSLCFG="(?:sslversion|ciphersuite|seclevel|cacert|clientcert|clientkey)")', r"\1,0"),
    ),
    Defect(
        "sslcfg-error-is-cme",
        "errors of AT+QSSLCFG are reported as +CME ERROR: 4013, with AT+CMEE=0 too",
        ("SSLCFG-GEN-05",),
        replaces=(ErrorsHaveNumbers,),
    ),
)
