"""Which settings the driver sends: those that differ from what it remembers, or all of them each time."""

from __future__ import annotations

from enum import Enum


class SettingsMode(Enum):
    """What `apply` and `ensure` of the driver do with a setting that the DUT has accepted before."""

    REMEMBERED = "remembered"
    """It is not sent again: a campaign is shorter, and a DUT that loses a setting keeps it lost."""
    ALWAYS = "always"
    """It is sent each time, and a security file is stored anew: no case depends on the memory of the driver."""
