"""Switches of words and values: keys of the personality, where the note and the observed modules differ."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, get_args

from hil.emulator.device.personality import FtpReply
from hil.emulator.variants.model import ANY, Switch, Value
from hil.spec.codes import ErrorCode

_EVERY_REPLY: frozenset[str] = frozenset(get_args(FtpReply))
_MIXED = frozenset({"QFTPOPEN", "QFTPCFG", "QFTPGET", "QFTPPUT", "QFTPSIZE", "QFTPDELETE", "QFTPERROR"})
_UNKNOWN = {str(code.value): "unknown" for code in ErrorCode if code >= ErrorCode.NO_SPACE}
_FTP = tuple(f"AT+{name}" for name in sorted(_EVERY_REPLY - {"QFTPERROR"}))


def _word(name: str, meaning: str, **keys: Any) -> Value:
    return Value(name, meaning, personality=keys)


SWITCHES = (
    Switch(
        "ftp-colon",
        "note 4.2, note 3",
        "chapter 4 prints a space after the colon, chapter 3 none, and drivers of the series compare without one",
        _FTP,
        (
            _word("note", "a space except in +QFTPERROR"),
            _word("compact", "no space but in +QFTPLEN", compact_replies=_EVERY_REPLY - {"QFTPLEN"}),
            _word("mixed", "a space in some lines, as a driver of an M95 compares", compact_replies=_MIXED),
            _word("spaced", "a space in all lines, +QFTPERROR too", compact_replies=frozenset()),
        ),
    ),
    Switch(
        "put-result-ok",
        "note 4.2.2, note 4.2.3",
        "the example of a download ends with OK and that of an upload does not",
        ("AT+QFTPPUT",),
        (
            _word("absent", "no OK after +QFTPPUT"),
            _word("present", "OK after +QFTPPUT", put_trailing_ok=True),
        ),
    ),
    Switch(
        "get-result-ok",
        "note 4.2.2, note 4.2.3",
        "the example of a download ends with OK and that of an upload does not",
        ("AT+QFTPGET", "AT+QFTPLIST", "AT+QFTPNLST"),
        (
            _word("present", "OK after +QFTPGET"),
            _word("absent", "no OK after +QFTPGET", get_trailing_ok=False),
        ),
    ),
    Switch(
        "ftpcfg-query-ok",
        "note 2.2",
        "the row of the query shows no OK, while V.250 ends each command line with a result code",
        ("AT+QFTPCFG",),
        (
            _word("present", "OK after the value"),
            _word("absent", "no OK after the value", qftpcfg_query_ok=False),
        ),
    ),
    Switch(
        "ftpcfg-place-quotes",
        "note 2.2 (silent)",
        "the note leaves the values of type 4 to document [2], which the query need not quote",
        ("AT+QFTPCFG",),
        (_word("quoted", '"/COM/"'), _word("bare", "/COM/", qftpcfg_quotes_place=False)),
    ),
    Switch(
        "ftp-read-forms",
        "note 2.1 (silent)",
        "the note gives no read form of a command of document [2]",
        ("AT+QFTPUSER", "AT+QFTPPASS", "AT+QFTPOPEN", "AT+QFTPPATH"),
        (_word("answered", "the value"), _word("refused", "ERROR", ftp_read_forms=False)),
    ),
    Switch(
        "ftp-test-forms",
        "note 2.1 (silent)",
        "the note gives no test form of AT+QFTPCFG and of the commands of document [2]",
        _FTP,
        (_word("answered", "the parameters"), _word("refused", "ERROR", ftp_test_forms=False)),
    ),
    Switch(
        "close-without-session",
        "note 4.2.1 (silent)",
        "the note does not say what AT+QFTPCLOSE answers when nothing is open, and drivers close blindly",
        ("AT+QFTPCLOSE",),
        (
            _word("error", "ERROR"),
            _word("result", "OK and +QFTPCLOSE: 0", close_without_session="+QFTPCLOSE"),
        ),
    ),
    Switch(
        "deact-in-initial",
        "doc [1] AT+QIDEACT",
        "the manual of the series allows AT+QIDEACT in every state except IP INITIAL, and drivers use it there",
        ("AT+QIDEACT",),
        (_word("deact-ok", "DEACT OK"), _word("error", "ERROR", deact_in_initial=False)),
    ),
    Switch(
        "secread-checksum",
        "note 2.5",
        "2.5 names no algorithm, and logs of modules show other values in AT+QSECREAD than in AT+QSECWRITE",
        ("AT+QSECREAD",),
        (
            _word("written", "that of the upload"),
            _word("stored", "that of the stored (encrypted) bytes", qsecread_checksum="stored"),
        ),
    ),
    Switch(
        "line-end",
        "V.250 5.2.1",
        "S3 ends a line; the vendor's own driver ends its lines with LF",
        (ANY,),
        (_word("cr", "CR"), _word("cr-or-lf", "CR, or LF alone", lf_ends_line=True)),
    ),
    Switch(
        "cmee-default",
        "27.007 9.1",
        "the note does not mention AT+CMEE; 27.007 has 0, the manual of the series 1",
        ("AT+CMEE", "AT&F"),
        (
            _word("number", "1: the number"),
            _word("off", "0: ERROR", cmee_default=0),
            _word("text", "2: the text", cmee_default=2),
        ),
    ),
    Switch(
        "cme-texts",
        "note 3 (silent)",
        "Table 4 describes the codes and does not give the texts of AT+CMEE=2",
        ("AT+CMEE", "AT+QSECWRITE", "AT+QSECREAD", "AT+QSECDEL"),
        (
            _word("described", "the description of Table 4"),
            _word("field", "those that drivers compare", cme_texts={"4012": "Already exits"}),
            _word("unknown", "unknown", cme_texts=_UNKNOWN),
        ),
    ),
    Switch(
        "boot-urcs",
        "doc [1] URCs",
        "the note does not mention them; firmware differs in which lines come and in their spacing",
        ("AT+CFUN", "AT+IPR"),
        (
            _word("series", "RDY, +CFUN: 1, +CPIN: READY, Call Ready"),
            _word(
                "with-sms-ready",
                "the same and SMS Ready",
                boot_urcs=("RDY", "+CFUN: 1", "+CPIN: READY", "Call Ready", "SMS Ready"),
            ),
            _word("compact", "+CFUN:1", boot_urcs=("RDY", "+CFUN:1", "+CPIN: READY", "Call Ready")),
            _word("none", "none (AT+QIURC=0 was stored)", boot_urcs=("RDY",)),
        ),
    ),
    Switch(
        "autobaud-urcs",
        "doc [1] AT+IPR",
        "with AT+IPR=0 the rate is unknown until the first AT; drivers wait for the later lines after it",
        ("AT+CFUN", "AT+IPR"),
        (
            _word("none", "none"),
            _word("late", "Call Ready and SMS Ready", boot_urcs_when_autobauding=("Call Ready", "SMS Ready")),
            _word(
                "all",
                "all of them after the first AT",
                boot_urcs_when_autobauding=("RDY", "+CFUN: 1", "+CPIN: READY", "Call Ready"),
            ),
        ),
    ),
    Switch(
        "ati-lines",
        "V.250 6.1.3",
        "the text of ATI is the manufacturer's; captures have a blank line or none before the revision",
        ("ATI",),
        (
            _word("three", "three lines"),
            _word("blank", "a blank line", ati=("Quectel_Ltd", "Quectel_M95", "", "Revision: M95FAR02A08")),
        ),
    ),
    Switch(
        "manufacturer-lines",
        "V.250 6.1.4",
        "the text of AT+GMI is the manufacturer's; the manual of a related module prints three lines",
        ("AT+GMI", "AT+CGMI"),
        (
            _word("one", "one line"),
            _word("three", "three", manufacturer=("Quectel_Ltd", "Quectel_M95", "Revision: MTK 0828")),
        ),
    ),
    Switch(
        "iccid-prefix",
        "doc [1] AT+QCCID",
        "drivers of the series differ",
        ("AT+QCCID",),
        (_word("prefixed", "+QCCID: 89..."), _word("bare", "the number alone", qccid_prefix=False)),
    ),
    Switch(
        "pdp-lost-urc",
        "note 5.1 (silent)",
        "no document lists the line; drivers know it with and without the index of the context",
        ("AT+QIACT", "AT+QFTPOPEN"),
        (
            _word("plain", "+PDP DEACT"),
            _word("indexed", "0,+PDP DEACT", pdp_lost_urc="0,+PDP DEACT"),
        ),
    ),
    Switch(
        "boot-clock",
        "doc [1] AT+CCLK",
        "the note does not say what the RTC has after a loss of power",
        ("AT+CCLK",),
        (
            _word("2004", "1 January 2004"),
            _word("2000", "1 January 2000", boot_rtc=datetime(2000, 1, 1, tzinfo=UTC)),
            _word("2015", "1 July 2015, the date of the firmware", boot_rtc=datetime(2015, 7, 1, tzinfo=UTC)),
        ),
    ),
    Switch(
        "data-connection-default",
        "note 2.2 (silent)",
        "the note leaves the default of type 1 to document [2]",
        ("AT+QFTPCFG", "FTP PASV", "FTP PORT"),
        (
            _word("passive", "1: passive mode"),
            _word("active", "0: active mode", qftpcfg_default_1=0),
        ),
    ),
    Switch(
        "transfer-type-default",
        "note 2.2 (silent)",
        "the note leaves the default of type 2 to document [2]",
        ("AT+QFTPCFG", "FTP TYPE"),
        (_word("binary", "0: binary"), _word("ascii", "1: ASCII", qftpcfg_default_2=1)),
    ),
    Switch(
        "transparency-default",
        "note 2.2 (silent)",
        "the note leaves the default of type 5 to document [2]",
        ("AT+QFTPCFG",),
        (_word("0", "0"), _word("1", "1: non-transparent mode", qftpcfg_default_5=1)),
    ),
    Switch(
        "passive-address-default",
        "note 2.2 (silent)",
        "the note leaves the default of type 6 to document [2]; newer drivers of the vendor set it to 1",
        ("AT+QFTPCFG", "FTP PASV"),
        (
            _word("of-reply", "0: the address in the reply"),
            _word("of-server", "1: the address of the server", qftpcfg_default_6=1),
        ),
    ),
)
