"""Local files of the host: UFS and RAM (facts 6)."""

from __future__ import annotations

from dataclasses import dataclass, field

QUOTA = {"UFS": 1500000, "RAM": 1200000}


@dataclass
class Handle:
    """An open file."""

    name: str
    offset: int = 0


@dataclass
class Files:
    """Files by their full name: `UFS:a`, `RAM:b`."""

    stored: dict[str, bytearray] = field(default_factory=dict)
    handles: dict[int, Handle] = field(default_factory=dict)

    def free(self, storage: str) -> int:
        """Bytes left in a storage."""
        used = sum(len(data) for name, data in self.stored.items() if name.startswith(f"{storage}:"))
        return QUOTA[storage] - used

    def is_open(self, name: str) -> bool:
        """AT+QFOPEN holds it."""
        return any(handle.name == name for handle in self.handles.values())

    def lose_ram(self) -> None:
        """What a restart leaves: UFS."""
        self.stored = {name: data for name, data in self.stored.items() if name.startswith("UFS:")}
        self.handles.clear()
