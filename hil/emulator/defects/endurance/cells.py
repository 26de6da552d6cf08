"""Sound modules in a network that serves them badly: now and then, until they register anew, or until they come to another cell.

A restart ends what lasts as well, so each of them looks like a module that keeps something.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from hil.emulator.at.command import Call, Command
from hil.emulator.at.outcome import Outcome
from hil.emulator.commands.network import NetworkCommands
from hil.emulator.commands.table import CommandTable
from hil.emulator.defects.endurance.delays import MANY, delaying, while_between
from hil.emulator.defects.endurance.leaks import keeping_sockets
from hil.emulator.ftp.service import FtpService
from hil.emulator.network.packet_service import PacketService
from hil.emulator.network.radio import CELL

GRANTED_AT_FIRST = 4
"""The activations before the load are granted."""

OTHER_CELL = '"1801","2B5D"'  # made up


class Served(FtpService):
    """A service that learns that the module has left its network."""

    def leave_network(self) -> None:
        """The network begins anew with this module."""


class LeavesNetwork(CommandTable):
    """The commands of a module that tells its service when it leaves the network."""

    def commands(self) -> Mapping[str, Command]:
        """The commands by name."""
        if isinstance(self._equipment.ftp, Served):
            self._equipment.radio.on_left.append(self._equipment.ftp.leave_network)
        return super().commands()


def slow_cell(first: int) -> tuple[type, type]:
    """From that session in a cell on each takes three times as long."""

    class SlowCell(delaying(while_between(first, MANY, 2.0)), Served):  # type: ignore[misc]  # made by a call
        def leave_network(self) -> None:
            super().leave_network()
            self._sessions = 0

    return LeavesNetwork, SlowCell


def dead_bearer(most: int) -> tuple[type, type]:
    """After so many sessions AT+QFTPOPEN ends with -5."""

    class DeadBearer(keeping_sockets(most), Served):  # type: ignore[misc]  # made by a call
        def leave_network(self) -> None:
            super().leave_network()
            self._kept = 0

    return LeavesNetwork, DeadBearer


class RefusesNowAndThen(PacketService):
    """The network refuses activations now and then, up to three one after the other."""

    _asked = 0

    def is_granted(self, apn: str) -> bool:
        """Whether the network grants this one."""
        self._asked += 1
        return super().is_granted(apn) and (self._asked < GRANTED_AT_FIRST or self._asked % 6 in {0, 2})


class MovesAtRestart(NetworkCommands):
    """Each AT+CFUN=1,1 brings the module to the other one of two cells."""

    _restarts = 0

    def _cfun_write(self, call: Call) -> Outcome:
        outcome = super()._cfun_write(call)
        self._restarts += outcome.then is not None
        return outcome

    def _cgreg_read(self, call: Call) -> Outcome:
        told = super()._cgreg_read(call)
        if self._restarts % 2 == 0:
            return told
        return replace(told, lines=tuple(line.replace(CELL, OTHER_CELL) for line in told.lines))


def moving_at_restart(first: int) -> tuple[type, type]:
    """From that session on each takes three times as long, until a restart, which brings the module to another cell."""
    return MovesAtRestart, delaying(while_between(first, MANY, 2.0))
