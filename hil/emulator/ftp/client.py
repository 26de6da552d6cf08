"""The interface of the network client of the FTP service: `hil.emulator.ftp.ftps_client`, or a fake in tests."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from hil.deadline import Deadline
from hil.emulator.ftp.client_settings import ClientSettings
from hil.emulator.ftp.failure import FtpFailure
from hil.emulator.network.link import Signal


class FtpClient(Protocol):
    """One session; the worker calls all methods except `abort`; they raise `FtpFailure`."""

    settings: ClientSettings

    @property
    def is_open(self) -> bool:
        """Whether there is a session whose end has not been noticed."""

    def open(self) -> None:
        """Connect and log in."""

    def path(self, directory: str) -> None:
        """Change the server's directory."""

    def put(self, name: str, source: Callable[[int], bytes], ready: Callable[[], None]) -> int:
        """Store a file; returns the bytes sent."""

    def get(self, name: str, sink: Callable[[bytes], None], ready: Callable[[], None]) -> int:
        """Fetch a file; returns the bytes received."""

    def list(
        self,
        path: str | None,
        sink: Callable[[bytes], None],
        ready: Callable[[], None] = ...,
        *,
        names_only: bool = False,
    ) -> int:
        """Fetch a listing; returns the bytes received."""

    def size(self, name: str) -> int:
        """The size of a file on the server."""

    def delete(self, name: str) -> None:
        """Delete a file on the server."""

    def make_directory(self, name: str) -> None:
        """Make a directory on the server."""

    def remove_directory(self, name: str) -> None:
        """Remove a directory on the server."""

    def rename(self, old: str, new: str) -> None:
        """Rename a file on the server."""

    def watch(self, cancel: Signal, deadline: Deadline) -> FtpFailure | None:
        """While idle: how the server ended the session; None at `cancel` or `deadline`."""

    def close(self) -> None:
        """End the session in an orderly way."""

    def abort(self) -> None:
        """Close everything now; callable from any thread."""


Connect = Callable[[ClientSettings], FtpClient]
