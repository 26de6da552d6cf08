"""What a DUT claims, as far as the driver chooses the settings of a session by it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Self

from hil.spec.ftp import DataConnectionMode
from hil.spec.tls import ALL_SUITES, ALL_VERSIONS, CONTEXTS, SSLVERSION, CipherSuite, Version, is_legal_pair

FILE_BYTES = 1 << 21
"""The largest file of the suites."""


def _is_of_the_note(_feature: str) -> bool:
    """The claim of a DUT without a PICS: whatever the note describes."""
    return True


@dataclass(frozen=True, slots=True)
class Claims:
    """The versions, suites and data connections that a DUT has; by default all of the note.

    `has` tells for any feature of the PICS whether the DUT has it, `contexts` is the
    number of its SSL contexts, `file_bytes` the size of the largest file to transfer.
    """

    versions: tuple[Version, ...] = ALL_VERSIONS
    suites: tuple[CipherSuite, ...] = ALL_SUITES
    data_connections: tuple[DataConnectionMode, ...] = tuple(DataConnectionMode)
    has: Callable[[str], bool] = field(default=_is_of_the_note, compare=False)
    contexts: int = len(CONTEXTS)
    file_bytes: int = FILE_BYTES

    @classmethod
    def of(
        cls,
        claimed: Callable[[str], bool],
        *,
        contexts: int = len(CONTEXTS),
        file_bytes: int = FILE_BYTES,
    ) -> Self:
        """From whether a feature of a name (`hil.campaign.features`) is claimed, and the numbers of the PICS."""
        return cls(
            versions=tuple(version for version in ALL_VERSIONS if claimed(version.title.lower())),
            suites=tuple(suite for suite in ALL_SUITES if claimed(suite.code.lower())),
            data_connections=tuple(mode for mode in DataConnectionMode if claimed(mode.name.lower())),
            has=claimed,
            contexts=contexts,
            file_bytes=file_bytes,
        )

    @property
    def sslversion(self) -> int:
        """The value of <sslversion> for the highest version that it has."""
        return {versions: value for value, versions in SSLVERSION.items()}[(max(self.versions),)]

    def suites_of(self, sslversion: int) -> tuple[CipherSuite, ...]:
        """The suites that it has and that a version of that setting can carry (RFC 5246, A.5)."""
        versions = SSLVERSION[sslversion]
        return tuple(
            suite for suite in self.suites if any(is_legal_pair(version, suite) for version in versions)
        )

    @property
    def data_connection(self) -> DataConnectionMode:
        """Passive if it has that: the only mode behind the NAT of an operator."""
        return max(self.data_connections)
