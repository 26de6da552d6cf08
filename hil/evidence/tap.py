"""The link from the sockets of one FTP session to its capture: what they read and wrote.

The test has priority over its evidence: when evidence cannot be written, that is
reported once, and the session continues without it.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

from hil.errors import InfrastructureError
from hil.evidence.pcapng import Capture, Flow

Complain = Callable[[str, int], None]
"""Takes a trouble with evidence: a sentence, and the number of its cause (`errno`; 0 for another one)."""


def _number(error: InfrastructureError) -> int:
    cause = error.__cause__
    return (cause.errno or 0) if isinstance(cause, OSError) else 0


class Tap:
    """One connection; `is_ours` means that the lower tester opened it, as after PORT."""

    def __init__(self, capture: Capture, flow: Flow, *, is_ours: bool, complain: Complain) -> None:
        self._capture = capture
        self._from_peer, self._from_us = flow.from_client, flow.from_server
        if is_ours:
            self._from_peer, self._from_us = self._from_us, self._from_peer
        self._flow = flow
        self._is_ours = is_ours
        self._complain = complain

    def received(self, data: bytes | bytearray | memoryview) -> None:
        """Record bytes that the socket has read."""
        try:
            self._from_peer(data, time.monotonic())
        except InfrastructureError as error:
            self._complain(str(error), _number(error))

    def sent(self, data: bytes | bytearray | memoryview) -> None:
        """Record bytes that the kernel has accepted."""
        try:
            self._from_us(data, time.monotonic())
        except InfrastructureError as error:
            self._complain(str(error), _number(error))

    def ended(self, *, by_peer: bool, reset: bool = False) -> None:
        """Record that one side has ended its direction, or both by a reset."""
        try:
            self._flow.end(by_client=by_peer is not self._is_ours, reset=reset, t=time.monotonic())
        except InfrastructureError as error:
            self._complain(str(error), _number(error))

    def secret(self, client_random: bytes, master_secret: bytes) -> None:
        """Record the keys of a handshake."""
        try:
            self._capture.secret(client_random, master_secret)
        except InfrastructureError as error:
            self._complain(str(error), _number(error))


class SessionTap:
    """The capture of one FTP session; `complain` gets its problems."""

    def __init__(self, path: Path, *, comment: str, complain: Complain) -> None:
        self.path = path
        self.is_closed = False
        self._complain = complain
        self._capture: Capture | None = None
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._capture = Capture(path, comment=comment)
        except OSError as error:
            complain(f"cannot make the capture {path}: {error.strerror}", error.errno or 0)
        except InfrastructureError as error:
            complain(str(error), _number(error))

    def connection(
        self, peer: tuple[str, int], here: tuple[str, int], *, is_ours: bool, comment: str
    ) -> Tap | None:
        """Record a connection that begins now; None when nothing is written."""
        if self._capture is None:
            return None
        ends = (here, peer) if is_ours else (peer, here)
        try:
            flow = self._capture.connection(*ends, time.monotonic(), comment=comment)
        except InfrastructureError as error:
            self._complain(str(error), _number(error))
            return None
        return Tap(self._capture, flow, is_ours=is_ours, complain=self._complain)

    def close(self) -> None:
        """Close the capture after the end of all connections; idempotent."""
        if self._capture is not None:
            try:
                self._capture.close()
            except InfrastructureError as error:
                self._complain(str(error), _number(error))
        self.is_closed = True
