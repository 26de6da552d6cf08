"""What the mobile network does to a module unasked, as a network tester would be told to."""

from __future__ import annotations

from hil.emulator.device.timing import Timing
from hil.emulator.network.packet_service import PacketService
from hil.emulator.network.pdp import PacketNetwork


class MobileNetwork:
    """The network around one module; `hil.bench.Network` says the same of any bench."""

    def __init__(
        self, *, timing: Timing, packet_network: PacketNetwork, packet_service: PacketService
    ) -> None:
        self._timing = timing
        self._packet_network, self._packet_service = packet_network, packet_service

    def refuse_activations(self, count: int) -> None:
        """Refuse the next `count` activations of a PDP context, reboot or not."""
        with self._timing.lock:
            self._packet_network.refusals = count

    def accept_apns(self, *names: str) -> None:
        """Grant activations for these APNs only; for all when none is named."""
        with self._timing.lock:
            self._packet_network.apns = frozenset(names)

    def deactivate_context(self) -> None:
        """Take the foreground context away: `+PDP DEACT`, and -8 for a session that is open."""
        with self._timing.lock:
            self._packet_service.lose_context()
