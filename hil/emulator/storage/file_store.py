"""Files in UFS:, RAM: and SD:, which the FTP service and the file commands share; security files are stored apart.

The name of a file is `UFS:x`, `RAM:x` or `SD:x`; without a storage it is in UFS:.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase

from hil.emulator.device.hardware_options import STANDARD_HARDWARE, HardwareOptions
from hil.emulator.storage.security_store import StoreRefusal
from hil.spec.codes import ErrorCode

PLACES = ("UFS", "RAM", "SD")
RAM_FILES_MAX = 15  # the series' SDK
HANDLES_MAX = 10
NAME_MAX = 80  # characters, sibling series
_NAME = re.compile(rf"[^\x00-\x1f\\:*?\"<>|]{{1,{NAME_MAX}}}")


def full_name(text: str) -> str | None:
    """The name with its storage; None for an illegal name."""
    place, colon, name = text.partition(":")
    if not colon:
        place, name = "UFS", text
    if place.upper() not in PLACES or _NAME.fullmatch(name) is None:
        return None
    if place.upper() == "RAM" and "/" in name:  # RAM has no directories
        return None
    return f"{place.upper()}:{name}"


@dataclass(slots=True)
class OpenFile:
    """A handle of AT+QFOPEN."""

    name: str
    writable: bool
    position: int = 0


class FileStore:
    """The three storages of files; a reboot empties RAM:.

    `kept_changed` is called after each change of a file that is not in RAM:.
    """

    def __init__(self, hardware: HardwareOptions = STANDARD_HARDWARE) -> None:
        self.kept_changed: Callable[[], None] = lambda: None
        self._sizes = {"UFS": hardware.ufs, "RAM": hardware.ram, "SD": hardware.sd}
        self._unreadable = hardware.unreadable
        self._files: dict[str, bytes] = {}
        self.handles: dict[int, OpenFile] = {}

    def present(self, place: str) -> bool:
        """Whether that storage exists: the slot may have no card."""
        return self._sizes.get(place, 0) > 0

    def total(self, place: str) -> int:
        """The size of the storage in bytes."""
        return self._sizes[place]

    def free(self, place: str) -> int:
        """The free bytes of the storage."""
        return self._sizes[place] - sum(len(self._files[name]) for name in self.names(f"{place}:*"))

    def names(self, pattern: str) -> Iterator[str]:
        """The files whose full name matches, the oldest first."""
        return (name for name in tuple(self._files) if fnmatchcase(name, pattern))

    def find(self, name: str) -> bytes | None:
        """The content of a file, None if there is none."""
        return self._files.get(name)

    def locked(self, name: str) -> bool:
        """Whether the file can't be read: it is open for writing, its storage is missing, or it is damaged."""
        if not self.present(name.partition(":")[0]) or name in self._unreadable:
            return True
        return any(handle.name == name and handle.writable for handle in self.handles.values())

    def has_room(self, name: str, size: int) -> bool:
        """Whether a file of that name can have that size; it replaces an existing one."""
        place = name.partition(":")[0]
        own = self._files.get(name)
        if place == "RAM" and own is None and len(list(self.names("RAM:*"))) >= RAM_FILES_MAX:
            return False
        return size <= self.free(place) + len(own or b"")

    def add(self, name: str, data: bytes) -> None:
        """Store a file; it replaces one of that name."""
        self._files[name] = data
        self._tell_kept(name)

    def delete(self, name: str) -> None:
        """Remove a file; raises `StoreRefusal` if there is none or if it is open."""
        if name not in self._files:
            raise StoreRefusal(ErrorCode.FILE_NOT_FOUND)
        if any(handle.name == name for handle in self.handles.values()):
            raise StoreRefusal(ErrorCode.INVALID_PARAMETER)
        del self._files[name]
        self._tell_kept(name)

    def open(self, name: str, *, writable: bool) -> int:
        """A new handle on an existing file; raises `StoreRefusal` when all handles are in use."""
        free = next((number for number in range(1, HANDLES_MAX + 1) if number not in self.handles), None)
        if free is None:
            raise StoreRefusal(ErrorCode.NO_SPACE)
        self.handles[free] = OpenFile(name, writable)
        return free

    def write(self, handle: OpenFile, data: bytes) -> int:
        """Write bytes at the position, as far as there is room; returns their number."""
        content = self._files[handle.name]
        room = self.free(handle.name.partition(":")[0]) + len(content) - handle.position
        written = data[: max(0, room)]
        end = handle.position + len(written)
        gap = bytes(max(0, handle.position - len(content)))
        self.add(handle.name, (content + gap)[: handle.position] + written + content[end:])
        handle.position = end
        return len(written)

    def _tell_kept(self, name: str) -> None:
        if not name.startswith("RAM:"):
            self.kept_changed()

    @property
    def kept(self) -> Mapping[str, bytes]:
        """The files that survive a power loss."""
        return {name: data for name, data in self._files.items() if not name.startswith("RAM:")}

    def restore(self, kept: Mapping[str, bytes]) -> None:
        """Start with kept files."""
        self._files = dict(kept)

    def lose_ram(self) -> None:
        """Reboot: empty RAM: and close all files."""
        self.handles.clear()
        for name in list(self.names("RAM:*")):
            del self._files[name]
