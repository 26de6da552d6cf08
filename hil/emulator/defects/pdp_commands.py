"""How the commands of the PDP contexts of a defective module go wrong (note 4.2.1)."""

from __future__ import annotations

from hil.emulator.commands.pdp import PdpCommands
from hil.spec.codes import ResultCode


class NoLocalAddress(PdpCommands):
    """AT+QILOCIP does not tell the address."""

    def local_address(self) -> str:
        """No address, where there is one."""
        super().local_address()
        return "0.0.0.0"


class DeactivatedWithOk(PdpCommands):
    """AT+QIDEACT answers OK."""

    deactivated = ResultCode.OK
