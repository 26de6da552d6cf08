"""A file that goes between the server and a local place, UFS:, RAM: or SD:, without data mode (document [2], type 4).

`source` and `sink` run on the worker; the resume point of AT+QFTPCFG type 3
counts in the local file too, as the bytes before it are there already.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from hil.emulator.ftp.failure import FtpFailure
from hil.spec.codes import ErrorCode

if TYPE_CHECKING:  # whose files they are
    from hil.emulator.module import Module


class LocalUpload:
    """The bytes of a local file from the resume point on, at most `size` of them (0: all)."""

    def __init__(self, data: bytes, *, restart_at: int, size: int) -> None:
        rest = data[restart_at:]
        self._data = rest[:size] if size else rest
        self.count = 0

    def source(self, limit: int) -> bytes:
        """The next bytes; empty at the end."""
        block = self._data[self.count : self.count + limit]
        self.count += len(block)
        return block


class LocalDownload:
    """A download behind the first `restart_at` bytes of what the local file has."""

    def __init__(self, module: Module, name: str, *, restart_at: int) -> None:
        self._module, self._name = module, name
        self._before = (module.files.find(name) or b"")[:restart_at]
        self._data = bytearray()

    @property
    def count(self) -> int:
        """Bytes that came."""
        return len(self._data)

    def sink(self, block: bytes) -> None:
        """Take a block; raises `FtpFailure` (-13) when the place is full."""
        with self._module.lock:
            size = len(self._before) + len(self._data) + len(block)
            if not self._module.files.has_room(self._name, size):
                raise FtpFailure(ErrorCode.NO_MEMORY, f"{self._name} does not fit")
            self._data += block

    def keep(self) -> None:
        """The download is complete: it becomes the file.  Called under the lock."""
        self._module.files.add(self._name, self._before + bytes(self._data))
