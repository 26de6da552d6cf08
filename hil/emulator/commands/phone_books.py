"""Phone books: choice, reading, search, writing, the own numbers (27.007 7.1, 8.11 to 8.14)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, MutableMapping

from hil.emulator.at.command import Call, Command, accepted, listing
from hil.emulator.at.outcome import OK, Cme, CommandRefused, Outcome, answer
from hil.emulator.commands.sim import require_sim
from hil.emulator.device.sim import Sim
from hil.emulator.storage.phone_book import BOOKS, NUMBER_MAX, PLACES, TEXT_MAX, PhoneBook, PhoneBookEntry
from hil.spec.cme import CmeCode

_WRITABLE = frozenset({"SM", "ME", "ON"})  # calls fill the others, and FD needs PIN2
_OWN_NUMBERS = "ON"
_NATIONAL, _INTERNATIONAL = 129, 145  # types of address
_TYPES = (129, 145, 161, 177)
_DIGITS = {'"HEX"': 2, '"UCS2"': 4}  # for a character, by the character set of AT+CSCS
_NUMBER = re.compile(rf"\+?[0-9*#pPwW]{{1,{NUMBER_MAX}}}")

_INVALID = Cme(CmeCode.INVALID_PARAMETER)


class PhoneBookCommands:
    """The commands of the phone books; `settings` hold which of them is chosen."""

    def __init__(
        self, *, settings: MutableMapping[str, str], books: Mapping[str, PhoneBook], sim: Sim
    ) -> None:
        self._settings, self._books, self._sim = settings, books, sim

    def commands(self) -> Mapping[str, Command]:
        """The commands by name."""
        types = ",".join(map(str, _TYPES))
        return {
            "+CPBS": Command(
                write=self._choose,
                read=self._choice,
                test=listing("+CPBS: (" + ",".join(f'"{book}"' for book in BOOKS) + ")"),
                refusal=_INVALID,
            ),
            "+CPBR": Command(
                write=self._read,
                test=listing(f"+CPBR: (1-{PLACES}),{NUMBER_MAX},{TEXT_MAX}"),
                refusal=_INVALID,
            ),
            "+CPBF": Command(
                write=self._find, test=listing(f"+CPBF: {NUMBER_MAX},{TEXT_MAX}"), refusal=_INVALID
            ),
            "+CPBW": Command(
                write=self._write,
                test=listing(f"+CPBW: (1-{PLACES}),{NUMBER_MAX},({types}),{TEXT_MAX}"),
                refusal=_INVALID,
            ),
            "+CNUM": Command(self._own_numbers, test=accepted),
        }

    def _name(self) -> str:
        require_sim(self._sim)
        return self._settings.get("+CPBS", "SM")

    # clause: 27.007 8.11
    def _choose(self, call: Call) -> Outcome:
        call.arguments.expect(1, 1)
        book = call.arguments.text(0)
        if book not in BOOKS:
            raise call.arguments.refused()
        self._settings["+CPBS"] = book
        return OK

    def _choice(self, _call: Call) -> Outcome:
        name = self._name()
        return answer(f'+CPBS: "{name}",{len(self._books[name])},{PLACES}')

    # clause: 27.007 8.12
    def _read(self, call: Call) -> Outcome:
        call.arguments.expect(1, 2)
        first = call.arguments.number(0, 1, PLACES)
        last = call.arguments.number(1, first, PLACES, default=first)
        book = self._books[self._name()]
        return _shown("+CPBR", (item for item in book.listed() if first <= item[0] <= last))

    # clause: 27.007 8.13
    def _find(self, call: Call) -> Outcome:
        """The entries whose text begins so, letter case aside."""
        call.arguments.expect(1, 1)
        begin = call.arguments.text(0, "").lower()
        book = self._books[self._name()]
        return _shown("+CPBF", (item for item in book.listed() if item[1].text.lower().startswith(begin)))

    # clause: 27.007 8.14
    def _write(self, call: Call) -> Outcome:
        """Without a place in the first free one; without a number it empties the place."""
        call.arguments.expect(1, 4)
        name = self._name()
        if name not in _WRITABLE:
            raise CommandRefused(Cme(CmeCode.OPERATION_NOT_ALLOWED))
        book = self._books[name]
        if not call.arguments.has(1):
            book.delete(call.arguments.number(0, 1, PLACES))
            return OK
        entry = _entry(call)
        place = call.arguments.number(0, 1, PLACES) if call.arguments.has(0) else book.first_free()
        if place is None:
            raise CommandRefused(Cme(CmeCode.MEMORY_FULL))
        book.write(place, entry)
        return OK

    # clause: 27.007 7.1
    def _own_numbers(self, _call: Call) -> Outcome:
        require_sim(self._sim)
        entries = (entry for _, entry in self._books[_OWN_NUMBERS].listed())
        return answer(
            *(f'+CNUM: "{entry.text}","{entry.number}",{entry.type_of_address}' for entry in entries)
        )


def _shown(head: str, items: Iterable[tuple[int, PhoneBookEntry]]) -> Outcome:
    return answer(
        *(f'{head}: {place},"{item.number}",{item.type_of_address},"{item.text}"' for place, item in items)
    )


def _entry(call: Call) -> PhoneBookEntry:
    number, text = call.arguments.text(1), call.arguments.text(3, "")
    likely = _INTERNATIONAL if number.startswith("+") else _NATIONAL
    kind = call.arguments.integer(2, likely)
    longest = TEXT_MAX * _DIGITS.get(call.terminal.profile.settings.get("+CSCS", ""), 1)
    if not _NUMBER.fullmatch(number) or kind not in _TYPES or len(text) > longest:
        raise call.arguments.refused()
    return PhoneBookEntry(number, kind, text)
