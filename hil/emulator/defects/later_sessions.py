"""Defects of the clock by which a server is judged, and of what a session leaves for later ones (note 2.3; 27.007, 8.15)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hil.emulator.at.terminal import Terminal
from hil.emulator.ftp.client_settings import ClientSettings
from hil.emulator.ftp.service import FtpService
from hil.emulator.ftp.session_settings import SessionSettings
from hil.emulator.tls.client import TlsSettings
from hil.spec.files import NVRAM_CERT, NVRAM_KEY

# --- the clock -------------------------------------------------------------------------------------------------


def reading_clock(change: Callable[[datetime], datetime]) -> type[SessionSettings]:
    """Settings in which certificates are judged by a changed time."""

    class ReadsClock(SessionSettings):
        def tls(self) -> TlsSettings:
            settings = super().tls()
            return settings if settings.now is None else replace(settings, now=change(settings.now))

    return ReadsClock


def without_zone(moment: datetime) -> datetime:
    """The local time, taken for GMT."""
    return moment.replace(tzinfo=UTC)


def with_zone_added(moment: datetime) -> datetime:
    """The zone is added where it has to be subtracted."""
    return moment.replace(tzinfo=UTC) + (moment.utcoffset() or timedelta())


def with_zone_in_hours(moment: datetime) -> datetime:
    """Parts of an hour of the zone have no effect."""
    offset = moment.utcoffset() or timedelta()
    return moment.replace(tzinfo=UTC) - timedelta(hours=int(offset / timedelta(hours=1)))


# --- later sessions --------------------------------------------------------------------------------------------


class KeepsFirstCa(SessionSettings):
    """The CA of the first session with one is that of all later ones."""

    _first: bytes | None = None

    def tls(self) -> TlsSettings:
        settings = super().tls()
        self._first = self._first or settings.ca
        return settings if settings.ca is None else replace(settings, ca=self._first)


class KeepsLevel0(SessionSettings):
    """After a session of seclevel 0 no server is verified."""

    _was_0 = False

    def tls(self) -> TlsSettings:
        settings = super().tls()
        self._was_0 = self._was_0 or settings.seclevel == 0
        return replace(settings, seclevel=0) if self._was_0 else settings


class TrustsAfterGoodSession(FtpService):
    """A server whose address has once been verified at seclevel 1 is not verified again there."""

    _verified: tuple[str, int] | None = None

    def open(self, terminal: Terminal, host: str, port: int) -> None:
        connect = self._connect
        if (host, port) == self._verified:
            self._connect = lambda settings: connect(_unverified(settings))
        try:
            super().open(terminal, host, port)
        finally:
            self._connect = connect

    def result_line(self, name: str, value: int) -> str:
        if (
            name == "QFTPOPEN"
            and value == 0
            and self._settings.uses_tls()
            and self._settings.tls().seclevel == 1
        ):
            self._verified = self.host, self.port
        return super().result_line(name, value)


def _unverified(settings: ClientSettings) -> ClientSettings:
    if settings.tls is None or settings.tls.seclevel != 1:
        return settings
    return settings.changed(tls=replace(settings.tls, seclevel=0))


class PresentsNvramPair(SessionSettings):
    """The client certificate is that of NVRAM, whichever files the context names."""

    def tls(self) -> TlsSettings:
        settings = super().tls()
        if settings.certificate is None:
            return settings
        return replace(
            settings,
            certificate=self.file(NVRAM_CERT) or settings.certificate,
            key=self.file(NVRAM_KEY) or settings.key,
        )
