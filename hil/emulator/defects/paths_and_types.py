"""Defects of the FTP client beside the usual: other paths and names, later transfers, slow and refusing servers.

One short path, one name, one type and a prompt server are met rightly (note 2.2, 4.2; RFC 959).
"""

from __future__ import annotations

from collections.abc import Callable

from hil.deadline import Deadline
from hil.emulator.at.command import Call
from hil.emulator.at.outcome import Outcome
from hil.emulator.at.terminal import Terminal
from hil.emulator.commands.ftp_transfer import FtpTransferCommands
from hil.emulator.defects.model import Defect
from hil.emulator.ftp.data import ActiveOpening, DataConnection, require
from hil.emulator.ftp.failure import FtpFailure
from hil.emulator.ftp.ftps_client import FtpsClient
from hil.emulator.ftp.reply import port_argument
from hil.emulator.ftp.service import FtpService
from hil.emulator.tls.client import Stream
from hil.spec.codes import ErrorCode
from hil.spec.ftp import DataConnectionMode, FtpSetting

PATH_BUFFER = 64
PAUSES_OF_TIMEOUT = 12


class RootPathIsEmpty(FtpsClient):
    """The path / is sent as no path."""

    def path(self, directory: str) -> None:
        """Send the path without its last stroke."""
        super().path(directory.rstrip("/"))


class ShortPath(FtpsClient):
    """A path is cut."""

    def path(self, directory: str) -> None:
        """Send what the buffer holds."""
        super().path(directory[:PATH_BUFFER])


class UploadInNoDirectory(FtpsClient):
    """A directory in the name of an upload is dropped."""

    def put(self, name: str, source: Callable[[int], bytes], ready: Callable[[], None]) -> int:
        """Send the last part of the name."""
        return super().put(name.rpartition("/")[2], source, ready)


class DownloadFromNoDirectory(FtpsClient):
    """A directory in the name of a download is dropped."""

    def get(self, name: str, sink: Callable[[bytes], None], ready: Callable[[], None]) -> int:
        """Send the last part of the name."""
        return super().get(name.rpartition("/")[2], sink, ready)


class FailedPathGoesToRoot(FtpsClient):
    """A path that the server refuses is followed by a path to /."""

    def path(self, directory: str) -> None:
        """Change to / when the server refuses the directory."""
        try:
            super().path(directory)
        except FtpFailure:
            super().path("/")
            raise


class FailedDownloadGoesToRoot(FtpsClient):
    """A download that the server refuses is followed by a path to /."""

    def get(self, name: str, sink: Callable[[bytes], None], ready: Callable[[], None]) -> int:
        """Change to / when the server refuses the file."""
        try:
            return super().get(name, sink, ready)
        except FtpFailure:
            self.path("/")
            raise


class AnyGreetingBeforeAuth(FtpsClient):
    """Explicit mode takes any greeting."""

    def _expect_greeting(self) -> None:
        if self.settings.mode == "explicit":
            self.control.reply()
        else:
            super()._expect_greeting()


class TypeStaysAscii(FtpsClient):
    """After a transfer as ASCII the type is not sent again."""

    def _set_type(self) -> None:
        if self._type != "A":
            super()._set_type()


class PathTellsItsLength(FtpService):
    """+QFTPPATH tells the length of a long path instead of 0."""

    def report_end(self, terminal: Terminal, name: str, value: int) -> None:
        """Write another number after a success."""
        is_long = name == "QFTPPATH" and value == 0 and len(self.directory) > PATH_BUFFER // 2
        super().report_end(terminal, name, len(self.directory) if is_long else value)


class UnknownNameSetsActiveMode(FtpService):
    """Type 1 is active after an unknown host name."""

    def report_end(self, terminal: Terminal, name: str, value: int) -> None:
        """Change the setting with the result."""
        super().report_end(terminal, name, value)
        if value == ErrorCode.DNS_FAILED:
            self.configuration.settings[FtpSetting.DATA_CONNECTION] = DataConnectionMode.ACTIVE


class PortWithSpaces(ActiveOpening):
    """The argument of PORT has spaces, which its grammar does not have."""

    def announce(self, host: str, port: int) -> None:
        """Send PORT with a space behind each comma."""
        require(self._control.command("PORT", port_argument(host, port).replace(",", ", ")), 2)


class TimeoutOfUploadBefore(FtpTransferCommands):
    """An upload waits as long as the one before it was told to."""

    _before: int | None = None

    def put_from_uart(self, call: Call, name: str, *, size: int | None, timeout_s: int) -> Outcome:
        """Upload with the time of before."""
        waits_s, self._before = self._before or timeout_s, timeout_s
        return super().put_from_uart(call, name, size=size, timeout_s=waits_s)


class PauseEndsDownload(DataConnection):
    """A pause of 5 s after the first byte is the end of a download, whatever the server says then."""

    _came = _paused = False

    def receive_block(self, stream: Stream) -> bytes:
        """The next bytes, or none at a pause."""
        if not self._came:
            block = super().receive_block(stream)
            self._came = True
            return block
        stream.deadline = Deadline.after(self._settings.timeouts.data_s / PAUSES_OF_TIMEOUT)
        try:
            return super().receive_block(stream)
        except TimeoutError:
            self._paused = True
            return b""

    def receive(self, sink: Callable[[bytes], None]) -> int:
        """The number of bytes up to the end or a pause."""
        count = 0

        def counted(block: bytes) -> None:
            nonlocal count
            count += len(block)
            sink(block)

        try:
            return super().receive(counted)
        except FtpFailure:
            if self._paused:
                return count
            raise


class CardIsUfs(FtpTransferCommands):
    """Files of /SD/ are in UFS:."""

    def local_name(self, remote: str) -> str | None:
        """The local file of a transfer, in UFS: instead of SD:."""
        name = super().local_name(remote)
        return name if name is None else name.replace("SD:", "UFS:", 1)


def _row(name: str, description: str, part: type, *requirements: str) -> Defect:
    return Defect(name, description, requirements, replaces=(part,))


DEFECTS = (
    _row("root-path-empty", "CWD for / has no path", RootPathIsEmpty, *("EX422-01", "EX423-01")),
    _row(
        "failed-path-goes-to-root", "a refused path leads to /", FailedPathGoesToRoot, "EX422-01", "EX423-01"
    ),
    _row(
        "failed-get-goes-to-root",
        "a refused download leads to /",
        FailedDownloadGoesToRoot,
        "EX422-01",
        "EX423-01",
    ),
    _row("path-cut-at-64", "a path is cut at 64 characters", ShortPath, *("EX422-01", "EX423-01")),
    _row(
        "upload-name-without-directory",
        "a directory in the name of AT+QFTPPUT is dropped",
        UploadInNoDirectory,
        "EX422-10",
    ),
    _row(
        "download-name-without-directory",
        "a directory in the name of AT+QFTPGET is dropped",
        DownloadFromNoDirectory,
        "EX423-10",
    ),
    _row("card-is-ufs", "a file of /SD/ is the one of that name in /UFS/", CardIsUfs, "FTPCFG-T4-03"),
    _row(
        "long-path-tells-its-length",
        "+QFTPPATH tells the length of a path above 32 characters instead of 0",
        PathTellsItsLength,
        *("EX422-01", "EX423-01"),
    ),
    _row(
        "unknown-name-sets-active-mode",
        "type 1 is active after an AT+QFTPOPEN to an unknown name",
        UnknownNameSetsActiveMode,
        "FTPCFG-T1-02",
    ),
    _row("port-with-spaces", "the argument of PORT has spaces", PortWithSpaces, "FTPCFG-T1-03"),
    _row(
        "upload-timeout-of-before",
        "the <timeout> of AT+QFTPPUT is that of the upload before",
        TimeoutOfUploadBefore,
        "EX422-07",
    ),
    _row(
        "pause-ends-download",
        "a pause of 5 s after the first byte is the end of a download",
        PauseEndsDownload,
        *("EX423-06", "EX423-09"),
    ),
    _row(
        "any-greeting-before-auth",
        "in explicit mode a negative greeting is taken for 220",
        AnyGreetingBeforeAuth,
        "ERR-GEN-09",
    ),
    _row(
        "type-stays-ascii",
        "after a transfer as ASCII the type is not sent again in the session",
        TypeStaysAscii,
        "FTPCFG-T2-03",
    ),
)
