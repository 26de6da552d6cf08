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

from hil.emulator.device.clock import BOOT_RTC

FTP_REPLIES = (
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
)
"""Whose colon may stand with or without a blank behind it."""


@dataclass(frozen=True, slots=True)
class Personality:
    """One dialect."""

    # --- who it is
    manufacturer: tuple[str, ...] = ("Quectel_Ltd",)  # lines of AT+GMI
    model: tuple[str, ...] = ("Quectel_M95",)  # lines of AT+GMM
    revision: str = "M95FAR02A08"  # behind `Revision: `
    ati: tuple[str, ...] = ("Quectel_Ltd", "Quectel_M95", "Revision: M95FAR02A08")
    qccid_prefix: bool = True  # +QCCID: <iccid>, not the bare number
    # --- power-on
    boot_urcs: tuple[str, ...] = ("RDY", "+CFUN: 1", "+CPIN: READY", "Call Ready")
    boot_urcs_when_autobauding: tuple[str, ...] = ()  # once the rate is known
    boot_rtc: datetime = BOOT_RTC
    # --- command lines and errors
    cmee_default: int = 1
    cme_texts: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))  # by number, AT+CMEE=2
    lf_ends_line: bool = False  # a bare LF ends a command line as CR does
    # --- PDP
    deact_in_initial: bool = True  # AT+QIDEACT in IP INITIAL answers DEACT OK
    pdp_lost_urc: str = "+PDP DEACT"
    # --- FTP
    compact_replies: frozenset[str] = frozenset({"QFTPERROR"})  # without a blank behind the colon; chapter 3
    get_trailing_ok: bool = True  # 4.2.3 shows an OK after +QFTPGET
    put_trailing_ok: bool = False  # 4.2.2 shows none after +QFTPPUT
    qftpcfg_query_ok: bool = True
    qftpcfg_quotes_place: bool = True  # +QFTPCFG: "/COM/"
    qftpcfg_default_1: int = 1  # chapter 4 transfers over GPRS without setting it: only passive mode can
    qftpcfg_default_2: int = 0
    qftpcfg_default_5: int = 0
    qftpcfg_default_6: int = 0
    ftp_read_forms: bool = True  # AT+QFTPUSER?, AT+QFTPPATH?, AT+QFTPOPEN?
    ftp_test_forms: bool = True  # AT+QFTPGET=?
    ftp_busy_is_error: bool = False  # plain ERROR where the note has the result -3
    close_without_session: str = "ERROR"  # or +QFTPCLOSE
    # --- security files
    qsecread_checksum: str = "written"  # or the sum of the "stored" (encrypted) bytes

    def colon(self, reply: str) -> str:
        """What separates the name of a reply from its value."""
        return ":" if reply in self.compact_replies else ": "


CHOICES: Mapping[str, tuple[str, ...] | range] = MappingProxyType(
    {
        "cmee_default": range(3),
        "compact_replies": FTP_REPLIES,
        "qftpcfg_default_1": range(2),
        "qftpcfg_default_2": range(2),
        "qftpcfg_default_5": range(2),
        "qftpcfg_default_6": range(2),
        "close_without_session": ("ERROR", "+QFTPCLOSE"),
        "qsecread_checksum": ("written", "stored"),
    }
)
"""The fields that have less values than their type."""

NOTE = Personality()
"""As the FTPS note writes; personalities/note.toml says the same key by key."""
