"""Defects of the store of security files: what it keeps, sums up, gives and deletes (note 2.4 to 2.6)."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from hil.emulator.storage.security_store import SecurityStore, StoredFile, StoreRefusal
from hil.spec.codes import ErrorCode


class OverwritesExistingFile(SecurityStore):
    """An upload under an existing name is accepted."""

    def is_taken(self, name: str) -> bool:
        return False


class EmptiesFileAtRefusal(SecurityStore):
    """A refused upload replaces the existing file by a zero byte."""

    def check_upload(self, name: str, size: int) -> None:
        try:
            super().check_upload(name, size)
        except StoreRefusal as refusal:
            if refusal.code is ErrorCode.FILE_EXISTS and self.find(name) is not None:
                self.add(name, bytes(1))
            raise


def evicting(prefix: str, limit: int) -> type[SecurityStore]:
    """A storage that holds `limit` files: one more takes the place of the oldest."""

    class EvictsOldestFile(SecurityStore):
        def add(self, name: str, data: bytes) -> int:
            storage = self.storage(name)
            if name.startswith(prefix) and len(storage) >= limit:
                del storage[next(iter(storage))]
            return super().add(name, data)

    return EvictsOldestFile


def altering(alter: Callable[[bytes], bytes]) -> type[SecurityStore]:
    """A store whose files have another content than the upload."""

    class AltersUpload(SecurityStore):
        def content(self, uploaded: bytes) -> bytes:
            return super().content(alter(uploaded))

    return AltersUpload


def without_last_byte(data: bytes) -> bytes:
    """All bytes but the last."""
    return data[:-1]


def first_2000_bytes(data: bytes) -> bytes:
    """The beginning of a large file."""
    return data[:2000]


def with_plain_line_ends(data: bytes) -> bytes:
    """LF in place of CR LF."""
    return data.replace(b"\r\n", b"\n")


class DropsOneByteFile(SecurityStore):
    """A file of one byte is not kept."""

    def keep(self, name: str, stored: StoredFile) -> None:
        if len(stored.data) > 1:
            super().keep(name, stored)


class SumsWithoutLastByte(SecurityStore):
    """The checksum leaves out the last byte."""

    def total(self, data: bytes) -> int:
        return super().total(data[:-1])


class _RemembersDeletedFiles(SecurityStore):
    """Deleted files stay in memory; no defect by itself."""

    def __init__(self, *, decaying: frozenset[str] = frozenset()) -> None:
        super().__init__(decaying=decaying)
        self.deleted: dict[str, StoredFile] = {}

    def remove(self, name: str) -> StoredFile:
        stored = super().remove(name)
        self.deleted[name] = stored
        return stored


class KeepsNameOfDeletedFile(_RemembersDeletedFiles):
    """The name of a deleted file can't be used again."""

    def is_taken(self, name: str) -> bool:
        return name in self.deleted or super().is_taken(name)


class ServesDeletedFile(_RemembersDeletedFiles):
    """A session gets a deleted file."""

    def serving(self, name: str) -> StoredFile | None:
        return super().serving(name) or self.deleted.get(name)


class ReadsDeletedFile(_RemembersDeletedFiles):
    """AT+QSECREAD finds a deleted file."""

    def get(self, name: str) -> StoredFile:
        if self.find(name) is None and name in self.deleted:
            return self.deleted[name]
        return super().get(name)


class DeletesAbsentFile(SecurityStore):
    """The deletion of an absent file succeeds."""

    def delete(self, name: str) -> None:
        if self.find(name) is not None:
            super().delete(name)


class DeletesWholeStorage(SecurityStore):
    """A deletion empties the storage."""

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
    """A reboot brings the deleted files of NVRAM: back."""

    def lose_ram(self) -> None:
        super().lose_ram()
        self._nvram.update({name: file for name, file in self.deleted.items() if name.startswith("NVRAM:")})


class LosesNvramAtReboot(SecurityStore):
    """A reboot empties NVRAM: too."""

    def lose_ram(self) -> None:
        super().lose_ram()
        self._nvram.clear()


class KeepsRamAtReboot(SecurityStore):
    """A reboot leaves RAM: as it is."""

    def lose_ram(self) -> None:
        files = dict(self._ram)
        super().lose_ram()
        self._ram.update(files)


class LosesNvramWithPower(SecurityStore):
    """A loss of power empties NVRAM: too."""

    @property
    def kept(self) -> Mapping[str, StoredFile]:
        return {}
