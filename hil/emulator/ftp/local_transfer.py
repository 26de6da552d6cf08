"""A transfer between the server and a local file in UFS:, RAM: or SD:, without data mode (document [2], type 4).

`source` and `sink` run on the worker, everything else under the module's lock.
The resuming point of AT+QFTPCFG type 3 also applies to the local file, which
already has the bytes before it.
"""

from __future__ import annotations

from hil.emulator.device.timing import Timing
from hil.emulator.ftp.failure import FtpFailure
from hil.emulator.storage.file_store import FileStore
from hil.spec.codes import ErrorCode


# clause: note 2.2, note 4.2.2, doc [2] AT+QFTPPUT
# requirements: FTPCFG-T3-03, FTPCFG-T4-03, EX422-09
class LocalUpload:
    """The bytes of a local file from the resuming point on, at most `size` of them (0: all)."""

    def __init__(self, data: bytes, *, restart_at: int, size: int) -> None:
        rest = data[restart_at:]
        self._data = rest[:size] if size else rest
        self.count = 0

    def source(self, limit: int) -> bytes:
        """The next bytes; empty at the end."""
        block = self._data[self.count : self.count + limit]
        self.count += len(block)
        return block


# clause: note 2.2, doc [2] AT+QFTPGET
# requirements: FTPCFG-T3-03, FTPCFG-T4-03
class LocalDownload:
    """A download after the first `restart_at` bytes of the local file."""

    def __init__(self, files: FileStore, timing: Timing, name: str, *, restart_at: int) -> None:
        self._files, self._timing, self._name = files, timing, name
        self._before = (files.find(name) or b"")[:restart_at]
        self._data = bytearray()

    @property
    def count(self) -> int:
        """The number of received bytes."""
        return len(self._data)

    # clause: note Table 4
    # requirements: ERR-LOCAL-13
    def sink(self, block: bytes) -> None:
        """Take a block; raises `FtpFailure` (-13) when the storage is full."""
        with self._timing.lock:
            size = len(self._before) + len(self._data) + len(block)
            if not self._files.has_room(self._name, size):
                raise FtpFailure(ErrorCode.NO_MEMORY, f"{self._name} does not fit")
            self._data += block

    def drop(self) -> None:
        """After a failure the file is as before."""

    def keep(self) -> None:
        """Store the complete download as the file."""
        self._files.add(self._name, self._before + bytes(self._data))
