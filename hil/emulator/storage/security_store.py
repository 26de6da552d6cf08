"""The security files of the module, in RAM: and NVRAM: (note 2.4 to 2.6).

No AT command returns the content of a security file; only the TLS client of the
module uses it.
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
_STORE_KEY = b"M95 file storage"  # not a protection: the emulated module has no secrets
_RAM_NAME = re.compile(r"RAM:[^\x00-\x1f\\/:*?\"<>|]{1,63}")


# clause: note 2.4, note 2.5, note 4.1.1, note 4.1.2
# requirements: SECWRITE-09, SECWRITE-10, EX412-05
def checksum(data: bytes) -> int:
    """XOR of big-endian byte pairs; an odd last byte is the high byte of its pair (public field vectors)."""
    high = low = 0
    for byte in data[::2]:
        high ^= byte
    for byte in data[1::2]:
        low ^= byte
    return high << 8 | low


def encrypted(data: bytes) -> bytes:
    """The bytes as the flash memory holds them; some firmware prints their checksum for AT+QSECREAD."""
    encryptor = Cipher(AES(_STORE_KEY), CBC(bytes(16))).encryptor()
    return encryptor.update(data + bytes(-len(data) % 16)) + encryptor.finalize()


# clause: note Table 3
# requirements: NAME-01, NAME-02, NAME-03, NAME-04, NAME-05, NAME-06, NAME-07, NAME-08, NAME-09, NAME-10
# requirements: NAME-11, NAME-12, NAME-13, NAME-15, NAME-16
def is_legal_name(name: str) -> bool:
    """Whether Table 3 allows the name: any name in RAM:, one of the four given names in NVRAM:."""
    return name in NVRAM_NAMES or _RAM_NAME.fullmatch(name) is not None


# clause: note Table 4
class StoreRefusal(Exception):
    """The store refuses an operation; `code` is the <err> of +CME ERROR."""

    def __init__(self, code: ErrorCode) -> None:
        super().__init__(code.title)
        self.code = code


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A security file with the checksum of its upload."""

    data: bytes
    noted_checksum: int


# clause: note 1.2, note 2.4
class SecurityStore:
    """The two storages of security files; a reboot empties RAM:.

    `kept_changed` is called after each change of NVRAM:.  Files with a name of
    `decaying` lose a bit as soon as they are stored.
    """

    ram_pool, ram_files_max = RAM_POOL, RAM_FILES_MAX

    def __init__(self, *, decaying: frozenset[str] = frozenset()) -> None:
        self.kept_changed: Callable[[], None] = lambda: None
        self._decaying = decaying
        self._ram: dict[str, StoredFile] = {}
        self._nvram: dict[str, StoredFile] = {}

    # clause: note 2.4, note Table 4
    # requirements: SECWRITE-SIZE-RAM-01, SECWRITE-SIZE-RAM-03, SECWRITE-SIZE-RAM-04, SECWRITE-SIZE-RAM-05
    # requirements: SECWRITE-SIZE-NVRAM-01, SECWRITE-SIZE-NVRAM-03, SECWRITE-SIZE-NVRAM-04
    # requirements: SECWRITE-SIZE-NVRAM-05, SECWRITE-14, ERR-CME-4008, ERR-CME-4011, ERR-CME-4012
    def check_upload(self, name: str, size: int) -> None:
        """Raise `StoreRefusal` if a file of that declared size can't be stored under that name."""
        if size > limit(name):
            raise StoreRefusal(ErrorCode.FILE_TOO_LARGE)
        if self.is_taken(name):
            raise StoreRefusal(ErrorCode.FILE_EXISTS)
        if name.startswith("RAM:") and (self.ram_free < size or len(self._ram) >= self.ram_files_max):
            raise StoreRefusal(ErrorCode.NO_SPACE)

    # clause: note 2.4, note Table 4
    # requirements: SECWRITE-12, SECWRITE-13, SECWRITE-15
    def is_taken(self, name: str) -> bool:
        """Whether an upload under that name is refused: an existing file must be deleted first."""
        return self.find(name) is not None

    # clause: note 2.4, note 2.6
    # requirements: SECDEL-12
    @property
    def ram_free(self) -> int:
        """Bytes left in the RAM pool."""
        return self.ram_pool - sum(len(stored.data) for stored in self._ram.values())

    # clause: note 2.4, note 4.1.1, note 4.1.2, note Table 3
    # requirements: NAME-14, SECWRITE-19, EX411-04, EX412-04
    def add(self, name: str, data: bytes) -> int:
        """Store the uploaded bytes; returns their checksum."""
        content = self.content(data)
        stored = StoredFile(_decayed(content) if name in self._decaying else content, self.total(content))
        self.keep(name, stored)
        self._tell_kept(name)
        return stored.noted_checksum

    # clause: note 2.4
    # requirements: SECWRITE-20, SECWRITE-26
    def content(self, uploaded: bytes) -> bytes:
        """The content of the file: the uploaded bytes, unchanged."""
        return uploaded

    def keep(self, name: str, stored: StoredFile) -> None:
        """Put a file into its storage."""
        self.storage(name)[name] = stored

    def total(self, data: bytes) -> int:
        """The checksum of a content."""
        return checksum(data)

    # clause: note 2.5
    # requirements: SECREAD-04, SECREAD-05
    def is_good(self, stored: StoredFile) -> bool:
        """Whether the content still has the checksum of the upload."""
        return self.total(stored.data) == stored.noted_checksum

    # clause: note 2.3, note 2.6
    # requirements: SECDEL-10
    def serving(self, name: str) -> StoredFile | None:
        """The file for a session; None if there is none."""
        return self.find(name)

    def find(self, name: str) -> StoredFile | None:
        """The file with that name; None if there is none."""
        return self.storage(name).get(name)

    # clause: note 2.5, note 2.6, note Table 4
    # requirements: SECREAD-08, SECREAD-09, SECDEL-05, ERR-CME-4010
    def get(self, name: str) -> StoredFile:
        """The file with that name; raises `StoreRefusal` if there is none."""
        stored = self.find(name)
        if stored is None:
            raise StoreRefusal(ErrorCode.FILE_NOT_FOUND)
        return stored

    # clause: note 2.6, note Table 4
    # requirements: SECDEL-06, ERR-CME-4010
    def delete(self, name: str) -> None:
        """Remove a file; raises `StoreRefusal` if there is none."""
        if name not in self.storage(name):
            raise StoreRefusal(ErrorCode.FILE_NOT_FOUND)
        self.remove(name)
        self._tell_kept(name)

    # clause: note 1.2, note 2.4, note 2.6
    # requirements: PROC-02, SECWRITE-15, SECDEL-03, SECDEL-04, SECDEL-05, SECDEL-08, SECDEL-09, SECDEL-12
    def remove(self, name: str) -> StoredFile:
        """Remove a file from its storage; a name that is not there removes nothing, and gives an empty file."""
        return self.storage(name).pop(name, StoredFile(b"", 0))

    # clause: note 2.4
    # requirements: PERSIST-01, PERSIST-03
    @property
    def kept(self) -> Mapping[str, StoredFile]:
        """The files that survive a power loss."""
        return dict(self._nvram)

    # clause: note 2.4
    # requirements: PERSIST-03
    def restore(self, kept: Mapping[str, StoredFile]) -> None:
        """Start with kept files."""
        self._nvram = dict(kept)

    # clause: note 2.4
    # requirements: PERSIST-01, PERSIST-02
    def lose_ram(self) -> None:
        """Reboot: empty RAM:, keep NVRAM:."""
        self._ram.clear()

    # clause: note 2.4
    # requirements: SECWRITE-18
    def storage(self, name: str) -> dict[str, StoredFile]:
        """The storage of a name, by its prefix."""
        return self._nvram if name.startswith("NVRAM:") else self._ram

    def _tell_kept(self, name: str) -> None:
        if name.startswith("NVRAM:"):
            self.kept_changed()


def _decayed(data: bytes) -> bytes:
    """The bytes with one bit of the first one lost."""
    return bytes([data[0] ^ 1]) + data[1:] if data else data
