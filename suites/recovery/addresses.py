"""The address that a DUT tells of its foreground context (note 4.2.1, AT+QILOCIP)."""

from __future__ import annotations

from ipaddress import IPv4Address

from hil.errors import UnexpectedResult
from hil.modem.modem import Modem


def address_of_foreground(modem: Modem) -> str:
    """The address; an empty text if the DUT tells none."""
    try:
        return modem.pdp.address(modem.pdp.local_address())
    except UnexpectedResult:
        return ""


def has_address(modem: Modem) -> bool:
    """Whether the DUT tells an address of its context."""
    address = address_of_foreground(modem)
    return bool(address) and not IPv4Address(address).is_unspecified


def apn_of(modem: Modem) -> str:
    """The access point of the SIM: `CMNET` of note 4.2.1 where the bench names no other."""
    return modem.pdp.access_point.name
