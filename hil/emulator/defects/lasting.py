"""Defects of what lasts: settings that an event takes away, values fixed by their first use, errors of before.

The events are those between the setting and the use of a value (note 2.2, 2.3, 4.2);
the files are those that a loss of power keeps, and those of two storages (note 2.4).
"""

from __future__ import annotations

from hil.emulator.defects.forgotten_settings import (
    AnyStoredCaWillDo,
    CaOfFirstUse,
    CertificateOfTheStorageOfTheCa,
    KeyOfTheStorageOfTheCertificate,
    LevelOnlyRises,
    LoginOfFirstSession,
    OffsetOnlyOnce,
    after_transfer,
    at_deactivation,
    at_result,
    of_binding,
    of_bound_context,
    of_context,
    of_dates,
    of_ftps,
    of_password,
    of_type,
    of_user,
    when_server_closes,
)
from hil.emulator.defects.kept_files import (
    DeletedFileReturnsWithPower,
    DeletionOfRamCaDeletesCa1,
    KeyInRamSurvivesLossOfPower,
    ReplacedFileReturnsWithPower,
    SameNameIsSameFile,
    SecondCutLosesNothingDeleted,
    ShortFileLostWithPower,
)
from hil.emulator.defects.model import Defect
from hil.emulator.defects.second_errors import (
    FirstErrorOfSessionSticks,
    LocalErrorBecomesThatOfTheServer,
    RefusalAfter4012Is4012,
    SecondFailedOpenSticks,
    UploadErrorStaysForDownload,
)


def _row(name: str, description: str, part: type, *requirements: str) -> Defect:
    return Defect(name, description, requirements, replaces=(part,))


FORGOTTEN = (
    _row(
        "ftpcfg-1-forgotten-at-close",
        "type 1 is passive again after AT+QFTPCLOSE",
        at_result("QFTPCLOSE", of_type(1)),
        *("FTPCFG-T1-02", "FTPCFG-T1-03"),
    ),
    _row(
        "ftpcfg-2-forgotten-after-transfer",
        "type 2 is binary again after the first transfer of a session",
        after_transfer(of_type(2)),
        *("FTPCFG-T2-02", "FTPCFG-T2-03"),
    ),
    _row(
        "ftpcfg-2-forgotten-when-server-closes",
        "type 2 is binary again after the server has closed the session",
        when_server_closes(of_type(2)),
        *("FTPCFG-T2-02", "FTPCFG-T2-03"),
    ),
    _row(
        "context-forgotten-when-server-closes",
        "the context of FTPS has its defaults after the server has closed the session",
        when_server_closes(of_bound_context),
        *("SSLCFG-VERSION-02", "SSLCFG-CIPHER-02", "SSLCFG-SECLVL-02", "SSLCFG-GEN-07"),
    ),
    _row(
        "context-forgotten-after-failed-open",
        "the context of FTPS has its defaults after an AT+QFTPOPEN that failed",
        at_result("QFTPOPEN", of_bound_context, failed=True),
        *("SSLCFG-VERSION-02", "SSLCFG-CIPHER-02", "SSLCFG-SECLVL-02", "SSLCFG-GEN-07"),
    ),
    _row(
        "ftpcfg-3-forgotten-at-open",
        "type 3 is 0 again after AT+QFTPOPEN",
        at_result("QFTPOPEN", of_type(3)),
        *("FTPCFG-T3-02", "FTPCFG-T3-03"),
    ),
    _row(
        "ftpcfg-4-forgotten-after-failed-open",
        "type 4 is the UART again after an AT+QFTPOPEN that failed",
        at_result("QFTPOPEN", of_type(4), failed=True),
        *("FTPCFG-T4-02", "FTPCFG-T4-03"),
    ),
    _row(
        "ftpcfg-5-forgotten-at-deactivation",
        "type 5 is 0 again after AT+QIDEACT",
        at_deactivation(of_type(5)),
        "FTPCFG-T5-02",
    ),
    _row(
        "ftpcfg-6-forgotten-after-failed-transfer",
        "type 6 is 0 again after a transfer that failed",
        after_transfer(of_type(6), failed=True),
        *("FTPCFG-T6-02", "FTPCFG-T6-03"),
    ),
    _row(
        "ftpcfg-7-forgotten-after-tenth-transfer",
        "type 7 is implicit again after the tenth transfer of a session",
        after_transfer(of_type(7), number=10),
        *("FTPCFG-T7-02", "FTPCFG-T7-04"),
    ),
    _row(
        "ftpcfg-7-forgotten-at-refused-path",
        "type 7 is implicit again after an AT+QFTPPATH that failed",
        at_result("QFTPPATH", of_type(7), failed=True),
        *("FTPCFG-T7-02", "FTPCFG-T7-04"),
    ),
    _row(
        "password-forgotten-at-close",
        "the password is empty after AT+QFTPCLOSE",
        at_result("QFTPCLOSE", of_password),
        "EX421-26",
    ),
    _row(
        "user-forgotten-after-failed-open",
        "the name of the user is empty after an AT+QFTPOPEN that failed",
        at_result("QFTPOPEN", of_user, failed=True),
        "EX421-26",
    ),
    _row(
        "password-forgotten-at-deactivation",
        "the password is empty after AT+QIDEACT",
        at_deactivation(of_password),
        "EX421-26",
    ),
    _row(
        "bound-context-forgotten-at-close",
        "the context of FTPS has its defaults after AT+QFTPCLOSE",
        at_result("QFTPCLOSE", of_bound_context),
        *("SSLCFG-VERSION-02", "SSLCFG-CIPHER-02", "SSLCFG-SECLVL-02", "SSLCFG-CACERT-03"),
        *("SSLCFG-CLICERT-03", "SSLCFG-CLIKEY-03", "SSLCFG-GEN-07"),
    ),
    _row(
        "bound-context-forgotten-at-deactivation",
        "the context of FTPS has its defaults after AT+QIDEACT",
        at_deactivation(of_bound_context),
        *("SSLCFG-VERSION-02", "SSLCFG-CIPHER-02", "SSLCFG-SECLVL-02", "SSLCFG-GEN-07"),
    ),
    _row(
        "context-beside-forgotten-at-open",
        "contexts 1 and 4 have their defaults after AT+QFTPOPEN",
        at_result("QFTPOPEN", of_context(1, 4)),
        *("SSLCFG-VERSION-02", "SSLCFG-CIPHER-02", "SSLCFG-SECLVL-02"),
    ),
    _row(
        "client-key-forgotten-after-transfer",
        "contexts 3 and 5 have no client key after the first transfer of a session",
        after_transfer(of_context(3, 5, clientkey="")),
        *("SSLCFG-CLIKEY-03", "AUTH-08"),
    ),
    _row(
        "ignorertctime-forgotten-after-failed-transfer",
        "ignorertctime is 0 after a transfer that failed",
        after_transfer(of_dates, failed=True),
        *("SSLCFG-RTC-02", "SSLCFG-GEN-07"),
    ),
    _row(
        "ftps-off-after-failed-open",
        "ftps is 0 after an AT+QFTPOPEN that failed",
        at_result("QFTPOPEN", of_ftps, failed=True),
        "SSLCFG-FTPS-03",
    ),
    _row(
        "ftps-off-after-deactivation",
        "ftps is 0 after AT+QIDEACT",
        at_deactivation(of_ftps),
        "SSLCFG-FTPS-03",
    ),
    _row(
        "ftpsctxi-0-after-failed-open",
        "ftpsctxi is 0 after an AT+QFTPOPEN that failed",
        at_result("QFTPOPEN", of_binding, failed=True),
        "SSLCFG-FTPSCTX-02",
    ),
    _row(
        "ftpsctxi-0-after-tenth-transfer",
        "ftpsctxi is 0 after the tenth transfer of a session",
        after_transfer(of_binding, number=10),
        "SSLCFG-FTPSCTX-02",
    ),
)
"""A setting and the event that takes it away."""

FIXED = (
    _row(
        "login-of-first-session",
        "each session logs in with user and password of the first one",
        LoginOfFirstSession,
        *("EX421-26", "EX424-02", "EX424-03"),
    ),
    _row(
        "security-level-only-rises",
        "a context keeps the highest security level with which it was used",
        LevelOnlyRises,
        *("AUTH-01", "SSLCFG-GEN-08"),
    ),
    _row(
        "ca-of-first-use",
        "a session uses the CA that was stored under the name at its first use",
        CaOfFirstUse,
        *("AUTH-03", "AUTH-05", "SSLCFG-GEN-08"),
    ),
    _row(
        "resuming-point-of-first-use",
        "a download resumes at the first point that was used, whatever type 3 is",
        OffsetOnlyOnce,
        "FTPCFG-T3-03",
    ),
)
"""A value that stays that of its first use."""

ERRORS = (
    _row(
        "first-error-of-session-sticks",
        "a failed transfer has the code of the first failed one of its session",
        FirstErrorOfSessionSticks,
        *("ERR-SRV-450", "ERR-SRV-452", "ERR-SRV-532", "ERR-SRV-550", "ERR-SRV-551", "ERR-SRV-552"),
    ),
    _row(
        "upload-error-stays-for-download",
        "a failed download has the code of the failed upload before it in the session",
        UploadErrorStaysForDownload,
        "ERR-SRV-550",
    ),
    _row(
        "second-failed-open-sticks",
        "a failed AT+QFTPOPEN right after another one has the code of that one",
        SecondFailedOpenSticks,
        *("ERR-LOCAL-05", "ERR-SRV-501", "ERR-SRV-421", "ERR-SRV-530", "ERR-SRV-500", "ERR-SRV-502"),
        *("ERR-LOCAL-03", "ERR-LOCAL-04", "ERR-LOCAL-06", "ERR-LOCAL-08", "ERR-LOCAL-09"),
        *("ERR-GEN-03", "ERR-GEN-04", "EX421-26"),
    ),
    _row(
        "local-error-becomes-that-of-server",
        "a missing local file is reported by the code of an earlier refusal of the server",
        LocalErrorBecomesThatOfTheServer,
        "ERR-LOCAL-11",
    ),
    _row(
        "refusal-after-4012-is-4012",
        "the refusal of a security file right after 4012 is 4012",
        RefusalAfter4012Is4012,
        *("ERR-CME-4010", "ERR-CME-4011", "ERR-CME-4013"),
    ),
)
"""An error of before in place of the present one."""

FILES = (
    _row(
        "deleted-file-returns-with-power",
        "a loss of power restores a deleted NVRAM file",
        DeletedFileReturnsWithPower,
        "SECDEL-09",
    ),
    _row(
        "replaced-file-returns-with-power",
        "a loss of power restores the content that a file in NVRAM had first",
        ReplacedFileReturnsWithPower,
        "PERSIST-03",
    ),
    _row(
        "short-file-lost-with-power",
        "a file of one byte in NVRAM is lost with the power",
        ShortFileLostWithPower,
        "PERSIST-03",
    ),
    _row(
        "deletion-undone-by-second-loss-of-power",
        "a file that is deleted after a loss of power is there again after the next one",
        SecondCutLosesNothingDeleted,
        "SECDEL-09",
    ),
    _row(
        "key-in-ram-survives-loss-of-power",
        "the client key in RAM is there after a loss of power",
        KeyInRamSurvivesLossOfPower,
        "PERSIST-02",
    ),
    _row(
        "same-name-is-same-file",
        "a file in RAM replaces the one with the same name in NVRAM",
        SameNameIsSameFile,
        "SECWRITE-18",
    ),
    _row(
        "deletion-of-ram-ca-deletes-ca1",
        "the deletion of RAM:ca_cert.pem deletes NVRAM:CA1, too",
        DeletionOfRamCaDeletesCa1,
        *("SECDEL-08", "SECREAD-08"),
    ),
    _row(
        "key-of-the-storage-of-the-certificate",
        "the client key is taken from the storage of the client certificate",
        KeyOfTheStorageOfTheCertificate,
        *("SSLCFG-CLIKEY-01", "SSLCFG-CLIKEY-02", "AUTH-08"),
    ),
    _row(
        "certificate-of-the-storage-of-the-ca",
        "the client certificate is taken from the storage of the CA",
        CertificateOfTheStorageOfTheCa,
        *("SSLCFG-CLICERT-01", "SSLCFG-CLICERT-02", "AUTH-08"),
    ),
    _row(
        "ca1-in-place-of-ca-in-ram",
        "a session whose CA is in RAM uses NVRAM:CA1 if that is stored",
        AnyStoredCaWillDo,
        "SSLCFG-CACERT-01",
    ),
)
"""Files that stay, go or stand in for others."""

DEFECTS = (*FORGOTTEN, *FIXED, *ERRORS, *FILES)
