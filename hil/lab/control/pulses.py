"""The supply of a module with its power key: a module without PWRKEY pressed stays off when its supply returns.

The times are those of the series' hardware manual: the supply is stable before PWRKEY goes low,
and PWRKEY is low for at least one second.
"""

from __future__ import annotations

import time

from hil.bench import Supply
from hil.lab.control.holding import release

SETTLE_S = 0.5
"""From the supply to the key; the series' hardware manual asks for 0.1 s, and a relay bounces."""

PRESS_S = 1.2
"""How long the key is pressed; the series' hardware manual asks for at least 1 s."""


class KeyedSupply:
    """A supply, and a key that is pressed after each return of it.

    A key that is pressed while the module is on switches it off, so it is pressed after a cut only.
    """

    def __init__(self, supply: Supply, key: Supply, *, settle_s: float, press_s: float) -> None:
        self._supply, self._key = supply, key
        self._settle_s, self._press_s = settle_s, press_s
        self._is_cut = False

    def cut(self) -> None:
        """Switch the supply off."""
        self._is_cut = True
        self._supply.cut()

    def restore(self) -> None:
        """Switch the supply on, and press the key if it was off."""
        self._supply.restore()
        if self._is_cut:
            time.sleep(self._settle_s)  # the module tells nothing before it is on
            self._press()
            self._is_cut = False

    def release(self) -> None:
        """Release both switches."""
        for switch in (self._supply, self._key):
            release(switch)

    def _press(self) -> None:
        try:
            self._key.restore()
            time.sleep(self._press_s)
        finally:
            self._key.cut()
