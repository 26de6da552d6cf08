"""Defects of transfers and of what is said of them (note 4.2.2, 4.2.3; 5.1; document [2])."""

from __future__ import annotations

from hil.emulator.defects import download, upload
from hil.emulator.defects.command_effects import ActivationClearsSecurityFiles
from hil.emulator.defects.download import EmptyFileFails, RepeatsFirstDownload, fetching
from hil.emulator.defects.ftp_commands import (
    LocalNameIgnored,
    SucceedingOutsideSession,
)
from hil.emulator.defects.ftps_client import ActivePortOffByOne, PutAppends, ResumesDownloadsOnly
from hil.emulator.defects.model import Defect, Heard, Said
from hil.emulator.defects.pdp_contexts import RefusedAgainAfterReboot
from hil.emulator.defects.session_settings import PlainByNameStaysPlain, RamCaMissingAtLevel1, transferring
from hil.emulator.defects.upload import ShortUploadFails, storing

DEFECTS = (
    # --- bytes
    Defect(
        "put-cut-at-record-limit",
        "only the first 2^14 bytes are uploaded",
        ("EX422-05", "EX422-08"),
        replaces=(storing(upload.first_record),),
    ),
    Defect(
        "put-appends",
        "an upload is appended to an existing file",
        ("EX422-05", "EX423-08"),
        replaces=(PutAppends,),
    ),
    Defect(
        "short-upload-fails",
        "an upload of fewer bytes than announced ends with -9",
        ("EX422-06",),
        replaces=(ShortUploadFails,),
    ),
    Defect(
        "get-sends-lines",
        "a download delivers LF instead of CR LF",
        ("EX423-06", "FTPCFG-T2-03"),
        replaces=(fetching(download.lf_lines),),
    ),
    Defect(
        "get-cut-at-record-limit",
        "only the first 2^14 bytes of a download arrive",
        ("EX423-06", "EX423-07"),
        replaces=(fetching(download.first_record),),
    ),
    Defect(
        "get-repeats-first-download",
        "each download delivers the bytes of the first one",
        ("EX423-06", "EX423-07", "EX423-08", "FTPCFG-T3-03"),
        replaces=(RepeatsFirstDownload,),
    ),
    Defect(
        "get-of-empty-file-fails",
        "a download of an empty file ends with -7",
        ("EX423-07",),
        replaces=(EmptyFileFails,),
    ),
    # --- the data connection and the local place
    Defect(
        "always-active",
        "type 1 of AT+QFTPCFG has no effect: PORT is always used",
        ("FTPCFG-T1-03",),
        replaces=(transferring(lambda settings: settings.changed(passive=False)),),
    ),
    Defect(
        "resume-point-ignored-by-uploads",
        "type 3 of AT+QFTPCFG has no effect on an upload: it replaces the file",
        ("FTPCFG-T3-03",),
        replaces=(ResumesDownloadsOnly,),
    ),
    Defect(
        "active-port-off-by-one",
        "PORT names the port above the listening one",
        ("FTPCFG-T1-03",),
        replaces=(ActivePortOffByOne,),
    ),
    Defect(
        "local-name-ignored",
        "the file name of type 4 of AT+QFTPCFG is not used",
        ("FTPCFG-T4-03", "EX422-09"),
        replaces=(LocalNameIgnored,),
    ),
    # --- failures that are none
    Defect(
        "open-failure-is-success",
        "+QFTPOPEN reports 0 after a failure",
        (
            *("MODE-06", "MODE-07", "MODE-08", "GEN-02", "GEN-05", "AUTH-04", "AUTH-05", "AUTH-07"),
            *("AUTH-09", "AUTH-10", "AUTH-11", "AUTH-12", "AUTH-13", "AUTH-15"),
            *("CIPH-08", "CIPH-09", "VER-05", "VER-06", "SSLCFG-CIPHER-14", "SSLCFG-VERSION-12"),
            *("SSLCFG-RTC-03", "SSLCFG-RTC-08", "SSLCFG-FTPSCTX-12", "FTPSERR-05", "FTPSERR-06"),
            *("PAIR-SSL30-003D", "PAIR-TLS10-003D", "PAIR-TLS11-003D", "ERR-LOCAL-03", "ERR-LOCAL-04"),
            *("ERR-LOCAL-05", "ERR-LOCAL-06", "ERR-LOCAL-09", "ERR-LOCAL-10", "ERR-SRV-421", "ERR-SRV-530"),
            *("ERR-LOCAL-08", "ERR-SRV-502", "ERR-GEN-03", "ERR-GEN-04", "ERR-GEN-09", "ERR-GEN-10"),
            *("AUTH-16", "AUTH-17", "AUTH-18", "AUTH-19", "AUTH-20"),
        ),
        Said(r"(\+QFTPOPEN: ?)-\d+", r"\g<1>0"),
    ),
    Defect(
        "put-failure-is-success",
        "+QFTPPUT reports 10 bytes after a failure",
        (
            *("GEN-04", "TLS-04", "TLS-05", "ERR-LOCAL-06", "ERR-LOCAL-07", "ERR-LOCAL-08", "ERR-LOCAL-09"),
            "GEN-07",
            *("ERR-LOCAL-10", "ERR-LOCAL-11", "ERR-LOCAL-12"),
            *("ERR-GEN-03", "ERR-GEN-04", "ERR-GEN-09", "ERR-SRV-421", "ERR-SRV-425", "ERR-SRV-426"),
            *("ERR-SRV-450", "ERR-SRV-452", "ERR-SRV-501", "ERR-SRV-532", "ERR-SRV-550"),
            *("ERR-SRV-551", "ERR-SRV-552", "ERR-SRV-553"),
        ),
        Said(r"(\+QFTPPUT: ?)-\d+", r"\g<1>10"),
    ),
    Defect(
        "get-failure-is-success",
        "+QFTPGET reports 10 bytes after a failure",
        (
            *("GEN-04", "GEN-09", "TLS-01", "TLS-02", "TLS-04", "TLS-05", "TLS-07", "TLS-08", "TLS-11"),
            *("ERR-LOCAL-06", "ERR-LOCAL-07", "ERR-LOCAL-08", "ERR-LOCAL-09", "ERR-LOCAL-10"),
            "ERR-LOCAL-13",
            *("ERR-GEN-03", "ERR-GEN-04", "ERR-GEN-09", "ERR-SRV-421", "ERR-SRV-425", "ERR-SRV-426"),
            *("ERR-SRV-450", "ERR-SRV-500", "ERR-SRV-501", "ERR-SRV-502", "ERR-SRV-550"),
            "ERR-SRV-551",
        ),
        Said(r"(\+QFTPGET: ?)-\d+", r"\g<1>10"),
    ),
    Defect(
        "outside-session-is-success",
        "FTP commands succeed when no session is open",
        ("EX421-27",),
        replaces=(SucceedingOutsideSession,),
    ),
    Defect(
        "stat-closed-without-name",
        "AT+QFTPSTAT answers CLOSED without +QFTPSTAT after a close",
        ("EX421-24", "EX421-25"),
        Said(r"\+QFTPSTAT: ?CLOSED", "CLOSED"),
    ),
    # --- the way to the server
    Defect(
        "plain-by-name-stays-plain",
        "FTPS stays off after a plain FTP session to a host name",
        ("EX424-06",),
        replaces=(PlainByNameStaysPlain,),
    ),
    Defect(
        "host-name-gets-a-suffix",
        "AT+QFTPOPEN looks up the host name with .invalid appended",
        ("EX424-04",),
        Heard(r'(\+QFTPOPEN="[a-z][^"]*)"(.*)', r'\1.invalid"\2'),
    ),
    Defect(
        "ram-ca-missing-at-level-1",
        "seclevel 1 does not find a CA in RAM",
        ("AUTH-03", "SSLCFG-CACERT-01"),
        replaces=(RamCaMissingAtLevel1,),
    ),
    Defect(
        "activation-clears-security-files",
        "AT+QIACT deletes the security files",
        ("PROC-13", "PROC-01"),
        replaces=(ActivationClearsSecurityFiles,),
    ),
    Defect(
        "refused-again-after-reboot",
        "AT+QIACT still fails three times after a refused activation and a reboot",
        ("PDPERR-08", "PDPERR-11"),
        replaces=(RefusedAgainAfterReboot,),
    ),
    Defect(
        "cgact-says-0",
        "AT+CGACT? reports an active context as inactive",
        ("PDPERR-05", "PDPERR-11"),
        Said(r"(\+CGACT: \d),1", r"\1,0"),
    ),
)
