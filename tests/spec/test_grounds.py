"""Every requirement rests on a ground that exists, and what must never be optional is not."""

from __future__ import annotations

import re

import pytest

from hil.spec.catalogue import RequirementKind, requirement, requirements
from hil.verdict import Ground

CLAUSES_OF_THE_NOTE = {
    *("1", "1.1", "1.2", "2.1", "2.2", "2.3", "2.4", "2.5", "2.6", "3"),
    *("4.1", "4.1.1", "4.1.2", "4.2", "4.2.1", "4.2.2", "4.2.3", "4.2.4", "5.1", "5.2", "6"),
    *(f"Table {number}" for number in range(1, 7)),
}

STANDARDS = re.compile(
    r"RFC \d{3,4} ([A-F]\.)?\d+(\.\d+)*( \([a-z]\)(\(\d\))?)?"  # RFC 5280 6.1.3 (a)(2), RFC 5246 E.1
    r"|V\.250 \d+(\.\d+)+"
    r"|27\.0(07|10) \d+(\.\d+)*"
    r"|doc \[[12]\] AT\+Q[A-Z]+"
)

DESTROYS_DATA = (
    *(
        "SECWRITE-12",
        "SECWRITE-13",
        "SECWRITE-14",
        "SECWRITE-20",
        "SECWRITE-27",
        "NAME-16",
        "SECREAD-06",
        "SECREAD-07",
    ),
    *("SECREAD-11", "SECDEL-08", "SECDEL-09", "PERSIST-01", "PERSIST-03", "EX422-05", "EX422-06", "EX422-08"),
    *("EX422-09", "EX423-06", "EX423-07", "EX423-08", "EX423-09", "FTPCFG-T2-03", "FTPCFG-T3-03"),
    *("FTPCFG-T4-03", "FTPCFG-07", "SSLCFG-GEN-06", "SSLCFG-CTX-11"),
)
WEAKENS_THE_PROTECTION = (
    *("GEN-01", "GEN-02", "GEN-03", "GEN-04", "GEN-05", "GEN-08", "VER-06", "CIPH-07", "CIPH-08", "CIPH-09"),
    *("PAIR-SSL30-003D", "PAIR-TLS10-003D", "PAIR-TLS11-003D", "MODE-01", "MODE-02", "MODE-06", "MODE-08"),
    *("FTPCFG-T7-04", "FTPCFG-T7-07", "FTPCFG-07", "SSLCFG-GEN-06", "SSLCFG-GEN-07", "SSLCFG-GEN-08"),
    *("SSLCFG-GEN-12", "SSLCFG-CTX-11", "SSLCFG-VERSION-12", "SSLCFG-CIPHER-11", "SSLCFG-CIPHER-13"),
    *("SSLCFG-CIPHER-14", "SSLCFG-CIPHER-17", "SSLCFG-CACERT-05", "SSLCFG-CLICERT-05", "SSLCFG-CLIKEY-05"),
    *("SSLCFG-RTC-03", "SSLCFG-RTC-08", "SSLCFG-RTC-09", "SSLCFG-FTPS-01", "SSLCFG-FTPSCTX-12"),
    *("SSLCFG-FTPSCTX-13", "EX424-06", "AUTH-04", "AUTH-05", "AUTH-07", "AUTH-09", "AUTH-10", "AUTH-11"),
    *("AUTH-12", "AUTH-13", "AUTH-16", "AUTH-17", "AUTH-18", "AUTH-19", "AUTH-20", "SECREAD-13"),
    *("SECWRITE-16", "SECREAD-12", "SECDEL-09", *(f"TLS-0{number}" for number in range(1, 9))),
)
LEAVES_THE_MODULE_UNUSABLE = (
    *("MODE-03", "MODE-04", "MODE-05", "MODE-09", "FTPCFG-T1-03", "FTPCFG-T6-03", "FTPCFG-T6-04"),
    *("SSLCFG-GEN-09", "SSLCFG-CIPHER-12", "SECWRITE-15", "SECWRITE-24", "SECDEL-12", "ERR-GEN-07"),
    *(
        "PDPERR-01",
        "PDPERR-02",
        "PDPERR-03",
        "PDPERR-04",
        "PDPERR-11",
        "FTPSERR-05",
        "FTPSERR-06",
        "TLS-09",
        "AUTH-21",
    ),
    *("EX421-27", "ERR-GEN-09", "ERR-GEN-10", "PROC-13", "SYN-09", "SECWRITE-TMO-11"),
)
"""The reviewed lists: what such a requirement forbids does this kind of harm."""

LEFT_TO_THE_MAKER = {
    "GEN-09": "the note is silent on close_notify",
    "TLS-10": "the note is silent on alerts",
    "TLS-11": "hardening without a MUST",
    "AUTH-22": "hardening without a MUST",
    "REPLY-05": "RFC 1123 says SHOULD, and the other forms are those that no server should send",
    "PAIR-SSL30-0035": "the note and RFC 3268 differ",
    "PAIR-SSL30-002F": "the note and RFC 3268 differ",
    "SECWRITE-28": "four values in examples are no rule",
    "SYN-05": "a module may have further forms",
    "SSLCFG-FTPSCTX-11": "-1 as the request to unbind",
}
"""All optional requirements."""


def test_a_clause_names_its_place() -> None:
    wrong = [
        (row.id, row.ground, row.clause)
        for row in requirements().values()
        if not (
            STANDARDS.fullmatch(row.clause)
            if row.ground is Ground.STANDARD
            else row.clause.removeprefix("note ") in CLAUSES_OF_THE_NOTE and row.clause.startswith("note ")
        )
    ]

    assert wrong == []


def test_a_reading_and_what_is_not_mandatory_has_its_reasoning() -> None:
    silent = [
        row.id
        for row in requirements().values()
        if (row.ground is Ground.READING or row.kind is RequirementKind.OPTIONAL) and not row.reasoning
    ]

    assert silent == []


@pytest.mark.parametrize(
    "identifier", sorted({*DESTROYS_DATA, *WEAKENS_THE_PROTECTION, *LEAVES_THE_MODULE_UNUSABLE})
)
def test_what_does_harm_is_mandatory(identifier: str) -> None:
    assert requirement(identifier).kind is RequirementKind.MANDATORY


def test_only_what_the_sources_leave_to_the_maker_is_optional() -> None:
    optional = {row.id for row in requirements().values() if row.kind is RequirementKind.OPTIONAL}

    assert optional == set(LEFT_TO_THE_MAKER)


def test_every_legal_pair_of_version_and_suite_rests_on_the_note() -> None:
    pairs = [row for row in requirements().values() if row.group.startswith("PAIR")]
    illegal = {"PAIR-SSL30-003D", "PAIR-TLS10-003D", "PAIR-TLS11-003D"}

    assert {row.id for row in pairs if row.ground is not Ground.NOTE} == illegal
    assert {row.clause for row in pairs if row.ground is Ground.NOTE} == {"note Table 1"}
