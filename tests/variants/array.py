"""The stored covering array: rows of values, in which each pair of values of two switches occurs.

    python -m tests.variants.array        computes it anew from the catalogue

A test compares it with the catalogue, so a new switch or value makes it fail until
the array is computed again.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations
from pathlib import Path

from covertable import criteria, make

from hil.emulator.variants.catalogue import SWITCHES
from hil.emulator.variants.model import Switch

FILE = Path(__file__).with_name("array.json")

Row = Mapping[str, str]
"""The name of a value for each switch."""

Pair = tuple[str, str, str, str]


def load(file: Path = FILE) -> tuple[Row, ...]:
    """The stored rows."""
    stored = json.loads(file.read_text(encoding="utf-8"))
    names = [switch["name"] for switch in stored["switches"]]
    values = [switch["values"] for switch in stored["switches"]]
    return tuple(
        {name: of_switch[int(place)] for name, of_switch, place in zip(names, values, row, strict=True)}
        for row in stored["rows"]
    )


def compute(switches: Mapping[str, Switch] = SWITCHES) -> tuple[Row, ...]:
    """An array of strength 2 over the values of the switches; the greedy criterion takes minutes for so many."""
    factors = {name: [value.name for value in switch.values] for name, switch in switches.items()}
    return tuple(
        {name: row[name] for name in factors} for row in make(factors, strength=2, criterion=criteria.simple)
    )


def store(rows: Sequence[Row], switches: Mapping[str, Switch] = SWITCHES, file: Path = FILE) -> None:
    """Write the rows: each digit is the place of a value in the list of its switch."""
    places = {name: [value.name for value in switch.values] for name, switch in switches.items()}
    stored = {
        "switches": [{"name": name, "values": values} for name, values in places.items()],
        "rows": ["".join(str(places[name].index(row[name])) for name in places) for row in rows],
    }
    file.write_text(json.dumps(stored, indent=1) + "\n", encoding="utf-8")


def all_pairs(switches: Mapping[str, Switch] = SWITCHES) -> Iterator[Pair]:
    """Each pair of values of two switches."""
    for first, second in combinations(switches.values(), 2):
        for left in first.values:
            for right in second.values:
                yield first.name, left.name, second.name, right.name


def pairs(row: Row) -> Iterator[Pair]:
    """The pairs of values that a row has."""
    for (first, left), (second, right) in combinations(row.items(), 2):
        yield first, left, second, right


if __name__ == "__main__":
    store(compute())
