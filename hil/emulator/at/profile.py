"""The settings of one terminal that AT&W stores, their factory values, and the stored ones (V.250 6.1; series' manual)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import lru_cache

from hil.at.result import Framing

_REGISTERS = {0: 0, 2: 43, 3: 13, 4: 10, 5: 8, 6: 2, 7: 60, 8: 2, 10: 15}
REGISTER_RANGES = {  # series' manual
    0: (0, 255),
    2: (0, 127),
    3: (0, 127),
    4: (0, 127),
    5: (0, 127),
    6: (0, 10),
    7: (1, 255),
    8: (0, 255),
    10: (1, 254),
}


@dataclass(slots=True)
class Profile:
    """Echo, result code format, S-registers and the extended settings beside them."""

    echo: bool = True
    quiet: bool = False
    verbose: bool = True
    x: int = 4
    dcd: int = 1
    dtr: int = 0
    cmee: int = 1
    ifc: tuple[int, int] = (0, 0)
    icf: tuple[int, int] = (3, 3)
    ipr: int = 0
    creg: int = 0
    cgreg: int = 0
    registers: dict[int, int] = field(default_factory=lambda: dict(_REGISTERS))

    def copy(self) -> Profile:
        """A profile of its own with the same values."""
        return replace(self, registers=dict(self.registers))

    @property
    def framing(self) -> Framing:
        """What shapes responses."""
        return _framing(self.verbose, self.registers[3], self.registers[4])


@lru_cache(maxsize=64)
def _framing(verbose: bool, s3: int, s4: int) -> Framing:
    """One object for all responses, as every command line needs it."""
    return Framing(verbose, s3, s4)


# clause: V.250 6.1.1, V.250 6.1.2
class ProfileStore:
    """The profiles of AT&F, AT&W and ATZ; the stored one survives a loss of power.

    `kept_changed` is called after each AT&W.
    """

    def __init__(self, *, cmee: int, kept_changed: Callable[[], None]) -> None:
        self._cmee, self._kept_changed = cmee, kept_changed
        self._stored = self.factory()

    def factory(self) -> Profile:
        """What AT&F sets."""
        return Profile(cmee=self._cmee)

    def stored(self) -> Profile:
        """What ATZ and power-on set."""
        return self._stored.copy()

    def store(self, profile: Profile) -> None:
        """AT&W."""
        self._stored = profile.copy()
        self._kept_changed()
