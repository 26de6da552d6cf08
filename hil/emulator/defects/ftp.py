"""Defects of FTP and FTPS: the modes, the session, the transfers (note 2.2, 4.2; document [2])."""

from __future__ import annotations

from hil.emulator.defects import upload
from hil.emulator.defects.download import DropsLastByte
from hil.emulator.defects.ftp_service import (
    LossAfterTransferNotReported,
    LossWhileIdleNotReported,
    OpenAfterErrorTimesOut,
    PathNotSent,
    PathResultMissing,
    PutCountOffByOne,
    SessionLostAfterError,
)
from hil.emulator.defects.ftps_client import (
    ContinuesInClear,
    DataConnectionInClear,
    DataInClearAfterProtP,
    PassBeforeAuth,
    ReplyOutsideTablePassedOn,
    TruncatedDownloadIsComplete,
)
from hil.emulator.defects.model import Defect
from hil.emulator.defects.session_settings import (
    AlwaysFtps,
    ContextStuckAtZero,
    ExplicitByDefault,
    FtpsByConnectionMode,
    always_in,
    opening,
    transferring,
    with_port_of_mode,
)
from hil.emulator.defects.upload import storing

DEFECTS = (
    Defect(
        "data-connection-in-clear",
        "the data connection is not protected",
        ("GEN-03", "GEN-08", "SSLCFG-GEN-10", "GEN-01"),
        replaces=(DataConnectionInClear,),
    ),
    Defect(
        "continues-in-clear-after-auth-refused",
        "the DUT logs in without TLS after the server refused AUTH",
        ("MODE-08", "GEN-02"),
        replaces=(ContinuesInClear,),
    ),
    Defect(
        "explicit-mode-ignored",
        "type 7 of AT+QFTPCFG has no effect: the mode is always implicit",
        ("MODE-02", "FTPSERR-02", "MODE-04", "MODE-07", "PROC-11", "FTPSERR-05"),
        replaces=(always_in("implicit"),),
    ),
    Defect(
        "explicit-by-default",
        "type 7 of AT+QFTPCFG is 1 after power-on",
        ("FTPCFG-T7-03",),
        replaces=(ExplicitByDefault,),
    ),
    Defect(
        "ftps-switch-ignored",
        "TLS is used although ftps is 0",
        ("EX424-05", "SSLCFG-FTPS-02"),
        replaces=(AlwaysFtps,),
    ),
    Defect(
        "context-stuck-at-zero",
        "ftpsctxi has no effect: context 0 is always used",
        (
            "SSLCFG-FTPSCTX-05",
            "SSLCFG-FTPSCTX-13",
            "SSLCFG-GEN-07",
            "SSLCFG-FTPSCTX-06",
            "SSLCFG-FTPSCTX-07",
            "SSLCFG-FTPSCTX-08",
            "SSLCFG-FTPSCTX-09",
            "SSLCFG-CACERT-08",
            "SSLCFG-CACERT-09",
            "SSLCFG-FTPSCTX-01",
        ),
        replaces=(ContextStuckAtZero,),
    ),
    Defect(
        "get-drops-last-byte",
        "the last byte of a download is missing",
        ("EX423-06", "EX423-08"),
        replaces=(DropsLastByte,),
    ),
    Defect(
        "put-count-off-by-one",
        "+QFTPPUT reports one byte too many",
        ("EX422-03", "EX422-06", "EX422-08"),
        replaces=(PutCountOffByOne,),
    ),
    Defect(
        "path-result-missing",
        "+QFTPPATH is never sent",
        ("EX422-01", "EX423-01"),
        replaces=(PathResultMissing,),
    ),
    Defect(
        "data-in-clear-after-prot-p",
        "data go in clear after PROT P",
        ("GEN-03", "PROC-12"),
        replaces=(DataInClearAfterProtP,),
    ),
    Defect(
        "pass-before-auth",
        "the explicit mode sends USER and PASS before AUTH",
        ("GEN-02", "MODE-02"),
        replaces=(PassBeforeAuth,),
    ),
    Defect(
        "explicit-whatever-the-mode",
        "type 7 of AT+QFTPCFG has no effect: the mode is always explicit",
        ("MODE-01", "MODE-03", "FTPSERR-03", "EX421-17", "MODE-06"),
        replaces=(always_in("explicit"),),
    ),
    Defect(
        "type-7-turns-ftps-on",
        "plain FTP uses TLS when type 7 of AT+QFTPCFG is 1",
        ("MODE-09",),
        replaces=(FtpsByConnectionMode,),
    ),
    Defect(
        "port-follows-the-mode",
        "the port of AT+QFTPOPEN is ignored: 990 or 21 is used by mode",
        ("MODE-05",),
        replaces=(opening(with_port_of_mode),),
    ),
    Defect(
        "user-cut-to-eight",
        "only the first eight characters of the user name are sent",
        ("EX421-26", "EX421-15"),
        replaces=(opening(lambda settings: settings.changed(user=settings.user[:8])),),
    ),
    Defect(
        "password-cut-to-eight",
        "only the first eight characters of the password are sent",
        ("EX421-26", "EX421-16"),
        replaces=(opening(lambda settings: settings.changed(password=settings.password[:8])),),
    ),
    Defect(
        "always-passive",
        "type 1 of AT+QFTPCFG has no effect: PASV is always used",
        ("FTPCFG-T1-03", "FTPCFG-08"),
        replaces=(transferring(lambda settings: settings.changed(passive=True)),),
    ),
    Defect(
        "always-binary",
        "type 2 of AT+QFTPCFG has no effect: TYPE I is always used",
        ("FTPCFG-T2-03", "FTPCFG-08"),
        replaces=(transferring(lambda settings: settings.changed(ascii=False)),),
    ),
    Defect(
        "resume-point-ignored",
        "type 3 of AT+QFTPCFG has no effect: transfers start at byte 0",
        ("FTPCFG-T3-03",),
        replaces=(transferring(lambda settings: settings.changed(restart_at=0)),),
    ),
    Defect(
        "resume-point-off-by-one",
        "transfers resume one byte after the resume point",
        ("FTPCFG-T3-03",),
        replaces=(
            transferring(
                lambda settings: settings.changed(restart_at=settings.restart_at and settings.restart_at + 1)
            ),
        ),
    ),
    Defect(
        "passive-address-rule-inverted",
        "type 6 of AT+QFTPCFG works the wrong way round",
        ("FTPCFG-T6-03", "FTPCFG-T6-04"),
        replaces=(
            transferring(
                lambda settings: settings.changed(ignore_passive_address=not settings.ignore_passive_address)
            ),
        ),
    ),
    Defect(
        "truncated-download-is-complete",
        "a download that ends without close_notify succeeds",
        ("GEN-09",),
        replaces=(TruncatedDownloadIsComplete,),
    ),
    Defect(
        "put-drops-last-byte",
        "the last byte of an upload is missing",
        ("EX422-05", "EX423-08"),
        replaces=(storing(upload.without_last_byte),),
    ),
    Defect(
        "put-sends-lines",
        "an upload sends LF instead of CR LF",
        ("EX422-05",),
        replaces=(storing(upload.lf_lines),),
    ),
    Defect(
        "path-not-sent",
        "AT+QFTPPATH succeeds without sending CWD",
        ("EX422-01", "EX423-01", "PROC-12"),
        replaces=(PathNotSent,),
    ),
    Defect(
        "session-lost-after-error",
        "any <err> closes the session",
        ("ERR-GEN-07",),
        replaces=(SessionLostAfterError,),
    ),
    Defect(
        "open-after-error-times-out",
        "the first AT+QFTPOPEN after any <err> reports -9",
        ("ERR-GEN-07",),
        replaces=(OpenAfterErrorTimesOut,),
    ),
    Defect(
        "loss-while-idle-not-told",
        "+QFTPERROR is not sent when the server closes an idle session",
        ("ERR-GEN-01", "ERR-LOCAL-06"),
        replaces=(LossWhileIdleNotReported,),
    ),
    Defect(
        "loss-after-transfer-not-reported",
        "the end of a session that is idle after a transfer is not reported",
        ("ERR-GEN-01", "ERR-LOCAL-06", "ERR-GEN-07"),
        replaces=(LossAfterTransferNotReported,),
    ),
    Defect(
        "reply-outside-table-passed-on",
        "a reply outside Table 4 is reported as its own code, such as -534",
        ("ERR-GEN-05",),
        replaces=(ReplyOutsideTablePassedOn,),
    ),
)
