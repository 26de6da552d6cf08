"""Rows of `hil.emulator.variants.forms` and `ssl_input`."""

from __future__ import annotations

from tests.emulator.dte import Bench
from tests.emulator.variants.dialogues import (
    Row,
    all_of,
    at,
    raw,
    store,
    stored,
    stored_raw,
    words,
)


def _late_ok(bench: Bench) -> str:
    """An upload, a command line too early, and what comes a second later."""
    said = words(store(bench.dte))
    at_once = words(bench.dte.send(b"AT+CMEE?\r"))
    return f"{said} | {at_once} | {words(bench.dte.pass_time(1))}"


ROWS: dict[str, Row] = {
    "ssl-colon": Row(
        all_of('+QSSLCFG="seclevel",0', '+QSSLCFG="ctxindex",0'),
        {
            "spaced": '+QSSLCFG: "seclevel",0  OK | +QSSLCFG: 0,4,0,"0X0005,0X0004,0X0035,0X002F,0X003D,0X000A","","",""  OK',
            "compact": '+QSSLCFG:"seclevel",0  OK | +QSSLCFG:0,4,0,"0X0005,0X0004,0X0035,0X002F,0X003D,0X000A","","",""  OK',
        },
    ),
    "printout-colon": Row(
        all_of('+QSSLCFG="seclevel",0', '+QSSLCFG="ctxindex",0'),
        {
            "present": '+QSSLCFG: "seclevel",0  OK | +QSSLCFG: 0,4,0,"0X0005,0X0004,0X0035,0X002F,0X003D,0X000A","","",""  OK',
            "absent": '+QSSLCFG: "seclevel",0  OK | +QSSLCFG 0,4,0,"0X0005,0X0004,0X0035,0X002F,0X003D,0X000A","","",""  OK',
        },
    ),
    "ssl-comma": Row(
        all_of("+QSSLCFG=?", '+QSSLCFG="seclevel",0', '+QSSLCFG="ftps"'),
        {
            "tight": '+QSSLCFG: "type",(0-5),"value"  OK | +QSSLCFG: "seclevel",0  OK | +QSSLCFG: "ftps",0  OK',
            "spaced": '+QSSLCFG: "type",(0-5),"value"  OK | +QSSLCFG: "seclevel", 0  OK | +QSSLCFG: "ftps", 0  OK',
        },
    ),
    "printout-comma": Row(
        all_of('+QSSLCFG="seclevel",0', '+QSSLCFG="ctxindex",0'),
        {
            "tight": '+QSSLCFG: "seclevel",0  OK | +QSSLCFG: 0,4,0,"0X0005,0X0004,0X0035,0X002F,0X003D,0X000A","","",""  OK',
            "spaced": '+QSSLCFG: "seclevel",0  OK | +QSSLCFG: 0, 4, 0, "0X0005,0X0004,0X0035,0X002F,0X003D,0X000A", "", "", ""  OK',
        },
    ),
    "suite-letters": Row(
        at('+QSSLCFG="ciphersuite",0,"0X003D,0X000A"', '+QSSLCFG="ciphersuite",0'),
        {
            "upper": '+QSSLCFG: "ciphersuite","0X003D,0X000A"  OK',
            "lower": '+QSSLCFG: "ciphersuite","0x003d,0x000a"  OK',
        },
    ),
    "suite-list-space": Row(
        at('+QSSLCFG="ciphersuite",0,"0X003D,0X000A"', '+QSSLCFG="ciphersuite",0'),
        {
            "tight": '+QSSLCFG: "ciphersuite","0X003D,0X000A"  OK',
            "spaced": '+QSSLCFG: "ciphersuite","0X003D, 0X000A"  OK',
        },
    ),
    "suite-list-order": Row(
        at('+QSSLCFG="ciphersuite",0,"0X003D,0X000A,0X0035"', '+QSSLCFG="ciphersuite",0'),
        {
            "as-set": '+QSSLCFG: "ciphersuite","0X003D,0X000A,0X0035"  OK',
            "table": '+QSSLCFG: "ciphersuite","0X0035,0X000A,0X003D"  OK',
            "numbers": '+QSSLCFG: "ciphersuite","0X000A,0X0035,0X003D"  OK',
        },
    ),
    "suite-quotes": Row(
        at('+QSSLCFG="ciphersuite",0,"0X003D,0X000A"', '+QSSLCFG="ciphersuite",0'),
        {
            "quoted": '+QSSLCFG: "ciphersuite","0X003D,0X000A"  OK',
            "bare": '+QSSLCFG: "ciphersuite",0X003D,0X000A  OK',
        },
    ),
    "name-quotes": Row(
        at('+QSSLCFG="cacert",0,"NVRAM:CA0"', '+QSSLCFG="cacert",0'),
        {"quoted": '+QSSLCFG: "cacert","NVRAM:CA0"  OK', "bare": '+QSSLCFG: "cacert",NVRAM:CA0  OK'},
    ),
    "security-colon": Row(
        stored(), {"spaced": "CONNECT  +QSECWRITE: 2,83a7  OK", "compact": "CONNECT  +QSECWRITE:2,83a7  OK"}
    ),
    "security-comma": Row(
        stored(), {"tight": "CONNECT  +QSECWRITE: 2,83a7  OK", "spaced": "CONNECT  +QSECWRITE: 2, 83a7  OK"}
    ),
    "checksum-letters": Row(
        stored(), {"lower": "CONNECT  +QSECWRITE: 2,83a7  OK", "upper": "CONNECT  +QSECWRITE: 2,83A7  OK"}
    ),
    "secwrite-test": Row(
        at("+QSECWRITE=?"),
        {
            "brackets": "+QSECWRITE: <filename>,<filesize>[,(3-200)]  OK",
            "range": "+QSECWRITE: <filename>,<filesize>,(3-200)  OK",
            "literal": "+QSECWRITE: <filename>,<filesize>[,list of supported <timeout>s]  OK",
        },
    ),
    "secwrite-connect": Row(
        stored(),
        {"capitals": "CONNECT  +QSECWRITE: 2,83a7  OK", "capitalised": "Connect  +QSECWRITE: 2,83a7  OK"},
    ),
    "secwrite-ok": Row(
        _late_ok,
        {
            "at-once": "CONNECT  +QSECWRITE: 2,83a7  OK | +CMEE: 1  OK | ",
            "late": "CONNECT  +QSECWRITE: 2,83a7 |  | OK  +CMEE: 1  OK",
        },
    ),
    "result-line-blank": Row(
        raw("+QFTPCFG=7,1"),
        {"absent": "\r\nOK\r\n\r\n+QFTPCFG: 0\r\n", "present": "\r\nOK\r\n\r\n\r\n+QFTPCFG: 0\r\n"},
    ),
    "secwrite-line-blank": Row(
        stored_raw,
        {
            "absent": "\r\nCONNECT\r\n\r\n+QSECWRITE: 2,83a7\r\n\r\nOK\r\n",
            "present": "\r\nCONNECT\r\n\r\n\r\n+QSECWRITE: 2,83a7\r\n\r\nOK\r\n",
        },
    ),
    "result-code-blank": Row(
        raw("+QFTPCFG=7"),
        {"absent": "\r\n+QFTPCFG: 0\r\n\r\nOK\r\n", "present": "\r\n+QFTPCFG: 0\r\n\r\n\r\nOK\r\n"},
    ),
    "keyword-letters": Row(at('+QSSLCFG="FTPS"'), {"any": '+QSSLCFG: "ftps",0  OK', "lower": "ERROR"}),
    "suite-input-letters": Row(at('+QSSLCFG="ciphersuite",0,"0x003d"'), {"any": "OK", "capitals": "ERROR"}),
    "all-suites-code": Row(at('+QSSLCFG="ciphersuite",0,"0XFFFF"'), {"taken": "OK", "refused": "ERROR"}),
    "bare-suite": Row(at('+QSSLCFG="ciphersuite",0,0X0035'), {"taken": "OK", "refused": "ERROR"}),
    "several-suites": Row(
        all_of('+QSSLCFG="ciphersuite",0,"0X0035","0X0005"', '+QSSLCFG="ciphersuite",0'),
        {
            "list": 'ERROR | +QSSLCFG: "ciphersuite","0X0005,0X0004,0X0035,0X002F,0X003D,0X000A"  OK',
            "parameters": 'OK | +QSSLCFG: "ciphersuite","0X0035,0X0005"  OK',
        },
    ),
    "repeated-suite": Row(
        all_of('+QSSLCFG="ciphersuite",0,"0X0035,0X0035"', '+QSSLCFG="ciphersuite",0'),
        {
            "refused": 'ERROR | +QSSLCFG: "ciphersuite","0X0005,0X0004,0X0035,0X002F,0X003D,0X000A"  OK',
            "once": 'OK | +QSSLCFG: "ciphersuite","0X0035"  OK',
        },
    ),
    "empty-name": Row(at('+QSSLCFG="cacert",0,""'), {"taken": "OK", "refused": "ERROR"}),
}
