"""Defects by which a command brings the whole module down: it restarts, or answers nothing until it loses power.

The module says nothing of it: with automatic detection of the baud rate it sends no RDY (document [1]).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from types import MappingProxyType

from hil.emulator.at.command import Call, Command, Handler
from hil.emulator.at.outcome import Outcome
from hil.emulator.commands.table import CommandTable, Equipment
from hil.emulator.defects.model import Defect

_STEP_S = 0.01
"""Module seconds between two looks at a transfer."""

Breakdown = Callable[[Equipment], None]


def restart(equipment: Equipment) -> None:
    """The module starts anew; what it was about to say is lost."""
    equipment.reboot()


def hang(equipment: Equipment) -> None:
    """The module answers nothing more, until it loses its power."""
    equipment.switch_off()


def at_command(name: str, breakdown: Breakdown) -> type[CommandTable]:
    """Modules that break down when they receive that command in its write form."""

    class BreaksDownAtCommand(CommandTable):
        def commands(self) -> Mapping[str, Command]:
            def handle(_call: Call) -> Outcome:
                return Outcome(final=None, then=lambda: breakdown(self._equipment))

            return _with(super().commands(), name, lambda _handler: handle)

    return BreaksDownAtCommand


def after_transfer(name: str, breakdown: Breakdown) -> type[CommandTable]:
    """Modules that break down when the transfer of that command is over."""

    class BreaksDownAfterTransfer(CommandTable):
        def commands(self) -> Mapping[str, Command]:
            def watched(handler: Handler) -> Handler:
                def handle(call: Call) -> Outcome:
                    outcome = handler(call)
                    self._watch()
                    return outcome

                return handle

            return _with(super().commands(), name, watched)

        def _watch(self) -> None:
            has = self._equipment
            has.timing.timers.after(_STEP_S, lambda: self._watch() if has.ftp.busy else breakdown(has))

    return BreaksDownAfterTransfer


def _with(
    table: Mapping[str, Command], name: str, changed: Callable[[Handler], Handler]
) -> Mapping[str, Command]:
    command = table[name]
    assert command.write is not None
    return MappingProxyType({**table, name: replace(command, write=changed(command.write))})


DEFECTS = (
    Defect(
        "restart-at-open",
        "the module restarts at AT+QFTPOPEN",
        ("EX421-17",),
        replaces=(at_command("+QFTPOPEN", restart),),
    ),
    Defect(
        "restart-at-put",
        "the module restarts at AT+QFTPPUT",
        ("EX422-02",),
        replaces=(at_command("+QFTPPUT", restart),),
    ),
    Defect(
        "restart-after-put",
        "the module restarts after an upload to the server",
        ("EX422-03",),
        replaces=(after_transfer("+QFTPPUT", restart),),
    ),
    Defect(
        "restart-at-deletion",
        "the module restarts at AT+QSECDEL",
        ("SECDEL-05",),
        replaces=(at_command("+QSECDEL", restart),),
    ),
    Defect(
        "hang-at-put",
        "the module answers nothing after AT+QFTPPUT, until it loses its power",
        ("EX422-02",),
        replaces=(at_command("+QFTPPUT", hang),),
    ),
)
