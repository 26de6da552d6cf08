"""The phone books of the card and of the module (27.007 8.11): places with a number, from 1 on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

BOOKS = ("SM", "DC", "FD", "LD", "MC", "ME", "RC", "ON")
PLACES = 250  # of each
NUMBER_MAX, TEXT_MAX = 40, 14  # characters


@dataclass(frozen=True, slots=True)
class PhoneBookEntry:
    """A number with its type (TS 24.008 10.5.4.7) and its name."""

    number: str
    type_of_address: int
    text: str


class PhoneBook:
    """One phone book; it is kept while the module is off."""

    def __init__(self) -> None:
        self._entries: dict[int, PhoneBookEntry] = {}

    def __len__(self) -> int:
        return len(self._entries)

    def first_free(self) -> int | None:
        """The first free place; None if all are taken."""
        return next((place for place in range(1, PLACES + 1) if place not in self._entries), None)

    def write(self, place: int, entry: PhoneBookEntry) -> None:
        """Put an entry into a place, in place of one that is there."""
        self._entries[place] = entry

    def delete(self, place: int) -> None:
        """Empty a place."""
        self._entries.pop(place, None)

    def listed(self) -> Iterator[tuple[int, PhoneBookEntry]]:
        """The places and entries, by place."""
        return iter(sorted(self._entries.items(), key=lambda item: item[0]))
