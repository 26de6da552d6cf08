"""Parts that are wrong under a condition of two settings or of a history only (note 1.2, 2.2, 2.3, 4.2)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from hil.emulator.at.terminal import Terminal
from hil.emulator.ftp.client_settings import ClientSettings
from hil.emulator.ftp.data import DataConnection
from hil.emulator.ftp.ftps_client import FtpsClient
from hil.emulator.ftp.local_transfer import LocalDownload
from hil.emulator.ftp.service import FtpService
from hil.emulator.ftp.session_settings import SessionSettings
from hil.emulator.tls.client import TlsClient, TlsSettings
from hil.emulator.tls.ssl_contexts import SslContextSettings
from hil.spec.tls import Version


class FirstSuiteLostWithTls10(TlsClient):
    """Of several suites the first one is not offered, if TLS1.0 is the only version."""

    @property
    def offered_suites(self) -> list[int]:
        suites = super().offered_suites
        return suites[1:] if self.settings.versions == (Version.TLS10,) and len(suites) > 1 else suites


class CutUserInExplicitMode(SessionSettings):
    """The name of the user has 16 characters at most in explicit mode."""

    def of_session(self, host: str, port: int) -> ClientSettings:
        session = super().of_session(host, port)
        return session.changed(user=session.user[:16]) if session.mode == "explicit" else session


class OldPasswordAfterFailedOpen(SessionSettings):
    """After an AT+QFTPOPEN to a TLS server that failed, the next session has the password of the last good one."""

    last_good = ""
    failed = False

    def of_session(self, host: str, port: int) -> ClientSettings:
        session = super().of_session(host, port)
        return session.changed(password=self.last_good) if self.failed and self.last_good else session


class ServiceWithOldPassword(FtpService):
    """Tells the settings how AT+QFTPOPEN ended."""

    def report_end(self, terminal: Terminal, command: str, value: int) -> None:
        super().report_end(terminal, command, value)
        if command == "QFTPOPEN" and isinstance(self._settings, OldPasswordAfterFailedOpen):
            self._settings.failed = value < 0
            if value == 0:
                self._settings.last_good = self._settings.configuration.password


class CredentialOfFirstExplicitSession(SessionSettings):
    """The client certificate of the first explicit session stays that of all explicit sessions."""

    first: tuple[bytes | None, bytes | None] | None = None

    def tls(self) -> TlsSettings:
        settings = super().tls()
        if settings.certificate is None or self.mode() != "explicit":
            return settings
        if self.first is None:
            self.first = settings.certificate, settings.key
        return replace(settings, certificate=self.first[0], key=self.first[1])


class Context4InPlaceOf5WithLevel2(SessionSettings):
    """The suites of context 5 are those of context 4, where context 5 asks for a client certificate."""

    def context(self, index: int) -> SslContextSettings:
        context = super().context(index)
        if index != 5 or context.seclevel < 2:
            return context
        return replace(context, suites=super().context(4).suites)


class ShortCountWithTls11(DataConnection):
    """An upload above 65535 bytes has a count of 16 bits, if TLS1.1 is the only version."""

    def send(self, source: Callable[[int], bytes]) -> int:
        count = super().send(source)
        tls = self._settings.tls
        return count & 0xFFFF if tls is not None and tls.versions == (Version.TLS11,) else count


class LowerNamesInActiveUploads(FtpsClient):
    """An upload over an active data connection has a name in lower case."""

    def put(self, name: str, source: Callable[[int], bytes], ready: Callable[[], None]) -> int:
        return super().put(name if self.settings.passive else name.lower(), source, ready)


class CapitalNamesLoseBytes(LocalDownload):
    """A download into a file whose name has capital letters loses the last byte of its first block."""

    def sink(self, block: bytes) -> None:
        has_capitals = any(letter.isupper() for letter in self._name.partition(":")[2])
        super().sink(block[:-1] if has_capitals and not self._data else block)
