"""The SSL contexts (note 2.3) and the security files (note 2.4)."""

from __future__ import annotations

from dataclasses import dataclass, field

from .gnutls import Settings
from .readings import Readings

RAM_NAME = r"RAM:[^,:\"]{1,60}"
FILES = {"cacert": r"NVRAM:CA[01]", "clientcert": r"NVRAM:CC0", "clientkey": r"NVRAM:CK0"}


@dataclass
class SslContext:
    """One of the six contexts."""

    version: int = 4
    suites: list[int] = field(default_factory=lambda: [0x0005, 0x0004, 0x0035, 0x002F, 0x003D, 0x000A])
    seclevel: int = 0
    names: dict[str, str] = field(default_factory=lambda: dict.fromkeys(FILES, ""))


def checksum(data: bytes) -> str:
    """XOR of the pairs of bytes, in hex without zeros before it."""
    padded = data + b"\0" * (len(data) % 2)
    value = 0
    for at in range(0, len(padded), 2):
        value ^= padded[at] << 8 | padded[at + 1]
    return f"{value:x}"


class Security:
    """Contexts, global settings and files."""

    def __init__(self, readings: Readings) -> None:
        self.readings = readings
        self.files: dict[str, tuple[bytes, str]] = {}
        self.contexts: list[SslContext] = []
        self.reset()

    def reset(self) -> None:
        """Restart: files of RAM are lost, and the settings unless this reading keeps them."""
        self.files = {name: file for name, file in self.files.items() if name.startswith("NVRAM:")}
        if not self.contexts or not self.readings.kept:
            self.contexts = [SslContext() for _ in range(6)]
            self.ignore_time = 0
            self.ftps = 0
            self.ftps_context = -1

    @property
    def ram_name(self) -> str:
        """The legal names of RAM: those of Table 3 may be examples."""
        return RAM_NAME if self.readings.ram_names == "any" else r"RAM:(ca_cert|client_cert|client_key)\.pem"

    def settings(self) -> Settings | None:
        """What the FTPS context asks of a session; none if something that it needs is missing."""
        index = self.ftps_context
        if index < 0 and self.readings.context_default == "refuse":
            return None
        context = self.contexts[max(index, 0)]
        needed = {0: (), 1: ("cacert",), 2: ("cacert", "clientcert", "clientkey")}[context.seclevel]
        files = {kind: self.files.get(context.names[kind]) for kind in needed}
        if None in files.values():
            return None
        data = {kind: file[0] for kind, file in files.items() if file}
        return Settings(
            version=context.version,
            suites=tuple(sorted(context.suites) if self.readings.list_order == "number" else context.suites),
            ca=data.get("cacert"),
            certificate=data.get("clientcert"),
            key=data.get("clientkey"),
            ignore_time=bool(self.ignore_time),
            check_name=bool(self.readings.check_name),
        )
