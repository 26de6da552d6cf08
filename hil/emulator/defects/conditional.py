"""Defects that show under a condition only: a mode with a version, a context with a level, after another session.

Each is right in the sessions that most cases open.
"""

from __future__ import annotations

from hil.emulator.defects.conditional_parts import (
    CapitalNamesLoseBytes,
    Context4InPlaceOf5WithLevel2,
    CredentialOfFirstExplicitSession,
    CutUserInExplicitMode,
    FirstSuiteLostWithTls10,
    LowerNamesInActiveUploads,
    OldPasswordAfterFailedOpen,
    ServiceWithOldPassword,
    ShortCountWithTls11,
)
from hil.emulator.defects.model import Defect

DEFECTS = (
    Defect(
        "first-suite-lost-with-tls10",
        "the first of several suites is not offered, if TLS1.0 is the only version",
        ("SSLCFG-CIPHER-13",),
        replaces=(FirstSuiteLostWithTls10,),
    ),
    Defect(
        "user-cut-in-explicit-mode",
        "explicit sessions log in with the first 16 characters of the user",
        ("EX421-26",),
        replaces=(CutUserInExplicitMode,),
    ),
    Defect(
        "old-password-after-failed-open",
        "after an AT+QFTPOPEN that failed the password of the last good session is sent",
        ("EX421-26",),
        replaces=(OldPasswordAfterFailedOpen, ServiceWithOldPassword),
    ),
    Defect(
        "credential-of-first-explicit-session",
        "explicit sessions have the client certificate of the first one",
        ("AUTH-08",),
        replaces=(CredentialOfFirstExplicitSession,),
    ),
    Defect(
        "suites-of-context-4-in-context-5-at-level-2",
        "context 5 with seclevel 2 offers the suites of context 4",
        ("SSLCFG-CIPHER-13", "SSLCFG-GEN-07"),
        replaces=(Context4InPlaceOf5WithLevel2,),
    ),
    Defect(
        "upload-count-of-16-bits-with-tls11",
        "+QFTPPUT has the low 16 bits of the count, if TLS1.1 is the only version",
        ("EX422-05",),
        replaces=(ShortCountWithTls11,),
    ),
    Defect(
        "lower-case-names-in-active-uploads",
        "STOR has the name in lower case over active data connections",
        ("EX422-10",),
        replaces=(LowerNamesInActiveUploads,),
    ),
    Defect(
        "local-name-with-capitals-loses-a-byte",
        "a download into a file whose name has capital letters lacks a byte",
        ("FTPCFG-T4-03",),
        replaces=(CapitalNamesLoseBytes,),
    ),
)
