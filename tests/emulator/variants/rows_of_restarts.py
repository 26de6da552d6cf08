"""Rows of `hil.emulator.variants.restarts` and `security_answers`, and those of names and files."""

from __future__ import annotations

from tests.emulator.dte import Bench
from tests.emulator.variants.dialogues import Row, all_of, at, put, rebooted, store

CA = "RAM:ca_cert.pem"


def _reset_with_file(bench: Bench) -> str:
    store(bench.dte)
    read = f'+QSECREAD="{CA}"'
    reset = rebooted(then=read)(bench)
    bench.module.cut_power()
    bench.module.restore_power()
    bench.dte.at("E0")
    return f"{reset} | {bench.dte.at(read)}"


def _changed_after_naming(bench: Bench) -> str:
    """What a session gets after the file was deleted, and after it was stored anew and named."""
    security = bench.module.security
    store(bench.dte)
    bench.dte.at(f'+QSSLCFG="cacert",0,"{CA}"')
    bench.dte.at(f'+QSECDEL="{CA}"')
    deleted = security.serving(CA)
    store(bench.dte, data=b"new")
    bench.dte.at(f'+QSSLCFG="cacert",0,"{CA}"')
    named = security.serving(CA)
    assert named is not None
    return f"{'nothing' if deleted is None else 'the file'}, {named.data.decode()}"


ROWS: dict[str, Row] = {
    "reboot-command": Row(
        at("+CFUN=1,1"),
        {
            "ok": "OK",
            "refused": "ERROR",
            "told": "+CPIN: NOT READY  OK",
            "power-down": "NORMAL POWER DOWN",
            "silent": "",
        },
    ),
    "attachment": Row(
        all_of("+CGATT?", "+QIREGAPP", "+QIACT", "+CGATT?"),
        {
            "at-start": "+CGATT: 1  OK | OK | OK | +CGATT: 1  OK",
            "on-demand": "+CGATT: 0  OK | OK | OK | +CGATT: 1  OK",
        },
    ),
    "file-read": Row(_changed_after_naming, {"opening": "nothing, new", "setting": "the file, new"}),
    "illegal-pair": Row(
        at('+QSSLCFG="ciphersuite",0,"0X003D"', '+QSSLCFG="sslversion",0,2'),
        {"session": "OK", "setting": "ERROR"},
    ),
    "empty-suites": Row(at('+QSSLCFG="ciphersuite",0,""'), {"refused": "ERROR", "all": "OK"}),
    "put-escape": Row(put(b"ab+++cdef", 9), {"guarded": "+QFTPPUT: 9", "anywhere": "+QFTPPUT: 2"}),
    "secwrite-size": Row(
        at(f'+QSECWRITE="{CA}",40000'),
        {
            "too-large": "+CME ERROR: 4011",
            "no-space": "+CME ERROR: 4008",
            "invalid": "+CME ERROR: 4013",
        },
    ),
    "security-parser": Row(
        all_of(f'+QSECWRITE="{CA}",x', '+QSECREAD=""', '+QSECREAD="NVRAM:CA9"'),
        {
            "command": "+CME ERROR: 4013 | +CME ERROR: 4013 | +CME ERROR: 4013",
            "parser": "ERROR | ERROR | +CME ERROR: 4013",
        },
    ),
    "security-cmee": Row(
        all_of("+CMEE=0", f'+QSECREAD="{CA}"', "+CMEE=9"),
        {"obeyed": "OK | ERROR | ERROR", "ignored": "OK | +CME ERROR: 4010 | ERROR"},
    ),
    "security-words": Row(
        all_of("+CMEE=2", f'+QSECREAD="{CA}"'),
        {
            "words": "OK | +CME ERROR: the file is not found",
            "numbers": "OK | +CME ERROR: 4010",
        },
    ),
    "security-test-forms": Row(
        all_of("+QSECWRITE=?", "+QSECREAD=?"),
        {
            "names": "+QSECWRITE: <filename>,<filesize>[,(3-200)]  OK | +QSECREAD: <filename>  OK",
            "ranges": '+QSECWRITE: "filename",(1-32768)[,(3-200)]  OK | +QSECREAD: "filename"  OK',
        },
    ),
}
