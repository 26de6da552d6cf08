"""Defects of downloads to the UART: changed bytes or a changed result."""

from __future__ import annotations

from collections.abc import Callable

from hil.emulator.defects.upload import RECORD
from hil.emulator.ftp.client import FtpClient
from hil.emulator.ftp.failure import FtpFailure
from hil.emulator.ftp.transfers import Sink, Transfers
from hil.emulator.ftp.uart_transfer import UartDownload
from hil.spec.codes import ErrorCode


def fetching(change: Callable[[Sink], Sink]) -> type[Transfers]:
    """Transfers that deliver changed bytes to the DTE."""

    class FetchesChanged(Transfers):
        def fetch(self, client: FtpClient, name: str, sink: Sink, download: UartDownload | None) -> int:
            return super().fetch(client, name, sink if download is None else change(sink), download)

    return FetchesChanged


def lf_lines(sink: Sink) -> Sink:
    """Replace CR LF by LF."""
    return lambda block: sink(block.replace(b"\r\n", b"\n"))


def first_record(sink: Sink) -> Sink:
    """Keep only the first 2^14 bytes."""
    left = RECORD

    def first(block: bytes) -> None:
        nonlocal left
        kept = block[:left]
        left -= len(kept)
        if kept:
            sink(kept)

    return first


class RepeatsFirstDownload(Transfers):
    """Each download delivers the bytes of the first one."""

    _first: bytearray | None = None

    def fetch(self, client: FtpClient, name: str, sink: Sink, download: UartDownload | None) -> int:
        return super().fetch(client, name, sink if download is None else self._repeated(sink), download)

    def _repeated(self, sink: Sink) -> Sink:
        if self._first is None:
            self._first = first = bytearray()

            def remember(block: bytes) -> None:
                first.extend(block)
                sink(block)

            return remember
        again, at = bytes(self._first), 0

        def repeat(block: bytes) -> None:
            nonlocal at
            sink(again[at : at + len(block)].ljust(len(block), b"\0"))
            at += len(block)

        return repeat


class EmptyFileFails(Transfers):
    """A download of 0 bytes fails as a closed data connection."""

    def fetch(self, client: FtpClient, name: str, sink: Sink, download: UartDownload | None) -> int:
        count = super().fetch(client, name, sink, download)
        if download is not None and count == 0:
            raise FtpFailure(ErrorCode.DATA_CONNECTION_CLOSED, "no bytes came")
        return count


class DropsLastByte(UartDownload):
    """The last byte of a file is not sent to the DTE."""

    _held = b""

    def deliver(self, data: bytes) -> None:
        if self.reply == "QFTPGET":
            joined = self._held + data
            data, self._held = joined[:-1], joined[-1:]
        super().deliver(data)
