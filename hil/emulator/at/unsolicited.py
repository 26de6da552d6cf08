"""URCs that go to every AT channel: registration, packet events, loss of the context (27.007 7.2, 10.1.19, 10.1.20)."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from hil.emulator.at.terminal import Terminal
from hil.emulator.network.radio import Registration, status


class UnsolicitedReports:
    """Writes the URCs of one module on its terminals; `settings` are those of AT+CGEREP and similar commands."""

    def __init__(self, terminals: Collection[Terminal], *, settings: Mapping[str, str]) -> None:
        self._terminals, self._settings = terminals, settings

    def write(self, line: str) -> None:
        """Write a line on each channel."""
        for terminal in self._terminals:
            terminal.urc(line)

    # clause: 27.007 7.2, 27.007 10.1.20
    def registration(self, changes: Mapping[str, Registration]) -> None:
        """+CREG and +CGREG, on each channel that has enabled them."""
        for terminal in self._terminals:
            modes = {"+CREG": terminal.profile.creg, "+CGREG": terminal.profile.cgreg}
            for name, state in changes.items():
                if modes[name]:
                    terminal.urc(f"{name}: {status(state, mode=modes[name])}")

    # clause: 27.007 10.1.19
    def packet_event(self, event: str) -> None:
        """+CGEV, if AT+CGEREP enables it; with or without a space after the colon, as in the series' manual."""
        if self._settings.get("+CGEREP", "0")[0] != "0":
            self.write(f"+CGEV:{event}")
