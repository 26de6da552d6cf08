"""The module: what it keeps, how it starts, and which handler executes a command."""

from __future__ import annotations

import copy
import time
from collections.abc import Callable

from .answers import Answer, Refusal
from .commands import Command
from .files import Files
from .line import Line
from .packet import PacketService
from .profile import Clock, Profile
from .readings import Readings
from .security_files import SecurityFiles
from .ssl_settings import SslSettings


class Module:
    """One M95; it outlives the connections to its serial line."""

    def __init__(self, readings: Readings, *, latency_s: float, boot_s: float, reply_s: float) -> None:
        self.readings, self.latency_s, self.boot_s, self.reply_s = readings, latency_s, boot_s, reply_s
        self.factory = Profile(cmee=readings.cmee)
        self.stored = copy.deepcopy(self.factory)
        self.profile = copy.deepcopy(self.factory)
        self.clock = Clock()
        self.files = Files()
        self.security = SecurityFiles()
        self.ssl = SslSettings(readings)
        self.packet = PacketService(activation_s=4 * latency_s)
        self.functionality = 1
        self.in_session = False
        self.line: Line | None = None
        self.handlers: dict[str, Callable[[Module, Command], Answer]] = {}
        self.when_restarted: list[Callable[[], None]] = []

    def execute(self, command: Command) -> Answer:
        """Execute one command, or refuse it."""
        handler = self.handlers.get(command.name)
        if handler is None:
            raise Refusal
        return handler(self, command)

    def print(self, text: str) -> None:
        """A URC, if a host is there."""
        if self.line is not None:
            self.line.print(text)

    def load(self, profile: Profile) -> None:
        """AT&F and ATZ: the settings of a profile."""
        self.profile = copy.deepcopy(profile)

    def store(self) -> None:
        """AT&W."""
        self.stored = copy.deepcopy(self.profile)

    def restart(self) -> None:
        """Lose what is volatile, start again and say so."""
        for restarted in self.when_restarted:
            restarted()
        self.packet.reset(searching_s=self.readings.searching_s)
        self.files.lose_ram()
        self.security.lose_ram()
        self.load(self.stored)
        self.functionality = 1
        if not self.readings.settings_kept:
            self.ssl = SslSettings(self.readings)
        time.sleep(self.boot_s)
        if self.line is not None:
            self.line.discard_input()
        if not self.readings.boot_urcs:
            return
        for urc in ("RDY", "+CFUN: 1", "+CPIN: READY", "Call Ready", "SMS Ready"):
            self.print(urc)
