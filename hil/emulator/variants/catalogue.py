"""All switches by name, in the order of their families."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from hil.emulator.variants import wording
from hil.emulator.variants.model import Switch

FAMILIES: Mapping[str, tuple[Switch, ...]] = MappingProxyType(
    {
        "Words and values": wording.SWITCHES,
    }
)
"""The switches by the title of their family."""

SWITCHES: Mapping[str, Switch] = MappingProxyType(
    {switch.name: switch for family in FAMILIES.values() for switch in family}
)
