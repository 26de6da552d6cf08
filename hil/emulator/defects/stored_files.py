"""Defects of the store of security files: content, checksum, deletion, persistence (note 2.4 to 2.6)."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from hil.emulator.storage.security_store import SecurityStore, StoredFile, StoreRefusal
from hil.spec.codes import ErrorCode


class OverwritesExistingFile(SecurityStore):
    """An upload under an existing name is accepted."""

    def is_taken(self, name: str) -> bool:
        return False


class EmptiesFileAtRefusal(SecurityStore):
    """A refused upload replaces the existing file by one zero byte."""

    def check_upload(self, name: str, size: int) -> None:
        try:
            super().check_upload(name, size)
        except StoreRefusal as refusal:
            if refusal.code is ErrorCode.FILE_EXISTS and self.find(name) is not None:
                self.add(name, bytes(1))
            raise


def evicting(prefix: str, limit: int) -> type[SecurityStore]:
    """A store whose storage holds `limit` files; one more replaces the oldest."""

    class EvictsOldestFile(SecurityStore):
        def add(self, name: str, data: bytes) -> int:
            storage = self.storage(name)
            if name.startswith(prefix) and len(storage) >= limit:
                del storage[next(iter(storage))]
            return super().add(name, data)

    return EvictsOldestFile


def altering(alter: Callable[[bytes], bytes]) -> type[SecurityStore]:
    """A store that changes the bytes of an upload."""

    class AltersUpload(SecurityStore):
        def content(self, uploaded: bytes) -> bytes:
            return super().content(alter(uploaded))

    return AltersUpload


def without_last_byte(data: bytes) -> bytes:
    """Drop the last byte."""
    return data[:-1]


def first_2000_bytes(data: bytes) -> bytes:
    """Keep only the first 2000 bytes."""
    return data[:2000]


def with_plain_line_ends(data: bytes) -> bytes:
    """Replace CR LF by LF."""
    return data.replace(b"\r\n", b"\n")


class DropsOneByteFile(SecurityStore):
    """A file of one byte is not stored."""

    def keep(self, name: str, stored: StoredFile) -> None:
        if len(stored.data) > 1:
            super().keep(name, stored)


class SumsWithoutLastByte(SecurityStore):
    """The checksum leaves out the last byte."""

    def total(self, data: bytes) -> int:
        return super().total(data[:-1])


class _RemembersDeletedFiles(SecurityStore):
    """Base of defects that need the deleted files; it has no defect of its own."""

    def __init__(self, *, decaying: frozenset[str] = frozenset()) -> None:
        super().__init__(decaying=decaying)
        self.deleted: dict[str, StoredFile] = {}

    def remove(self, name: str) -> StoredFile:
        stored = super().remove(name)
        self.deleted[name] = stored
        return stored


class KeepsNameOfDeletedFile(_RemembersDeletedFiles):
    """An upload under the name of a deleted file is refused."""

    def is_taken(self, name: str) -> bool:
        return name in self.deleted or super().is_taken(name)


class ServesDeletedFile(_RemembersDeletedFiles):
    """A session can use a deleted file."""

    def serving(self, name: str) -> StoredFile | None:
        return super().serving(name) or self.deleted.get(name)


class ReadsDeletedFile(_RemembersDeletedFiles):
    """AT+QSECREAD finds a deleted file."""

    def get(self, name: str) -> StoredFile:
        if self.find(name) is None and name in self.deleted:
            return self.deleted[name]
        return super().get(name)


class DeletesAbsentFile(SecurityStore):
    """The deletion of a missing file succeeds."""

    def delete(self, name: str) -> None:
        if self.find(name) is not None:
            super().delete(name)


class DeletesWholeStorage(SecurityStore):
    """A deletion deletes all files of the storage."""

    def remove(self, name: str) -> StoredFile:
        stored = super().remove(name)
        self.storage(name).clear()
        return stored


class LosesSpaceOfDeletedFile(SecurityStore):
    """The RAM of a deleted file stays in use."""

    _lost = 0

    @property
    def ram_free(self) -> int:
        return super().ram_free - self._lost

    def remove(self, name: str) -> StoredFile:
        stored = super().remove(name)
        if name.startswith("RAM:"):
            self._lost += len(stored.data)
        return stored


class ReturnsDeletedFile(_RemembersDeletedFiles):
    """A reboot restores the deleted files of NVRAM:."""

    def lose_ram(self) -> None:
        super().lose_ram()
        self._nvram.update({name: file for name, file in self.deleted.items() if name.startswith("NVRAM:")})


class LosesNvramAtReboot(SecurityStore):
    """A reboot also deletes the files of NVRAM:."""

    def lose_ram(self) -> None:
        super().lose_ram()
        self._nvram.clear()


class KeepsRamAtReboot(SecurityStore):
    """A reboot keeps the files of RAM:."""

    def lose_ram(self) -> None:
        files = dict(self._ram)
        super().lose_ram()
        self._ram.update(files)


class LosesNvramWithPower(SecurityStore):
    """A power loss also deletes the files of NVRAM:."""

    @property
    def kept(self) -> Mapping[str, StoredFile]:
        return {}
