"""Certificates and keys in NVRAM and RAM (note 2.4, Table 3)."""

from __future__ import annotations

import re

NVRAM = {"NVRAM:CA0", "NVRAM:CA1", "NVRAM:CC0", "NVRAM:CK0"}
RAM = re.compile(r"RAM:[^\\/:*?<>|\"]{1,59}")
LARGEST = {"NVRAM": 2017, "RAM": 32768}  # note 2.4
RAM_POOL = 4 * 32768


def legal_name(name: str) -> bool:
    """A name of Table 3; RAM takes other names, too (facts D23)."""
    return name in NVRAM or RAM.fullmatch(name) is not None


def checksum(data: bytes) -> str:
    """XOR of 16-bit words, a last odd byte high; printed without zeros in front (facts 4.3)."""
    total = 0
    for index in range(0, len(data), 2):
        total ^= int.from_bytes(data[index : index + 2].ljust(2, b"\0"))
    return f"{total:x}"


class SecurityFiles:
    """What was uploaded; no command reads it back."""

    def __init__(self) -> None:
        self._stored: dict[str, bytes] = {}

    def __contains__(self, name: str) -> bool:
        return name in self._stored

    def get(self, name: str) -> bytes | None:
        """For the TLS library only."""
        return self._stored.get(name)

    def free(self) -> int:
        """Bytes left in the pool of RAM."""
        return RAM_POOL - sum(len(data) for name, data in self._stored.items() if name.startswith("RAM:"))

    def store(self, name: str, data: bytes) -> None:
        """Add a file."""
        self._stored[name] = data

    def delete(self, name: str) -> None:
        """Remove a file."""
        del self._stored[name]

    def lose_ram(self) -> None:
        """Files of RAM don't outlive a restart."""
        self._stored = {name: data for name, data in self._stored.items() if name in NVRAM}
