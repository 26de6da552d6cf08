"""Defects of uploads from the UART: changed bytes or a changed result."""

from __future__ import annotations

from collections.abc import Callable

from hil.emulator.ftp.client import FtpClient
from hil.emulator.ftp.failure import FtpFailure
from hil.emulator.ftp.transfers import Source, Transfers
from hil.emulator.ftp.uart_transfer import UartUpload
from hil.spec.codes import ErrorCode

RECORD = 16384
"""Bytes of the largest record (RFC 5246, 6.2.1)."""


def storing(change: Callable[[Source], Source]) -> type[Transfers]:
    """Transfers that send changed bytes to the server."""

    class StoresChanged(Transfers):
        def store(self, client: FtpClient, name: str, source: Source, upload: UartUpload | None) -> int:
            return super().store(client, name, source if upload is None else change(source), upload)

    return StoresChanged


def lf_lines(source: Source) -> Source:
    """Replace CR LF by LF."""
    return lambda limit: source(limit).replace(b"\r\n", b"\n")


def first_record(source: Source) -> Source:
    """Keep only the first 2^14 bytes."""
    left = RECORD

    def first(limit: int) -> bytes:
        nonlocal left
        while block := source(limit):
            kept = block[:left]
            left -= len(kept)
            if kept:
                return kept
        return b""

    return first


def without_last_byte(source: Source) -> Source:
    """Drop the last byte."""
    held = bytearray()

    def rest(limit: int) -> bytes:
        while block := source(limit):
            held.extend(block)
            if len(held) > 1:
                block = bytes(held[:-1])
                del held[:-1]
                return block
        return b""

    return rest


class ShortUploadFails(Transfers):
    """An upload of fewer bytes than announced fails as a timeout."""

    def store(self, client: FtpClient, name: str, source: Source, upload: UartUpload | None) -> int:
        count = super().store(client, name, source, upload)
        if upload is not None and upload.size and count < upload.size:
            raise FtpFailure(ErrorCode.TIMEOUT, f"{count} of {upload.size} bytes")
        return count
