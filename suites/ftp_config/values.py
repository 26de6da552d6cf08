"""The values of AT+QFTPCFG that cases set, and how they are read back (note 2.2; types 1 to 6: document [2])."""

from __future__ import annotations

from collections.abc import Mapping

from hil.expect import expect
from hil.modem.exchange import CmeError, Exchange
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


def told(query: Exchange, *requirements: str) -> str:
    """The value in the answer to a query, without the quotation marks that type 4 may have."""
    return expect(query, *requirements).fields("QFTPCFG")[0]


def setting(modem: Modem, kind: int, *requirements: str) -> str:
    """The current value of a type."""
    return told(modem.send(f"AT+QFTPCFG={kind}"), *requirements)


def settings(modem: Modem, *requirements: str) -> dict[str, str]:
    """The current values of all types."""
    return {f"type {kind}": setting(modem, kind, *requirements) for kind in TYPES}


def expect_error_form(exchange: Exchange, *requirements: str) -> None:
    """The error form of note 2.2: ERROR, +CME ERROR: <err> or +QFTPCFG: <negative err>, with or without an OK.

    A command line has one final result code (V.250 5.7.1): OK and an error code do not both come.
    """
    expect(exchange, *requirements).refused()
    failed = exchange.final is ResultCode.ERROR or isinstance(exchange.final, CmeError)
    both = failed and ResultCode.OK.value in exchange.lines
    expect(both, *requirements, what=f"{exchange.command}: OK and an error code for one command line").is_no()
