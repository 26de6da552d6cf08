"""What carries the bytes of an AT channel."""

from __future__ import annotations

from typing import Protocol


class ByteLine(Protocol):
    """The carrier of the bytes of a channel: a port, or a multiplexed channel of it (27.010)."""

    @property
    def url(self) -> str:
        """The name that the user gave."""

    def read(self, wait_s: float) -> bytes:
        """The bytes that have arrived, after a wait of at most about `wait_s` seconds; raises `ChannelLost`."""

    def write(self, data: bytes) -> None:
        """Send all of `data`; raises `ChannelLost`."""

    def close(self) -> None:
        """Release it; may be called again."""
