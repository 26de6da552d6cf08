"""Defects of what the module says: result lines, printouts, error forms (note 2 to 4)."""

from __future__ import annotations

from hil.emulator.defects.ftp_commands import OtherWordForOpened
from hil.emulator.defects.model import Defect, Said
from hil.emulator.defects.pdp_commands import DeactivatedWithOk, NoLocalAddress
from hil.emulator.defects.ssl_config_commands import PrintoutLacksCa

DEFECTS = (
    Defect(
        "stat-word-wrong", "+QFTPSTAT says OPEN", ("EX421-18", "EX421-24"), replaces=(OtherWordForOpened,)
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
        "the CA is missing in the context printout",
        (
            "EX421-11",
            *("SSLCFG-CTX-02", "SSLCFG-CTX-01", "SSLCFG-CTX-03", "SSLCFG-CTX-04", "SSLCFG-CTX-05"),
            *("SSLCFG-CTX-06", "SSLCFG-CTX-07", "SSLCFG-CTX-08", "SSLCFG-CTX-11"),
        ),
        replaces=(PrintoutLacksCa,),
    ),
    Defect(
        "server-error-without-sign",
        "550 is reported for -550",
        ("ERR-GEN-04",),
        Said(r"(\+QFTP\w+: )-([45]\d\d)", r"\1\2"),
    ),
    Defect(
        "opening-error-without-sign",
        "5 is reported for an opening that fails with -5",
        ("ERR-GEN-06", "ERR-LOCAL-05"),
        Said(r"(\+QFTPOPEN: )-5", r"\g<1>5"),
    ),
    Defect(
        "errors-under-ftperror",
        "errors of commands come as +QFTPERROR",
        ("ERR-GEN-03",),
        Said(r"\+QFTP\w+: (-\d+)", r"+QFTPERROR: \1"),
    ),
    Defect(
        "cme-error-without-number",
        "file errors are a plain ERROR",
        ("ERR-GEN-02", "SECREAD-14", "SECDEL-11"),
        Said(r"\+CME ERROR: .*", "ERROR"),
    ),
    Defect("close-result-1", "+QFTPCLOSE says 1", ("EX421-19",), Said(r"\+QFTPCLOSE: 0", "+QFTPCLOSE: 1")),
    Defect(
        "put-result-0", "+QFTPPUT says 0 for all bytes", ("EX422-03",), Said(r"\+QFTPPUT: \d+", "+QFTPPUT: 0")
    ),
    Defect(
        "get-count-off-by-one",
        "+QFTPGET of 3000 bytes says 3001",
        ("EX423-03", "EX423-06"),
        Said(r"\+QFTPGET: (\d*)0", r"+QFTPGET: \g<1>1"),
    ),
    Defect(
        "context-print-lacks-level",
        "the printout of a context says level 0",
        (
            "FTPSERR-04",
            *("SSLCFG-CTX-02", "SSLCFG-CTX-01", "SSLCFG-CTX-03", "SSLCFG-CTX-04", "SSLCFG-CTX-05"),
            *("SSLCFG-CTX-06", "SSLCFG-CTX-07", "SSLCFG-CTX-08", "SSLCFG-CTX-11"),
        ),
        Said(r'(\+QSSLCFG: \d,\d),\d(,".*)', r"\1,0\2"),
    ),
    Defect(
        "context-print-of-another",
        "the printout names the wrong context",
        ("SSLCFG-CTX-01", "SSLCFG-CTX-04", "SSLCFG-CTX-02", "SSLCFG-CTX-11", "SSLCFG-CTX-12"),
        Said(r'\+QSSLCFG: 1(,\d,\d,".*)', r"+QSSLCFG: 0\1"),
    ),
    Defect(
        "ftpsctxi-query-says-0",
        "the unbound value is printed as 0",
        ("SSLCFG-FTPSCTX-03",),
        Said(r'(\+QSSLCFG: "ftpsctxi"),-1', r"\1,0"),
    ),
    Defect(
        "ftps-query-inverted",
        "ftps 1 is printed as 0",
        ("SSLCFG-FTPS-03", "SSLCFG-FTPS-01"),
        Said(r'(\+QSSLCFG: "ftps"),1', r"\1,0"),
    ),
    Defect("never-registered", "AT+CGREG? says 0", ("PDPERR-03",), Said(r"(\+CGREG: \d),1", r"\1,0")),
    Defect("never-attached", "AT+CGATT? says 0", ("PDPERR-01",), Said(r"\+CGATT: 1", "+CGATT: 0")),
)
