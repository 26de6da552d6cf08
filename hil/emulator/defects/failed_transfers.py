"""Defects of a transfer that fails: the order of CONNECT and the result, a failure that is none (note 4.2.2, 4.2.3)."""

from __future__ import annotations

from collections.abc import Callable

from hil.emulator.at.terminal import Terminal
from hil.emulator.defects.model import Defect
from hil.emulator.ftp.client import FtpClient
from hil.emulator.ftp.data import DataConnection
from hil.emulator.ftp.failure import FtpFailure
from hil.emulator.ftp.ftps_client import FtpsClient
from hil.emulator.ftp.service import FtpService
from hil.emulator.ftp.transfers import Sink, Source, Transfers
from hil.emulator.ftp.uart_transfer import UartDownload, UartUpload
from hil.spec.codes import ResultCode

_ABORTED, _CLOSED = -426, -7


class ConnectsBeforeRetr(FtpsClient):
    """CONNECT of a download comes before the server has agreed to it."""

    def _transfer(
        self, verb: str, name: str | None, move: Callable[[DataConnection], int], ready: Callable[[], None]
    ) -> int:
        if verb == "RETR":
            ready()
            return super()._transfer(verb, name, move, lambda: None)
        return super()._transfer(verb, name, move, ready)


class FailureToldTwice(UartDownload):
    """A download that breaks off is told by the count and then by the code."""

    def _conclude(self, outcome: int) -> None:
        if outcome < 0 and self.count:
            self.terminal.information(self._result_lines.line(self.reply, self.count))
        super()._conclude(outcome)


class ConnectsAfterFailure(FtpService):
    """CONNECT follows the result of an upload that was refused."""

    def report_end(self, terminal: Terminal, name: str, value: int) -> None:
        """The result, and CONNECT after a negative one of an upload."""
        super().report_end(terminal, name, value)
        if name == "QFTPPUT" and value < 0:
            terminal.when_free(lambda: terminal.result(ResultCode.CONNECT))


class ExplicitUploadNeedsNoCompletion(Transfers):
    """In explicit mode an upload counts as complete when its bytes are sent, whatever the server replies."""

    def store(self, client: FtpClient, name: str, source: Source, upload: UartUpload | None) -> int:
        """The number of bytes, also if the server refuses them at last."""
        sent, ended = 0, False

        def counted(limit: int) -> bytes:
            nonlocal sent, ended
            block = source(limit)
            sent, ended = sent + len(block), not block
            return block

        try:
            return super().store(client, name, counted, upload)
        except FtpFailure:
            if not ended or client.settings.mode != "explicit" or upload is None:
                raise
            return sent


class LocalDownloadIsAlwaysComplete(Transfers):
    """A download to a local file that breaks off counts as complete."""

    def fetch(self, client: FtpClient, name: str, sink: Sink, download: UartDownload | None) -> int:
        """The number of bytes that came, also if the data connection was closed too early."""
        came = 0

        def counted(block: bytes) -> None:
            nonlocal came
            came += len(block)
            sink(block)

        try:
            return super().fetch(client, name, counted, download)
        except FtpFailure as failure:
            if download is not None or failure.code not in {_ABORTED, _CLOSED}:
                raise
            return came


class LocalUploadNeedsNoCompletion(Transfers):
    """An upload from a local file counts as complete whatever the server replies after the data."""

    def store(self, client: FtpClient, name: str, source: Source, upload: UartUpload | None) -> int:
        """The number of bytes, also if the server refuses them at last."""
        sent = 0

        def counted(limit: int) -> bytes:
            nonlocal sent
            block = source(limit)
            sent += len(block)
            return block

        try:
            return super().store(client, name, counted, upload)
        except FtpFailure:
            if upload is not None or not sent:
                raise
            return sent


DEFECTS = (
    Defect(
        "get-connects-before-retr",
        "CONNECT of a download comes before the server has agreed to it",
        ("EX423-02",),
        replaces=(ConnectsBeforeRetr,),
    ),
    Defect(
        "get-failure-told-twice",
        "a download that breaks off is told by its count and then by the code",
        ("ERR-GEN-03", "EX423-05"),
        replaces=(FailureToldTwice,),
    ),
    Defect(
        "put-connects-after-failure",
        "CONNECT follows the result of an upload that failed",
        ("EX422-04", "ERR-GEN-07"),
        replaces=(ConnectsAfterFailure,),
    ),
    Defect(
        "explicit-put-needs-no-completion",
        "in explicit mode the reply to an upload after its data is not looked at",
        ("ERR-GEN-03", "ERR-GEN-04", "ERR-GEN-09", "ERR-SRV-452", "ERR-SRV-552", "ERR-SRV-426"),
        replaces=(ExplicitUploadNeedsNoCompletion,),
    ),
    Defect(
        "local-get-is-always-complete",
        "a download to a local file that breaks off reports the bytes that came",
        ("ERR-GEN-03", "ERR-LOCAL-07", "ERR-SRV-426"),
        replaces=(LocalDownloadIsAlwaysComplete,),
    ),
    Defect(
        "local-put-needs-no-completion",
        "the reply to an upload of a local file after its data is not looked at",
        ("ERR-GEN-03", "ERR-GEN-04"),
        replaces=(LocalUploadNeedsNoCompletion,),
    ),
)
