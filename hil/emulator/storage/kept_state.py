"""The state that survives a power loss: the security files of NVRAM:, the files of UFS: and SD:, the profile."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from hil.emulator.storage.file_store import FileStore
from hil.emulator.storage.security_store import SecurityStore, StoredFile


class CorruptState(Exception):
    """The files of a state are not in the form of this program; the text names the fault."""


@dataclass(frozen=True, slots=True)
class KeptState:
    """The kept state; `profile` is None before the first AT&W."""

    profile: Mapping[str, Any] | None = None
    security: Mapping[str, StoredFile] = field(default_factory=dict)
    files: Mapping[str, bytes] = field(default_factory=dict)


class KeepsProfile(Protocol):
    """The interface of the profile store (`hil.emulator.at.profile`): settings by their names."""

    kept_changed: Callable[[], None]

    @property
    def kept(self) -> Mapping[str, Any] | None:
        """The settings of the stored profile, None before the first AT&W."""

    def restore(self, kept: Mapping[str, Any] | None) -> None:
        """Start with kept settings; raises `CorruptState` for settings that no profile has."""


@dataclass(frozen=True, slots=True)
class PersistentStores:
    """The stores of one module whose content survives."""

    security: SecurityStore
    files: FileStore
    profile: KeepsProfile

    @property
    def state(self) -> KeptState:
        """The present state."""
        return KeptState(self.profile.kept, self.security.kept, self.files.kept)

    def restore(self, state: KeptState) -> None:
        """Start with a state; raises `CorruptState` before any change."""
        self.profile.restore(state.profile)
        self.security.restore(state.security)
        self.files.restore(state.files)

    def call_after_changes(self, listener: Callable[[], None]) -> None:
        """Call `listener`, under the lock of the module, after each change of the kept state."""
        self.security.kept_changed = self.files.kept_changed = self.profile.kept_changed = listener
