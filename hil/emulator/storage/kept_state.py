"""What of a module survives a loss of power: the security files of NVRAM:, the files of UFS: and SD:, the profile."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from hil.emulator.storage.file_store import FileStore
from hil.emulator.storage.security_store import SecurityStore, StoredFile


class CorruptState(Exception):
    """Files that are not a state as this program writes it; the text says what is wrong."""


@dataclass(frozen=True, slots=True)
class KeptState:
    """What survives; `profile` is None before the first AT&W."""

    profile: Mapping[str, Any] | None = None
    security: Mapping[str, StoredFile] = field(default_factory=dict)
    files: Mapping[str, bytes] = field(default_factory=dict)


class KeepsProfile(Protocol):
    """The store of the profile (`hil.emulator.at.profile`), seen from here: settings by their names."""

    kept_changed: Callable[[], None]

    @property
    def kept(self) -> Mapping[str, Any] | None:
        """The settings of the stored profile, None before the first AT&W."""

    def restore(self, kept: Mapping[str, Any] | None) -> None:
        """Begin with what was kept; raises `CorruptState` for settings that no profile has."""


@dataclass(frozen=True, slots=True)
class PersistentStores:
    """The stores of one module whose content survives."""

    security: SecurityStore
    files: FileStore
    profile: KeepsProfile

    @property
    def state(self) -> KeptState:
        """What they hold now."""
        return KeptState(self.profile.kept, self.security.kept, self.files.kept)

    def restore(self, state: KeptState) -> None:
        """Begin with a state; raises `CorruptState` before anything has changed."""
        self.profile.restore(state.profile)
        self.security.restore(state.security)
        self.files.restore(state.files)

    def call_after_changes(self, listener: Callable[[], None]) -> None:
        """Call `listener`, under the lock of the module, after each change of what survives."""
        self.security.kept_changed = self.files.kept_changed = self.profile.kept_changed = listener
