"""Defects of the PDP contexts and of their commands (note 4.2.1, 5.1)."""

from __future__ import annotations

from hil.emulator.commands.pdp import PdpCommands
from hil.emulator.network.packet_service import PacketService
from hil.emulator.network.pdp import PacketNetwork
from hil.spec.codes import ResultCode


def contexts_at_once(most: int) -> type[PacketNetwork]:
    """A packet service with another number of active contexts."""

    class Limited(PacketNetwork):
        active_max = most

    return Limited


class RefusedAgainAfterReboot(PacketService):
    """AT+QIACT still fails three times after a refused activation and a reboot."""

    _rebooted = False
    _has_refused = False  # since the last AT+QIACT that succeeded
    _refused_again = 0

    def reset(self) -> None:
        """Reset, and keep the failures."""
        super().reset()
        self._rebooted = True

    def is_granted(self, apn: str) -> bool:
        """Count the refusals of the network."""
        granted = super().is_granted(apn)
        self._has_refused = self._has_refused or not granted
        return granted

    def activate(self) -> bool:
        """Refuse without a request to the network."""
        if self.can_start and self._rebooted and self._has_refused and self._refused_again < 3:
            self._refused_again += 1
            return False
        activated = super().activate()
        if activated:
            self._has_refused, self._refused_again = False, 0
        return activated


class NoLocalAddress(PdpCommands):
    """AT+QILOCIP does not print the address."""

    def local_address(self) -> str:
        """0.0.0.0 instead of the address."""
        super().local_address()
        return "0.0.0.0"


class DeactivatedWithOk(PdpCommands):
    """AT+QIDEACT answers OK."""

    deactivated = ResultCode.OK
