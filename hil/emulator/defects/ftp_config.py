"""Defects of AT+QFTPCFG: its types, its forms and the effects of its settings (note 2.2; document [2])."""

from __future__ import annotations

from hil.emulator.defects.ftp_commands import LocalPlaceIgnored, confirming_with_1
from hil.emulator.defects.model import Defect, Heard, Refused, Said
from hil.emulator.defects.session_settings import transferring


def _result_1(kind: int, *requirements: str) -> Defect:
    return Defect(
        f"ftpcfg-{kind}-result-1",
        f"a write of type {kind} is confirmed by +QFTPCFG: 1",
        ("FTPCFG-01", *requirements),
        replaces=(confirming_with_1(kind),),
    )


def _wrong_query(kind: int, other: int, *requirements: str) -> Defect:
    return Defect(
        f"ftpcfg-query-of-{kind}-tells-{other}",
        f"the query of type {kind} returns the value of type {other}",
        ("FTPCFG-02", "FTPCFG-07", *requirements),
        Heard(rf"\+QFTPCFG={kind}", f"+QFTPCFG={other}"),
    )


DEFECTS = (
    Defect(
        "ftpcfg-type-8-taken",
        "type 8 is accepted as type 7",
        ("FTPCFG-05", "FTPCFG-03"),
        Heard(r"(\+QFTPCFG)=8(.*)", r"\1=7\2"),
    ),
    Defect(
        "ftpcfg-type-0-taken",
        "type 0 is accepted as type 1",
        ("FTPCFG-04", "FTPCFG-03"),
        Heard(r"(\+QFTPCFG)=0(.*)", r"\1=1\2"),
    ),
    Defect(
        "ftpcfg-mode-2-taken",
        "type 7 accepts 2 as 1",
        ("FTPCFG-T7-06", "FTPCFG-03", "FTPCFG-T7-07"),
        Heard(r"(\+QFTPCFG=7),2", r"\1,1"),
    ),
    Defect(
        "ftpcfg-mode-minus-1-taken",
        "type 7 accepts -1 as 0",
        ("FTPCFG-T7-05", "FTPCFG-03", "FTPCFG-T7-07"),
        Heard(r"(\+QFTPCFG=7),-1", r"\1,0"),
    ),
    Defect(
        "ftpcfg-mode-2-resets",
        "type 7 accepts 2 as 0",
        ("FTPCFG-T7-06", "FTPCFG-T7-07", "FTPCFG-03"),
        Heard(r"(\+QFTPCFG=7),2", r"\1,0"),
    ),
    Defect(
        "ftpcfg-mode-query-says-6",
        "the query of type 7 returns the value of type 6",
        (
            "FTPCFG-T7-02",
            "FTPSERR-01",
            "FTPCFG-02",
            "FTPCFG-T7-01",
            "FTPCFG-07",
        ),
        Heard(r"\+QFTPCFG=7", "+QFTPCFG=6"),
    ),
    Defect(
        "ftpcfg-6-sets-7",
        "type 6 sets type 7",
        ("FTPCFG-07", "FTPCFG-T6-01", "FTPCFG-T6-02"),
        Heard(r"(\+QFTPCFG)=6,(.*)", r"\1=7,\2"),
    ),
    Defect(
        "ftpcfg-1-not-kept",
        "the value of type 1 is stored in type 5",
        (
            "FTPCFG-01",
            "FTPCFG-T1-01",
            "FTPCFG-T1-02",
            "FTPCFG-02",
            "FTPCFG-07",
            "FTPCFG-T1-03",
            "FTPCFG-08",
        ),
        Heard(r"(\+QFTPCFG)=1,(.*)", r"\1=5,\2"),
    ),
    Defect(
        "ftpcfg-3-not-settable",
        "type 3 refuses every value",
        ("FTPCFG-T3-01", "FTPCFG-01", "FTPCFG-T3-02", "FTPCFG-02"),
        Heard(r"(\+QFTPCFG=3),.*", r"\1,-1"),
    ),
    Defect(
        "ftpcfg-4-not-settable",
        "type 4 refuses every value",
        ("FTPCFG-T4-01", "FTPCFG-01", "FTPCFG-T4-02", "FTPCFG-02"),
        Refused(r"\+QFTPCFG=4,.*"),
    ),
    Defect(
        "ftpcfg-negative-type-taken",
        "type -1 is accepted as type 1",
        ("FTPCFG-06", "FTPCFG-03"),
        Heard(r"(\+QFTPCFG)=-1(.*)", r"\1=1\2"),
    ),
    Defect(
        "ftpcfg-empty-type-taken",
        "an empty type is accepted as type 1",
        ("FTPCFG-06", "FTPCFG-03"),
        Heard(r"(\+QFTPCFG)=(,0|)", r"\1=1\2"),
    ),
    Defect(
        "ftpcfg-error-is-cme",
        "an <err> of AT+QFTPCFG is reported as +CME ERROR: 3 after OK",
        (
            "FTPCFG-03",
            "FTPCFG-T7-05",
            "FTPCFG-T7-06",
            "ERR-GEN-03",
            "FTPCFG-T7-07",
        ),
        Said(r"\+QFTPCFG: -\d+", "+CME ERROR: 3"),
    ),
    Defect(
        "ftpcfg-5-cannot-be-asked",
        "the query of type 5 is refused",
        (
            *("FTPCFG-01", "FTPCFG-02", "FTPCFG-03", "FTPCFG-04", "FTPCFG-05", "FTPCFG-06", "FTPCFG-07"),
            *("FTPCFG-09", "FTPCFG-T5-01", "FTPCFG-T5-02"),
        ),
        Refused(r"\+QFTPCFG=5"),
    ),
    Defect(
        "ftps-always-passive",
        "type 1 has no effect in FTPS: PASV is always used",
        ("FTPCFG-08", "FTPCFG-T1-03"),
        replaces=(
            transferring(
                lambda settings: settings.changed(passive=settings.passive or settings.mode != "plain")
            ),
        ),
    ),
    Defect(
        "local-place-ignored",
        "type 4 has no effect: files always go over the UART",
        ("FTPCFG-T4-03",),
        replaces=(LocalPlaceIgnored,),
    ),
    _result_1(2, "FTPCFG-T2-01"),
    _result_1(7, "FTPCFG-T7-01", "FTPCFG-T7-04"),
    _wrong_query(1, 5, "FTPCFG-T1-02"),
    _wrong_query(2, 6, "FTPCFG-T2-02"),
    _wrong_query(3, 1, "FTPCFG-T3-02"),
    _wrong_query(4, 3, "FTPCFG-T4-02", "FTPCFG-01", "FTPCFG-T4-01"),
    _wrong_query(5, 6, "FTPCFG-T5-02"),
    _wrong_query(6, 5, "FTPCFG-T6-02"),
)
