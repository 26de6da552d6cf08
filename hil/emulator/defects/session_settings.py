"""Defects of the settings of a session: how they follow from the settings of the module (note 2.2, 2.3)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from hil.emulator.device.personality import Personality
from hil.emulator.ftp.client_settings import ClientSettings, Mode
from hil.emulator.ftp.configuration import FtpConfiguration
from hil.emulator.ftp.session_settings import SessionSettings
from hil.emulator.tls.client import TlsSettings
from hil.emulator.tls.ssl_contexts import SslContextSettings
from hil.spec.files import NVRAM_CA0, NVRAM_CERT, NVRAM_KEY, RAM_CA, RAM_CERT, RAM_KEY
from hil.spec.ftp import FTP_PORT, FTPS_PORT
from hil.spec.tls import FTPSCTXI_UNSET, CipherSuite, Version

Suites = tuple[CipherSuite, ...]


# --- what is offered -------------------------------------------------------------------------------------------


def offering_versions(sslversion: int, *versions: Version) -> type[SessionSettings]:
    """Settings in which one value of sslversion means other versions."""

    class OffersVersions(SessionSettings):
        def versions(self, value: int) -> tuple[Version, ...]:
            return versions if value == sslversion else super().versions(value)

    return OffersVersions


def offering_suites(change: Callable[[Suites], Suites]) -> type[SessionSettings]:
    """Settings that change the suites of the context."""

    class OffersSuites(SessionSettings):
        def suites(self, configured: Suites) -> Suites:
            return change(super().suites(configured))

    return OffersSuites


def offering_instead(configured: CipherSuite, offered: CipherSuite) -> type[SessionSettings]:
    """Settings that replace one suite by another."""
    return offering_suites(
        lambda suites: tuple(dict.fromkeys(offered if suite is configured else suite for suite in suites))
    )


def without_rc4_md5(suites: Suites) -> Suites:
    """The suites without RC4 with MD5; RC4 with SHA if nothing is left."""
    others = tuple(suite for suite in suites if suite is not CipherSuite.TLS_RSA_WITH_RC4_128_MD5)
    return others or (CipherSuite.TLS_RSA_WITH_RC4_128_SHA,)


# --- the session and its transfers -----------------------------------------------------------------------------


def opening(change: Callable[[ClientSettings], ClientSettings]) -> type[SessionSettings]:
    """Settings that are changed for each new session."""

    class OpensWith(SessionSettings):
        def of_session(self, host: str, port: int) -> ClientSettings:
            return change(super().of_session(host, port))

    return OpensWith


def transferring(change: Callable[[ClientSettings], ClientSettings]) -> type[SessionSettings]:
    """Settings that are changed for each transfer."""

    class TransfersWith(SessionSettings):
        def of_transfer(self, session: ClientSettings) -> ClientSettings:
            return change(super().of_transfer(session))

    return TransfersWith


def with_port_of_mode(session: ClientSettings) -> ClientSettings:
    """The settings with the default port of their mode."""
    return session.changed(port=_PORTS[session.mode])


_PORTS: Mapping[Mode, int] = {"plain": FTP_PORT, "explicit": FTP_PORT, "implicit": FTPS_PORT}


def always_in(mode: Mode) -> type[SessionSettings]:
    """Settings in which FTPS always uses that mode, whatever type 7 is."""

    class AlwaysIn(SessionSettings):
        def mode(self) -> Mode:
            return mode

    return AlwaysIn


class ExplicitByDefault(FtpConfiguration):
    """Type 7 is 1 after power-on."""

    def defaults(self, personality: Personality) -> Mapping[int, int | str]:
        return {**super().defaults(personality), 7: 1}


# --- whether it is FTPS ----------------------------------------------------------------------------------------


class _ContextZeroWhenUnbound(SessionSettings):
    def context_index(self) -> int:
        return 0 if self.ssl.ftps_context == FTPSCTXI_UNSET else super().context_index()


class AlwaysFtps(_ContextZeroWhenUnbound):
    """TLS is used although ftps is 0."""

    def uses_tls(self) -> bool:
        return True


class FtpsByConnectionMode(_ContextZeroWhenUnbound):
    """Explicit mode (type 7) turns FTPS on."""

    def uses_tls(self) -> bool:
        return self.configuration.explicit or super().uses_tls()


class PlainWhenUnbound(SessionSettings):
    """FTPS without a bound context opens a plain FTP session."""

    def uses_tls(self) -> bool:
        return self.ssl.ftps_context != FTPSCTXI_UNSET and super().uses_tls()


class PlainByNameStaysPlain(SessionSettings):
    """FTPS stays off, until the next boot, after a plain FTP session to a host name."""

    _by_name = False
    _stays_plain = False

    def of_session(self, host: str, port: int) -> ClientSettings:
        self._by_name = not host[:1].isdigit()
        return super().of_session(host, port)

    def uses_tls(self) -> bool:
        secure = super().uses_tls()
        self._stays_plain |= not secure and self._by_name
        return secure and not self._stays_plain


# --- the SSL context and its files -----------------------------------------------------------------------------


class ContextStuckAtZero(SessionSettings):
    """Context 0 is used, whatever ftpsctxi is."""

    def context(self, index: int) -> SslContextSettings:
        return super().context(0)


class Context1KeptFromFirstSession(SessionSettings):
    """Later sessions use context 1 as it was for the first one."""

    _kept: SslContextSettings | None = None

    def context(self, index: int) -> SslContextSettings:
        if index != 1:
            return super().context(index)
        if self._kept is None:
            self._kept = super().context(index)
        return self._kept


class RamCaMissingAtLevel1(SessionSettings):
    """A CA in RAM is not found at level 1."""

    def ca(self, context: SslContextSettings) -> bytes | None:
        if context.seclevel == 1 and not context.cacert.startswith("NVRAM:"):
            return None
        return super().ca(context)


class AbsentRamFileMeansNvram(SessionSettings):
    """A missing RAM file is replaced by the NVRAM file of the same kind."""

    def file(self, name: str) -> bytes | None:
        stored = super().file(name)
        return super().file(_SLOT[name]) if stored is None and name in _SLOT else stored


_SLOT: Mapping[str, str] = {RAM_CA: NVRAM_CA0, RAM_CERT: NVRAM_CERT, RAM_KEY: NVRAM_KEY}


# --- dates -----------------------------------------------------------------------------------------------------


class DatesInverted(SessionSettings):
    """Dates are checked when ignorertctime is 1, and not when it is 0."""

    def checks_dates(self) -> bool:
        return not super().checks_dates()


class Level1IgnoresDates(SessionSettings):
    """Dates are not checked at level 1."""

    def tls(self) -> TlsSettings:
        settings = super().tls()
        return replace(settings, now=None) if settings.seclevel == 1 else settings


class Context5IgnoresDates(SessionSettings):
    """Dates are not checked in context 5."""

    def checks_dates(self) -> bool:
        return self.ssl.ftps_context != 5 and super().checks_dates()
