"""Defects of the handshake of data connections: other checks, offers or proofs than on the control connection."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from hil.emulator.ftp.client_settings import ClientSettings
from hil.emulator.ftp.ftps_client import FtpsClient
from hil.emulator.parts import Parts
from hil.emulator.tls.client import TlsClient, TlsSettings, TlsStream
from hil.spec.tls import ALL_SUITES, ALL_VERSIONS

Change = Callable[[TlsSettings], TlsSettings]
Applies = Callable[[ClientSettings], bool]


def always(_settings: ClientSettings) -> bool:
    """On each data connection."""
    return True


def passive(settings: ClientSettings) -> bool:
    """On passive data connections."""
    return settings.passive


def active(settings: ClientSettings) -> bool:
    """On active data connections."""
    return not settings.passive


def explicit(settings: ClientSettings) -> bool:
    """On the data connections of explicit mode."""
    return settings.mode == "explicit"


def implicit(settings: ClientSettings) -> bool:
    """On the data connections of implicit mode."""
    return settings.mode == "implicit"


def with_data_settings(change: Change, applies: Applies = always) -> type[FtpsClient]:
    """A client whose data connections have other TLS settings than its control connection."""

    class HasOtherDataSettings(FtpsClient):
        def data_tls(self) -> TlsClient | None:
            usual = super().data_tls()
            if usual is None or not applies(self.settings):
                return usual
            return self._parts.of(TlsClient)(change(usual.settings), parts=self._parts)

    return HasOtherDataSettings


def with_session_settings(change: Change, applies: Applies) -> type[FtpsClient]:
    """A client whose sessions of some kind have other TLS settings, on every connection."""

    class HasOtherSettings(FtpsClient):
        def open(self) -> None:
            if self.settings.tls is not None and applies(self.settings):
                self.settings = self.settings.changed(tls=change(self.settings.tls))
            super().open()

    return HasOtherSettings


def in_sessions(applies: Applies, *replacements: type) -> type[FtpsClient]:
    """A client that has these defects of other parts in sessions of some kind only."""

    class HasDefectsSometimes(FtpsClient):
        def open(self) -> None:
            if applies(self.settings):
                self._parts = Parts((*replacements, *self._parts.replacements))
            super().open()

    return HasDefectsSometimes


def on_data(*replacements: type) -> type[FtpsClient]:
    """A client that has these defects of the TLS parts on data connections only."""

    class HasDefectsOnData(FtpsClient):
        def data_tls(self) -> TlsClient | None:
            usual = super().data_tls()
            if usual is None:
                return None
            parts = Parts((*replacements, *self._parts.replacements))
            return parts.of(TlsClient)(usual.settings, parts=parts)

    return HasDefectsOnData


def unchecked(settings: TlsSettings) -> TlsSettings:
    """The server is not authenticated, and no client certificate is shown."""
    return replace(settings, seclevel=0)


def dateless(settings: TlsSettings) -> TlsSettings:
    """Dates are not checked."""
    return replace(settings, now=None)


def with_all_suites(settings: TlsSettings) -> TlsSettings:
    """All suites of Table 1 are offered."""
    return replace(settings, suites=tuple(int(suite) for suite in ALL_SUITES))


def with_all_versions(settings: TlsSettings) -> TlsSettings:
    """All versions are offered."""
    return replace(settings, versions=tuple(int(version) for version in ALL_VERSIONS))


def with_first_suite(settings: TlsSettings) -> TlsSettings:
    """Only the first suite of the list is offered."""
    return replace(settings, suites=settings.suites[:1])


class PinsDataToControl(FtpsClient):
    """Data connections offer only the version and the suite that the control connection has negotiated."""

    def data_tls(self) -> TlsClient | None:
        usual, stream = super().data_tls(), self.control.stream
        if usual is None or not isinstance(stream, TlsStream):
            return usual
        pinned = replace(usual.settings, versions=(int(stream.version),), suites=(stream.suite,))
        return self._parts.of(TlsClient)(pinned, parts=self._parts)


class ShowsNoCertificateOnData(FtpsClient):
    """The client certificate is shown on the control connection only."""

    def data_tls(self) -> TlsClient | None:
        usual = super().data_tls()
        if usual is None:
            return None
        bare = self._parts.of(TlsClient)(usual.settings, parts=self._parts)
        bare.credential = None
        return bare
