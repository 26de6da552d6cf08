"""How an emulated module speaks where documents and field evidence differ: one frozen value of dialect flags.

The fields are the keys of a personality file (`hil.emulator.device.personality_file`);
the defaults are those of the FTPS note, and where it is silent, of the series'
manual.  docs/personalities.md says what each one means.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType
from typing import Annotated, Literal, get_args

from hil.config.form import Line, Lines, expected, pattern, whole
from hil.emulator.device.clock import BOOT_RTC

FtpReply = Literal[
    "QFTPOPEN",
    "QFTPCFG",
    "QFTPPATH",
    "QFTPCLOSE",
    "QFTPGET",
    "QFTPPUT",
    "QFTPSIZE",
    "QFTPDELETE",
    "QFTPRENAME",
    "QFTPMKDIR",
    "QFTPRMDIR",
    "QFTPLIST",
    "QFTPNLST",
    "QFTPSTAT",
    "QFTPLEN",
    "QFTPERROR",
]
FTP_REPLIES: tuple[str, ...] = get_args(FtpReply)
"""The result lines that may have a space after the colon or none."""

_Moment = Annotated[datetime, expected("a date and time from 2000 to 2099, like 2004-01-01T00:00:00Z")]
_Texts = Annotated[
    Mapping[Annotated[str, pattern("^[0-9]{1,5}$")], Line],
    expected('a table of texts by number, like {4012 = "..."}'),
]
_Replies = Annotated[frozenset[FtpReply], expected("a list of names of result lines")]


@dataclass(frozen=True, slots=True)
class Personality:
    """One dialect."""

    # --- who it is
    manufacturer: Lines = ("Quectel_Ltd",)  # lines of AT+GMI
    model: Lines = ("Quectel_M95",)  # lines of AT+GMM
    revision: Line = "M95FAR02A08"  # behind `Revision: `
    ati: Lines = ("Quectel_Ltd", "Quectel_M95", "Revision: M95FAR02A08")
    qccid_prefix: bool = True  # +QCCID: <iccid>, not the bare number
    # --- power-on
    boot_urcs: Lines = ("RDY", "+CFUN: 1", "+CPIN: READY", "Call Ready")
    boot_urcs_when_autobauding: Lines = ()  # once the rate is known
    boot_rtc: _Moment = BOOT_RTC
    # --- command lines and errors
    cmee_default: Annotated[int, whole(0, 2)] = 1
    cme_texts: _Texts = field(default_factory=lambda: MappingProxyType({}))  # by number, AT+CMEE=2
    lf_ends_line: bool = False  # a bare LF ends a command line as CR does
    # --- PDP
    deact_in_initial: bool = True  # AT+QIDEACT in IP INITIAL answers DEACT OK
    pdp_lost_urc: Line = "+PDP DEACT"
    # --- FTP
    compact_replies: _Replies = frozenset({"QFTPERROR"})  # without a blank behind the colon; chapter 3
    get_trailing_ok: bool = True  # 4.2.3 shows an OK after +QFTPGET
    put_trailing_ok: bool = False  # 4.2.2 shows none after +QFTPPUT
    qftpcfg_query_ok: bool = True
    qftpcfg_quotes_place: bool = True  # +QFTPCFG: "/COM/"
    qftpcfg_default_1: Annotated[int, whole(0, 1)] = (
        1  # chapter 4 transfers over GPRS without setting it: only passive mode can
    )
    qftpcfg_default_2: Annotated[int, whole(0, 1)] = 0
    qftpcfg_default_5: Annotated[int, whole(0, 1)] = 0
    qftpcfg_default_6: Annotated[int, whole(0, 1)] = 0
    ftp_read_forms: bool = True  # AT+QFTPUSER?, AT+QFTPPATH?, AT+QFTPOPEN?
    ftp_test_forms: bool = True  # AT+QFTPGET=?
    ftp_busy_is_error: bool = False  # plain ERROR where the note has the result -3
    close_without_session: Literal["ERROR", "+QFTPCLOSE"] = "ERROR"
    # --- security files
    qsecread_checksum: Literal["written", "stored"] = (
        "written"  # or the sum of the "stored" (encrypted) bytes
    )

    def colon(self, reply: str) -> str:
        """What separates the name of a reply from its value."""
        return ":" if reply in self.compact_replies else ": "


NOTE = Personality()
"""As the FTPS note writes; personalities/note.toml says the same key by key."""
