"""The memories of short messages (27.005 3.2.3): places with a number, from 1 on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from enum import IntEnum
from types import MappingProxyType

PLACES = 50


class MessageStatus(IntEnum):
    """<stat> of 27.005 3.1."""

    REC_UNREAD = 0
    REC_READ = 1
    STO_UNSENT = 2
    STO_SENT = 3

    @property
    def words(self) -> str:
        """<stat> in text mode."""
        return self.name.replace("_", " ")


STATUS_BY_WORDS: Mapping[str, MessageStatus] = MappingProxyType(
    {status.words: status for status in MessageStatus}
)


@dataclass(frozen=True, slots=True)
class StoredMessage:
    """A message as a PDU in hexadecimal digits, with its service centre address; `length` is without that."""

    status: MessageStatus
    pdu: str
    length: int


class MessageStore:
    """One memory; the card keeps it while the module is off."""

    def __init__(self) -> None:
        self._places: dict[int, StoredMessage] = {}

    def __len__(self) -> int:
        return len(self._places)

    def add(self, message: StoredMessage) -> int | None:
        """Store in the first free place; returns its number, or None if all are taken."""
        free = next((place for place in range(1, PLACES + 1) if place not in self._places), None)
        if free is not None:
            self._places[free] = message
        return free

    def find(self, place: int) -> StoredMessage | None:
        """The message in that place."""
        return self._places.get(place)

    def mark(self, place: int, status: MessageStatus) -> None:
        """Change the status of a stored message."""
        self._places[place] = replace(self._places[place], status=status)

    def delete(self, place: int) -> None:
        """Empty a place."""
        self._places.pop(place, None)

    def listed(self) -> Iterator[tuple[int, StoredMessage]]:
        """The places and messages, by place."""
        return iter(sorted(self._places.items()))
