"""Defects of what AT+QSSLCFG answers to a query (note 2.3)."""

from __future__ import annotations

from hil.emulator.defects.model import Defect, Refused, Said, ids


def _context_printed_as(index: int, other: int, requirement: str) -> Defect:
    return Defect(
        f"context-{index}-printed-as-{other}",
        f"the printout of context {index} names {other}",
        (requirement, "SSLCFG-CTX-01", "SSLCFG-CTX-02", "SSLCFG-CTX-11", "SSLCFG-CTX-12"),
        Said(rf'\+QSSLCFG: {index}(,\d,\d,".*)', rf"+QSSLCFG: {other}\1"),
    )


def _never_told(keyword: str, group: str, *others: str) -> Defect:
    return Defect(
        f"{keyword}-query-is-empty",
        f"the query of {keyword} tells no name",
        (*(f"SSLCFG-{group}-{number}" for number in ("01", "02", "03")), *others),
        Said(rf'(\+QSSLCFG: "{keyword}"),".*"', r'\1,""'),
    )


DEFECTS = (
    Defect(
        "test-form-with-five-contexts",
        "AT+QSSLCFG=? says (0-4)",
        ("SYN-01", "SSLCFG-TEST-01"),
        Said(r"(\+QSSLCFG: .*)\(0-5\)(.*)", r"\1(0-4)\2"),
    ),
    _context_printed_as(0, 1, "SSLCFG-CTX-03"),
    _context_printed_as(2, 3, "SSLCFG-CTX-05"),
    _context_printed_as(3, 2, "SSLCFG-CTX-06"),
    _context_printed_as(4, 5, "SSLCFG-CTX-07"),
    Defect(
        "context-print-in-another-order",
        "the printout has the suites before the level",
        (*ids("SSLCFG-CTX", *range(1, 9), 11, 12),),
        Said(r'(\+QSSLCFG: \d,\d),(\d),("[^"]*")(.*)', r"\1,\3,\2\4"),
    ),
    Defect(
        "context-print-of-suites-unquoted",
        "the suites of the printout have no quotation marks",
        (*ids("SSLCFG-CTX", 2, 1, *range(3, 9), 11, 12),),
        Said(r'(\+QSSLCFG: \d,\d,\d),"([^"]*)"(.*)', r"\1,\2\3"),
    ),
    Defect(
        "context-print-with-the-rtc-flag",
        "the printout has ignorertctime behind the names",
        (
            "SSLCFG-RTC-10",
            *ids("SSLCFG-CTX", *range(1, 9), 11, 12),
            "FTPSERR-04",
        ),
        Said(r'(\+QSSLCFG: \d,\d,\d,".*")', r"\1,0"),
    ),
    Defect(
        "ciphersuite-query-always-0035",
        "the query of the suites tells 0X0035",
        (
            *ids("SSLCFG-CIPHER", 2, 1, 3, *range(5, 13), 17),
            "SSLCFG-GEN-06",
        ),
        Said(r'(\+QSSLCFG: "ciphersuite"),.*', r'\1,"0X0035"'),
    ),
    Defect(
        "seclevel-query-always-0",
        "the query of the level tells 0",
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
        "the query tells 1 for level 0",
        (
            "SSLCFG-SECLVL-03",
            "SSLCFG-SECLVL-06",
            "SYN-03",
            "SSLCFG-SECLVL-01",
            "SSLCFG-SECLVL-02",
        ),
        Said(r'(\+QSSLCFG: "seclevel"),0', r"\1,1"),
    ),
    _never_told("cacert", "CACERT", "SSLCFG-CACERT-08", "SSLCFG-GEN-04"),
    _never_told("clientcert", "CLICERT"),
    _never_told("clientkey", "CLIKEY"),
    Defect(
        "ignorertctime-query-inverted",
        "ignorertctime 1 is printed as 0",
        (*ids("SSLCFG-RTC", *range(1, 7)),),
        Said(r'(\+QSSLCFG: "ignorertctime"),1', r"\1,0"),
    ),
    Defect(
        "ignorertctime-cannot-be-asked",
        "the query of ignorertctime is refused",
        tuple(f"SSLCFG-RTC-{number:02}" for number in range(1, 7 + 1)),
        Refused(r'\+QSSLCFG="ignorertctime"'),
    ),
    Defect(
        "ftpsctxi-0-told-as-1",
        "the query tells 1 for context 0",
        ("SSLCFG-FTPSCTX-04", "SSLCFG-FTPSCTX-02", "SSLCFG-FTPSCTX-01"),
        Said(r'(\+QSSLCFG: "ftpsctxi"),0', r"\1,1"),
    ),
    Defect(
        "ftpsctxi-3-told-as-2",
        "the query tells 2 for context 3",
        ("SSLCFG-FTPSCTX-07", "SSLCFG-FTPSCTX-02", "SSLCFG-FTPSCTX-01"),
        Said(r'(\+QSSLCFG: "ftpsctxi"),3', r"\1,2"),
    ),
    Defect(
        "ftpsctxi-5-told-as-4",
        "the query tells 4 for context 5",
        ("SSLCFG-FTPSCTX-09", "SSLCFG-FTPSCTX-02", "SSLCFG-FTPSCTX-01"),
        Said(r'(\+QSSLCFG: "ftpsctxi"),5', r"\1,4"),
    ),
)
