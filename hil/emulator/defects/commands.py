"""Defects of what commands are taken: forms, AT+QFTPCFG, PDP (note 2.1, 2.2, 5.1)."""

from __future__ import annotations

from hil.emulator.defects.model import Defect, Heard, Ignored, Refused

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
    Defect("secdel-without-name-is-ok", "AT+QSECDEL alone is accepted", ("SYN-05",), Ignored(r"\+QSECDEL")),
    Defect("ftpcfg-type-8-taken", "8 is taken for 7", ("FTPCFG-05",), Heard(r"(\+QFTPCFG)=8(.*)", r"\1=7\2")),
    Defect("ftpcfg-type-0-taken", "0 is taken for 1", ("FTPCFG-04",), Heard(r"(\+QFTPCFG)=0(.*)", r"\1=1\2")),
    Defect(
        "ftpcfg-mode-2-taken", "type 7 takes 2 for 1", ("FTPCFG-T7-06",), Heard(r"(\+QFTPCFG=7),2", r"\1,1")
    ),
    Defect(
        "ftpcfg-mode-minus-1-taken",
        "type 7 takes -1 for 0",
        ("FTPCFG-T7-05",),
        Heard(r"(\+QFTPCFG=7),-1", r"\1,0"),
    ),
    Defect(
        "ftpcfg-mode-2-resets",
        "a refused mode is 0",
        ("FTPCFG-T7-06", "FTPCFG-T7-07"),
        Heard(r"(\+QFTPCFG=7),2", r"\1,0"),
    ),
    Defect(
        "ftpcfg-mode-query-says-6",
        "the query of type 7 answers for type 6",
        ("FTPCFG-T7-02", "FTPSERR-01"),
        Heard(r"\+QFTPCFG=7", "+QFTPCFG=6"),
    ),
    Defect(
        "ftpcfg-6-sets-7",
        "type 6 sets type 7",
        ("FTPCFG-07", "FTPCFG-T6-01"),
        Heard(r"(\+QFTPCFG)=6,(.*)", r"\1=7,\2"),
    ),
    Defect(
        "ftpcfg-1-not-kept",
        "type 1 is accepted and forgotten",
        ("FTPCFG-01", "FTPCFG-T1-01"),
        Heard(r"(\+QFTPCFG)=1,(.*)", r"\1=5,\2"),
    ),
    Defect(
        "ftpcfg-3-not-settable",
        "type 3 has no legal value",
        ("FTPCFG-T3-01",),
        Heard(r"(\+QFTPCFG=3),.*", r"\1,-1"),
    ),
    Defect(
        "ftpcfg-4-not-settable", "type 4 has no legal value", ("FTPCFG-T4-01",), Refused(r"\+QFTPCFG=4,.*")
    ),
    Defect(
        "put-timeout-ignored",
        "the third parameter of AT+QFTPPUT is not used",
        ("EX422-07",),
        Heard(r'(\+QFTPPUT="[^"]*",\d+),\d+', r"\1"),
    ),
    Defect("attach-without-effect", "AT+CGATT=1 attaches nothing", ("PDPERR-02",), Ignored(r"\+CGATT=1")),
    Defect(
        "bearer-not-kept",
        "AT+QICSGP is accepted and forgotten",
        ("PROC-05", "PDPERR-04"),
        Ignored(r"\+QICSGP=.*"),
    ),
    Defect(
        "registration-without-effect",
        "AT+QIREGAPP registers nothing",
        ("PROC-06", "EX421-04"),
        Ignored(r"\+QIREGAPP.*"),
    ),
    Defect(
        "activation-without-effect",
        "AT+QIACT activates nothing",
        ("PROC-07", "EX421-05"),
        Ignored(r"\+QIACT"),
    ),
    Defect("three-contexts-at-once", "a third context can be active", ("PDPERR-06",)),
    Defect("one-context-at-once", "a second context cannot be active", ("PDPERR-07",)),
)
