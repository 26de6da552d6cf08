"""Modules in which something happens once or again after many transfers: a restart, a hang, a wrong byte."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

from hil.emulator.at.command import Call, Command
from hil.emulator.at.outcome import Outcome
from hil.emulator.commands.table import CommandTable
from hil.emulator.defects.restarts import Breakdown
from hil.emulator.ftp.client import FtpClient
from hil.emulator.ftp.transfers import Sink, Source, Transfers
from hil.emulator.ftp.uart_transfer import UartDownload, UartUpload

_STEP_S = 0.01
"""Module seconds between two looks at a transfer."""


def after_uploads(count: int, breakdown: Breakdown) -> type[CommandTable]:
    """Modules that break down when so many uploads are over, and again after as many."""

    class BreaksDownAfterUploads(CommandTable):
        _uploads = 0

        def commands(self) -> Mapping[str, Command]:
            table = super().commands()
            command = table["+QFTPPUT"]
            handler = command.write
            assert handler is not None

            def watched(call: Call) -> Outcome:
                outcome = handler(call)
                self._uploads += 1
                if self._uploads % count == 0:
                    self._watch()
                return outcome

            return MappingProxyType({**table, "+QFTPPUT": replace(command, write=watched)})

        def _watch(self) -> None:
            has = self._equipment
            has.timing.timers.after(_STEP_S, lambda: self._watch() if has.ftp.busy else breakdown(has))

    return BreaksDownAfterUploads


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
