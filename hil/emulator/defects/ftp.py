"""Defects of FTP and FTPS: the modes, the session, the transfers (note 2.2, 4.2; document [2])."""

from __future__ import annotations

from hil.emulator.defects.model import Defect, ids

DEFECTS = (
    Defect(
        "data-connection-in-clear",
        "the data connection is not protected",
        ("GEN-03", "SSLCFG-GEN-10", "GEN-01"),
    ),
    Defect(
        "continues-in-clear-after-auth-refused",
        "logs in without TLS when AUTH is refused",
        ("MODE-08", "GEN-02"),
    ),
    Defect(
        "explicit-mode-ignored",
        "type 7 is stored, implicit TLS is used",
        ("MODE-02", "FTPSERR-02", "MODE-04", "MODE-07", "PROC-11", "FTPSERR-05"),
    ),
    Defect("explicit-by-default", "type 7 is 1 after power-on", ("FTPCFG-T7-03", "EX421-21")),
    Defect("ftps-switch-ignored", "TLS is used with ftps 0", ("EX424-05", "SSLCFG-FTPS-02")),
    Defect(
        "context-stuck-at-zero",
        "ftpsctxi is stored, context 0 is used",
        (
            "SSLCFG-FTPSCTX-05",
            "SSLCFG-FTPSCTX-13",
            "SSLCFG-GEN-07",
            *ids("SSLCFG-FTPSCTX", *range(6, 10)),
            "SSLCFG-CACERT-08",
            "SSLCFG-CACERT-09",
            "SSLCFG-FTPSCTX-01",
        ),
    ),
    Defect("open-result-before-ok", "+QFTPOPEN comes before its OK", ("EX421-17", "EX421-22")),
    Defect("get-drops-last-byte", "the last byte of a download is missing", ("EX423-06", "EX423-08")),
    Defect("put-count-off-by-one", "+QFTPPUT counts one byte too many", ("EX422-03", "EX422-06", "EX422-08")),
    Defect("path-result-missing", "+QFTPPATH never comes", ("EX422-01", "EX423-01")),
    Defect("data-in-clear-after-prot-p", "PROT P is agreed, the data go in clear", ("GEN-03", "PROC-12")),
    Defect("pass-before-auth", "the explicit mode logs in before AUTH", ("GEN-02", "MODE-02")),
    Defect(
        "explicit-whatever-the-mode",
        "type 7 is stored, AUTH is used",
        ("MODE-01", "MODE-03", "FTPSERR-03", "EX421-17", "MODE-06"),
    ),
    Defect("type-7-turns-ftps-on", "with type 7 at 1 plain FTP uses TLS", ("MODE-09",)),
    Defect("port-follows-the-mode", "990 or 21, whatever port is given", ("MODE-05",)),
    Defect("user-cut-to-eight", "eight characters of the user name are sent", ("EX421-26", "EX421-15")),
    Defect("password-cut-to-eight", "eight characters of the password are sent", ("EX421-26", "EX421-16")),
    Defect("always-passive", "type 1 is stored, PASV is used", ("FTPCFG-T1-03", "FTPCFG-08")),
    Defect("always-binary", "type 2 is stored, TYPE I is used", ("FTPCFG-T2-03", "FTPCFG-08")),
    Defect("resume-point-ignored", "type 3 is stored, transfers begin at 0", ("FTPCFG-T3-03",)),
    Defect("resume-point-off-by-one", "transfers resume one byte too late", ("FTPCFG-T3-03",)),
    Defect("passive-address-rule-inverted", "type 6 does the opposite", ("FTPCFG-T6-03",)),
    Defect(
        "truncated-download-is-complete",
        "data that end without close_notify are all",
        ("GEN-04", "ERR-LOCAL-07"),
    ),
    Defect("put-drops-last-byte", "the last byte of an upload is missing", ("EX422-05", "EX423-08")),
    Defect("put-sends-lines", "CR LF becomes LF on the way up", ("EX422-05",)),
    Defect("path-not-sent", "AT+QFTPPATH succeeds without a CWD", ("EX422-01", "EX423-01", "PROC-12")),
    Defect("session-lost-after-error", "after any error the session is gone", ("ERR-GEN-07",)),
    Defect(
        "loss-while-idle-not-told", "no +QFTPERROR when the server closes", ("ERR-GEN-01", "ERR-LOCAL-06")
    ),
    Defect("reply-outside-table-passed-on", "-534 is reported for a 534", ("ERR-GEN-05", "ERR-LOCAL-01")),
)
