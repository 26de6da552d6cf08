"""Defects of command forms and of the PDP commands (note 2.1, 5.1)."""

from __future__ import annotations

from hil.emulator.defects.model import Defect, Heard, Ignored, Refused, Unanswered
from hil.emulator.defects.pdp_contexts import (
    ApnOfFirstContextRequested,
    DeactivationEndsBoth,
    FirstAddressForBoth,
    FirstApnRequestedAgain,
    FormerApnRequested,
    OneApnForBothContexts,
    SecondActivationEndsFirst,
    apn_kept,
    apn_requested,
    contexts_at_once,
    session_kept,
)

DEFECTS = (
    Defect(
        "secwrite-test-form-missing",
        "AT+QSECWRITE=? is refused",
        ("SYN-01", "SECWRITE-01"),
        Refused(r"\+QSECWRITE=\?"),
    ),
    Defect(
        "secread-test-form-missing",
        "AT+QSECREAD=? is refused",
        ("SYN-01", "SECREAD-01"),
        Refused(r"\+QSECREAD=\?"),
    ),
    Defect(
        "secdel-test-form-missing",
        "AT+QSECDEL=? is refused",
        ("SYN-01", "SECDEL-01"),
        Refused(r"\+QSECDEL=\?"),
    ),
    Defect(
        "secwrite-read-form-missing",
        "AT+QSECWRITE? is refused",
        ("SYN-02", "SECWRITE-02"),
        Refused(r"\+QSECWRITE\?"),
    ),
    Defect(
        "secdel-without-name-is-ok",
        "AT+QSECDEL without a file name answers OK",
        ("SYN-05",),
        Ignored(r"\+QSECDEL"),
    ),
    Defect(
        "unstated-forms-unanswered",
        "command forms that the note does not list get no response",
        ("SYN-09", "SYN-05", "SYN-06"),
        Unanswered(r"\+(?:QSECREAD|QFTPCFG\?|QFTPCFG=\?|QSSLCFG\?)"),
    ),
    Defect(
        "lower-case-storage-unanswered",
        "a storage in lower case, nvram:, gets no response",
        ("SYN-09", "SYN-07"),
        Unanswered(r'\+QSECREAD="(?-i:nvram):.*"'),
    ),
    Defect(
        "put-timeout-ignored",
        "the third parameter of AT+QFTPPUT has no effect",
        ("EX422-07",),
        Heard(r'(\+QFTPPUT="[^"]*",\d+),\d+', r"\1"),
    ),
    Defect(
        "attach-without-effect",
        "AT+CGATT=1 answers OK without attaching",
        ("PDPERR-02",),
        Ignored(r"\+CGATT=1"),
    ),
    Defect(
        "bearer-not-kept",
        "AT+QICSGP is accepted but not stored",
        ("PDPERR-04",),
        Ignored(r"\+QICSGP=.*"),
    ),
    Defect(
        "bearer-refused",
        "AT+QICSGP with an APN is refused",
        ("PROC-05", "EX421-02"),
        Refused(r"\+QICSGP=1,.*"),
    ),
    Defect(
        "registration-without-effect",
        "AT+QIREGAPP answers OK without effect",
        ("PROC-06", "EX421-04"),
        Ignored(r"\+QIREGAPP.*"),
    ),
    Defect(
        "activation-without-effect",
        "AT+QIACT answers OK without activating a context",
        ("PROC-07", "EX421-05"),
        Ignored(r"\+QIACT"),
    ),
    Defect(
        "three-contexts-at-once",
        "a third context can be active",
        ("PDPERR-06",),
        replaces=(contexts_at_once(3),),
    ),
    Defect(
        "one-context-at-once",
        "a second context cannot be active",
        ("PDPERR-07",),
        replaces=(contexts_at_once(1),),
    ),
    Defect(
        "one-apn-for-both-contexts",
        "AT+QICSGP sets the APN of both contexts",
        ("PDPERR-04", "PROC-05"),
        replaces=(OneApnForBothContexts,),
    ),
    Defect(
        "apn-cut-at-50",
        "AT+QICSGP keeps the first 50 characters of an APN and answers OK",
        ("PDPERR-04", "PROC-05"),
        replaces=(apn_kept(50),),
    ),
    Defect(
        "apn-requested-up-to-32",
        "an activation requests the first 32 characters of the APN that AT+QIREGAPP? tells",
        ("PROC-05", "PDPERR-11"),
        replaces=(apn_requested(32),),
    ),
    Defect(
        "first-apn-requested-again",
        "each activation requests the APN of the first one since power-on",
        ("PROC-05", "PDPERR-11"),
        replaces=(FirstApnRequestedAgain,),
    ),
    Defect(
        "former-apn-requested",
        "the first activation after a change of the APN requests the former one",
        ("PROC-05", "PDPERR-11"),
        replaces=(FormerApnRequested,),
    ),
    Defect(
        "apn-of-context-0-for-1",
        "an activation of context 1 requests the APN of context 0",
        ("PROC-05", "PDPERR-11"),
        replaces=(ApnOfFirstContextRequested,),
    ),
    Defect(
        "address-of-context-0-for-1",
        "AT+QILOCIP tells the address of context 0 for context 1",
        ("PDPERR-07",),
        replaces=(FirstAddressForBoth,),
    ),
    Defect(
        "second-activation-ends-first",
        "AT+QIACT of a context deactivates the other one",
        ("PDPERR-07",),
        replaces=(SecondActivationEndsFirst,),
    ),
    Defect(
        "deactivation-ends-both",
        "AT+QIDEACT deactivates both contexts",
        ("PDPERR-07",),
        replaces=(DeactivationEndsBoth,),
    ),
    Defect(
        "session-outlasts-deactivation",
        "a session in which nothing happens outlasts AT+QIDEACT",
        ("EX421-20", "EX421-27"),
        replaces=(session_kept("plain", "implicit", "explicit"),),
    ),
    Defect(
        "explicit-session-outlasts-deactivation",
        "an explicit session in which nothing happens outlasts AT+QIDEACT",
        ("EX421-20", "EX421-27"),
        replaces=(session_kept("explicit"),),
    ),
)
