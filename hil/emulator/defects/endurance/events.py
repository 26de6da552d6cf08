"""Modules in which something happens once or again after many transfers: a restart, a hang, a wrong byte."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from hil.emulator.at.command import Command
from hil.emulator.at.terminal import Terminal
from hil.emulator.commands.table import CommandTable
from hil.emulator.defects.restarts import Breakdown
from hil.emulator.ftp.client import FtpClient
from hil.emulator.ftp.service import FtpService
from hil.emulator.ftp.transfers import Sink, Source, Transfers
from hil.emulator.ftp.uart_transfer import UartDownload, UartUpload

_SOON_S = 0.01
"""Module seconds from the end of an upload to the breakdown: its result line is still sent."""


class CountsUploads(FtpService):
    """A service that tells of each upload that has ended."""

    on_upload: Callable[[], None] | None = None

    def report_end(self, terminal: Terminal, name: str, value: int) -> None:
        """Write the result line of a job, and tell."""
        super().report_end(terminal, name, value)
        if name == "QFTPPUT" and self.on_upload is not None:
            self.on_upload()


def after_uploads(count: int, breakdown: Breakdown) -> tuple[type, type]:
    """Modules that break down when so many uploads are over, and again after as many."""

    class BreaksDownAfterUploads(CommandTable):
        _uploads = 0

        def commands(self) -> Mapping[str, Command]:
            if isinstance(self._equipment.ftp, CountsUploads):
                self._equipment.ftp.on_upload = self._count
            return super().commands()

        def _count(self) -> None:
            has = self._equipment
            self._uploads += 1
            if self._uploads % count == 0:
                has.timing.timers.after(_SOON_S, lambda: breakdown(has))

    return BreaksDownAfterUploads, CountsUploads


def _bent(block: bytes) -> bytes:
    """The block with its first byte changed by one bit."""
    return bytes((block[0] ^ 0x80,)) + block[1:] if block else block


def bending_download(number: int) -> type[Transfers]:
    """The first byte of each block of that download is wrong; the other downloads are right."""

    class BendsDownload(Transfers):
        _downloads = 0

        def fetch(self, client: FtpClient, name: str, sink: Sink, download: UartDownload | None) -> int:
            self._downloads += 1
            if self._downloads == number:
                return super().fetch(client, name, lambda block: sink(_bent(block)), download)
            return super().fetch(client, name, sink, download)

    return BendsDownload


def bending_upload(number: int) -> type[Transfers]:
    """The first byte of each block of that upload is wrong; the other uploads are right."""

    class BendsUpload(Transfers):
        _uploads = 0

        def store(self, client: FtpClient, name: str, source: Source, upload: UartUpload | None) -> int:
            self._uploads += 1
            if self._uploads == number:
                return super().store(client, name, lambda limit: _bent(source(limit)), upload)
            return super().store(client, name, source, upload)

    return BendsUpload
