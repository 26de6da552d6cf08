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

    def reset(self) -> None:
        """As after power-up, when the network has been found."""
        self.state, self.attached = "IP INITIAL", True
        self.apn = ("CMNET", "", "")
        self.registration = {"+CREG": 0, "+CGREG": 0}

    @property
    def active(self) -> bool:
        """The context is up."""
        return self.state in ACTIVE

    def activate(self) -> bool:
        """Bring the context up, as AT+QIACT and AT+QFTPOPEN do."""
        if not self.attached:
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
