"""What a port asks of the thing that other programs connect to."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from hil.emulator.frontends.loop import Loop


class FrontEnd(Protocol):
    """One serial line as other programs see it; everything but `url` and `present` belongs to the loop's thread."""

    url: str
    """What a DTE opens: a device path or a pyserial URL."""

    tells_of_rest: bool
    """Whether `serve` is called for what a `read` left, so that it need not be looked for at once."""

    def attach(self, loop: Loop, serve: Callable[[], None], purge: Callable[[], None]) -> None:
        """Begin; `serve` is called when a DTE came, sent something, left, or can take more.

        `purge` drops what waits for the DTE.
        """

    @property
    def present(self) -> bool:
        """Whether a DTE is there; without one, what the module says goes nowhere, as on an open wire; from any thread."""

    @property
    def data_terminal_ready(self) -> bool:
        """V.24 DTR as a DTE that is there holds it; True where the transport has no such line."""

    @property
    def request_to_send(self) -> bool:
        """V.24 RTS as the DTE holds it; True where the transport has no such line."""

    def clear_to_send(self, *, ready: bool) -> None:
        """V.24 CTS as the module holds it; nothing where the transport has no such line."""

    def read(self, limit: int) -> bytes:
        """At most so many bytes of what the DTE sent, empty if there is nothing now."""

    def write(self, data: bytes) -> int:
        """Send to the DTE; returns how many bytes were taken, fewer when it does not read."""

    def want(self, *, read: bool, write: bool, idle: bool) -> None:
        """Which readiness to be served for; `idle` when nothing waits for the DTE, so that one who left may go."""

    def close(self) -> None:
        """End, leaving nothing behind."""

    def reopen(self) -> None:
        """Be there again at the same place after `close`; raises `PortError` if somebody has taken it."""
