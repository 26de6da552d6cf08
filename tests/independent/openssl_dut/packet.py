"""Attach, registration and the one PDP context (facts 3)."""

from __future__ import annotations

import time
from collections.abc import Callable

ACTIVE = {"IP GPRSACT", "IP STATUS"}


class PacketService:
    """The state machine of AT+QISTAT, without sockets of its own."""

    def __init__(self, *, activation_s: float) -> None:
        self._activation_s = activation_s
        self.when_lost: list[Callable[[], None]] = []
        self.reset()

    def reset(self, *, searching_s: float = 0.0) -> None:
        """As after power-up; the network is found after that time."""
        self.state, self.attached = "IP INITIAL", True
        self._found_at = time.monotonic() + searching_s
        self.apn = ("CMNET", "", "")
        self.registration = {"+CREG": 0, "+CGREG": 0}

    @property
    def found(self) -> bool:
        """The network has been found."""
        return time.monotonic() >= self._found_at

    @property
    def active(self) -> bool:
        """The context is up."""
        return self.state in ACTIVE

    def activate(self) -> bool:
        """Bring the context up, as AT+QIACT and AT+QFTPOPEN do."""
        if not (self.attached and self.found):
            return False
        time.sleep(self._activation_s)
        self.state = "IP GPRSACT"
        return True

    def deactivate(self) -> None:
        """Take the context down; a session of FTP ends with it."""
        was_active, self.state = self.active, "IP INITIAL"
        if was_active:
            for lose in self.when_lost:
                lose()

    def detach(self) -> None:
        """AT+CGATT=0, AT+CFUN=0."""
        self.attached = False
        self.deactivate()

    def attach(self) -> None:
        """AT+CGATT=1, AT+CFUN=1."""
        self.attached = True
