"""Degenerate DUTs that report transfers which did not take place, or deliver other bytes."""

from __future__ import annotations

from typing import Any

from hil.emulator.defects.degenerate.model import Degenerate
from hil.emulator.ftp.client import FtpClient
from hil.emulator.ftp.transfers import Sink, Source, Transfers
from hil.emulator.ftp.uart_transfer import UartDownload, UartUpload

_BLOCK = 16384
_PUT, _GET = ("AT+QFTPPUT",), ("AT+QFTPGET",)


class UploadsNothing(Transfers):
    """An upload is taken from the DTE and counted; the server is not asked."""

    def store(self, client: FtpClient, name: str, source: Source, upload: UartUpload | None) -> int:
        if upload is not None:
            upload.ready()
        return _drained(source)


class UploadsEmptyFile(Transfers):
    """An upload makes an empty file; the bytes of the DTE are counted."""

    def store(self, client: FtpClient, name: str, source: Source, upload: UartUpload | None) -> int:
        count = 0

        def nothing(_limit: int) -> bytes:
            nonlocal count
            count = _drained(source)
            return b""

        super().store(client, name, nothing, upload)
        return count


class UploadsZeros(Transfers):
    """An upload has the right length and only zeros."""

    def store(self, client: FtpClient, name: str, source: Source, upload: UartUpload | None) -> int:
        return super().store(client, name, lambda limit: bytes(len(source(limit))), upload)


class DownloadsZeros(Transfers):
    """A download has the right length and only zeros."""

    def fetch(self, client: FtpClient, name: str, sink: Sink, download: UartDownload | None) -> int:
        return super().fetch(client, name, lambda block: sink(bytes(len(block))), download)


class DownloadsNothing(Transfers):
    """A download delivers nothing and reports the right number of bytes."""

    def fetch(self, client: FtpClient, name: str, sink: Sink, download: UartDownload | None) -> int:
        return super().fetch(client, name, lambda _block: None, download)


class DownloadsWithoutAsking(Transfers):
    """A download delivers nothing and reports 0; the server is not asked."""

    def fetch(self, client: FtpClient, name: str, sink: Sink, download: UartDownload | None) -> int:
        if download is not None:
            download.ready()
        return 0


class DownloadsAnotherFile(Transfers):
    """A download has the right length and the bytes of the file before it."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self._before = b"\r\n"

    def fetch(self, client: FtpClient, name: str, sink: Sink, download: UartDownload | None) -> int:
        fetched = bytearray()

        def other(block: bytes) -> None:
            start = len(fetched)
            fetched.extend(block)
            known = self._before * (len(fetched) // len(self._before) + 1)
            sink(known[start : len(fetched)])

        count = super().fetch(client, name, other, download)
        self._before = bytes(fetched) or self._before
        return count


class DownloadsLastUpload(Transfers):
    """A download delivers what was uploaded last; the server is not asked."""

    _last = b""

    def store(self, client: FtpClient, name: str, source: Source, upload: UartUpload | None) -> int:
        kept = bytearray()

        def kept_source(limit: int) -> bytes:
            block = source(limit)
            kept.extend(block)
            return block

        count = super().store(client, name, kept_source, upload)
        self._last = bytes(kept)
        return count

    def fetch(self, client: FtpClient, name: str, sink: Sink, download: UartDownload | None) -> int:
        if download is not None:
            download.ready()
        for start in range(0, len(self._last), _BLOCK):
            sink(self._last[start : start + _BLOCK])
        return len(self._last)


class ReportsSizeZero(Transfers):
    """Transfers are correct, and their result is 0."""

    def store(self, client: FtpClient, name: str, source: Source, upload: UartUpload | None) -> int:
        super().store(client, name, source, upload)
        return 0

    def fetch(self, client: FtpClient, name: str, sink: Sink, download: UartDownload | None) -> int:
        super().fetch(client, name, sink, download)
        return 0


class ReportsAnnouncedSize(Transfers):
    """The result of an upload is the announced size, whatever was sent; an upload without one reports 1000."""

    def store(self, client: FtpClient, name: str, source: Source, upload: UartUpload | None) -> int:
        count = super().store(client, name, source, upload)
        return count if upload is None else upload.size or 1000


def _drained(source: Source) -> int:
    count = 0
    while block := source(_BLOCK):
        count += len(block)
    return count


DUTS = (
    Degenerate(
        "uploads-nothing", "takes each upload, sends nothing, and reports its size", _PUT, (UploadsNothing,)
    ),
    Degenerate(
        "uploads-empty-file",
        "stores an empty file, and reports the size of the upload",
        _PUT,
        (UploadsEmptyFile,),
    ),
    Degenerate("uploads-zeros", "stores zeros in the right number", _PUT, (UploadsZeros,)),
    Degenerate("downloads-zeros", "delivers zeros in the right number", _GET, (DownloadsZeros,)),
    Degenerate(
        "downloads-nothing", "delivers nothing, and reports the right size", _GET, (DownloadsNothing,)
    ),
    Degenerate(
        "downloads-without-asking",
        "delivers nothing, reports 0, and asks no server",
        _GET,
        (DownloadsWithoutAsking,),
    ),
    Degenerate(
        "downloads-another-file",
        "delivers the bytes of the file before it in the right number",
        _GET,
        (DownloadsAnotherFile,),
        has_memory=True,
    ),
    Degenerate(
        "downloads-last-upload",
        "delivers what was uploaded last, and asks no server",
        _GET,
        (DownloadsLastUpload,),
        has_memory=True,
    ),
    Degenerate(
        "reports-size-0", "transfers correctly, and reports 0 bytes", (*_PUT, *_GET), (ReportsSizeZero,)
    ),
    Degenerate(
        "reports-announced-size",
        "reports the announced size of an upload, whatever was sent",
        _PUT,
        (ReportsAnnouncedSize,),
    ),
)
