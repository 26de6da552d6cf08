"""The dialect of an emulated module, where the documents and the observations of real modules differ.

The fields are the keys of a personality file (`hil.emulator.device.personality_file`).
The defaults are those of the FTPS note; where it is silent, those of the series'
manual.  docs/personalities.md explains each key.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType
from typing import Annotated, Literal

from hil.config.form import Line, Lines, expected, meaning, pattern, whole
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
"""The result lines that may have a space after the colon or none."""

_Moment = Annotated[datetime, expected("a date and time from 2000 to 2099, like 2004-01-01T00:00:00Z")]
_Texts = Annotated[
    Mapping[Annotated[str, pattern("^[0-9]{1,5}$")], Line],
    expected('a table of texts by number, like {4012 = "..."}'),
]
_Replies = Annotated[frozenset[FtpReply], expected("a list of names of result lines")]


_Switch = Annotated[int, whole(0, 1)]
_Values = Annotated[
    tuple[Annotated[str, pattern("^[a-z0-9-]+:[a-z0-9-]+$")], ...],
    expected('a list of values of switches, like ["put-connect:first-byte"]'),
]


@dataclass(frozen=True, slots=True)
class Personality:
    """One dialect; the descriptions of the keys are shown by editors."""

    # --- identity
    manufacturer: Annotated[Lines, meaning("the lines of AT+GMI")] = ("Quectel_Ltd",)
    model: Annotated[Lines, meaning("the lines of AT+GMM")] = ("Quectel_M95",)
    revision: Annotated[Line, meaning("the text after `Revision: ` in AT+GMR")] = "M95FAR02A08"
    ati: Annotated[Lines, meaning("the lines of ATI; an empty one is an empty line")] = (
        "Quectel_Ltd",
        "Quectel_M95",
        "Revision: M95FAR02A08",
    )
    qccid_prefix: Annotated[bool, meaning("AT+QCCID answers `+QCCID: <iccid>`, not the number alone")] = True
    # --- power-on
    boot_urcs: Annotated[Lines, meaning("the lines after power-on at a fixed rate (AT+IPR)")] = (
        "RDY",
        "+CFUN: 1",
        "+CPIN: READY",
        "Call Ready",
    )
    boot_urcs_when_autobauding: Annotated[
        Lines, meaning("the lines after power-on with AT+IPR=0, sent after the first AT")
    ] = ()
    boot_rtc: Annotated[_Moment, meaning("the clock (AT+CCLK) after a loss of power")] = BOOT_RTC
    # --- command lines and errors
    cmee_default: Annotated[int, whole(0, 2), meaning("AT+CMEE after power-on and AT&F")] = 1
    cme_texts: Annotated[_Texts, meaning("texts of AT+CMEE=2 that differ, by number")] = field(
        default_factory=lambda: MappingProxyType({})
    )
    lf_ends_line: Annotated[bool, meaning("LF alone ends a command line, like CR")] = False
    # --- PDP
    deact_in_initial: Annotated[bool, meaning("AT+QIDEACT in IP INITIAL answers DEACT OK, not ERROR")] = True
    pdp_lost_urc: Annotated[Line, meaning("the URC when the network deactivates the context")] = "+PDP DEACT"
    # --- FTP
    compact_replies: Annotated[
        _Replies, meaning("result lines without a space after the colon; note 3 shows +QFTPERROR so")
    ] = frozenset({"QFTPERROR"})
    get_trailing_ok: Annotated[bool, meaning("an OK after +QFTPGET, as in note 4.2.3")] = True
    put_trailing_ok: Annotated[bool, meaning("an OK after +QFTPPUT; note 4.2.2 shows none")] = False
    qftpcfg_query_ok: Annotated[bool, meaning("an OK after the response to AT+QFTPCFG=<type>")] = True
    qftpcfg_quotes_place: Annotated[bool, meaning('+QFTPCFG: "/COM/" with quotation marks')] = True
    # Chapter 4 transfers files over GPRS and does not set type 1: only passive mode can do that.
    qftpcfg_default_1: Annotated[_Switch, meaning("type 1 after power-on: 1 is passive mode")] = 1
    qftpcfg_default_2: Annotated[_Switch, meaning("type 2 after power-on: 1 is ASCII")] = 0
    qftpcfg_default_5: Annotated[_Switch, meaning("type 5 after power-on: 1 is non-transparent mode")] = 0
    qftpcfg_default_6: Annotated[
        _Switch, meaning("type 6 after power-on: 1 ignores the address in the reply to PASV")
    ] = 0
    ftp_read_forms: Annotated[bool, meaning("AT+QFTPUSER? and the like answer, not ERROR")] = True
    ftp_test_forms: Annotated[bool, meaning("AT+QFTPGET=? and the like answer, not ERROR")] = True
    ftp_busy_is_error: Annotated[bool, meaning("a command during a job answers ERROR, not -3")] = False
    close_without_session: Annotated[
        Literal["ERROR", "+QFTPCLOSE"], meaning("the response to AT+QFTPCLOSE without a session")
    ] = "ERROR"
    # --- security files
    qsecread_checksum: Annotated[
        Literal["written", "stored"],
        meaning("the checksum of the upload, or of the stored (encrypted) bytes"),
    ] = "written"
    # --- further behaviours
    variants: Annotated[_Values, meaning("values of switches (docs/variants.md)")] = ()

    def colon(self, reply: str) -> str:
        """The separator between the name of a result line and its value."""
        return ":" if reply in self.compact_replies else ": "


NOTE = Personality()
"""The personality of the FTPS note; personalities/note.toml has the same values."""
