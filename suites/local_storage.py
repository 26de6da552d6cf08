"""What a DUT tells of a local storage (document [1]); the note states no size of one."""

from __future__ import annotations

from hil.expect import left_open
from hil.modem.exchange import Exchange
from hil.modem.modem import Modem

NO_SPACE = -13  # note 3, Table 4


def free_bytes(modem: Modem, place: str) -> int | None:
    """The free space of a storage such as `RAM`, by AT+QFLDS; None if the DUT tells none."""
    rows = modem.send(f'AT+QFLDS="{place}"').rows("QFLDS")
    return int(rows[0][0]) if rows and rows[0][0].isdecimal() else None


def has_room(modem: Modem, place: str, size: int) -> bool:
    """Whether a storage has room for so many bytes by its own account."""
    free = free_bytes(modem, place)
    return free is not None and free >= size


def leave_open_without_room(modem: Modem, place: str, fetched: Exchange, size: int) -> None:
    """Leave the case open if a download did not fit into a storage that has no room by its own account."""
    if fetched.result == NO_SPACE and not has_room(modem, place, size):
        left_open(f"{place} has no room for {size} bytes ({fetched.outcome}); the note states no size of it")
