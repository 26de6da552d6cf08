"""The row of a switch: a point that the note leaves open, and the sound behaviours of a module there.

The first value of a switch is the behaviour of the parts as they are.  Another value
replaces parts, or changes keys of the personality or options of the hardware.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from hil.errors import UsageError, hint

ANY = "*"
"""The subject of a switch that concerns every command."""

FTP_STEPS = frozenset(
    [
        "greeting",
        "USER",
        "PASS",
        "ACCT",
        "AUTH",
        "PBSZ",
        "PROT",
        "TYPE",
        "PASV",
        "PORT",
        "EPSV",
        "EPRT",
        "REST",
        "STOR",
        "APPE",
        "RETR",
        "LIST",
        "NLST",
        "SIZE",
        "CWD",
        "MKD",
        "RMD",
        "RNFR",
        "DELE",
        "FEAT",
        "SYST",
        "OPTS",
        "NOOP",
        "QUIT",
        "data",
        "refusal",
        "fault",
    ]
)
"""The steps of a session with the server, as in the subject `FTP TYPE`.

`data` is the data connection, `refusal` a reply 4yz or 5yz, `fault` one that the lower tester made.
"""

REFUSED = "refused "
"""Before the name of a command: the cases in which it is refused, as in `refused AT+QFTPPUT`."""

TOLD = "told "
"""Before the name of a command: the cases in which its response has a line with that name, as in `told AT+QSSLCFG`."""

TLS_STEPS = frozenset(["ClientHello", "handshake", "records", "close", "chain", "certificate"])
"""The steps of TLS, as in the subject `TLS ClientHello`; `certificate` is that of the client."""


@dataclass(frozen=True, slots=True)
class Value:
    """One behaviour; `pics` are the entries without which a DUT that behaves so claims too much."""

    name: str
    meaning: str
    replaces: tuple[type, ...] = ()
    """Subclasses of parts that replace them (`hil.emulator.parts`)."""
    personality: Mapping[str, Any] = field(default_factory=dict)
    hardware: Mapping[str, Any] = field(default_factory=dict)
    pics: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Switch:
    """A point with several sound behaviours.

    `clause` is where the documents speak of it, `why` says in one sentence why all
    values are sound.  `about` names the commands (`AT+QFTPPUT`, `ATE`), their refusals
    (`refused AT+QFTPPUT`), their lines (`told AT+QSSLCFG`) and the steps of a protocol
    (`FTP TYPE`, `TLS ClientHello`, `DNS`) that it concerns, or `*`.
    """

    name: str
    clause: str
    why: str
    about: tuple[str, ...]
    values: tuple[Value, ...]

    @property
    def default(self) -> Value:
        """The value of a module without a choice."""
        return self.values[0]

    @property
    def others(self) -> tuple[Value, ...]:
        """The values that are not the default."""
        return self.values[1:]

    def value(self, name: str) -> Value:
        """The value of that name; raises `UsageError` with the nearest one."""
        for value in self.values:
            if value.name == name:
                return value
        names = [value.name for value in self.values]
        near = hint(name, names, otherwise=f"there are {', '.join(names)}")
        raise UsageError(f"the variant {self.name!r} has no value {name!r}{near}")


def unchanged(name: str, meaning: str) -> Value:
    """The first value: the behaviour of the parts as they are."""
    return Value(name, meaning)


def replacing(name: str, *replaces: type, pics: Mapping[str, Any] | None = None) -> Value:
    """A value that replaces parts; its meaning is the first line of the first replacement."""
    meaning = (replaces[0].__doc__ or "").partition("\n")[0].rstrip(".")
    return Value(name, meaning, replaces, pics=pics or {})
