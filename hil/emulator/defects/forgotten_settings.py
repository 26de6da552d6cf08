"""Parts that forget a setting, or fix it by its first use: after an event of the FTP service (note 2.2, 2.3, 4.2).

An event is what the service itself goes through; what is lost is a value of the settings
that it uses.  Each defect is a pair of them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from hil.emulator.at.terminal import Terminal
from hil.emulator.device.personality import NOTE
from hil.emulator.ftp.client_settings import ClientSettings
from hil.emulator.ftp.jobs import Job, JobResult
from hil.emulator.ftp.service import FtpService
from hil.emulator.ftp.session_settings import SessionSettings
from hil.emulator.tls.client import TlsSettings
from hil.emulator.tls.ssl_contexts import SslContextSettings
from hil.spec.tls import FTPSCTXI_UNSET

Loss = Callable[[SessionSettings], None]
"""Takes a setting away."""


def at_result(name: str, loss: Loss, *, failed: bool = False) -> type[FtpService]:
    """A service that loses a setting when that command has succeeded, or has failed."""

    class LosesAtResult(FtpService):
        def report_end(self, terminal: Terminal, command: str, value: int) -> None:
            super().report_end(terminal, command, value)
            if command == name and (value < 0) is failed:
                loss(self._settings)

    return LosesAtResult


def after_transfer(loss: Loss, *, number: int = 1, failed: bool = False) -> type[FtpService]:
    """A service that loses a setting after that transfer of a session, or after each that fails."""

    class LosesAfterTransfer(FtpService):
        transfers = 0
        """Those of this session."""

        def open(self, terminal: Terminal, host: str, port: int) -> None:
            self.transfers = 0
            super().open(terminal, host, port)

        def job_ended(self, job: Job, ending: JobResult) -> None:
            super().job_ended(job, ending)
            if job.transfer is None:
                return
            self.transfers += 1
            if ending.value < 0 if failed else self.transfers == number:
                loss(self._settings)

    return LosesAfterTransfer


def when_server_closes(loss: Loss) -> type[FtpService]:
    """A service that loses a setting when the server ends the session at a transfer."""

    class LosesWithSession(FtpService):
        def job_ended(self, job: Job, ending: JobResult) -> None:
            super().job_ended(job, ending)
            if job.transfer is not None and not self.opened:
                loss(self._settings)

    return LosesWithSession


def at_deactivation(loss: Loss) -> type[FtpService]:
    """A service that loses a setting with the PDP context."""

    class LosesAtDeactivation(FtpService):
        def context_lost(self, *, by_network: bool = False) -> None:
            super().context_lost(by_network=by_network)
            loss(self._settings)

    return LosesAtDeactivation


# --- what is lost ----------------------------------------------------------------------------------------------


def of_type(kind: int) -> Loss:
    """A type of AT+QFTPCFG gets its value after power-on."""

    def lose(settings: SessionSettings) -> None:
        configuration = settings.configuration
        configuration.settings[kind] = configuration.defaults(NOTE)[kind]

    return lose


def of_context(*indexes: int, **fields: Any) -> Loss:
    """These fields of these contexts get other values: without fields all get their defaults."""

    def lose(settings: SessionSettings) -> None:
        for index in indexes:
            before = settings.ssl.contexts[index] if fields else SslContextSettings()
            settings.ssl.contexts[index] = replace(before, **fields)

    return lose


def of_bound_context(settings: SessionSettings) -> None:
    """The context of FTPS gets its defaults."""
    if settings.ssl.ftps_context != FTPSCTXI_UNSET:
        settings.ssl.contexts[settings.ssl.ftps_context] = SslContextSettings()


def of_password(settings: SessionSettings) -> None:
    """The password is empty."""
    settings.configuration.password = ""


def of_user(settings: SessionSettings) -> None:
    """The name of the user is empty."""
    settings.configuration.user = ""


def of_dates(settings: SessionSettings) -> None:
    """The dates of certificates count."""
    settings.ssl.ignore_rtc_time = 0


def of_ftps(settings: SessionSettings) -> None:
    """FTPS is off."""
    settings.ssl.ftps = 0


def of_binding(settings: SessionSettings) -> None:
    """FTPS has context 0."""
    settings.ssl.ftps_context = 0


# --- what is fixed by its first use ----------------------------------------------------------------------------


class LoginOfFirstSession(SessionSettings):
    """Each session logs in with user and password of the first one."""

    _login: tuple[str, str] | None = None

    def of_session(self, host: str, port: int) -> ClientSettings:
        session = super().of_session(host, port)
        self._login = self._login or (session.user, session.password)
        user, password = self._login
        return session.changed(user=user, password=password)


class LevelOnlyRises(SessionSettings):
    """A context keeps the highest security level with which it was used."""

    def tls(self) -> TlsSettings:
        levels = self.__dict__.setdefault("_levels", {})
        index = self.context_index()
        context = self.ssl.contexts[index]
        levels[index] = max(levels.get(index, 0), context.seclevel)
        self.ssl.contexts[index] = replace(context, seclevel=levels[index])
        try:
            return super().tls()
        finally:
            self.ssl.contexts[index] = context


class CaOfFirstUse(SessionSettings):
    """The CA of a name is that of the first session with it, whatever is stored under the name later."""

    def ca(self, context: SslContextSettings) -> bytes | None:
        known: dict[str, bytes | None] = self.__dict__.setdefault("_cas", {})
        if context.cacert not in known:
            known[context.cacert] = super().ca(context)
        return known[context.cacert]


class OffsetOnlyOnce(SessionSettings):
    """Only the first resuming point other than 0 of a boot counts."""

    _first = 0

    def of_transfer(self, session: ClientSettings) -> ClientSettings:
        settings = super().of_transfer(session)
        self._first = self._first or settings.restart_at
        return settings.changed(restart_at=self._first if settings.restart_at else 0)


# --- files of two storages -------------------------------------------------------------------------------------


class KeyOfTheStorageOfTheCertificate(SessionSettings):
    """The client key is taken from the storage of the client certificate."""

    def tls(self) -> TlsSettings:
        index = self.context_index()
        context = self.ssl.contexts[index]
        in_ram = context.clientcert.startswith("RAM:")
        key = "RAM:client_key.pem" if in_ram else "NVRAM:CK0"
        self.ssl.contexts[index] = replace(context, clientkey=key if context.clientkey else "")
        try:
            return super().tls()
        finally:
            self.ssl.contexts[index] = context


class CertificateOfTheStorageOfTheCa(SessionSettings):
    """The client certificate is taken from the storage of the CA."""

    def tls(self) -> TlsSettings:
        index = self.context_index()
        context = self.ssl.contexts[index]
        in_ram = context.cacert.startswith("RAM:")
        name = "RAM:client_cert.pem" if in_ram else "NVRAM:CC0"
        self.ssl.contexts[index] = replace(context, clientcert=name if context.clientcert else "")
        try:
            return super().tls()
        finally:
            self.ssl.contexts[index] = context


class AnyStoredCaWillDo(SessionSettings):
    """Where NVRAM:CA1 is stored and the CA is in RAM, that of NVRAM is used."""

    def ca(self, context: SslContextSettings) -> bytes | None:
        other = self.file("NVRAM:CA1") if context.cacert.startswith("RAM:") else None
        return other or super().ca(context)
