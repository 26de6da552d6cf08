"""The memories of short messages (27.005 3.2.3): places with a number, from 1 on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
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

    places = PLACES

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


class JoinedStore:
    """Several memories as one ("MT"): the places of each follow those of the one before it."""

    def __init__(self, parts: Sequence[MessageStore]) -> None:
        self._parts = tuple(parts)
        self.places = sum(part.places for part in parts)

    def __len__(self) -> int:
        return sum(map(len, self._parts))

    def add(self, message: StoredMessage) -> int | None:
        """Store in the first memory with a free place; returns its number, or None if all are taken."""
        for first, part in self._by_first_place():
            place = part.add(message)
            if place is not None:
                return first + place
        return None

    def find(self, place: int) -> StoredMessage | None:
        """The message in that place."""
        return next((part.find(own) for part, own in self._at(place)), None)

    def mark(self, place: int, status: MessageStatus) -> None:
        """Change the status of a stored message."""
        for part, own in self._at(place):
            part.mark(own, status)

    def delete(self, place: int) -> None:
        """Empty a place."""
        for part, own in self._at(place):
            part.delete(own)

    def listed(self) -> Iterator[tuple[int, StoredMessage]]:
        """The places and messages, by place."""
        for first, part in self._by_first_place():
            for place, message in part.listed():
                yield first + place, message

    def _by_first_place(self) -> Iterator[tuple[int, MessageStore]]:
        first = 0
        for part in self._parts:
            yield first, part
            first += part.places

    def _at(self, place: int) -> Iterator[tuple[MessageStore, int]]:
        """The memory that has this place, and the number of the place there."""
        for first, part in self._by_first_place():
            if first < place <= first + part.places:
                yield part, place - first


Memory = MessageStore | JoinedStore
