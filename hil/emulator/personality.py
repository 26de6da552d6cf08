"""How an emulated module speaks where documents and field evidence differ: one frozen value of dialect flags."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from hil.emulator.clock import BOOT_RTC


@dataclass(frozen=True, slots=True)
class Personality:
    """The defaults are those of the FTPS note; where it is silent, of the series' manual."""

    manufacturer: str = "Quectel_Ltd"
    model: str = "Quectel_M95"
    revision: str = "M95FAR02A08"
    boot_urcs: tuple[str, ...] = ("RDY", "+CFUN: 1", "+CPIN: READY", "Call Ready")
    boot_urcs_when_autobauding: tuple[str, ...] = ()  # RDY and the rest need a fixed rate (AT+IPR)
    boot_rtc: datetime = BOOT_RTC
    cmee_default: int = 1
    ftp_colon_space: bool = True  # +QFTPOPEN: 0 as in the note, not +QFTPOPEN:0
    ftp_error_space: bool = False  # +QFTPERROR:<err> as in chapter 3
    get_trailing_ok: bool = True  # 4.2.3 shows an OK after +QFTPGET
    put_trailing_ok: bool = False  # 4.2.2 shows none after +QFTPPUT
    qftpcfg_query_ok: bool = True
    passive_default: int = 1  # chapter 4 transfers over GPRS without setting it, which only passive mode can
    deact_in_initial: bool = True  # AT+QIDEACT in IP INITIAL answers DEACT OK
    pdp_lost_urc: str = "+PDP DEACT"


NOTE = Personality()
"""As the FTPS note writes."""

PERSONALITIES = {"note": NOTE}
