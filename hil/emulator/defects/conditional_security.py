"""Defects of SSL settings, certificates and security files that show under a condition only (note 2.3 to 2.6).

The condition is a storage, the length of a name, another setting, an order of
commands, a moment of the clock, a kind of cipher.
"""

from __future__ import annotations

from hil.emulator.defects.conditional_security_parts import (
    AcceptsSingleExtension,
    AlertEndsUploadWell,
    AllVersionsToTls11InContext3,
    ChangesDelete,
    ComparesCommonNames,
    CutsNamesOfRam,
    DeletesAbsentBesideOthers,
    DeletesAtTooLargeUpload,
    EmptiesRamAtReadForm,
    IgnoresDatesOfUnsetClock,
    IgnoresFlawsWithoutDates,
    PrintsKeyOfLevel2Only,
    RefusesEmptyStreamRecords,
    SilentAboutRefusalsInChains,
    TrustsNamedServers,
    UndoesSettingsOfSession,
    VerifiesFirstDataConnection,
    WaitsTenSeconds,
    WaitsTwoMinutesAtMost,
)
from hil.emulator.defects.model import Defect

DEFECTS = (
    Defect(
        "names-of-ram-cut",
        "a name in RAM has 32 characters at most; the rest is dropped",
        ("NAME-16",),
        replaces=(CutsNamesOfRam,),
    ),
    Defect(
        "absent-file-deleted-beside-others",
        "AT+QSECDEL of an absent file is answered with OK while its storage has other files",
        ("SECDEL-06",),
        replaces=(DeletesAbsentBesideOthers,),
    ),
    Defect(
        "read-form-deletes-ca-of-ram",
        "AT+QSECWRITE? deletes RAM:ca_cert.pem",
        ("SYN-11",),
        replaces=(EmptiesRamAtReadForm,),
    ),
    Defect(
        "refusal-in-a-chain-unanswered",
        "a line of several commands gets no final result code if one of them is refused",
        ("SYN-09",),
        replaces=(SilentAboutRefusalsInChains,),
    ),
    Defect(
        "key-printed-at-level-2-only",
        "the printout of a context has no client key below seclevel 2",
        ("SSLCFG-CTX-01",),
        replaces=(PrintsKeyOfLevel2Only,),
    ),
    Defect(
        "dates-unchecked-with-unset-clock",
        "dates of certificates are not checked within a year of the time at which the clock starts",
        ("SSLCFG-RTC-08",),
        replaces=(IgnoresDatesOfUnsetClock,),
    ),
    Defect(
        "all-versions-to-tls11-in-context-3",
        "sslversion 4 of context 3 is SSL3.0 to TLS1.1",
        ("SSLCFG-VERSION-07",),
        replaces=(AllVersionsToTls11InContext3,),
    ),
    Defect(
        "upload-ended-by-alert-is-success",
        "an upload that a fatal alert ends is a success, also if the server replies 426",
        ("TLS-08", "ERR-GEN-09"),
        replaces=(AlertEndsUploadWell,),
    ),
    Defect(
        "close-undoes-settings-of-session",
        "settings of contexts that are written in a session are undone when it is closed",
        ("SSLCFG-GEN-08",),
        replaces=(UndoesSettingsOfSession,),
    ),
    Defect(
        "empty-records-refused-with-rc4",
        "an empty TLS record ends a connection with an RC4 suite",
        ("TLS-09",),
        replaces=(RefusesEmptyStreamRecords,),
    ),
    Defect(
        "later-data-connections-unverified",
        "the server is verified on the first data connection of a session, and not on later ones",
        ("AUTH-05", "AUTH-13"),
        replaces=(VerifiesFirstDataConnection,),
    ),
    Defect(
        "issuers-compared-by-common-name",
        "the names of issuers are compared by their common name only",
        ("AUTH-23",),
        replaces=(ComparesCommonNames,),
    ),
    Defect(
        "too-large-upload-deletes-file",
        "an upload that is refused for its size deletes the file of that name",
        ("SECWRITE-14",),
        replaces=(DeletesAtTooLargeUpload,),
    ),
    Defect(
        "timeouts-of-ten-seconds-at-least",
        "AT+QSECWRITE waits ten seconds where the timeout is shorter",
        ("SECWRITE-TMO-06", "SECWRITE-TMO-07"),
        replaces=(WaitsTenSeconds,),
    ),
    Defect(
        "timeouts-of-two-minutes-at-most",
        "AT+QSECWRITE waits two minutes where the timeout is longer",
        ("SECWRITE-TMO-03", "SECWRITE-TMO-07"),
        replaces=(WaitsTwoMinutesAtMost,),
    ),
    Defect(
        "delete-character-changed",
        "the byte 0x7F of a security file is stored as 0x7E",
        ("SECWRITE-20", "SECWRITE-10"),
        replaces=(ChangesDelete,),
    ),
    Defect(
        "named-servers-unverified",
        "a server that AT+QFTPOPEN names by its host name is not verified",
        ("AUTH-05", "AUTH-13"),
        replaces=(TrustsNamedServers,),
    ),
    Defect(
        "flaws-ignored-with-dates",
        "with ignorertctime 1 neither critical extensions nor the rules for a CA are checked",
        ("AUTH-18", "AUTH-19"),
        replaces=(IgnoresFlawsWithoutDates,),
    ),
    Defect(
        "single-extension-accepted",
        "a ServerHello with a single extension is accepted, whichever it is",
        ("TLS-03",),
        replaces=(AcceptsSingleExtension,),
    ),
)
