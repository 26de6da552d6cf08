"""The security files that the module keeps, in RAM: and NVRAM: (note 2.4 to 2.6).

Nothing reads a security file back out over the AT interface; only the TLS client
inside the module gets its bytes.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import CBC

from hil.spec.codes import ErrorCode
from hil.spec.files import NVRAM_NAMES, limit

RAM_POOL = 131072  # bytes; the note states no size, four files of the largest size fit
RAM_FILES_MAX = 15  # the series' SDK
_STORE_KEY = b"M95 file storage"  # it protects nothing: the emulated module has no secrets
_RAM_NAME = re.compile(r"RAM:[^\x00-\x1f\\/:*?\"<>|]{1,63}")


def checksum(data: bytes) -> int:
    """XOR of big-endian byte pairs; a last odd byte is the high one (public field vectors)."""
    high = low = 0
    for byte in data[::2]:
        high ^= byte
    for byte in data[1::2]:
        low ^= byte
    return high << 8 | low


def encrypted(data: bytes) -> bytes:
    """The bytes as the module keeps them; where that is seen is the checksum of AT+QSECREAD, with some firmware."""
    encryptor = Cipher(AES(_STORE_KEY), CBC(bytes(16))).encryptor()
    return encryptor.update(data + bytes(-len(data) % 16)) + encryptor.finalize()


def _decayed(data: bytes) -> bytes:
    """The bytes with a bit of the first one lost."""
    return bytes([data[0] ^ 1]) + data[1:] if data else data


def is_legal_name(name: str) -> bool:
    """Whether Table 3 allows the name; RAM names are read as free, NVRAM names as the four given."""
    return name in NVRAM_NAMES or _RAM_NAME.fullmatch(name) is not None


def _ignore() -> None:
    """Nobody keeps anything."""


class StoreRefusal(Exception):
    """The store can't do it; `code` is the <err> of +CME ERROR."""

    def __init__(self, code: ErrorCode) -> None:
        super().__init__(code.title)
        self.code = code


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A security file with the checksum noted when it was uploaded."""

    data: bytes
    noted_checksum: int


class SecurityStore:
    """The two storages of security files; RAM: is lost on reboot.

    `kept_changed` is called after each change of NVRAM:; files with a name of
    `decaying` lose a bit once they are stored.
    """

    def __init__(
        self,
        defects: frozenset[str] = frozenset(),
        *,
        kept_changed: Callable[[], None] = _ignore,
        decaying: frozenset[str] = frozenset(),
    ) -> None:
        self._kept_changed, self._decaying = kept_changed, decaying
        self._ram: dict[str, StoredFile] = {}
        self._nvram: dict[str, StoredFile] = {}
        self._defects = defects
        self._ghosts: dict[str, StoredFile] = {}  # deleted; only defects look at them
        self._taken: set[str] = set()  # by a defect
        self._ram_lost = 0  # by a defect
        self._returning: dict[str, StoredFile] = {}

    def check_upload(self, name: str, size: int) -> None:
        """Raise `StoreRefusal` if a file of that declared size can't be taken under that name."""
        if size > limit(name):
            raise StoreRefusal(ErrorCode.FILE_TOO_LARGE)
        if name in self._taken:
            raise StoreRefusal(ErrorCode.FILE_EXISTS)
        if self.find(name) is not None and "duplicate-upload-overwrites" not in self._defects:
            if "refused-overwrite-empties" in self._defects:
                self.add(name, bytes(1))
            raise StoreRefusal(ErrorCode.FILE_EXISTS)
        if name.startswith("RAM:") and (self.ram_free < size or len(self._ram) >= RAM_FILES_MAX):
            raise StoreRefusal(ErrorCode.NO_SPACE)

    @property
    def ram_free(self) -> int:
        """Bytes left in the RAM pool."""
        return RAM_POOL - self._ram_lost - sum(len(stored.data) for stored in self._ram.values())

    def add(self, name: str, data: bytes) -> int:
        """Keep a file; returns its checksum."""
        storage = self._storage(name)
        if "third-ram-file-evicts-first" in self._defects and storage is self._ram and len(storage) >= 2:
            del storage[next(iter(storage))]
        if "fourth-nvram-file-evicts-first" in self._defects and storage is self._nvram and len(storage) >= 3:
            del storage[next(iter(storage))]
        if "upload-ignores-last-byte" in self._defects:
            data = data[:-1]
        if "large-file-cut" in self._defects:
            data = data[:2000]
        if "upload-makes-lines" in self._defects:
            data = data.replace(b"\r\n", b"\n")
        stored = StoredFile(_decayed(data) if name in self._decaying else data, self.total(data))
        if len(data) > 1 or "one-byte-file-not-kept" not in self._defects:
            storage[name] = stored
        self._tell_kept(storage)
        return stored.noted_checksum

    def total(self, data: bytes) -> int:
        """The checksum of a file."""
        return checksum(data[:-1] if "checksum-leaves-last-byte-out" in self._defects else data)

    def is_good(self, stored: StoredFile) -> bool:
        """Whether the data still has the checksum of the upload (note 2.5)."""
        return self.total(stored.data) == stored.noted_checksum

    def serving(self, name: str) -> StoredFile | None:
        """The file as the client of a session gets it, None if there is none."""
        ghost = self._ghosts.get(name) if "deleted-file-still-serves" in self._defects else None
        return self.find(name) or ghost

    def find(self, name: str) -> StoredFile | None:
        """The file of that name, None if there is none."""
        return self._storage(name).get(name)

    def get(self, name: str) -> StoredFile:
        """The file of that name; raises `StoreRefusal` if there is none."""
        stored = self.find(name)
        if stored is None and "deleted-file-stays-readable" in self._defects:
            stored = self._ghosts.get(name)
        if stored is None:
            raise StoreRefusal(ErrorCode.FILE_NOT_FOUND)
        return stored

    def delete(self, name: str) -> None:
        """Remove a file; raises `StoreRefusal` if there is none."""
        storage = self._storage(name)
        if name not in storage:
            if "secdel-of-nothing-is-ok" in self._defects:
                return
            raise StoreRefusal(ErrorCode.FILE_NOT_FOUND)
        stored = storage.pop(name)
        if "secdel-deletes-the-storage" in self._defects:
            storage.clear()
        if "secdel-frees-no-space" in self._defects and storage is self._ram:
            self._ram_lost += len(stored.data)
        self._ghosts[name] = stored
        if "deleted-name-stays-taken" in self._defects:
            self._taken.add(name)
        if "deleted-file-returns" in self._defects and storage is self._nvram:
            self._returning[name] = stored
        self._tell_kept(storage)

    @property
    def kept(self) -> Mapping[str, StoredFile]:
        """What survives the loss of power."""
        return {} if "nvram-lost-with-power" in self._defects else dict(self._nvram)

    def restore(self, kept: Mapping[str, StoredFile]) -> None:
        """Begin with what was kept."""
        self._nvram = dict(kept)

    def _tell_kept(self, storage: dict[str, StoredFile]) -> None:
        if storage is self._nvram:
            self._kept_changed()

    def lose_ram(self) -> None:
        """What a reboot does to RAM:."""
        if "ram-survives-reboot" not in self._defects:
            self._ram.clear()
        if "nvram-lost-on-reboot" in self._defects:
            self._nvram.clear()
        self._nvram.update(self._returning)

    def _storage(self, name: str) -> dict[str, StoredFile]:
        return self._nvram if name.startswith("NVRAM:") else self._ram
