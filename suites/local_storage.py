"""What a DUT tells of a local storage (document [1]); the note states no size of one."""

from __future__ import annotations

from hil.modem.modem import Modem


def free_bytes(modem: Modem, place: str) -> int | None:
    """The free space of a storage such as `RAM`, by AT+QFLDS; None if the DUT tells none."""
    rows = modem.send(f'AT+QFLDS="{place}"').rows("QFLDS")
    return int(rows[0][0]) if rows and rows[0][0].isdecimal() else None


def has_room(modem: Modem, place: str, size: int) -> bool:
    """Whether a storage has room for so many bytes by its own account."""
    free = free_bytes(modem, place)
    return free is not None and free >= size
