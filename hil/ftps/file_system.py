"""The file system that clients see, as pyftpdlib asks for it: files below a root, within a quota.

The paths that pyftpdlib gets and gives are those of clients, absolute and normal; only
`hil.ftps.served_root` knows where on disk they are.
"""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from pyftpdlib.exceptions import FilesystemError
from pyftpdlib.filesystems import AbstractedFS

from hil.ftps.limits import Limits
from hil.ftps.served_root import ServedRoot

EXCEEDED = frozenset({errno.EDQUOT, errno.EFBIG})
"""What the limits raise."""
_OF_A_FOLDER = frozenset({"", ".", ".."})


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

    def __init__(self, root: str, cmd_channel: Any) -> None:
        super().__init__(root, cmd_channel)
        self._served = ServedRoot(root)

    # Paths

    def ftpnorm(self, ftppath: str) -> str:
        """The path of a command, absolute and without `.`, `..` and empty parts."""
        parts: list[str] = []
        for part in (ftppath if ftppath.startswith("/") else f"{self.cwd}/{ftppath}").split("/"):
            if part == "..":
                del parts[-1:]
            elif part not in {"", "."}:
                parts.append(part)
        return "/" + "/".join(parts)

    def ftp2fs(self, ftppath: str) -> str:
        """As `ftpnorm`: nothing else knows where a path is on disk."""
        return self.ftpnorm(ftppath)

    def fs2ftp(self, fspath: str) -> str:
        """The path itself."""
        return fspath

    def realpath(self, path: str) -> str:
        """The path itself; each access resolves it anew."""
        return path

    def validpath(self, path: str) -> bool:  # noqa: ARG002 - pyftpdlib's interface
        """True: each access checks whether the path stays below the root, at the moment of the access."""
        return True

    def chdir(self, path: str) -> None:
        """As in pyftpdlib, without changing the directory of this process."""
        if not stat.S_ISDIR(self.stat(path).st_mode):
            raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR))
        if not self._served.may_enter(path):
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
        self.cwd = path

    # What is there

    def stat(self, path: str) -> os.stat_result:
        """As in pyftpdlib."""
        return self._served.stat(self.ftpnorm(path))

    def lstat(self, path: str) -> os.stat_result:
        """As in pyftpdlib; a path that ends in a slash or a dot is that of a folder, and no link."""
        is_folder = path.rpartition("/")[2] in _OF_A_FOLDER
        return self.stat(path) if is_folder else self._served.lstat(self.ftpnorm(path))

    def _mode(self, path: str) -> int:
        """Type and permissions of what is at the path, 0 for nothing that is served."""
        try:
            return self.stat(path).st_mode
        except (OSError, FilesystemError):
            return 0

    def isfile(self, path: str) -> bool:
        """As in pyftpdlib."""
        return stat.S_ISREG(self._mode(path))

    def isdir(self, path: str) -> bool:
        """As in pyftpdlib."""
        return stat.S_ISDIR(self._mode(path))

    def lexists(self, path: str) -> bool:
        """Whether a client can see it."""
        return bool(self._mode(path))

    def getsize(self, path: str) -> int:
        """As in pyftpdlib."""
        return self.stat(path).st_size

    def getmtime(self, path: str) -> float:
        """As in pyftpdlib."""
        return self.stat(path).st_mtime

    def readlink(self, path: str) -> str:
        """Where a link leads, as clients see it."""
        return self._served.target(path)

    def entries(self, path: str) -> list[tuple[str, os.stat_result]]:
        """Names and states of what is in a folder."""
        return self._served.entries(path)

    def listdir(self, path: str) -> list[str]:
        """The names in a folder, without what is not served."""
        return [name for name, _ in self.entries(path)]

    listdirinfo = listdir

    def format_list(self, basedir: str, listing: Iterable[str], ignore_err: bool = True) -> Iterator[bytes]:
        """As in pyftpdlib, without an end of line in a name."""
        return map(one_line, super().format_list(basedir, listing, ignore_err))

    def format_mlsx(
        self,
        basedir: str,
        listing: Iterable[str],
        perms: str,
        facts: list[str],
        ignore_err: bool = True,
    ) -> Iterator[bytes]:
        """As in pyftpdlib, without an end of line in a name."""
        return map(one_line, super().format_mlsx(basedir, listing, perms, facts, ignore_err))

    # Changes

    def open(self, filename: str, mode: str) -> Any:
        """As in pyftpdlib; a file that is written counts for the quota."""
        if mode == "rb":
            return super().open(self._served.open_to_read(filename), mode)
        quota: Quota = self.cmd_channel.quota
        if not self._served.has_entry(filename):
            quota.take(entries=1)
        descriptor = self._served.open_to_write(filename, mode)
        return ReceivedFile(super().open(descriptor, mode), quota, self.cmd_channel.limits.upload_bytes)

    def mkdir(self, path: str) -> None:
        """As in pyftpdlib; a directory counts for the quota."""
        self.cmd_channel.quota.take(entries=1)
        self._served.mkdir(path)

    def rmdir(self, path: str) -> None:
        """As in pyftpdlib."""
        self._served.rmdir(path)

    def remove(self, path: str) -> None:
        """As in pyftpdlib."""
        self._served.remove(path)

    def require_renamable(self, path: str) -> None:
        """Raise where there is nothing that can be given another name."""
        self._served.require_renamable(path)

    def rename(self, src: str, dst: str) -> None:
        """As in pyftpdlib, except that a name that is taken is refused."""
        self._served.rename(src, dst)

    def utime(self, path: str, timeval: float) -> None:
        """As in pyftpdlib."""
        self._served.utime(path, timeval)


class Followed(ConfinedFileSystem):
    """The same, where each link is what it leads to (`ls -L`)."""

    def lstat(self, path: str) -> os.stat_result:
        """As `stat`."""
        return self.stat(path)


def one_line(line: bytes) -> bytes:
    """A line of a listing, its CR LF excepted, without CR LF: the CR is followed by NUL (RFC 854)."""
    return line[:-2].replace(b"\r\n", b"\r\0\n") + line[-2:]
