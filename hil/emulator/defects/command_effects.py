"""Commands of a defective module that act on more than they should: each changes the handler of one command."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from hil.emulator.at.command import Call, Command, Handler
from hil.emulator.at.outcome import Outcome
from hil.emulator.commands.files import download
from hil.emulator.commands.table import CommandTable
from hil.emulator.storage.file_store import full_name
from hil.spec.codes import ResultCode
from hil.spec.files import NAMES


class ActivationClearsSecurityFiles(CommandTable):
    """AT+QIACT deletes the security files."""

    def commands(self) -> Mapping[str, Command]:
        """Another AT+QIACT."""
        table = super().commands()
        command = table["+QIACT"]
        return {**table, "+QIACT": replace(command, execute=self._clearing(_present(command.execute)))}

    def _clearing(self, activate: Handler) -> Handler:
        def handle(call: Call) -> Outcome:
            outcome = activate(call)
            if outcome.final is ResultCode.OK:
                store = self._equipment.security
                for name in NAMES:
                    if store.find(name) is not None:
                        store.delete(name)
            return outcome

        return handle


class ContextChangeEndsSession(CommandTable):
    """A write into an SSL context cuts the session."""

    def commands(self) -> Mapping[str, Command]:
        """Another AT+QSSLCFG."""
        table = super().commands()
        command = table["+QSSLCFG"]
        return {**table, "+QSSLCFG": replace(command, write=self._cutting(_present(command.write)))}

    def _cutting(self, configure: Handler) -> Handler:
        def handle(call: Call) -> Outcome:
            outcome = configure(call)
            if len(call.arguments) == 3:  # keyword, context, value
                self._equipment.ftp.context_lost()
            return outcome

        return handle


class SecurityFilesDownloaded(CommandTable):
    """AT+QFDWL sends security files too."""

    def commands(self) -> Mapping[str, Command]:
        """Another AT+QFDWL."""
        table = super().commands()
        command = table["+QFDWL"]
        return {**table, "+QFDWL": replace(command, write=self._disclosing(_present(command.write)))}

    def _disclosing(self, send: Handler) -> Handler:
        def handle(call: Call) -> Outcome:
            call.arguments.expect(1, 1)
            name = full_name(call.arguments.string(0))
            secret = None if name is None else self._equipment.security.find(name)
            return send(call) if secret is None else download(call.terminal, secret.data)

        return handle


def _present(handler: Handler | None) -> Handler:
    """The handler of a form that the command has."""
    assert handler is not None
    return handler
