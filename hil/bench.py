"""What a test knows about the bench: the URL of the DUT, the address of the lower tester, the network and the supply."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Protocol, runtime_checkable
from urllib.parse import parse_qs, urlencode, urlsplit, urlunsplit

from hil.errors import OtherModem

OFF_S = 10.0
"""How long a cut of the supply lasts, in seconds of module time: its capacitors discharge."""


@dataclass(frozen=True, slots=True)
class AccessPoint:
    """An access point of the packet service; user and password only where the operator asks for them."""

    name: str = "CMNET"  # note 4.2.1
    user: str = ""
    password: str = field(default="", repr=False)


class Network(Protocol):
    """The mobile network of the DUT: a network tester, or the emulated network of an emulated DUT."""

    def refuse_activations(self, count: int) -> None:
        """Refuse the next `count` activations of a PDP context; 0 ends the refusals."""

    def accept_apns(self, *names: str) -> None:
        """Grant activations for these access points only; without names for every one."""

    def deactivate_context(self) -> None:
        """Deactivate the foreground context from the network side (24.008)."""


class Supply(Protocol):
    """The switchable supply of a DUT, with its power key if it needs one."""

    def cut(self) -> None:
        """Switch the supply off."""

    def restore(self) -> None:
        """Switch the supply on, and start the DUT."""


class ControlLines(Protocol):
    """The control lines of a port, on which a relay may hang (V.24, circuits 108/2 and 105)."""

    def set_line(self, name: str, *, is_on: bool) -> None:
        """Set the line `dtr` or `rts`; raises `InfrastructureError` where it cannot be set."""


class PowerDriver(Protocol):
    """The settings of a switch: a frozen dataclass whose fields are the keys of its table in the bench file.

    A third party names its class in the entry point group `hil.bench`.
    """

    def switch(self, own_port: ControlLines, *, is_on: bool) -> Supply:
        """The switch; one that takes over a line sets it to `is_on` at once.

        `own_port` are the control lines of the module's port.  Raises `UsageError` or
        `InfrastructureError`, one line with the next step, and so do `cut` and `restore`.
        A switch that holds something of the system has a method `release`.
        """


class NetworkDriver(Protocol):
    """The settings of a network tester: as those of a switch, by third parties only."""

    def network(self) -> Network:
        """The network tester; raises as `PowerDriver.switch`."""


class PowerPlan(Protocol):
    """How the bench switches the supply of one module."""

    @property
    def off_s(self) -> float:
        """How long a cut lasts, in seconds."""

    def make(self, own_port: ControlLines) -> Supply:
        """The supply, given the lines of the module's port; raises `UsageError` or `InfrastructureError`."""


@dataclass(frozen=True, slots=True)
class ModuleSetup:
    """How one module of the bench is reached and which one it has to be.

    `baudrate` in bit/s; `has_rts_cts`: its line has RTS and CTS.  An empty `imei` or
    `firmware` is any; `firmware` is the beginning of what AT+CGMR tells.  `pin` is
    entered while its SIM asks for one.  `name_server` is the one that the module is told
    to ask; empty is that of its network.  `lock_wait_s`: how long to wait while another
    run has it.  `power` is None where the bench cannot cut its supply, `network_tester`
    where it cannot control its network.  `run_pid` is the process of the run that has
    locked the port for this worker, 0 for none.  `full_imei`: the records of a run show all
    of its digits.
    """

    name: str = ""
    baudrate: int = 115_200
    has_rts_cts: bool = False
    imei: str = ""
    firmware: str = ""
    access_point: AccessPoint = AccessPoint()
    pin: str = field(default="", repr=False)
    name_server: str = ""
    lock_wait_s: float = 0.0
    power: PowerPlan | None = None
    network_tester: NetworkDriver | None = None
    run_pid: int = 0
    full_imei: bool = False


@dataclass(frozen=True, slots=True)
class Abilities:
    """What a bench can do with a DUT beside AT; None where it cannot."""

    supply: Supply | None = None
    network: Network | None = None


@dataclass(frozen=True, slots=True)
class Bench:
    """The bench of one run.

    `host` is the address that the DUT dials for the lower tester, `listen` the one
    that the lower tester binds, by default the same; `host_name` is a name of `host`,
    None if there is none; `clock_rate` is the speed of the clock of an emulated DUT
    relative to the wall clock.  `ports` are those that the DUT can reach, empty for
    all.  `standard_ports`: 21 and 990 may be bound.  `is_forwarded`: `host` is no
    address of this machine; something in between forwards its ports to `listen`.
    """

    dut_url: str
    host: str
    host_name: str | None
    clock_rate: float = 1.0
    listen: str = ""
    ports: tuple[int, ...] = ()
    standard_ports: bool = False
    is_forwarded: bool = False
    module: ModuleSetup = ModuleSetup()

    def __post_init__(self) -> None:
        """Let one address be both."""
        object.__setattr__(self, "listen", self.listen or self.host)

    @property
    def public(self) -> str:
        """The address that the DUT dials: `host`."""
        return self.host

    @property
    def lacks(self) -> Mapping[str, str]:
        """The features (`hil.campaign.features`) that no case can use on this bench, each with the reason."""
        found = {}
        if not self.standard_ports:
            found["standard-ports"] = (
                "the lower tester has no ports 21 and 990: lower_tester.standard_ports of the bench file, "
                "and the right to bind them"
            )
        if self.host_name is None:
            found["bench-name"] = (
                "the DUT resolves no name of the lower tester: lower_tester.host_name of the bench file"
            )
        if self.is_forwarded:
            reason = (
                f"the lower tester cannot dial the DUT through the port forwarding of {self.public}: "
                "lower_tester.public of the bench file has to be an address of this machine"
            )
            found |= {"active": reason, "direct": reason}
        return MappingProxyType(found)


@dataclass(frozen=True, slots=True)
class LineTrouble:
    """What a check of the AT line found; `restarted` tells that the DUT restarted and the line is sound."""

    detail: str
    restarted: bool = False


@runtime_checkable
class NetworkWitness(Protocol):
    """What a network tester knows by itself, whatever the DUT says; a `Network` may have it.

    The preflight and the check after a failed case ask it.
    """

    @property
    def registered(self) -> bool:
        """Whether the DUT is registered now."""

    @property
    def grants_contexts(self) -> bool:
        """Whether activations of PDP contexts are granted now."""

    @property
    def outages(self) -> int:
        """How often the network has ended its service so far without being asked to."""

    def reaches(self, host: str, port: int) -> bool:
        """Whether a TCP connection of the network's own, not of the DUT, to that address comes about."""


@runtime_checkable
class SupplyWitness(Protocol):
    """What a power switch knows by itself; a `Supply` may have it."""

    @property
    def outages(self) -> int:
        """How often the supply has failed so far without being asked to."""


def is_emulated(url: str) -> bool:
    """Whether the DUT at that URL is an emulated one."""
    return urlsplit(url).scheme.lower() == "emulator"


def with_options(url: str, **options: object) -> str:
    """The URL with these options in place of those of the same name; None leaves one out."""
    parts = urlsplit(url)
    kept = {name: values for name, values in url_options(url).items() if name not in options}
    query = kept | {name: [str(value)] for name, value in options.items() if value is not None}
    return urlunsplit(parts._replace(query=urlencode(query, doseq=True, safe=",:")))


def url_options(url: str) -> dict[str, list[str]]:
    """The options of a URL, each with its values."""
    return parse_qs(urlsplit(url).query, keep_blank_values=True)


def require_m95(url: str, model: str) -> None:
    """Raise `OtherModem` unless the model of the module (AT+CGMM) is an M95."""
    if "M95" not in model.upper():
        raise OtherModem(f"{url}: expected a Quectel M95; AT+CGMM says {model!r}")
