"""The six SSL contexts and the settings of FTPS (note 2.3), with their defaults."""

from __future__ import annotations

from dataclasses import dataclass, field

from .readings import Readings

TLS12_ONLY = {"0X003D"}
ALL_VERSIONS = 4
FILES = {"cacert": "CA", "clientcert": "CC", "clientkey": "CK"}


@dataclass
class Context:
    """One SSL context."""

    suites: tuple[str, ...]
    version: int = ALL_VERSIONS
    seclevel: int = 0
    names: dict[str, str] = field(default_factory=lambda: dict.fromkeys(FILES, ""))


class SslSettings:
    """All settings of AT+QSSLCFG, with their defaults."""

    def __init__(self, readings: Readings) -> None:
        self.contexts = tuple(Context(readings.suites) for _ in range(6))
        self.switches = {"ignorertctime": 0, "ftps": 0, "ftpsctxi": -1}


def agree(version: int, suites: tuple[str, ...]) -> bool:
    """One of the suites exists in one of the versions (RFC 5246 for those of SHA-256)."""
    return version >= 3 or any(suite not in TLS12_ONLY for suite in suites)
