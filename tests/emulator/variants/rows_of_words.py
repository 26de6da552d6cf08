"""Rows of `hil.emulator.variants.wording`, `line` and `command_line`."""

from __future__ import annotations

from tests.emulator.dte import Bench
from tests.emulator.variants.dialogues import (
    Row,
    after,
    all_of,
    at,
    boot,
    date_after_power_loss,
    get,
    put,
    raw,
    rebooted,
    stored,
    words,
)


def _context_lost(bench: Bench) -> str:
    bench.dte.at("+QIREGAPP")
    bench.dte.at("+QIACT")
    bench.module.mobile_network.deactivate_context()
    return words(bench.dte.take())


def _lines_of_session(bench: Bench) -> str:
    dte = bench.dte
    dte.send(b'AT+QFTPOPEN="ftp.example",21\r')
    said = dte.expect(b"0\r\n")
    said += dte.send(b"AT+QFTPLEN;+QFTPSTAT\r")
    bench.client.server_closes.set()
    return words(said + dte.expect(b"-6\r\n"))


def _lf(bench: Bench) -> str:
    return words(bench.dte.send(b"AT+QFTPSTAT\n"))


def _pieces(bench: Bench) -> str:
    for _ in range(12):  # the response to ATE0
        bench.dte.pass_time(0.003)
    return repr([bench.dte.send(b"AT\r"), *(bench.dte.pass_time(0.003) for _ in range(3))])


def _digits(bench: Bench) -> str:
    bench.dte.send(b"AT+CFUN=1,1\r")
    return repr(bench.dte.send(b"AT\r"))


def _registration(bench: Bench) -> str:
    bench.dte.send(b"AT+CFUN=1,1\rATE0\r")
    said = bench.dte.send(b"AT+CFUN=4\r") + bench.dte.send(b"AT+CFUN=1\r")
    return words(said + bench.dte.pass_time(8))


def _data_in_front(bench: Bench) -> str:
    return words(bench.dte.send(b"\r\n\x80some key AT\r") + bench.dte.send(b"AT+CMEE?\r"))


def _latency(bench: Bench) -> str:
    bench.dte.pass_time(1)
    said = [bench.dte.send(b"AT+QFTPSTAT\r"), bench.dte.pass_time(0.1), bench.dte.pass_time(0.5)]
    return " | ".join(map(words, said))


ROWS: dict[str, Row] = {
    "ftp-colon": Row(
        _lines_of_session,
        {
            "note": "+QFTPOPEN: 0  +QFTPLEN: 0  +QFTPSTAT: OPENED  OK  +QFTPERROR:-6",
            "compact": "+QFTPOPEN:0  +QFTPLEN: 0  +QFTPSTAT:OPENED  OK  +QFTPERROR:-6",
            "mixed": "+QFTPOPEN:0  +QFTPLEN: 0  +QFTPSTAT: OPENED  OK  +QFTPERROR:-6",
            "spaced": "+QFTPOPEN: 0  +QFTPLEN: 0  +QFTPSTAT: OPENED  OK  +QFTPERROR: -6",
        },
    ),
    "put-result-ok": Row(put(), {"absent": "+QFTPPUT: 3", "present": "+QFTPPUT: 3  OK"}),
    "get-result-ok": Row(
        get, {"present": "OK  CONNECT abc +QFTPGET: 3  OK", "absent": "OK  CONNECT abc +QFTPGET: 3"}
    ),
    "ftpcfg-query-ok": Row(at("+QFTPCFG=7"), {"present": "+QFTPCFG: 0  OK", "absent": "+QFTPCFG: 0"}),
    "ftpcfg-place-quotes": Row(
        at("+QFTPCFG=4"), {"quoted": '+QFTPCFG: "/COM/"  OK', "bare": "+QFTPCFG: /COM/  OK"}
    ),
    "ftp-read-forms": Row(at("+QFTPUSER?"), {"answered": '+QFTPUSER: ""  OK', "refused": "ERROR"}),
    "ftp-test-forms": Row(at("+QFTPUSER=?"), {"answered": '+QFTPUSER: "USERNAME"  OK', "refused": "ERROR"}),
    "close-without-session": Row(at("+QFTPCLOSE"), {"error": "ERROR", "result": "OK  +QFTPCLOSE: 0"}),
    "deact-in-initial": Row(at("+QIDEACT"), {"deact-ok": "DEACT OK", "error": "ERROR"}),
    "secread-checksum": Row(
        stored('+QSECREAD="RAM:ca_cert.pem"'),
        {"written": "+QSECREAD: 1,83a7  OK", "stored": "+QSECREAD: 1,5a2c  OK"},
    ),
    "line-end": Row(_lf, {"cr": "", "cr-or-lf": "+QFTPSTAT: IDLE  OK"}),
    "cmee-default": Row(
        all_of("&F", "E0+CMEE?"),
        {
            "number": "OK | ATE0+CMEE?\r +CMEE: 1  OK",
            "off": "OK | ATE0+CMEE?\r +CMEE: 0  OK",
            "text": "OK | ATE0+CMEE?\r +CMEE: 2  OK",
        },
    ),
    "cme-texts": Row(
        stored("+CMEE=2", '+QSECWRITE="RAM:ca_cert.pem",2'),
        {
            "described": "+CME ERROR: the file already exists",
            "field": "+CME ERROR: Already exits",
            "unknown": "+CME ERROR: unknown",
        },
    ),
    "boot-urcs": Row(
        boot("+IPR=115200&W"),
        {
            "series": "OK  RDY  +CFUN: 1  +CPIN: READY  Call Ready | OK",
            "with-sms-ready": "OK  RDY  +CFUN: 1  +CPIN: READY  Call Ready  SMS Ready | OK",
            "compact": "OK  RDY  +CFUN:1  +CPIN: READY  Call Ready | OK",
            "none": "OK  RDY | OK",
        },
    ),
    "autobaud-urcs": Row(
        boot(),
        {
            "none": "OK | AT\r OK",
            "late": "OK | Call Ready  SMS Ready AT\r OK",
            "all": "OK | RDY  +CFUN: 1  +CPIN: READY  Call Ready AT\r OK",
        },
    ),
    "ati-lines": Row(
        raw("I"),
        {
            "three": "\r\nQuectel_Ltd\r\nQuectel_M95\r\nRevision: M95FAR02A08\r\n\r\nOK\r\n",
            "blank": "\r\nQuectel_Ltd\r\nQuectel_M95\r\n\r\nRevision: M95FAR02A08\r\n\r\nOK\r\n",
        },
    ),
    "manufacturer-lines": Row(
        at("+GMI"), {"one": "Quectel_Ltd  OK", "three": "Quectel_Ltd Quectel_M95 Revision: MTK 0828  OK"}
    ),
    "iccid-prefix": Row(
        at("+QCCID"), {"prefixed": "+QCCID: 8900101000000000017  OK", "bare": "8900101000000000017  OK"}
    ),
    "pdp-lost-urc": Row(_context_lost, {"plain": "+PDP DEACT", "indexed": "0,+PDP DEACT"}),
    "boot-clock": Row(date_after_power_loss, {"2004": "04/01/01", "2000": "00/01/01", "2015": "15/07/01"}),
    "data-connection-default": Row(
        at("+QFTPCFG=1"), {"passive": "+QFTPCFG: 1  OK", "active": "+QFTPCFG: 0  OK"}
    ),
    "transfer-type-default": Row(at("+QFTPCFG=2"), {"binary": "+QFTPCFG: 0  OK", "ascii": "+QFTPCFG: 1  OK"}),
    "transparency-default": Row(at("+QFTPCFG=5"), {"0": "+QFTPCFG: 0  OK", "1": "+QFTPCFG: 1  OK"}),
    "passive-address-default": Row(
        at("+QFTPCFG=6"), {"of-reply": "+QFTPCFG: 0  OK", "of-server": "+QFTPCFG: 1  OK"}
    ),
    "latency": Row(
        _latency,
        {
            "none": "+QFTPSTAT: IDLE  OK |  | ",
            "30-ms": " | +QFTPSTAT: IDLE  OK | ",
            "250-ms": " |  | +QFTPSTAT: IDLE  OK",
        },
    ),
    "activation-time": Row(all_of("+QIREGAPP", "+QIACT"), {"none": "OK | OK", "seconds": "OK | "}),
    "security-file-time": Row(
        after(2, '+QSECDEL="RAM:ca_cert.pem"'),
        {"none": "+CME ERROR: 4010 | ", "seconds": " | +CME ERROR: 4010"},
    ),
    "output": Row(
        _pieces,
        {"whole": "[b'\\r\\nOK\\r\\n', b'', b'', b'']", "pieces": "[b'\\r', b'\\nO', b'K\\r\\n', b'']"},
    ),
    "echo-stored": Row(boot(), {"on": "OK | AT\r OK", "off": "OK | OK"}),
    "verbosity-stored": Row(_digits, {"words": "b'AT\\r\\r\\nOK\\r\\n'", "digits": "b'AT\\r0\\r'"}),
    "rate-stored": Row(rebooted(then="+IPR?"), {"autobauding": "+IPR: 0  OK", "fixed": "+IPR: 115200  OK"}),
    "flow-control-stored": Row(
        rebooted(then="+IFC?"), {"none": "+IFC: 0,0  OK", "hardware": "+IFC: 2,2  OK"}
    ),
    "registration-reports": Row(
        _registration,
        {
            "off": "OK  OK",
            "on": "OK  +CREG: 0  +CGREG: 0  OK  +CREG: 1  +CGREG: 1",
            "cells": 'OK  +CREG: 0  OK  +CREG: 1,"1801","2B5C"  +CREG: 1,"1801","2B5C"',
        },
    ),
    "messages": Row(
        all_of("", "", "", ""),
        {"none": "OK | OK | OK | OK", "often": 'OK | OK | OK  +CMTI: "SM",1 | OK'},  # the DTE has sent a line
    ),
    "before-prefix": Row(
        _data_in_front,
        {"ignored": "OK  +CMEE: 1  OK", "line": "ERROR  +CMEE: 1  OK"},
    ),
    "unknown-command": Row(at("+NOSUCH"), {"error": "ERROR", "not-supported": "+CME ERROR: 4"}),
}
