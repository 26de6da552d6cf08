"""The SIM: its presence, its PIN and the remaining attempts (27.007 8.3; TS 11.11)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import Enum

from hil.emulator.device.hardware_options import HardwareOptions
from hil.spec.cme import CmeCode

IMSI = "001010123456789"  # of the test network 001-01
ICCID = "8900101000000000017"  # made up, with a valid check digit
PIN_TRIES, PUK_TRIES = 3, 10
PUK = "12345678"
FACTORY_PIN = "1234"  # of a card that does not ask for it


class SimState(Enum):
    """The state in AT+CPIN?, and the +CME ERROR of commands that need the SIM in that state."""

    READY = "READY", None
    PIN = "SIM PIN", CmeCode.SIM_PIN_REQUIRED
    PUK = "SIM PUK", CmeCode.SIM_PUK_REQUIRED
    ABSENT = "NOT INSERTED", CmeCode.SIM_NOT_INSERTED
    OFF = "NOT READY", CmeCode.SIM_FAILURE  # while AT+CFUN is 0; the series' manual

    @property
    def words(self) -> str:
        """The text after `+CPIN: `."""
        words: str = self.value[0]
        return words

    @property
    def error(self) -> int | None:
        """The <err>; None when the SIM is ready."""
        error: int | None = self.value[1]
        return error


class Sim:
    """The SIM of one module; the card keeps the remaining attempts over a power loss."""

    def __init__(self, hardware: HardwareOptions) -> None:
        self._present = hardware.has_sim
        self._pin = hardware.sim_pin or FACTORY_PIN
        self._asks = bool(hardware.sim_pin)
        self.pin_tries, self.puk_tries = PIN_TRIES, PUK_TRIES
        self.powered = True
        self.reset()

    def reset(self) -> None:
        """Switch the card on; it asks for the PIN again."""
        self.powered = True
        self._verified = not self._asks

    @property
    def state(self) -> SimState:
        """The present state."""
        if not self.powered:
            return SimState.OFF
        if not self._present:
            return SimState.ABSENT
        if self.pin_tries == 0:
            return SimState.PUK
        return SimState.READY if self._verified else SimState.PIN

    @property
    def has_pin(self) -> bool:
        """Whether the card asks for a PIN when it is switched on."""
        return self._asks

    def lose_contact(self) -> None:
        """The card loses its contact; it comes back when the module is switched on again."""
        self._present = False

    def boot_lines(self, lines: Sequence[str]) -> Sequence[str]:
        """The boot URCs for the state: +CPIN with the state, and no `Ready` line unless the SIM is ready."""
        if self.state is SimState.READY:
            return lines
        kept = (line for line in lines if not line.endswith(" Ready"))
        return [re.sub(r"^(\+CPIN: ?)READY$", rf"\g<1>{self.state.words}", line) for line in kept]

    def verify(self, pin: str) -> bool:
        """Check a PIN; a correct one restores the attempts."""
        if pin != self._pin:
            self.pin_tries -= 1
            return False
        self.pin_tries, self._verified = PIN_TRIES, True
        return True

    def set_lock(self, pin: str, *, on: bool) -> bool:
        """Whether the card asks for its PIN from now on, if this is the PIN."""
        if not self.verify(pin):
            return False
        self._asks = on
        return True

    def change_pin(self, old: str, new: str) -> bool:
        """Set a new PIN, if `old` is the present one."""
        if not self.verify(old):
            return False
        self._pin = new
        return True

    def unblock(self, puk: str, pin: str) -> bool:
        """Check the PUK and set a new PIN."""
        if puk != PUK or self.puk_tries == 0:
            self.puk_tries = max(0, self.puk_tries - 1)
            return False
        self._pin, self._verified = pin, True
        self.pin_tries, self.puk_tries = PIN_TRIES, PUK_TRIES
        return True
