"""Defects of the SSL settings: wrong defaults, and the AT+QSSLCFG command (note 2.3)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from hil.emulator.at.command import Call
from hil.emulator.at.outcome import CommandRefused, Outcome
from hil.emulator.commands.ssl_config import SslConfigCommands
from hil.emulator.tls.ssl_contexts import SslConfiguration, SslContextSettings
from hil.spec.codes import ErrorCode


def context_default(context: SslContextSettings) -> type[SslConfiguration]:
    """A configuration in which all contexts have those defaults."""

    class WrongContextDefault(SslConfiguration):
        def reset(self) -> None:
            super().reset()
            self.contexts = [context for _ in self.contexts]

    return WrongContextDefault


class FtpsOnByDefault(SslConfiguration):
    """FTPS is on after power-on."""

    def reset(self) -> None:
        super().reset()
        self.ftps = 1


class ContextBoundByDefault(SslConfiguration):
    """The FTP service uses context 0 after power-on."""

    def reset(self) -> None:
        super().reset()
        self.ftps_context = 0


class PrintoutLacksCa(SslConfigCommands):
    """The printout of a context has an empty CA name."""

    def printout(self, index: int, context: SslContextSettings) -> str:
        """The printout with an empty CA name."""
        return super().printout(index, replace(context, cacert=""))


class RefusedWriteResetsContext(SslConfigCommands):
    """A refused value resets the context to its defaults."""

    def write_context(self, index: int, change: Callable[[SslContextSettings], SslContextSettings]) -> None:
        """Reset the context when the value is refused."""
        try:
            super().write_context(index, change)
        except CommandRefused:
            self._configuration.contexts[index] = SslContextSettings()
            raise


class ErrorsHaveNumbers(SslConfigCommands):
    """Errors are reported as +CME ERROR: 4013, with AT+CMEE=0 too."""

    def configure(self, call: Call) -> Outcome:
        """Refuse with the number 4013, whatever AT+CMEE says."""
        try:
            return super().configure(call)
        except CommandRefused:
            return Outcome((f"+CME ERROR: {ErrorCode.INVALID_PARAMETER:d}",), final=None)
