"""Defects of paths, of directories in names, of the type of a later transfer, and of a greeting that refuses.

One path, one name, one type and the greeting 220 are right (note 2.2, 4.2; RFC 959).
"""

from __future__ import annotations

from collections.abc import Callable

from hil.emulator.defects.model import Defect
from hil.emulator.ftp.ftps_client import FtpsClient

PATH_BUFFER = 64


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


def _row(name: str, description: str, part: type, *requirements: str) -> Defect:
    return Defect(name, description, requirements, replaces=(part,))


DEFECTS = (
    _row("root-path-empty", "CWD for / has no path", RootPathIsEmpty, *("EX422-01", "EX423-01")),
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
