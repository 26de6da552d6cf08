"""Stores that keep or lose the wrong files over a loss of power, or mix their two storages up (note 2.4, 2.6)."""

from __future__ import annotations

from collections.abc import Mapping

from hil.emulator.storage.security_store import SecurityStore, StoredFile
from hil.spec.files import NVRAM_CA1, RAM_CA, RAM_KEY


class _RemembersFirstContents(SecurityStore):
    """Base of defects that need the files of before; it has no defect of its own."""

    def __init__(self, *, decaying: frozenset[str] = frozenset()) -> None:
        super().__init__(decaying=decaying)
        self.first: dict[str, StoredFile] = {}

    def keep(self, name: str, stored: StoredFile) -> None:
        super().keep(name, stored)
        self.first.setdefault(name, stored)


class DeletedFileReturnsWithPower(_RemembersFirstContents):
    """A deleted file of NVRAM: is there again after a loss of power."""

    @property
    def kept(self) -> Mapping[str, StoredFile]:
        before = {name: stored for name, stored in self.first.items() if name.startswith("NVRAM:")}
        return {**before, **super().kept}


class ReplacedFileReturnsWithPower(_RemembersFirstContents):
    """A file that replaced a deleted one is the deleted one again after a loss of power."""

    @property
    def kept(self) -> Mapping[str, StoredFile]:
        return {name: self.first.get(name, stored) for name, stored in super().kept.items()}


class ShortFileLostWithPower(SecurityStore):
    """A file of one byte in NVRAM: is lost with the power."""

    @property
    def kept(self) -> Mapping[str, StoredFile]:
        return {name: stored for name, stored in super().kept.items() if len(stored.data) > 1}


class SecondCutLosesNothingDeleted(SecurityStore):
    """What is deleted after a loss of power is there again after the next one."""

    _restored: Mapping[str, StoredFile] = {}

    @property
    def kept(self) -> Mapping[str, StoredFile]:
        return {**self._restored, **super().kept}

    def restore(self, kept: Mapping[str, StoredFile]) -> None:
        super().restore(kept)
        self._restored = dict(kept)


class KeyInRamSurvivesLossOfPower(SecurityStore):
    """The client key in RAM: is there after a loss of power, and not after a reboot."""

    _key: StoredFile | None = None

    def restore(self, kept: Mapping[str, StoredFile]) -> None:
        super().restore(kept)
        self._key = self.find(RAM_KEY)

    def lose_ram(self) -> None:
        super().lose_ram()
        if self._key is not None:
            self.storage(RAM_KEY)[RAM_KEY], self._key = self._key, None


class SameNameIsSameFile(SecurityStore):
    """A file in RAM: replaces the one with the same name in NVRAM:."""

    def keep(self, name: str, stored: StoredFile) -> None:
        super().keep(name, stored)
        twin = f"NVRAM:{name.removeprefix('RAM:')}"
        if name != twin and self.find(twin) is not None:
            self.storage(twin)[twin] = stored


class DeletionOfRamCaDeletesCa1(SecurityStore):
    """The deletion of the CA in RAM: deletes NVRAM:CA1, too."""

    def remove(self, name: str) -> StoredFile:
        stored = super().remove(name)
        if name == RAM_CA:
            self.storage(NVRAM_CA1).pop(NVRAM_CA1, None)
        return stored
