"""Activation, deactivation and loss of PDP contexts, and what the network does to them unasked.

Note 4.2.1, 5.1; TCP/IP chapter of the manual of the series; 27.007 10.1.
"""

from __future__ import annotations

import socket
from collections.abc import Callable
from enum import Enum

from hil.emulator.device.timing import Timing
from hil.emulator.network.pdp import PacketNetwork, PdpState
from hil.emulator.network.radio import Radio

REACH_S = 5.0
"""How long the network waits for its own connection to a host."""


class LossCause(Enum):
    """The side that ended the context of a session."""

    MODULE = "a command"
    NETWORK = "the network"


# clause: note 5.1
class PacketService:
    """Activation and deactivation of the contexts of one module; all methods are called under the module's lock.

    `on_loss` is called when sessions have lost their context, `on_event` with
    the text of +CGEV, `on_deactivation` when the network has deactivated the context.
    """

    def __init__(self, *, network: PacketNetwork, radio: Radio) -> None:
        self._network, self._radio = network, radio
        self.on_loss: list[Callable[[LossCause], None]] = []
        self.on_event: list[Callable[[str], None]] = []
        self.on_deactivation: list[Callable[[], None]] = []
        radio.on_left.append(self._lose_radio)

    def reset(self) -> None:
        """Power-on: no context is active, all settings have their defaults."""
        self._network.reset()

    @property
    def can_activate(self) -> bool:
        """Whether another context can be activated."""
        return self._radio.registered and self._network.has_room

    # clause: note 5.1
    # requirements: PDPERR-08, PDPERR-11
    def is_granted(self, apn: str) -> bool:
        """Request an activation from the network."""
        return self._network.grants(apn)

    @property
    def can_start(self) -> bool:
        """Whether AT+QIACT is possible: only in IP START."""
        return self.can_activate and self._network.context.state is PdpState.START

    # clause: note 1.2, note 4.2.1, note 5.1
    # requirements: PROC-07, PDPERR-06, PDPERR-11
    def activate(self) -> bool:
        """AT+QIACT; False when it is not possible, or when the network refuses."""
        context = self._network.context
        if not self.can_start or not self.is_granted(context.bearer.apn):
            return False
        context.activate()
        self._network.take_assigned_name_servers()
        return True

    # clause: doc [2] AT+QFTPOPEN
    def bring_up(self, channel: int) -> bool:
        """Activate the context for AT+QFTPOPEN; False when no context can be activated."""
        context = self._network.context
        if context.active:
            return True
        if not self.can_activate or not self.is_granted(context.bearer.apn):
            return False
        context.bring_up()
        context.owned_by = channel
        self._network.take_assigned_name_servers()
        return True

    # clause: note 4.2.1, note 5.1
    def deactivate(self) -> None:
        """AT+QIDEACT; raises `WrongState`.  Sessions end by `end_sessions`, after the response."""
        was_active = self._network.context.active
        self._network.context.deactivate()
        if was_active:
            self._tell_event(f" ME DEACT {self._network.named(self._network.foreground + 1)}")

    def end_sessions(self, cause: LossCause = LossCause.MODULE) -> None:
        """Report that sessions have lost their context."""
        for listener in self.on_loss:
            listener(cause)

    # clause: 27.007 10.1.10
    def activate_definition(self, cid: int) -> bool:
        """AT+CGACT=1; False when it is not possible, or when the network refuses."""
        if cid in self._network.plain_active:
            return True
        if not self.can_activate or not self.is_granted(self._network.definitions.get(cid, "")):
            return False
        self._network.plain_active.add(cid)
        return True

    def deactivate_definition(self, cid: int) -> None:
        """AT+CGACT=0."""
        if cid in self._network.plain_active:
            self._network.plain_active.discard(cid)
            self._tell_event(f" ME DEACT {self._network.named(cid)}")

    # clause: note 5.1, 27.007 10.1.9
    # requirements: PDPERR-02
    def attach(self) -> None:
        """AT+CGATT=1."""
        self._network.attached = True
        self._radio.report_changes()

    def detach(self) -> None:
        """AT+CGATT=0: deactivate all contexts."""
        if self._network.attached:
            self._tell_event("ME DETACH")
        self._network.attached = False
        self._network.lose_all()
        self.end_sessions()
        self._radio.report_changes()

    def lose_context(self) -> None:
        """Deactivate the foreground context on behalf of the network."""
        context = self._network.context
        if not context.active:
            return
        context.lose()
        for listener in self.on_deactivation:
            listener()
        self._tell_event(f" NW DEACT {self._network.named(self._network.foreground + 1)}")
        self.end_sessions(LossCause.NETWORK)

    def _lose_radio(self) -> None:
        self._network.lose_all()
        self.end_sessions()

    def _tell_event(self, event: str) -> None:
        for listener in self.on_event:
            listener(event)


class MobileNetwork:
    """The mobile network of one module; `hil.bench.Network` and `NetworkWitness` are the interfaces for any bench."""

    def __init__(
        self, *, timing: Timing, packet_network: PacketNetwork, packet_service: PacketService, radio: Radio
    ) -> None:
        self._timing, self._radio = timing, radio
        self._packet_network, self._packet_service = packet_network, packet_service

    def refuse_activations(self, count: int) -> None:
        """Refuse the next `count` activations of a PDP context, also after a reboot."""
        with self._timing.lock:
            self._packet_network.refusals = count

    def accept_apns(self, *names: str) -> None:
        """Grant activations for these APNs only; for all APNs when none is named."""
        with self._timing.lock:
            self._packet_network.apns = frozenset(names)

    def deactivate_context(self) -> None:
        """Deactivate the foreground context: `+PDP DEACT`, and -8 for an open session."""
        with self._timing.lock:
            self._packet_service.lose_context()

    @property
    def registered(self) -> bool:
        """Whether the module is registered now, as the network knows it."""
        with self._timing.lock:
            return self._radio.registered

    @property
    def grants_contexts(self) -> bool:
        """Whether the network grants the activation of PDP contexts now."""
        with self._timing.lock:
            return self._packet_network.grants_any

    @property
    def outages(self) -> int:
        """How often the coverage has ended so far, what tests asked for not counted."""
        with self._timing.lock:
            return self._radio.outages

    def reaches(self, host: str, port: int) -> bool:
        """Whether a TCP connection from this network, not from the module, to that address comes about."""
        try:
            with socket.create_connection((host, port), timeout=REACH_S):
                return True
        except OSError:
            return False
