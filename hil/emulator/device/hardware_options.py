"""The hardware of and around a module: SIM, SD card, memory, the network's name server, injected failures.

They are options of an emulator URL; on a real bench the same is done by hand:

    sim_pin=DIGITS       the SIM asks for this PIN (AT+CPIN); `none`: there is no SIM
    network=MODE         `denied` rejects the registration, `none` is no network; a number: it is found after
                         so many seconds of module time; `no-contexts` refuses every PDP context
    dns=HOST[:PORT]      the name server that the network assigns; by default that of the system
    ram=N ufs=N sd=N     bytes of RAM:, UFS: and SD:; sd=0 is a slot without a card
    unreadable=NAME      a local file (UFS:x) that can't be read: -12; may be repeated
    decays=NAME          a security file (NVRAM:CA0) that loses a bit after it is stored; may be repeated
    unknown_error=VERB   the next job of that verb (open, path, put, get, size ...) fails with -1; may be repeated
    icmp=off             AT+QPING gets no reply
"""

from __future__ import annotations

import ipaddress
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any

from hil.errors import UsageError, nearest
from hil.spec.ftp import PORTS
from hil.spec.network import DNS_PORT

NameServer = tuple[str, int]
JOBS = ("open", "close", "path", "put", "get", "size", "delete", "mkdir", "rmdir", "rename", "list", "nlst")


@dataclass(frozen=True, slots=True)
class Coverage:
    """The mobile network around a module: what it grants, and when it is found."""

    is_there: bool = True
    admits: bool = True
    grants_contexts: bool = True
    found_after_s: float = 0.0  # module time since power-on


FOUND_AT_ONCE = Coverage()
COVERAGES: Mapping[str, Coverage] = {
    "denied": Coverage(admits=False),
    "none": Coverage(is_there=False),
    "no-contexts": Coverage(grants_contexts=False),
}


@dataclass(frozen=True, slots=True)
class HardwareOptions:
    """The hardware options of one module; by default a SIM without PIN, an SD card, and a network without faults."""

    sim_pin: str = ""
    network: Coverage = FOUND_AT_ONCE
    dns: NameServer | None = None
    ram: int = 512 * 1024
    ufs: int = 1024 * 1024
    sd: int = 8 * 1024 * 1024
    unreadable: frozenset[str] = frozenset()
    decays: frozenset[str] = frozenset()
    unknown_error: frozenset[str] = frozenset()
    icmp: bool = True

    @property
    def has_sim(self) -> bool:
        """Whether the module has a SIM."""
        return self.sim_pin != NO_SIM


NO_SIM = "none"
STANDARD_HARDWARE = HardwareOptions()
OPTIONS = tuple(field.name for field in fields(HardwareOptions))


def parse(options: Mapping[str, Sequence[str]]) -> HardwareOptions:
    """The options of a URL that are hardware options, others ignored; raises `UsageError`."""
    return HardwareOptions(**{name: _READERS[name](options[name]) for name in OPTIONS if name in options})


def name_server(text: str) -> NameServer | None:
    """Read an IPv4 address with or without a port; None for other text."""
    host, colon, port = text.partition(":")
    try:
        address = str(ipaddress.IPv4Address(host))
    except ValueError:
        return None
    if not colon:
        return address, DNS_PORT
    if not (port.isascii() and port.isdigit() and int(port) in PORTS):
        return None
    return address, int(port)


def _pin(values: Sequence[str]) -> str:
    text = values[-1]
    if text != NO_SIM and not (text.isascii() and text.isdigit() and 4 <= len(text) <= 8):
        raise UsageError(f"sim_pin={text}: expected 4 to 8 digits, or {NO_SIM}")
    return text


def _coverage(values: Sequence[str]) -> Coverage:
    text = values[-1]
    if text in COVERAGES:
        return COVERAGES[text]
    if text.isascii() and text.isdigit() and int(text) <= 3600:
        return Coverage(found_after_s=int(text))
    near = nearest(text, COVERAGES)
    nearby = f"; the nearest is {near}" if near else ""
    raise UsageError(f"network={text}: expected {', '.join(COVERAGES)} or seconds up to 3600{nearby}")


def _dns(values: Sequence[str]) -> NameServer:
    server = name_server(values[-1])
    if server is None:
        raise UsageError(f"dns={values[-1]}: expected an IPv4 address with or without a port")
    return server


def _bytes(name: str) -> Callable[[Sequence[str]], int]:
    def read(values: Sequence[str]) -> int:
        text = values[-1]
        if not (text.isascii() and text.isdigit() and int(text) <= 1 << 30):
            raise UsageError(f"{name}={text}: expected a number of bytes up to 1 GiB")
        return int(text)

    return read


def _names(values: Sequence[str]) -> frozenset[str]:
    return frozenset(name for value in values for name in value.split(",") if name)


def _jobs(values: Sequence[str]) -> frozenset[str]:
    names = _names(values)
    for name in names:
        if name not in JOBS:
            raise UsageError(f"unknown_error={name}: expected one of {', '.join(JOBS)}")
    return names


def _switch(values: Sequence[str]) -> bool:
    if values[-1] not in {"on", "off"}:
        raise UsageError(f"icmp={values[-1]}: expected on or off")
    return values[-1] == "on"


_READERS: Mapping[str, Callable[[Sequence[str]], Any]] = {
    "sim_pin": _pin,
    "network": _coverage,
    "dns": _dns,
    "ram": _bytes("ram"),
    "ufs": _bytes("ufs"),
    "sd": _bytes("sd"),
    "unreadable": _names,
    "decays": _names,
    "unknown_error": _jobs,
    "icmp": _switch,
}
