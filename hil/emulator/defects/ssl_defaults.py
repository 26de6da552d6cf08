"""Wrong defaults of the SSL settings (note 2.3)."""

from __future__ import annotations

from hil.emulator.tls.ssl_contexts import SslConfiguration, SslContext


def context_default(context: SslContext) -> type[SslConfiguration]:
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
