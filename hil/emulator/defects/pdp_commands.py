"""Defects of the commands of the PDP contexts (note 4.2.1)."""

from __future__ import annotations

from hil.emulator.commands.pdp import PdpCommands
from hil.spec.codes import ResultCode


class NoLocalAddress(PdpCommands):
    """AT+QILOCIP does not print the address."""

    def local_address(self) -> str:
        """0.0.0.0 instead of the address."""
        super().local_address()
        return "0.0.0.0"


class DeactivatedWithOk(PdpCommands):
    """AT+QIDEACT answers OK."""

    deactivated = ResultCode.OK
