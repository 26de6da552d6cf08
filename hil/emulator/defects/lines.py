"""Defects of single lines to the DTE: results, printouts, error forms (note 2 to 4)."""

from __future__ import annotations

from hil.emulator.defects.ftp_commands import OtherWordForOpened
from hil.emulator.defects.model import Defect, Said
from hil.emulator.defects.pdp_commands import DeactivatedWithOk, NoLocalAddress
from hil.emulator.defects.ssl_config_commands import PrintoutLacksCa

DEFECTS = (
    Defect(
        "stat-word-wrong",
        "AT+QFTPSTAT answers OPEN instead of OPENED",
        ("EX421-18", "EX421-24"),
        replaces=(OtherWordForOpened,),
    ),
    Defect(
        "locip-without-address",
        "AT+QILOCIP answers 0.0.0.0",
        ("EX421-05", "PROC-08", "SYN-04"),
        replaces=(NoLocalAddress,),
    ),
    Defect(
        "deact-answers-ok", "AT+QIDEACT answers OK", ("EX421-20", "SYN-04"), replaces=(DeactivatedWithOk,)
    ),
    Defect(
        "context-print-lacks-ca-name",
        "ctxindex prints an empty CA name",
        (
            "EX421-11",
            *("SSLCFG-CTX-02", "SSLCFG-CTX-01", "SSLCFG-CTX-03", "SSLCFG-CTX-04", "SSLCFG-CTX-05"),
            *("SSLCFG-CTX-06", "SSLCFG-CTX-07", "SSLCFG-CTX-08", "SSLCFG-CTX-11"),
        ),
        replaces=(PrintoutLacksCa,),
    ),
    Defect(
        "server-error-without-sign",
        "server codes are reported without the minus sign: 550 instead of -550",
        ("ERR-GEN-04",),
        Said(r"(\+QFTP\w+: )-([45]\d\d)", r"\1\2"),
    ),
    Defect(
        "opening-error-without-sign",
        "+QFTPOPEN reports 5 instead of -5",
        ("ERR-GEN-06", "ERR-LOCAL-05"),
        Said(r"(\+QFTPOPEN: )-5", r"\g<1>5"),
    ),
    Defect(
        "errors-under-ftperror",
        "errors of FTP commands are reported as +QFTPERROR",
        ("ERR-GEN-03",),
        Said(r"\+QFTP\w+: (-\d+)", r"+QFTPERROR: \1"),
    ),
    Defect(
        "cme-error-without-number",
        "file errors are a plain ERROR",
        ("ERR-GEN-02", "SECREAD-14", "SECDEL-11"),
        Said(r"\+CME ERROR: .*", "ERROR"),
    ),
    Defect("close-result-1", "+QFTPCLOSE reports 1", ("EX421-19",), Said(r"\+QFTPCLOSE: 0", "+QFTPCLOSE: 1")),
    Defect(
        "put-result-0",
        "+QFTPPUT reports 0 for a complete upload",
        ("EX422-03",),
        Said(r"\+QFTPPUT: \d+", "+QFTPPUT: 0"),
    ),
    Defect(
        "get-count-off-by-one",
        "+QFTPGET reports one byte too many when the count ends in 0",
        ("EX423-03", "EX423-06"),
        Said(r"\+QFTPGET: (\d*)0", r"+QFTPGET: \g<1>1"),
    ),
    Defect(
        "context-print-lacks-level",
        "ctxindex always prints level 0",
        (
            "FTPSERR-04",
            *("SSLCFG-CTX-02", "SSLCFG-CTX-01", "SSLCFG-CTX-03", "SSLCFG-CTX-04", "SSLCFG-CTX-05"),
            *("SSLCFG-CTX-06", "SSLCFG-CTX-07", "SSLCFG-CTX-08", "SSLCFG-CTX-11"),
        ),
        Said(r'(\+QSSLCFG: \d,\d),\d(,".*)', r"\1,0\2"),
    ),
    Defect(
        "context-print-of-another",
        "ctxindex prints 0 as the index of context 1",
        ("SSLCFG-CTX-01", "SSLCFG-CTX-04", "SSLCFG-CTX-02", "SSLCFG-CTX-11", "SSLCFG-CTX-12"),
        Said(r'\+QSSLCFG: 1(,\d,\d,".*)', r"+QSSLCFG: 0\1"),
    ),
    Defect(
        "ftpsctxi-query-says-0",
        "the query of ftpsctxi returns 0 when no context is bound",
        ("SSLCFG-FTPSCTX-03",),
        Said(r'(\+QSSLCFG: "ftpsctxi"),-1', r"\1,0"),
    ),
    Defect(
        "ftps-query-inverted",
        "the query of ftps returns 0 for 1",
        ("SSLCFG-FTPS-03", "SSLCFG-FTPS-01"),
        Said(r'(\+QSSLCFG: "ftps"),1', r"\1,0"),
    ),
    Defect("never-registered", "AT+CGREG? reports 0", ("PDPERR-03",), Said(r"(\+CGREG: \d),1", r"\1,0")),
    Defect("never-attached", "AT+CGATT? reports 0", ("PDPERR-01",), Said(r"\+CGATT: 1", "+CGATT: 0")),
)
