"""The PDP contexts of the module and their states, as AT+QISTAT names them (series' manual, TCP/IP chapter)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from hil.emulator.device.hardware_options import NameServer
from hil.spec.network import ACTIVE_CONTEXTS_MAX, BearerType


class PdpState(Enum):
    """A state with the digit that it has under ATV0."""

    INITIAL = "IP INITIAL", 0
    START = "IP START", 1
    CONFIG = "IP CONFIG", 2
    IND = "IP IND", 3
    GPRSACT = "IP GPRSACT", 4
    STATUS = "IP STATUS", 5
    CONNECTING = "TCP CONNECTING", 6
    CLOSE = "IP CLOSE", 7
    CONNECT_OK = "CONNECT OK", 8
    PDP_DEACT = "PDP DEACT", 9

    @property
    def title(self) -> str:
        """The words behind `STATE:`."""
        return self.value[0]

    @property
    def digit(self) -> str:
        """The same under ATV0."""
        return str(self.value[1])


ACTIVE = frozenset(
    {PdpState.GPRSACT, PdpState.STATUS, PdpState.CONNECTING, PdpState.CLOSE, PdpState.CONNECT_OK}
)


class WrongState(Exception):
    """The command is not valid in the present state; it answers ERROR."""


@dataclass(frozen=True, slots=True)
class Bearer:
    """What AT+QICSGP set."""

    mode: int = BearerType.GPRS
    apn: str = ""
    user: str = ""
    password: str = ""


class PdpContext:
    """One context; the methods are the commands that move it and raise `WrongState` out of their place."""

    def __init__(self, address: str) -> None:
        self.bearer = Bearer()
        self.state = PdpState.INITIAL
        self.owned_by: int | None = None
        self._address = address

    @property
    def active(self) -> bool:
        """Whether it has an address."""
        return self.state in ACTIVE

    @property
    def owner(self) -> int | None:
        """The channel that took it out of IP INITIAL (AT+QIFGCNT?); None for one that is free to take."""
        return None if self.state is PdpState.INITIAL else self.owned_by

    def register(self) -> None:
        """AT+QIREGAPP: only in IP INITIAL."""
        self._expect(PdpState.INITIAL)
        self.state = PdpState.START

    def activate(self) -> None:
        """AT+QIACT: only in IP START."""
        self._expect(PdpState.START)
        self.state = PdpState.GPRSACT

    def local_address(self) -> str:
        """AT+QILOCIP: not before IP GPRSACT; IP GPRSACT becomes IP STATUS."""
        self._expect(*ACTIVE)
        if self.state is PdpState.GPRSACT:
            self.state = PdpState.STATUS
        return self._address

    def deactivate(self) -> None:
        """AT+QIDEACT: not in IP INITIAL."""
        if self.state is PdpState.INITIAL:
            raise WrongState
        self.state = PdpState.INITIAL

    def lose(self) -> None:
        """The network takes the context away."""
        if self.active:
            self.state = PdpState.PDP_DEACT

    def bring_up(self) -> None:
        """What the FTP service does by itself when it finds the context down."""
        if not self.active:
            self.state = PdpState.GPRSACT

    def _expect(self, *states: PdpState) -> None:
        if self.state not in states:
            raise WrongState


class PacketNetwork:
    """The packet domain of the module: its contexts, the foreground context, the attachment (27.007 10)."""

    # clause: note 5.1
    active_max = ACTIVE_CONTEXTS_MAX

    def __init__(self, addresses: tuple[str, str], assigned: NameServer | None = None) -> None:
        self._addresses, self._assigned = addresses, assigned
        self.refusals = 0  # so many activations are refused; the network decides, a reboot changes nothing
        self.apns: frozenset[str] = frozenset()  # those that the network knows; when empty, all
        self.reset()

    def reset(self) -> None:
        """Power-on: everything at its default."""
        self.contexts = tuple(PdpContext(address) for address in self._addresses)
        self.foreground = 0
        self.attached = True
        self.dns_by_name = 0  # AT+QIDNSIP
        self.name_servers: tuple[NameServer, ...] = ()
        self.multiplexing = 0  # AT+QIMUX
        self.definitions: dict[int, str] = {}  # AT+CGDCONT: cid to APN
        self.plain_active: set[int] = set()  # activated by AT+CGACT

    @property
    def context(self) -> PdpContext:
        """The one that AT+QIFGCNT chose."""
        return self.contexts[self.foreground]

    @property
    def active_count(self) -> int:
        """Contexts activated by whatever command."""
        return sum(context.active for context in self.contexts) + len(self.plain_active)

    # clause: note 5.1
    @property
    def has_room(self) -> bool:
        """Whether one more context can be active beside those that are."""
        return self.attached and self.active_count < self.active_max

    def address_of(self, cid: int) -> str:
        """The address of a context that AT+CGACT activated."""
        return self._addresses[cid - 1]

    def named(self, cid: int) -> str:
        """A context as +CGEV names it: type, address, cid."""
        return f'"IP","{self.address_of(cid)}",{cid}'

    def grants(self, apn: str) -> bool:
        """Whether the network grants the activation that the module requests now."""
        granted = self.refusals == 0 and (not self.apns or apn in self.apns)
        self.refusals = max(0, self.refusals - 1)
        return granted

    def take_assigned_name_servers(self) -> None:
        """What an activation does: the network's name server replaces what AT+QIDNSCFG set."""
        self.name_servers = () if self._assigned is None else (self._assigned,)

    def release(self, channel: int) -> None:
        """The contexts of a channel that has been closed belong to none."""
        for context in self.contexts:
            if context.owned_by == channel:
                context.owned_by = None

    def lose_all(self) -> None:
        """No context is left: the radio is off, or the module detached."""
        self.plain_active.clear()
        for context in self.contexts:
            context.lose()
