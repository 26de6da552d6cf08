"""What a port asks of a front end, and the answers of those without modem lines."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from hil.emulator.frontends.loop import Loop


class FrontEnd(Protocol):
    """One serial line for other programs; only `url` and `present` may be used outside the loop's thread."""

    url: str
    """The device path or pyserial URL that a DTE opens."""

    tells_of_rest: bool
    """Whether `serve` is called again for bytes that a `read` left."""

    def attach(self, loop: Loop, serve: Callable[[], None], purge: Callable[[], None]) -> None:
        """Start; `serve` is called when a DTE connects, sends, disconnects, or can take more bytes.

        `purge` drops the bytes that wait for the DTE.
        """

    @property
    def present(self) -> bool:
        """Whether a DTE is connected; without one the output of the module is lost; from any thread."""

    @property
    def data_terminal_ready(self) -> bool:
        """DTR (V.24) of a connected DTE; True if the transport has no such line."""

    @property
    def request_to_send(self) -> bool:
        """RTS (V.24) of the DTE; True if the transport has no such line."""

    def clear_to_send(self, *, ready: bool) -> None:
        """Set CTS (V.24) of the module; no effect if the transport has no such line."""

    def read(self, limit: int) -> bytes:
        """Read at most `limit` bytes from the DTE; empty if none are available."""

    def write(self, data: bytes) -> int:
        """Send to the DTE; returns the number of bytes taken, fewer when the DTE does not read."""

    def want(self, *, read: bool, write: bool, idle: bool) -> None:
        """Choose the events to be served; `idle`: no bytes wait for the DTE, so that a closing one may be released."""

    def close(self) -> None:
        """Close, and remove all that was created."""

    def reopen(self) -> None:
        """Open again at the same address after `close`; raises `PortError` if it is in use."""


class NoModemLines:
    """A front end without modem lines: DTR and RTS are always on; CTS is not shown, the full buffer stops the DTE."""

    @property
    def data_terminal_ready(self) -> bool:
        """Always on; whether there is a DTE is `present`."""
        return True

    @property
    def request_to_send(self) -> bool:
        """Always on."""
        return True

    def clear_to_send(self, *, ready: bool) -> None:
        """Do nothing."""
