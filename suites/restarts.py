"""The two ways in which a case starts the DUT anew: by its command, and by its supply (note 5.1)."""

from __future__ import annotations

from collections.abc import Callable

from hil.modem.modem import Modem
from hil.verdict import NotApplicable

Restart = Callable[[Modem], None]


def cut_supply(modem: Modem) -> None:
    """Cut the supply for a moment; raises `NotApplicable` where the bench cannot."""
    supply = modem.channel.supply
    if supply is None:
        raise NotApplicable("this bench cannot cut the supply of the DUT")
    modem.power_cycle(supply)


RESTARTS: dict[str, Restart] = {"reboot": Modem.reboot, "supply-cut": cut_supply}
