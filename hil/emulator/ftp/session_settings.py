"""The settings of a session or a transfer, made at its beginning from those of the module (note 2.2, 2.3).

A session uses one SSL context and its security files as they are at the opening.
"""

from __future__ import annotations

from dataclasses import replace

from hil.emulator.device.clock import ModuleClock
from hil.emulator.ftp.client_settings import ClientSettings, Mode, Timeouts
from hil.emulator.ftp.configuration import FtpConfiguration
from hil.emulator.ftp.failure import FtpFailure
from hil.emulator.network.pdp import PacketNetwork
from hil.emulator.storage.security_store import SecurityStore
from hil.emulator.tls.client import TlsSettings
from hil.emulator.tls.ssl_contexts import SslConfiguration, SslContextSettings
from hil.spec.codes import ErrorCode
from hil.spec.tls import FTPSCTXI_UNSET, SSLVERSION, CipherSuite, Version


class SessionSettings:
    """Makes the settings of sessions and transfers; each boot makes a new instance."""

    def __init__(
        self,
        configuration: FtpConfiguration,
        *,
        ssl: SslConfiguration,
        security: SecurityStore,
        network: PacketNetwork,
        clock: ModuleClock,
    ) -> None:
        self.configuration = configuration
        self.ssl, self._security, self._network, self._clock = ssl, security, network, clock

    # clause: note 2.3, note 4.2, note 4.2.1, note 4.2.4
    # requirements: MODE-05, SSLCFG-GEN-08, SSLCFG-FTPS-07, EX421-26, EX424-06
    def of_session(self, host: str, port: int) -> ClientSettings:
        """The settings of a session; raises `FtpFailure` when FTPS has no SSL context."""
        secure = self.uses_tls()
        session = ClientSettings(
            host=host,
            port=port,
            user=self.configuration.user,
            password=self.configuration.password,
            mode=self.mode() if secure else "plain",
            tls=replace(self.tls(), host=host) if secure else None,
            name_servers=self._network.name_servers,
            timeouts=self.timeouts().divided_by(self._clock.rate),
        )
        return self.of_transfer(session)

    def timeouts(self) -> Timeouts:
        """The timeouts of the module in module seconds."""
        return Timeouts()

    # clause: note 2.2, note 2.3, doc [2] AT+QFTPCFG
    # requirements: FTPCFG-T1-03, FTPCFG-T2-03, FTPCFG-T3-03, FTPCFG-T6-03, FTPCFG-08, SSLCFG-GEN-09
    def of_transfer(self, session: ClientSettings) -> ClientSettings:
        """The settings of a session with the present values of AT+QFTPCFG; login and TLS stay as at the opening."""
        return session.changed(
            passive=self.configuration.passive,
            ascii=self.configuration.ascii,
            restart_at=self.configuration.resuming_point,
            ignore_passive_address=self.configuration.ignores_passive_address,
        )

    # clause: note 2.2, note 2.3, note 4.2.1, note 4.2.4
    # requirements: MODE-09, SSLCFG-FTPS-01, SSLCFG-FTPS-02, EX424-05, EX424-06
    def uses_tls(self) -> bool:
        """Whether a session is FTPS."""
        return self.ssl.ftps == 1

    # clause: note 1.2, note 2.2, note 4.2.1, note 4.2.4, note 5.2
    # requirements: PROC-11, MODE-01, MODE-02, MODE-03, MODE-04, FTPSERR-02, FTPSERR-03, FTPSERR-05
    def mode(self) -> Mode:
        """The connection mode of an FTPS session."""
        return "explicit" if self.configuration.explicit else "implicit"

    # clause: note 1.2, note 2.3, note 5.2, note Table 3
    # requirements: PROC-09, SSLCFG-GEN-07, SSLCFG-GEN-12, FTPSERR-06, SSLCFG-RTC-11
    def tls(self) -> TlsSettings:
        """The TLS settings of a session, from the context of ftpsctxi."""
        context = self.context(self.context_index())
        return TlsSettings(
            versions=self.versions(context.sslversion),
            suites=self.suites(context.suites),
            seclevel=context.seclevel,
            ca=self.ca(context) if context.seclevel >= 1 else None,
            certificate=self.file(context.clientcert) if context.seclevel == 2 else None,
            key=self.file(context.clientkey) if context.seclevel == 2 else None,
            now=self._clock.rtc() if self.checks_dates() else None,
        )

    # clause: note 2.3
    # requirements: SSLCFG-FTPSCTX-12, SSLCFG-FTPSCTX-13
    def context_index(self) -> int:
        """The index of the SSL context of FTPS; raises `FtpFailure` when none is set."""
        index = self.ssl.ftps_context
        if index == FTPSCTXI_UNSET:
            raise FtpFailure(ErrorCode.ILLEGAL_PARAMETER, "FTPS is on, but ftpsctxi is not set")
        return index

    # clause: note 2.3
    # requirements: SSLCFG-GEN-07, SSLCFG-GEN-08, SSLCFG-CACERT-09, SSLCFG-FTPSCTX-01, SSLCFG-FTPSCTX-04
    # requirements: SSLCFG-FTPSCTX-05, SSLCFG-FTPSCTX-06, SSLCFG-FTPSCTX-07, SSLCFG-FTPSCTX-08
    # requirements: SSLCFG-FTPSCTX-09, SSLCFG-FTPSCTX-13
    def context(self, index: int) -> SslContextSettings:
        """The SSL context of that index."""
        return self.ssl.contexts[index]

    # clause: note 1.1, note 2.3
    # requirements: VER-01, VER-02, VER-03, VER-04, VER-06, SSLCFG-VERSION-03, SSLCFG-VERSION-04
    # requirements: SSLCFG-VERSION-05, SSLCFG-VERSION-06, SSLCFG-VERSION-07, SSLCFG-VERSION-12
    # requirements: SSLCFG-VERSION-13
    def versions(self, sslversion: int) -> tuple[Version, ...]:
        """The versions of a value of sslversion."""
        return SSLVERSION[sslversion]

    # clause: note 1.1, note Table 1
    # requirements: CIPH-01, CIPH-02, CIPH-03, CIPH-04, CIPH-05, CIPH-06, CIPH-07
    def suites(self, configured: tuple[CipherSuite, ...]) -> tuple[CipherSuite, ...]:
        """The offered suites, in their order."""
        return configured

    # clause: note 2.3, note Table 3
    # requirements: SSLCFG-CACERT-01, SSLCFG-CACERT-02, SSLCFG-CACERT-08, SSLCFG-CACERT-09, AUTH-03
    def ca(self, context: SslContextSettings) -> bytes | None:
        """The CA certificate of a context."""
        return self.file(context.cacert)

    # clause: note Table 3
    # requirements: SSLCFG-CACERT-06, SSLCFG-CLICERT-01, SSLCFG-CLICERT-02, SSLCFG-CLICERT-06
    # requirements: SSLCFG-CLIKEY-01, SSLCFG-CLIKEY-02, SSLCFG-CLIKEY-06
    def file(self, name: str) -> bytes | None:
        """The content of a security file; None if the name is empty or the file is missing."""
        stored = self._security.serving(name) if name else None
        return None if stored is None else stored.data

    # clause: note 2.3
    # requirements: SSLCFG-RTC-03, SSLCFG-RTC-04, SSLCFG-RTC-09
    def checks_dates(self) -> bool:
        """Whether the dates of certificates are compared with the RTC."""
        return not self.ssl.ignore_rtc_time
