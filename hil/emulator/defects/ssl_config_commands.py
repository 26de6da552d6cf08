"""How AT+QSSLCFG of a defective module goes wrong (note 2.3)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from hil.emulator.at.command import Call
from hil.emulator.at.outcome import Cme, Outcome, Refused
from hil.emulator.commands.ssl_config import SslConfigCommands
from hil.emulator.tls.ssl_contexts import SslContext
from hil.spec.codes import ErrorCode


class PrintoutLacksCa(SslConfigCommands):
    """The printout of a context has no CA."""

    def printout(self, index: int, context: SslContext) -> str:
        """Without the CA."""
        return super().printout(index, replace(context, cacert=""))


class RefusedWriteResetsContext(SslConfigCommands):
    """A refused value puts the context back to its defaults."""

    def write_context(self, index: int, change: Callable[[SslContext], SslContext]) -> None:
        """Lose the settings with a refused one."""
        try:
            super().write_context(index, change)
        except Refused:
            self._configuration.contexts[index] = SslContext()
            raise


class ErrorsHaveNumbers(SslConfigCommands):
    """Errors are +CME ERROR: 4013."""

    def configure(self, call: Call) -> Outcome:
        """Refuse with a number."""
        try:
            return super().configure(call)
        except Refused:
            raise Refused(Cme(ErrorCode.INVALID_PARAMETER)) from None
