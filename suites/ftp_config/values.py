"""The values of AT+QFTPCFG that cases set, and how they are read back (note 2.2; types 1 to 6: document [2])."""

from __future__ import annotations

from collections.abc import Mapping

from hil.modem.exchange import Exchange
from hil.modem.modem import Modem
from hil.spec.codes import ResultCode

VALUES: Mapping[int, tuple[str, str]] = {
    1: ("0", "1"),  # active, passive
    2: ("0", "1"),  # binary, ASCII
    3: ("0", "1000"),  # bytes
    4: ('"/COM/"', '"/RAM/"'),
    5: ("0", "1"),
    6: ("0", "1"),  # the address of the server's reply, that of the control connection
    7: ("0", "1"),  # implicit, explicit
}
"""Two different values of each type, as a DTE writes them."""

TYPES = tuple(VALUES)


def setting(modem: Modem, kind: int) -> str:
    """The current value, without the quotation marks that type 4 may have."""
    return modem.send(f"AT+QFTPCFG={kind}").values("QFTPCFG").strip('"')


def settings(modem: Modem) -> dict[int, str]:
    """The current values of all types."""
    return {kind: setting(modem, kind) for kind in TYPES}


def is_error(exchange: Exchange) -> bool:
    """Whether this is the error form of note 2.2: ERROR, or +QFTPCFG: <err> with or without OK."""
    if exchange.final is ResultCode.ERROR:
        return True
    return exchange.final in {None, ResultCode.OK} and exchange.result is not None and exchange.result < 0
