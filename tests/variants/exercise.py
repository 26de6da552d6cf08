"""Whether the cases exercise what the switches concern."""

from __future__ import annotations

from collections.abc import Iterable

from hil.emulator.variants.model import ANY, Switch


def unexercised(switches: Iterable[Switch], exercised: dict[str, frozenset[str]]) -> dict[str, str]:
    """The switches of which no case exercises any subject, with their subjects.

    A single subject may be new: it is what another value does, such as `FTP EPSV`.
    """
    known = frozenset[str]().union(*exercised.values(), {ANY})
    return {switch.name: ", ".join(switch.about) for switch in switches if known.isdisjoint(switch.about)}
