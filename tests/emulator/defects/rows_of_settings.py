"""Defects of AT+QSSLCFG and AT+QFTPCFG: what is typed (see `defect_steps`), the flawed answer, and the right one."""

from __future__ import annotations

_ALL = '"0X0005,0X0004,0X0035,0X002F,0X003D,0X000A"'
_FIVE = '"0X0005,0X0004,0X0035,0X002F,0X003D"'
_OK = "OK +QFTPCFG: 0"


def _printed(flawed: str, index: int = 0) -> tuple[tuple[str, ...], str, str]:
    """The printout of an untouched context, flawed and right."""
    return (f'+QSSLCFG="ctxindex",{index}',), flawed, f'+QSSLCFG: {index},4,0,{_ALL},"","","" OK'


def _query(line: str, flawed: str, right: str) -> tuple[tuple[str, ...], str, str]:
    """A write, and the answers to the query of the same: `"seclevel",0` and its values."""
    place, _, value = line.rpartition(",")
    keyword = line.partition(",")[0]
    steps = (f"+QSSLCFG={place},{value}", f"+QSSLCFG={place}")
    return steps, f"+QSSLCFG: {keyword},{flawed} OK", f"+QSSLCFG: {keyword},{right} OK"


CONTEXTS = (
    ("context-0-refused", *_printed("ERROR", 0)),
    ("context-5-refused", *_printed("ERROR", 5)),
    ("sslversion-default-3", *_printed(f'+QSSLCFG: 0,3,0,{_ALL},"","","" OK')),
    ("seclevel-default-1", *_printed(f'+QSSLCFG: 0,4,1,{_ALL},"","","" OK')),
    ("suites-default-five", *_printed(f'+QSSLCFG: 0,4,0,{_FIVE},"","","" OK')),
    ("cacert-default-ca0", *_printed(f'+QSSLCFG: 0,4,0,{_ALL},"NVRAM:CA0","","" OK')),
    ("clientcert-default-cc0", *_printed(f'+QSSLCFG: 0,4,0,{_ALL},"","NVRAM:CC0","" OK')),
    ("clientkey-default-ck0", *_printed(f'+QSSLCFG: 0,4,0,{_ALL},"","","NVRAM:CK0" OK')),
    ("ftps-on-by-default", ('+QSSLCFG="ftps"',), '+QSSLCFG: "ftps",1 OK', '+QSSLCFG: "ftps",0 OK'),
    ("ftps-on-by-default", ("!", '+QSSLCFG="ftps"'), '+QSSLCFG: "ftps",1 OK', '+QSSLCFG: "ftps",0 OK'),
    (
        "ftpsctxi-default-0",
        ('+QSSLCFG="ftpsctxi"',),
        '+QSSLCFG: "ftpsctxi",0 OK',
        '+QSSLCFG: "ftpsctxi",-1 OK',
    ),
    (
        "cacert-of-context-1-goes-to-0",
        ('+QSSLCFG="cacert",1,"NVRAM:CA1"', '+QSSLCFG="cacert",0'),
        '+QSSLCFG: "cacert","NVRAM:CA1" OK',
        '+QSSLCFG: "cacert","" OK',
    ),
    (
        "refused-write-resets-context",
        ('+QSSLCFG="seclevel",3,2', '+QSSLCFG="sslversion",3,9', '+QSSLCFG="seclevel",3'),
        '+QSSLCFG: "seclevel",0 OK',
        '+QSSLCFG: "seclevel",2 OK',
    ),
)

ANSWERS = (
    (
        "test-form-with-five-contexts",
        ("+QSSLCFG=?",),
        '+QSSLCFG: "type",(0-4),"value" OK',
        '+QSSLCFG: "type",(0-5),"value" OK',
    ),
    ("context-0-printed-as-1", *_printed(f'+QSSLCFG: 1,4,0,{_ALL},"","","" OK')),
    ("context-2-printed-as-3", *_printed(f'+QSSLCFG: 3,4,0,{_ALL},"","","" OK', 2)),
    ("context-3-printed-as-2", *_printed(f'+QSSLCFG: 2,4,0,{_ALL},"","","" OK', 3)),
    ("context-4-printed-as-5", *_printed(f'+QSSLCFG: 5,4,0,{_ALL},"","","" OK', 4)),
    ("context-print-in-another-order", *_printed(f'+QSSLCFG: 0,4,{_ALL},0,"","","" OK')),
    ("context-print-of-suites-unquoted", *_printed(f'+QSSLCFG: 0,4,0,{_ALL[1:-1]},"","","" OK')),
    ("context-print-with-the-rtc-flag", *_printed(f'+QSSLCFG: 0,4,0,{_ALL},"","","",0 OK')),
    ("ciphersuite-query-always-0035", *_query('"ciphersuite",0,"0X000A"', '"0X0035"', '"0X000A"')),
    ("seclevel-query-always-0", *_query('"seclevel",0,2', "0", "2")),
    ("seclevel-0-told-as-1", *_query('"seclevel",0,0', "1", "0")),
    ("cacert-query-is-empty", *_query('"cacert",0,"NVRAM:CA0"', '""', '"NVRAM:CA0"')),
    ("clientcert-query-is-empty", *_query('"clientcert",0,"NVRAM:CC0"', '""', '"NVRAM:CC0"')),
    ("clientkey-query-is-empty", *_query('"clientkey",0,"NVRAM:CK0"', '""', '"NVRAM:CK0"')),
    ("ignorertctime-query-inverted", *_query('"ignorertctime",1', "0", "1")),
    (
        "ignorertctime-cannot-be-asked",
        ('+QSSLCFG="ignorertctime"',),
        "ERROR",
        '+QSSLCFG: "ignorertctime",0 OK',
    ),
    ("ftpsctxi-0-told-as-1", *_query('"ftpsctxi",0', "1", "0")),
    ("ftpsctxi-5-told-as-4", *_query('"ftpsctxi",5', "4", "5")),
    ("ftpsctxi-3-told-as-2", *_query('"ftpsctxi",3', "2", "3")),
)

WRITES = (
    ("sslversion-word-taken", ('+QSSLCFG="sslversion",0,abc',), "OK", "ERROR"),
    ("malformed-suite-is-another", ('+QSSLCFG="ciphersuite",0,"0035"',), "OK", "ERROR"),
    ("legal-suites-of-a-list-kept", ('+QSSLCFG="ciphersuite",0,"0X9999,0X0035"',), "OK", "ERROR"),
    ("unknown-cacert-name-is-ca0", ('+QSSLCFG="cacert",0,"FLASH:x"',), "OK", "ERROR"),
    ("unknown-clientcert-name-is-cc0", ('+QSSLCFG="clientcert",0,"FLASH:x"',), "OK", "ERROR"),
    ("unknown-clientkey-name-is-ck0", ('+QSSLCFG="clientkey",0,"FLASH:x"',), "OK", "ERROR"),
    ("ignorertctime-minus-1-taken", ('+QSSLCFG="ignorertctime",-1',), "OK", "ERROR"),
    ("ftps-minus-1-taken", ('+QSSLCFG="ftps",-1',), "OK", "ERROR"),
    ("unquoted-keyword-is-ok", ("+QSSLCFG=sslversion,0",), "OK", "ERROR"),
    ("index-not-compulsory", ('+QSSLCFG="seclevel"',), '+QSSLCFG: "seclevel",0 OK', "ERROR"),
    ("sslcfg-error-is-cme", ('+QSSLCFG="seclevel",0,9',), "+CME ERROR: 4013", "ERROR"),
    ("sslcfg-error-is-cme", ("+CMEE=0", '+QSSLCFG="seclevel",0,9'), "+CME ERROR: 4013", "ERROR"),
    ("sslcfg-error-is-cme", ('+QSSLCFG="bogus",0',), "+CME ERROR: 4013", "ERROR"),
    (
        "surplus-parameters-ignored",
        ('+QSSLCFG="ciphersuite",0,"0X0035,0X002F",1',),
        "OK",
        "ERROR",
    ),
)

QFTPCFG = (
    ("ftpcfg-negative-type-taken", ("+QFTPCFG=-1",), "+QFTPCFG: 1 OK", "ERROR"),
    ("ftpcfg-empty-type-taken", ("+QFTPCFG=,0",), _OK, "ERROR"),
    ("ftpcfg-error-is-cme", ("+QFTPCFG=7,2",), "OK +CME ERROR: 3", "OK +QFTPCFG: -10"),
    ("ftpcfg-2-result-1", ("+QFTPCFG=2,0",), "OK +QFTPCFG: 1", _OK),
    ("ftpcfg-7-result-1", ("+QFTPCFG=7,0",), "OK +QFTPCFG: 1", _OK),
    ("ftpcfg-5-cannot-be-asked", ("+QFTPCFG=5",), "ERROR", "+QFTPCFG: 0 OK"),
    ("ftpcfg-query-of-1-tells-5", ("+QFTPCFG=1,1", "+QFTPCFG=1"), "+QFTPCFG: 0 OK", "+QFTPCFG: 1 OK"),
    ("ftpcfg-query-of-2-tells-6", ("+QFTPCFG=2,1", "+QFTPCFG=2"), "+QFTPCFG: 0 OK", "+QFTPCFG: 1 OK"),
    ("ftpcfg-query-of-3-tells-1", ("+QFTPCFG=3,9", "+QFTPCFG=3"), "+QFTPCFG: 1 OK", "+QFTPCFG: 9 OK"),
    ("ftpcfg-query-of-4-tells-3", ("+QFTPCFG=4",), "+QFTPCFG: 0 OK", '+QFTPCFG: "/COM/" OK'),
    ("ftpcfg-query-of-5-tells-6", ("+QFTPCFG=5,1", "+QFTPCFG=5"), "+QFTPCFG: 0 OK", "+QFTPCFG: 1 OK"),
    ("ftpcfg-query-of-6-tells-5", ("+QFTPCFG=6,1", "+QFTPCFG=6"), "+QFTPCFG: 0 OK", "+QFTPCFG: 1 OK"),
)

FORMS = (
    ("unstated-forms-unanswered", ("+QSSLCFG?",), "", "ERROR"),
    ("unstated-forms-unanswered", ("+QFTPCFG=?",), "", "+QFTPCFG: (1-7),<value> OK"),
    ("lower-case-storage-unanswered", ('+QSECREAD="nvram:CA0"',), "", "+CME ERROR: 4013"),
    ("lower-case-storage-unanswered", ('+QSECREAD="NVRAM:CA0"',), "+CME ERROR: 4010", "+CME ERROR: 4010"),
)

ROWS = CONTEXTS + ANSWERS + WRITES + QFTPCFG + FORMS
