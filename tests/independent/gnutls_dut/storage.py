"""Local files of UFS and RAM."""

from __future__ import annotations

from dataclasses import dataclass

ROOM = {"UFS": 400_000, "RAM": 150_000}


@dataclass
class Handle:
    """An open file."""

    name: str
    at: int = 0


class Storage:
    """The files by name, with their prefix."""

    def __init__(self) -> None:
        self.files: dict[str, bytes] = {}
        self.handles: dict[int, Handle] = {}

    def reset(self) -> None:
        """Restart: RAM is empty."""
        self.files = {name: data for name, data in self.files.items() if name.startswith("UFS:")}
        self.handles = {}

    def free(self, place: str) -> int:
        """Bytes free in a place."""
        return ROOM[place] - sum(len(data) for name, data in self.files.items() if name.startswith(place))

    def full_name(self, name: str) -> str | None:
        """A name with its prefix, if it is legal; no prefix is UFS."""
        place, colon, rest = name.partition(":")
        if not colon:
            place, rest = "UFS", name
        if place not in ROOM or not rest or len(rest) > 80:
            return None
        return f"{place}:{rest}"
