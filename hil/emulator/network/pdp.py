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
        """The text after `STATE:`."""
        return self.value[0]

    @property
    def digit(self) -> str:
        """The number of the state under ATV0."""
        return str(self.value[1])


ACTIVE = frozenset(
    {PdpState.GPRSACT, PdpState.STATUS, PdpState.CONNECTING, PdpState.CLOSE, PdpState.CONNECT_OK}
)


class WrongState(Exception):
    """The command is not valid in the present state; the response is ERROR."""


@dataclass(frozen=True, slots=True)
class BearerSettings:
    """What AT+QICSGP set."""

    mode: int = BearerType.GPRS
    apn: str = ""
    user: str = ""
    password: str = ""


# clause: note 4.2.1
class PdpContext:
    """One context; its methods are the commands that change its state; they raise `WrongState`."""

    def __init__(self, address: str) -> None:
        self.bearer = BearerSettings()
        self.state = PdpState.INITIAL
        self.owned_by: int | None = None
        self._address = address

    @property
    def active(self) -> bool:
        """Whether the context has an address."""
        return self.state in ACTIVE

    @property
    def owner(self) -> int | None:
        """The channel that moved the context out of IP INITIAL (AT+QIFGCNT?); None for a free context."""
        return None if self.state is PdpState.INITIAL else self.owned_by

    # clause: note 1.2
    # requirements: PROC-06
    def register(self) -> None:
        """AT+QIREGAPP: only in IP INITIAL."""
        self._expect(PdpState.INITIAL)
        self.state = PdpState.START

    # clause: note 1.2
    # requirements: PROC-07
    def activate(self) -> None:
        """AT+QIACT: only in IP START."""
        self._expect(PdpState.START)
        self.state = PdpState.GPRSACT

    # clause: note 1.2
    # requirements: PROC-08
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
        """Deactivate the context on behalf of the network."""
        if self.active:
            self.state = PdpState.PDP_DEACT

    def bring_up(self) -> None:
        """Activate the context for the FTP service."""
        if not self.active:
            self.state = PdpState.GPRSACT

    def _expect(self, *states: PdpState) -> None:
        if self.state not in states:
            raise WrongState


class PacketNetwork:
    """The packet domain of the module: its contexts, the foreground context, the attachment (27.007 10)."""

    # clause: note 5.1
    # requirements: PDPERR-06, PDPERR-07
    active_max = ACTIVE_CONTEXTS_MAX

    def __init__(
        self, addresses: tuple[str, str], assigned: NameServer | None = None, *, grants_contexts: bool = True
    ) -> None:
        self._addresses, self._assigned = addresses, assigned
        self._grants_contexts = grants_contexts
        self.refusals = 0  # number of activations that the network refuses; a reboot does not change it
        self.apns: frozenset[str] = frozenset()  # the APNs that the network grants; empty: all
        self.reset()

    def reset(self) -> None:
        """Power-on: all settings have their defaults."""
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
        """The context that AT+QIFGCNT selected."""
        return self.contexts[self.foreground]

    @property
    def active_count(self) -> int:
        """The number of contexts that any command has activated."""
        return sum(context.active for context in self.contexts) + len(self.plain_active)

    # clause: note 5.1
    # requirements: PDPERR-06, PDPERR-11
    @property
    def has_room(self) -> bool:
        """Whether another context can be active."""
        return self.attached and self.active_count < self.active_max

    def address_of(self, cid: int) -> str:
        """The address of a context that AT+CGACT has activated."""
        return self._addresses[cid - 1]

    def named(self, cid: int) -> str:
        """A context in the form of +CGEV: type, address, cid."""
        return f'"IP","{self.address_of(cid)}",{cid}'

    def grants(self, apn: str) -> bool:
        """Whether the network grants the activation that the module requests now."""
        granted = self._grants_contexts and self.refusals == 0 and (not self.apns or apn in self.apns)
        self.refusals = max(0, self.refusals - 1)
        return granted

    @property
    def grants_any(self) -> bool:
        """Whether the network grants every activation."""
        return self._grants_contexts and self.refusals == 0 and not self.apns

    def take_assigned_name_servers(self) -> None:
        """Replace the name servers of AT+QIDNSCFG by that of the network, as an activation does."""
        self.name_servers = () if self._assigned is None else (self._assigned,)

    def release(self, channel: int) -> None:
        """Free the contexts of a closed channel."""
        for context in self.contexts:
            if context.owned_by == channel:
                context.owned_by = None

    def lose_all(self) -> None:
        """Deactivate all contexts: the radio is off, or the module is detached."""
        self.plain_active.clear()
        for context in self.contexts:
            context.lose()
