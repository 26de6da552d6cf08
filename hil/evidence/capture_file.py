"""A growing pcapng file with room for TLS secrets at its head; readable at any moment, even if the run is killed.

A reader needs a secret before the packets that use it, but a server knows the
key only after the first of them.  So the secrets block stands before all packets,
filled up with empty lines, and a secret is written into that space.  When it is
full, the file is copied with twice the space.
"""

from __future__ import annotations

import contextlib
import os
import shutil
from io import FileIO
from pathlib import Path

from hil.errors import InfrastructureError
from hil.evidence import blocks

ROOM = 8192
"""Bytes for secrets that a file begins with: 46 lines, a session of some forty transfers, without a copy."""


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)  # it contains a password


class CaptureFile:
    """Section header, interface, secrets, then the appended blocks; not thread-safe.

    Raises `InfrastructureError` once, when the file cannot be made or written: it is
    closed with its content before that write, and later writes have no effect.
    """

    def __init__(self, path: Path, header: bytes, *, room: int = ROOM) -> None:
        self.path = path
        self._header = header
        self._room = room
        self._key_log = b""
        self._file: FileIO | None = None
        try:
            self._file = FileIO(path, "w+", opener=_private)
        except OSError as error:
            raise InfrastructureError(f"cannot make the capture {path}: {error.strerror}") from error
        self._size = 0
        self.append(header + self._secrets())

    @property
    def is_open(self) -> bool:
        """Whether appended blocks are kept."""
        return self._file is not None

    def append(self, block: bytes) -> None:
        """Write whole blocks at the end."""
        self._write(block, self._size)
        self._size += len(block)

    def add_secret(self, line: bytes) -> None:
        """Keep one line of an NSS key log, with its line feed; there is always space."""
        place = len(self._key_log)
        packets_at = len(self._header) + len(self._secrets())
        self._key_log += line
        if len(self._key_log) <= self._room:
            self._write(line, len(self._header) + blocks.SECRETS_OFFSET + place)
        elif self._file is not None:
            self._room *= 2
            self._copy(self._file, packets_at)

    def close(self) -> None:
        """Close the file; idempotent."""
        if self._file is not None:
            self._file.close()
            self._file = None

    def _secrets(self) -> bytes:
        return blocks.secrets(self._key_log, size=self._room)

    def _copy(self, old: FileIO, packets_at: int) -> None:
        new_path = self.path.with_name(
            self.path.name + ".new"
        )  # the old file stays until the new one is complete
        head = self._header + self._secrets()
        try:
            with FileIO(new_path, "w", opener=_private) as new:
                new.write(head)
                old.seek(packets_at)
                shutil.copyfileobj(old, new)
            old.close()
            new_path.replace(self.path)
            self._file = FileIO(self.path, "r+")
        except OSError as error:
            with contextlib.suppress(OSError):
                new_path.unlink(missing_ok=True)
            self._give_up(error)
        self._size += len(head) - packets_at

    def _write(self, data: bytes, place: int) -> None:
        if self._file is None:
            return
        try:
            self._file.seek(place)
            rest = memoryview(data)
            while rest:
                rest = rest[self._file.write(rest) :]  # a full disk may have accepted a part
        except OSError as error:
            self._give_up(error)

    def _give_up(self, error: OSError) -> None:
        if self._file is not None and not self._file.closed:
            with contextlib.suppress(OSError):
                os.truncate(self._file.fileno(), self._size)
        self.close()
        raise InfrastructureError(f"cannot write the capture {self.path}: {error.strerror}") from error
