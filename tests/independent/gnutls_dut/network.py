"""Registration, attachment and PDP contexts (M66 manual, chapters 10 and 11)."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from .core import Core

ACTIVE = ("IP GPRSACT", "IP STATUS")


@dataclass
class Context:
    """A PDP context of the TCP/IP stack."""

    state: str = "IP INITIAL"
    apn: str = "CMNET"
    user: str = ""
    password: str = ""
    mode: int = 1


class Network:
    """What the module has of the network."""

    def __init__(self, core: Core) -> None:
        self.core = core
        self.reset()

    def reset(self) -> None:
        """Lose the network, as a restart does."""
        self.searching = False
        self.registered = False
        self.attached = False
        self.foreground = 0
        self.contexts = {0: Context(), 1: Context()}
        self.by_cgact: set[int] = set()
        self.defined = {1: "CMNET"}
        self.by_name = 0

    def power_up(self) -> None:
        """Search the network."""
        self.searching = True
        self.core.start(self._register())

    async def _register(self) -> None:
        await asyncio.sleep(self.core.pace.registration * self.core.readings.registration_s)
        self.registered = self.attached = True
        profile = self.core.profile
        for name, setting in (("+CREG", profile.creg), ("+CGREG", profile.cgreg)):
            if setting:
                await self.core.urc(f"{name}: {self.registration()}")

    def registration(self) -> int:
        """<stat> of AT+CREG."""
        return 1 if self.registered else 2 if self.searching else 0

    def radio(self, *, on: bool) -> bool:
        """Switch the radio; True if contexts are lost."""
        if on:
            self.power_up()
            return False
        self.registered = self.searching = False
        return self.detach()

    @property
    def context(self) -> Context:
        """The foreground context."""
        return self.contexts[self.foreground]

    def activate(self) -> bool:
        """Activate the foreground context, if the network lets us."""
        if self.context.state in ACTIVE:
            return True
        others = sum(context.state in ACTIVE for context in self.contexts.values()) + len(self.by_cgact)
        if not self.attached or self.foreground + 1 in self.by_cgact or others >= 2:  # note 5.1
            return False
        self.context.state = "IP GPRSACT"
        return True

    def detach(self) -> bool:
        """Lose the PS domain with all contexts; True if there were any."""
        self.attached = False
        self.by_cgact.clear()
        lost = [context for context in self.contexts.values() if context.state in ACTIVE]
        for context in lost:
            context.state = "PDP DEACT"
        return bool(lost)
