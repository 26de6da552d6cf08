"""Defects of single lines to the DTE: results, printouts, error forms, extra lines (note 2 to 4)."""

from __future__ import annotations

from hil.emulator.defects.ftp_commands import OtherWordForOpened
from hil.emulator.defects.model import Defect, ExtraLines, Said
from hil.emulator.defects.pdp_contexts import DeactivatedWithOk, NoLocalAddress
from hil.emulator.defects.ssl_configuration import PrintoutLacksCa

_STEPS = (  # step of the examples, pattern of its command, requirements
    ("qifgcnt", r"\+QIFGCNT=0", ("EX421-01",)),
    ("qicsgp", r'\+QICSGP=1,"CMNET"', ("EX421-02",)),
    ("qiregapp", r"\+QIREGAPP", ("EX421-03",)),
    ("qiact", r"\+QIACT", ("EX421-04",)),
    ("secwrite-ca-in-ram", r'\+QSECWRITE="RAM:ca_cert\.pem",.*', ("EX411-01", "SECWRITE-06")),
    ("secwrite-certificate-in-ram", r'\+QSECWRITE="RAM:client_cert\.pem",.*', ("EX411-02",)),
    ("secwrite-key-in-ram", r'\+QSECWRITE="RAM:client_key\.pem",.*', ("EX411-03",)),
    ("secwrite-ca-in-nvram", r'\+QSECWRITE="NVRAM:CA0",.*', ("EX412-01", "EX421-06", "SECWRITE-06")),
    ("secwrite-certificate-in-nvram", r'\+QSECWRITE="NVRAM:CC0",.*', ("EX412-02",)),
    ("secwrite-key-in-nvram", r'\+QSECWRITE="NVRAM:CK0",.*', ("EX412-03",)),
    ("cacert", r'\+QSSLCFG="cacert",\d,"NVRAM:CA0"', ("EX421-07",)),
    ("ignorertctime", r'\+QSSLCFG="ignorertctime",1', ("EX421-08",)),
    ("seclevel", r'\+QSSLCFG="seclevel",\d,1', ("EX421-09",)),
    ("sslversion", r'\+QSSLCFG="sslversion",\d,4', ("EX421-10",)),
    ("ifc", r"\+IFC=2,2", ("EX421-12",)),
    ("ftps-on", r'\+QSSLCFG="ftps",1', ("EX421-13", "PROC-10")),
    ("ftpsctxi", r'\+QSSLCFG="ftpsctxi",0', ("EX421-14", "PROC-10")),
    ("ftps-off", r'\+QSSLCFG="ftps",0', ("EX424-01",)),
    ("user", r'\+QFTPUSER="m95-.*"', ("EX421-15", "EX424-02")),
    ("put", r'\+QFTPPUT=".*', ("EX422-02", "EX422-04")),
    ("get", r'\+QFTPGET=".*', ("EX423-02", "EX423-05")),
    ("password", r'\+QFTPPASS=".*"', ("EX421-16", "EX424-03")),
)

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
        ("EX421-05", "EX421-21", "PROC-08", "SYN-04"),
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
        "path-error-without-number",
        "an error of AT+QFTPPATH is reported as ERROR, without a number",
        (
            *("ERR-GEN-03", "ERR-GEN-04", "ERR-LOCAL-01", "ERR-LOCAL-03"),
            *("ERR-LOCAL-06", "ERR-LOCAL-08", "ERR-LOCAL-09", "ERR-LOCAL-10"),
        ),
        Said(r"\+QFTPPATH: -\d+", "ERROR"),
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
        ("EX423-03", "EX423-06", "EX423-09"),
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
    *(
        Defect(
            f"{step}-says-ready",
            "an extra line READY comes before the response",
            requirements,
            ExtraLines(pattern),
        )
        for step, pattern, requirements in _STEPS
    ),
)
