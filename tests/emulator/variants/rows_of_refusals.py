"""Rows of `hil.emulator.variants.refusals`, `storage` and `capabilities`."""

from __future__ import annotations

from tests.emulator.dte import Bench
from tests.emulator.variants.dialogues import (
    Row,
    all_of,
    at,
    in_session,
    rebooted,
    store,
    while_busy,
    words,
)


def _closed(bench: Bench) -> str:
    before = bench.dte.at("+QFTPSTAT")
    dte = bench.opened()
    dte.at("+QFTPCLOSE")
    dte.expect(b"+QFTPCLOSE: 0\r\n")
    return f"{before} | {dte.at('+QFTPSTAT')}"


def _lost_in_session(bench: Bench) -> str:
    bench.opened()
    bench.module.mobile_network.deactivate_context()
    return words(bench.dte.take())


def _deactivated(bench: Bench) -> str:
    dte = bench.opened()
    return dte.at("+QIDEACT")


def _full_ram(bench: Bench) -> str:
    """The number of files of the largest size that are taken, of five."""
    said = [store(bench.dte, f"RAM:{number}", bytes(32768)) for number in range(5)]
    return str(sum(b"+QSECWRITE" in each for each in said))


def _many_files(bench: Bench) -> str:
    for number in range(6):
        store(bench.dte, f"RAM:{number}")
    return bench.dte.at('+QSECWRITE="RAM:6",1')


def _delete_before_and_in_session(bench: Bench) -> str:
    store(bench.dte)
    bench.dte.at('+QSSLCFG="cacert",3,"RAM:ca_cert.pem"')
    before = bench.dte.at('+QSECDEL="RAM:ca_cert.pem"')
    if before == "OK":
        store(bench.dte)
    during = bench.opened().at('+QSECDEL="RAM:ca_cert.pem"')
    return f"{before} | {during}"


def _download_onto_file(bench: Bench) -> str:
    bench.files["a"] = b"new"
    bench.dte.send(b'AT+QFUPL="RAM:a",3\r')
    bench.dte.send(b"old")
    said = in_session('+QFTPCFG=4,"/RAM/"', '+QFTPGET="a"')(bench)
    return f"{said} {bench.module.files.find('RAM:a')!r}"


def _open_without_context(bench: Bench) -> str:
    bench.dte.at('+QSSLCFG="ftps",1')
    said = bench.dte.send(b'AT+QFTPOPEN="192.0.2.1",990\r')
    bench.dte.settle()
    return words(said + bench.dte.take())


def _patience(bench: Bench) -> str:
    bench.opened()
    return f"{bench.client.settings.timeouts.reply_s:g}"


def _upload_onto_file(bench: Bench) -> str:
    bench.dte.send(b'AT+QFUPL="a",3\r')
    bench.dte.send(b"old")
    return words(bench.dte.send(b'AT+QFUPL="a",3\r') + bench.dte.send(b"new"))


LONG = "x" * 40
FAR = "/" + "x" * 150

ROWS: dict[str, Row] = {
    "ftpcfg-refusal": Row(
        at("+QFTPCFG=7,2"),
        {
            "ok-line": "OK  +QFTPCFG: -10",
            "line": "+QFTPCFG: -10",
            "line-ok": "+QFTPCFG: -10  OK",
            "error": "ERROR",
            "cme": "+CME ERROR: -10",
        },
    ),
    "ftpcfg-unknown-type": Row(at("+QFTPCFG=8"), {"error": "ERROR", "line": "OK  +QFTPCFG: -10"}),
    "ftpcfg-read-form": Row(at("+QFTPCFG?"), {"error": "ERROR", "line": "+QFTPCFG: -10"}),
    "ftp-refusal": Row(
        all_of('+QFTPOPEN="h",0', "+QFTPCFG=7,2"),
        {
            "ok-line": "OK  +QFTPOPEN: -10 | OK  +QFTPCFG: -10",
            "line": "+QFTPOPEN: -10 | OK  +QFTPCFG: -10",
            "cme": "+CME ERROR: -10 | OK  +QFTPCFG: -10",
            "error": "ERROR | OK  +QFTPCFG: -10",
            "general-cme": "+CME ERROR: 3518 | OK  +QFTPCFG: -10",
        },
    ),
    "ftp-malformed-port": Row(at('+QFTPOPEN="h",port'), {"error": "ERROR", "illegal": "OK  +QFTPOPEN: -10"}),
    "ftp-busy": Row(
        while_busy('+QFTPSIZE="a"'), {"line": "OK  +QFTPSIZE: -3", "cme": "+CME ERROR: -3", "error": "ERROR"}
    ),
    "ftp-opened": Row(
        in_session('+QFTPOPEN="h",21'),
        {"line": "OK  +QFTPOPEN: -3", "cme": "+CME ERROR: -3", "error": "ERROR"},
    ),
    "outside-session": Row(
        all_of('+QFTPPATH="/"', '+QFTPPUT="a",1'),
        {
            "error": "ERROR | ERROR",
            "cme": "+CME ERROR: 3 | +CME ERROR: 3",
            "line": "OK  +QFTPPATH: -5 | OK  +QFTPPUT: -5",
        },
    ),
    "ssl-refusal": Row(
        all_of('+QSSLCFG="ftps",2', "+CMEE=0", '+QSSLCFG="ftps",2'),
        {"error": "ERROR | OK | ERROR", "cme": "+CME ERROR: 3518 | OK | ERROR"},
    ),
    "detachment": Row(at("+CGATT=0"), {"ok": "OK", "no-carrier": "NO CARRIER"}),
    "credential-length": Row(at(f'+QFTPUSER="{LONG}"'), {"30": "ERROR", "64": "OK"}),
    "path-length": Row(
        in_session(f'+QFTPPATH="{FAR}"'), {"100": "OK  +QFTPPATH: -10", "200": "OK  +QFTPPATH: 0"}
    ),
    "state-words": Row(
        _closed,
        {
            "both": "+QFTPSTAT: IDLE  OK | +QFTPSTAT: CLOSED  OK",
            "idle": "+QFTPSTAT: IDLE  OK | +QFTPSTAT: IDLE  OK",
            "closed": "+QFTPSTAT: CLOSED  OK | +QFTPSTAT: CLOSED  OK",
        },
    ),
    "pdp-lost-order": Row(
        _lost_in_session,
        {
            "before": "+PDP DEACT  +QFTPERROR:-8",
            "after": "+QFTPERROR:-8  +PDP DEACT",
        },
    ),
    "deact-with-session": Row(_deactivated, {"silent": "DEACT OK", "reported": "DEACT OK  +QFTPERROR:-8"}),
    "ram-names": Row(
        at('+QSECREAD="RAM:mine.pem"'), {"any": "+CME ERROR: 4010", "table": "+CME ERROR: 4013"}
    ),
    "ram-name-length": Row(
        at(f'+QSECREAD="RAM:{LONG}"'), {"63": "+CME ERROR: 4010", "20": "+CME ERROR: 4013"}
    ),
    "security-ram-size": Row(_full_ram, {"131072": "4", "98304": "3", "boundless": "5"}),
    "security-ram-files": Row(_many_files, {"15": "CONNECT", "6": "+CME ERROR: 4008"}),
    "secdel-in-use": Row(
        _delete_before_and_in_session,
        {
            "deleted": "OK | OK",
            "refused": "OK | +CME ERROR: 3",
            "named": "+CME ERROR: 3 | +CME ERROR: 3",
        },
    ),
    "missing-name": Row(at('+QSSLCFG="cacert",0,"NVRAM:CA0"'), {"accepted": "OK", "refused": "ERROR"}),
    "download-onto-file": Row(
        _download_onto_file, {"replaced": "OK  +QFTPGET: 3 b'new'", "refused": "OK  +QFTPGET: -12 b'old'"}
    ),
    "upload-onto-file": Row(
        _upload_onto_file, {"refused": "+CME ERROR: 4012", "replaced": "CONNECT  +QFUPL: 3,1965  OK"}
    ),
    "storage-sizes": Row(
        all_of('+QFLDS="RAM"', '+QFLDS="UFS"'),
        {
            "large": "+QFLDS: 524288,524288  OK | +QFLDS: 1048576,1048576  OK",
            "small": "+QFLDS: 102400,102400  OK | +QFLDS: 262144,262144  OK",
            "tiny": "+QFLDS: 8192,8192  OK | +QFLDS: 8192,8192  OK",
        },
    ),
    "ftp-settings-at-reboot": Row(
        rebooted("+QFTPCFG=7,1", then="+QFTPCFG=7"), {"lost": "+QFTPCFG: 0  OK", "kept": "+QFTPCFG: 1  OK"}
    ),
    "ssl-settings-at-reboot": Row(
        rebooted('+QSSLCFG="ftps",1', then='+QSSLCFG="ftps"'),
        {"lost": '+QSSLCFG: "ftps",0  OK', "kept": '+QSSLCFG: "ftps",1  OK'},
    ),
    "multiplexer": Row(at("+CMUX=0"), {"present": "OK", "absent": "ERROR"}),
    "contexts": Row(at("+QIREGAPP", "+QIACT", "+CGACT=1,1"), {"two": "OK", "one": "ERROR"}),
    "tls-library": Row(
        all_of('+QSSLCFG="ciphersuite",0', '+QSSLCFG="sslversion",0,0', '+QSSLCFG="ciphersuite",0,"0X0005"'),
        {
            "all": '+QSSLCFG: "ciphersuite","0X0005,0X0004,0X0035,0X002F,0X003D,0X000A"  OK | OK | OK',
            "aes": '+QSSLCFG: "ciphersuite","0X0035,0X002F,0X003D"  OK | ERROR | ERROR',
        },
    ),
    "card": Row(at('+QFLDS="SD"'), {"present": "+QFLDS: 8388608,8388608  OK", "absent": "+CME ERROR: 4013"}),
    "local-storages": Row(
        all_of('+QFTPCFG=4,"/UFS/a"', '+QFTPCFG=4,"/COM/"'),
        {"all": "OK  +QFTPCFG: 0 | OK  +QFTPCFG: 0", "uart": "OK  +QFTPCFG: -10 | OK  +QFTPCFG: 0"},
    ),
    "active-mode": Row(
        all_of("+QFTPCFG=1,0", "+QFTPCFG=1,1"),
        {"present": "OK  +QFTPCFG: 0 | OK  +QFTPCFG: 0", "absent": "OK  +QFTPCFG: -10 | OK  +QFTPCFG: 0"},
    ),
    "ascii-type": Row(
        all_of("+QFTPCFG=2,1", "+QFTPCFG=2,0"),
        {"present": "OK  +QFTPCFG: 0 | OK  +QFTPCFG: 0", "absent": "OK  +QFTPCFG: -10 | OK  +QFTPCFG: 0"},
    ),
    "resuming": Row(
        all_of("+QFTPCFG=3,10", "+QFTPCFG=3,0"),
        {"present": "OK  +QFTPCFG: 0 | OK  +QFTPCFG: 0", "absent": "OK  +QFTPCFG: -10 | OK  +QFTPCFG: 0"},
    ),
    "unset-context": Row(
        _open_without_context,
        {"illegal": "OK  +QFTPOPEN: -10", "network": "OK  +QFTPOPEN: -5", "context-0": "OK  +QFTPOPEN: 0"},
    ),
    "patience": Row(_patience, {"60-s": "60", "30-s": "30", "90-s": "90"}),
    "host-names": Row(at('+QFTPOPEN="ftp.example",21'), {"present": "OK", "absent": "OK  +QFTPOPEN: -4"}),
    "clock": Row(at('+CCLK="20/01/01,00:00:00+00"'), {"settable": "OK", "read-only": "ERROR"}),
}
