"""The file system that clients see: paths cannot leave its directory, and a quota protects the disk.

pyftpdlib resolves every path of a command, symbolic links included, and refuses
paths outside the directory.  This module covers the rest: links in listings,
the current directory of the process, and the quota.
"""

from __future__ import annotations

import errno
import os
from pathlib import Path
from typing import Any

from pyftpdlib.filesystems import AbstractedFS

from hil.ftps.limits import Limits

EXCEEDED = frozenset({errno.EDQUOT, errno.EFBIG})
"""What the limits raise."""


class Quota:
    """How much clients have stored under a root; it counts, and measures the directory before it refuses."""

    def __init__(self, root: Path, limits: Limits) -> None:
        self._root = root
        self._limits = limits
        self._bytes = self._entries = 0

    def take(self, *, size: int = 0, entries: int = 0) -> None:
        """Count that much more; raises `OSError` (EDQUOT) when it exceeds the limit."""
        if self._exceeds(size, entries):
            self._measure()
            if self._exceeds(size, entries):
                raise OSError(errno.EDQUOT, "the server's quota is exceeded")
        self._bytes += size
        self._entries += entries

    def _exceeds(self, size: int, entries: int) -> bool:
        return (
            self._bytes + size > self._limits.root_bytes
            or self._entries + entries > self._limits.root_entries
        )

    def _measure(self) -> None:
        self._bytes = self._entries = 0
        for folder, folders, files in os.walk(self._root):
            self._entries += len(folders) + len(files)
            for name in files:
                try:
                    self._bytes += os.lstat(os.path.join(folder, name)).st_size  # noqa: PTH118 - many of them
                except OSError:  # gone meanwhile
                    self._entries -= 1


class ReceivedFile:
    """A file that is being written; other attributes are those of the file itself."""

    def __init__(self, file: Any, quota: Quota, upload_bytes: int) -> None:
        self._file = file
        self._quota = quota
        self._left = upload_bytes

    def __getattr__(self, name: str) -> Any:
        return getattr(self._file, name)

    def write(self, data: bytes) -> int:
        """As in a file object; raises `OSError` when a limit is exceeded."""
        self._left -= len(data)
        if self._left < 0:
            raise OSError(errno.EFBIG, "the server takes no upload of that size")
        self._quota.take(size=len(data))
        return int(self._file.write(data))


class ConfinedFileSystem(AbstractedFS):  # type: ignore[misc]  # pyftpdlib has no types
    """The file system of one session."""

    def chdir(self, path: str) -> None:
        """As in pyftpdlib, without changing the directory of this process."""
        if not os.path.isdir(path):  # noqa: PTH112 - pyftpdlib's paths are strings
            raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR))
        if not os.access(path, os.X_OK):
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
        self.cwd = self.fs2ftp(path)

    def open(self, filename: str, mode: str) -> Any:
        """As in pyftpdlib; a file that is written counts for the quota."""
        if mode == "rb":
            return super().open(filename, mode)
        quota: Quota = self.cmd_channel.quota
        if not os.path.exists(filename):  # noqa: PTH110
            quota.take(entries=1)
        return ReceivedFile(super().open(filename, mode), quota, self.cmd_channel.limits.upload_bytes)

    def mkdir(self, path: str) -> None:
        """As in pyftpdlib; a directory counts for the quota."""
        self.cmd_channel.quota.take(entries=1)
        super().mkdir(path)

    def listdir(self, path: str) -> list[str]:
        """As in pyftpdlib, without links to places outside the directory."""
        return [name for name in super().listdir(path) if self._stays(path, name)]

    def listdirinfo(self, path: str) -> list[str]:
        """As `listdir`."""
        return self.listdir(path)

    def _stays(self, folder: str, name: str) -> bool:
        path = os.path.join(folder, name)  # noqa: PTH118
        return not os.path.islink(path) or self.validpath(path)  # noqa: PTH114
