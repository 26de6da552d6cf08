"""A choice of values, as `name:value` in URLs and on the command line, and what it makes of a module."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from hil.emulator.device.hardware_options import HardwareOptions
from hil.emulator.device.personality import Personality
from hil.emulator.parts import Parts
from hil.emulator.variants.catalogue import SWITCHES
from hil.emulator.variants.model import Value
from hil.errors import UsageError, hint

LISTED = "hil emulate --list-variants names all"
"""Where a user finds the names."""


@dataclass(frozen=True, slots=True)
class Choice:
    """The chosen values by the name of their switch, in the order of the catalogue."""

    values: Mapping[str, Value]

    @classmethod
    def parse(cls, texts: Iterable[str]) -> Choice:
        """Read `name:value`, or several with commas; raises `UsageError` with the nearest name."""
        chosen: dict[str, str] = {}
        for pair in (pair for text in texts for pair in text.split(",") if pair):
            name, colon, value = pair.partition(":")
            if name not in SWITCHES:
                raise UsageError(f"no variant is called {name!r}{hint(name, SWITCHES, otherwise=LISTED)}")
            if not colon:
                names = ", ".join(value.name for value in SWITCHES[name].values)
                raise UsageError(f"the variant {name!r} has no value; expected {name}:VALUE, one of {names}")
            if chosen.setdefault(name, value) != value:
                raise UsageError(f"the variant {name!r} has two values: {chosen[name]!r} and {value!r}")
        return cls({name: SWITCHES[name].value(chosen[name]) for name in SWITCHES if name in chosen})

    @classmethod
    def of(cls, personality: Personality, texts: Iterable[str]) -> Choice:
        """The values of a personality, and those of `texts` instead of them; raises `UsageError`."""
        chosen = {**cls.parse(personality.variants).values, **cls.parse(texts).values}
        return cls({name: chosen[name] for name in SWITCHES if name in chosen})

    def parts(self, defects: Parts) -> Parts:
        """The parts of a module with those defects; a defect acts on the variant."""
        return defects.over(part for value in self.values.values() for part in value.replaces)

    def personality(self, base: Personality) -> Personality:
        """A personality with the chosen words and values."""
        return replace(base, **self._merged("personality"))

    def hardware(self, base: HardwareOptions) -> HardwareOptions:
        """Hardware options with the chosen ones."""
        return replace(base, **self._merged("hardware"))

    @property
    def pics(self) -> Mapping[str, Any]:
        """The entries of a PICS by which a DUT of this choice claims no more than it has."""
        merged: dict[str, Any] = {}
        for value in self.values.values():
            for key, claimed in value.pics.items():
                merged[key] = _least(merged.get(key, claimed), claimed)
        return merged

    def _merged(self, attribute: str) -> dict[str, Any]:
        return {
            key: entry for value in self.values.values() for key, entry in getattr(value, attribute).items()
        }


def _least(one: Any, other: Any) -> Any:
    """What both entries claim: the common values of two lists, or the smaller of two numbers."""
    return tuple(value for value in one if value in other) if isinstance(one, tuple) else min(one, other)


NO_CHOICE = Choice({})
"""The module as its parts are."""
