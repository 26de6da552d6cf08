"""Actions of the mobile network on a module, as a network tester carries them out."""

from __future__ import annotations

from hil.emulator.device.timing import Timing
from hil.emulator.network.packet_service import PacketService
from hil.emulator.network.pdp import PacketNetwork


class MobileNetwork:
    """The mobile network of one module; `hil.bench.Network` is the interface for any bench."""

    def __init__(
        self, *, timing: Timing, packet_network: PacketNetwork, packet_service: PacketService
    ) -> None:
        self._timing = timing
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
