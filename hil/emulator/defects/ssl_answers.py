"""Defects of the responses to queries of AT+QSSLCFG (note 2.3)."""

from __future__ import annotations

from hil.emulator.defects.model import Defect, Refused, Said


def _context_printed_as(index: int, other: int, requirement: str) -> Defect:
    return Defect(
        f"context-{index}-printed-as-{other}",
        f"ctxindex prints {other} as the index of context {index}",
        (requirement, "SSLCFG-CTX-01", "SSLCFG-CTX-02", "SSLCFG-CTX-11", "SSLCFG-CTX-12"),
        Said(rf'\+QSSLCFG: {index}(,\d,\d,".*)', rf"+QSSLCFG: {other}\1"),
    )


def _empty_query(keyword: str, *requirements: str) -> Defect:
    return Defect(
        f"{keyword}-query-is-empty",
        f"the query of {keyword} returns an empty name",
        requirements,
        Said(rf'(\+QSSLCFG: "{keyword}"),".*"', r'\1,""'),
    )


DEFECTS = (
    Defect(
        "test-form-with-five-contexts",
        "AT+QSSLCFG=? prints (0-4)",
        ("SYN-01", "SSLCFG-TEST-01"),
        Said(r"(\+QSSLCFG: .*)\(0-5\)(.*)", r"\1(0-4)\2"),
    ),
    _context_printed_as(0, 1, "SSLCFG-CTX-03"),
    _context_printed_as(2, 3, "SSLCFG-CTX-05"),
    _context_printed_as(3, 2, "SSLCFG-CTX-06"),
    _context_printed_as(4, 5, "SSLCFG-CTX-07"),
    Defect(
        "context-print-in-another-order",
        "ctxindex prints the suites before the level",
        (
            *("SSLCFG-CTX-01", "SSLCFG-CTX-02", "SSLCFG-CTX-03", "SSLCFG-CTX-04", "SSLCFG-CTX-05"),
            *("SSLCFG-CTX-06", "SSLCFG-CTX-07", "SSLCFG-CTX-08", "SSLCFG-CTX-11", "SSLCFG-CTX-12"),
        ),
        Said(r'(\+QSSLCFG: \d,\d),(\d),("[^"]*")(.*)', r"\1,\3,\2\4"),
    ),
    Defect(
        "context-print-of-suites-unquoted",
        "ctxindex prints the suites without quotation marks",
        (
            *("SSLCFG-CTX-02", "SSLCFG-CTX-01", "SSLCFG-CTX-03", "SSLCFG-CTX-04", "SSLCFG-CTX-05"),
            *("SSLCFG-CTX-06", "SSLCFG-CTX-07", "SSLCFG-CTX-08", "SSLCFG-CTX-11", "SSLCFG-CTX-12"),
        ),
        Said(r'(\+QSSLCFG: \d,\d,\d),"([^"]*)"(.*)', r"\1,\2\3"),
    ),
    Defect(
        "context-print-with-the-rtc-flag",
        "ctxindex prints ignorertctime after the file names",
        (
            "SSLCFG-RTC-10",
            *("SSLCFG-CTX-01", "SSLCFG-CTX-02", "SSLCFG-CTX-03", "SSLCFG-CTX-04", "SSLCFG-CTX-05"),
            *("SSLCFG-CTX-06", "SSLCFG-CTX-07", "SSLCFG-CTX-08", "SSLCFG-CTX-11", "SSLCFG-CTX-12"),
            "FTPSERR-04",
        ),
        Said(r'(\+QSSLCFG: \d,\d,\d,".*")', r"\1,0"),
    ),
    Defect(
        "ciphersuite-query-always-0035",
        "the query of ciphersuite always returns 0X0035",
        (
            *("SSLCFG-CIPHER-02", "SSLCFG-CIPHER-01", "SSLCFG-CIPHER-03", "SSLCFG-CIPHER-05"),
            *("SSLCFG-CIPHER-06", "SSLCFG-CIPHER-07", "SSLCFG-CIPHER-08", "SSLCFG-CIPHER-09"),
            *("SSLCFG-CIPHER-10", "SSLCFG-CIPHER-11", "SSLCFG-CIPHER-12", "SSLCFG-CIPHER-17"),
            "SSLCFG-GEN-06",
        ),
        Said(r'(\+QSSLCFG: "ciphersuite"),.*', r'\1,"0X0035"'),
    ),
    Defect(
        "seclevel-query-always-0",
        "the query of seclevel always returns 0",
        (
            "SSLCFG-SECLVL-02",
            "SSLCFG-SECLVL-04",
            "SSLCFG-SECLVL-05",
            "SYN-03",
            "SSLCFG-SECLVL-01",
        ),
        Said(r'(\+QSSLCFG: "seclevel"),\d', r"\1,0"),
    ),
    Defect(
        "seclevel-0-told-as-1",
        "the query of seclevel returns 1 for level 0",
        (
            "SSLCFG-SECLVL-03",
            "SSLCFG-SECLVL-06",
            "SYN-03",
            "SSLCFG-SECLVL-01",
            "SSLCFG-SECLVL-02",
        ),
        Said(r'(\+QSSLCFG: "seclevel"),0', r"\1,1"),
    ),
    _empty_query(
        "cacert",
        *("SSLCFG-CACERT-01", "SSLCFG-CACERT-02", "SSLCFG-CACERT-03", "SSLCFG-CACERT-08", "SSLCFG-GEN-04"),
    ),
    _empty_query("clientcert", "SSLCFG-CLICERT-01", "SSLCFG-CLICERT-02", "SSLCFG-CLICERT-03"),
    _empty_query("clientkey", "SSLCFG-CLIKEY-01", "SSLCFG-CLIKEY-02", "SSLCFG-CLIKEY-03"),
    Defect(
        "ignorertctime-query-inverted",
        "the query of ignorertctime returns 0 for 1",
        (
            *("SSLCFG-RTC-01", "SSLCFG-RTC-02", "SSLCFG-RTC-03", "SSLCFG-RTC-04", "SSLCFG-RTC-05"),
            "SSLCFG-RTC-06",
        ),
        Said(r'(\+QSSLCFG: "ignorertctime"),1', r"\1,0"),
    ),
    Defect(
        "ignorertctime-cannot-be-asked",
        "the query of ignorertctime is refused",
        (
            *("SSLCFG-RTC-01", "SSLCFG-RTC-02", "SSLCFG-RTC-03", "SSLCFG-RTC-04", "SSLCFG-RTC-05"),
            *("SSLCFG-RTC-06", "SSLCFG-RTC-07"),
        ),
        Refused(r'\+QSSLCFG="ignorertctime"'),
    ),
    Defect(
        "ftpsctxi-0-told-as-1",
        "the query of ftpsctxi returns 1 for context 0",
        ("SSLCFG-FTPSCTX-04", "SSLCFG-FTPSCTX-02", "SSLCFG-FTPSCTX-01"),
        Said(r'(\+QSSLCFG: "ftpsctxi"),0', r"\1,1"),
    ),
    Defect(
        "ftpsctxi-3-told-as-2",
        "the query of ftpsctxi returns 2 for context 3",
        ("SSLCFG-FTPSCTX-07", "SSLCFG-FTPSCTX-02", "SSLCFG-FTPSCTX-01"),
        Said(r'(\+QSSLCFG: "ftpsctxi"),3', r"\1,2"),
    ),
    Defect(
        "ftpsctxi-5-told-as-4",
        "the query of ftpsctxi returns 4 for context 5",
        ("SSLCFG-FTPSCTX-09", "SSLCFG-FTPSCTX-02", "SSLCFG-FTPSCTX-01"),
        Said(r'(\+QSSLCFG: "ftpsctxi"),5', r"\1,4"),
    ),
)
