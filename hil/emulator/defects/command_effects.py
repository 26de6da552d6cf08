"""Commands with a wrong extra effect: the defect replaces the handler of one command."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from hil.emulator.at.command import Call, Command, Handler
from hil.emulator.at.outcome import Outcome
from hil.emulator.commands.files import download
from hil.emulator.commands.table import CommandTable, Equipment
from hil.emulator.storage.file_store import full_name
from hil.spec.codes import ResultCode
from hil.spec.files import NAMES

_Effect = Callable[[Equipment, Handler, Call], Outcome]
"""The defective handler; it receives the equipment of the module and the correct handler."""


def _with_effect(name: str, effect: _Effect) -> type[CommandTable]:
    """A command table with another handler of the write form, or of the execute form if there is no write form."""

    class OtherEffect(CommandTable):
        def commands(self) -> Mapping[str, Command]:
            table = super().commands()
            command = table[name]
            if command.write is None:
                return {**table, name: replace(command, execute=self._changed(command.execute))}
            return {**table, name: replace(command, write=self._changed(command.write))}

        def _changed(self, correct: Handler | None) -> Handler:
            assert correct is not None
            return lambda call: effect(self._equipment, correct, call)

    return OtherEffect


def _clear_security_files(has: Equipment, activate: Handler, call: Call) -> Outcome:
    outcome = activate(call)
    if outcome.final is ResultCode.OK:
        for name in NAMES:
            if has.security.find(name) is not None:
                has.security.delete(name)
    return outcome


def _end_session(has: Equipment, configure: Handler, call: Call) -> Outcome:
    outcome = configure(call)
    if len(call.arguments) == 3:  # keyword, context, value
        has.ftp.context_lost()
    return outcome


def _disclose(has: Equipment, send: Handler, call: Call) -> Outcome:
    call.arguments.expect(1, 1)
    name = full_name(call.arguments.string(0))
    secret = None if name is None else has.security.find(name)
    return send(call) if secret is None else download(call.terminal, secret.data)


ActivationClearsSecurityFiles = _with_effect("+QIACT", _clear_security_files)
"""AT+QIACT deletes the security files."""

ContextChangeEndsSession = _with_effect("+QSSLCFG", _end_session)
"""A write to an SSL context closes the session."""

SecurityFilesDownloaded = _with_effect("+QFDWL", _disclose)
"""AT+QFDWL also sends security files."""
