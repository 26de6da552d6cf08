"""Defects of command forms and of the PDP commands (note 2.1, 5.1)."""

from __future__ import annotations

from hil.emulator.defects.model import Defect, Heard, Ignored, Refused, Unanswered
from hil.emulator.defects.pdp_contexts import contexts_at_once

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
)
