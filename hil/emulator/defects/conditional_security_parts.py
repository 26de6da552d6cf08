"""Parts that treat SSL settings, certificates and security files wrongly under a condition only (note 2.3 to 2.6)."""

# ruff: noqa: N802, N803 - the names of what is overridden are tlslite's

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace

from cryptography import x509
from cryptography.x509.oid import NameOID
from tlslite.errors import TLSBadRecordMAC
from tlslite.recordlayer import RecordLayer

from hil.at.parse import CommandLine
from hil.deadline import Deadline
from hil.emulator.at.command import Call, Command
from hil.emulator.at.interpreter import Interpreter
from hil.emulator.at.outcome import OK, FinalResultCode, Outcome
from hil.emulator.at.terminal import Terminal
from hil.emulator.commands.security_files import SecurityFileCommands
from hil.emulator.commands.security_upload import SecurityUpload
from hil.emulator.commands.ssl_config import SslConfigCommands
from hil.emulator.device.clock import BOOT_RTC
from hil.emulator.ftp.data import BLOCK, DataConnection
from hil.emulator.ftp.failure import FtpFailure
from hil.emulator.ftp.service import FtpService
from hil.emulator.ftp.session_settings import SessionSettings
from hil.emulator.network.link import TcpConnection
from hil.emulator.storage.security_store import SecurityStore, StoredFile, StoreRefusal
from hil.emulator.tls.chain_check import CertificatePath, ChainChecker, ChainRejected, IssuerRule
from hil.emulator.tls.client import Stream, TlsClient, TlsFailure, TlsSettings, TlsStream
from hil.emulator.tls.connection import ClientConnection
from hil.emulator.tls.ssl_contexts import SslContextSettings
from hil.spec.codes import ErrorCode, ResultCode

_NAME = 32  # characters after the prefix
_RULES_OF_SIGNATURES = (IssuerRule.ALGORITHM, IssuerRule.SIGNATURE)
_ABORTED = 426  # RFC 959, 4.2
_VERIFIED = 2  # connections of a session
_TEN_S, _TWO_MINUTES_S = 10.0, 120.0


class CutsNamesOfRam(SecurityStore):
    """A name in RAM has 32 characters at most; the rest is dropped."""

    def find(self, name: str) -> StoredFile | None:
        return super().find(self._cut(name))

    def keep(self, name: str, stored: StoredFile) -> None:
        super().keep(self._cut(name), stored)

    def delete(self, name: str) -> None:
        super().delete(self._cut(name))

    @staticmethod
    def _cut(name: str) -> str:
        prefix, colon, rest = name.partition(":")
        return name if prefix == "NVRAM" else prefix + colon + rest[:_NAME]


class DeletesAbsentBesideOthers(SecurityStore):
    """The deletion of an absent file succeeds while its storage has others."""

    def delete(self, name: str) -> None:
        if name in self.storage(name) or not self.storage(name):
            super().delete(name)


class EmptiesRamAtReadForm(SecurityFileCommands):
    """AT+QSECWRITE? deletes the CA certificate of RAM."""

    def commands(self) -> Mapping[str, Command]:
        usual = dict(super().commands())
        usual["+QSECWRITE"] = replace(usual["+QSECWRITE"], read=self._delete_ca)
        return usual

    def _delete_ca(self, _call: Call) -> Outcome:
        if self._store.find("RAM:ca_cert.pem") is not None:
            self._store.remove("RAM:ca_cert.pem")
        return OK


class SilentAboutRefusalsInChains(Interpreter):
    """A line of several commands, one of which is refused with ERROR, gets no final result code."""

    def _run_commands(
        self, terminal: Terminal, line: CommandLine, follow_ups: list[Callable[[], None]]
    ) -> FinalResultCode | None:
        final = super()._run_commands(terminal, line, follow_ups)
        return None if ";" in line.body and final is ResultCode.ERROR else final


class PrintsKeyOfLevel2Only(SslConfigCommands):
    """The printout of a context has no client key below seclevel 2."""

    def printout(self, index: int, context: SslContextSettings) -> str:
        return super().printout(index, context if context.seclevel == 2 else replace(context, clientkey=""))


class IgnoresDatesOfUnsetClock(ChainChecker):
    """Dates are not checked within a year of the time at which the clock starts."""

    def check_dates(self, certificate: x509.Certificate) -> None:
        if self._now is None or self._now.year > BOOT_RTC.year:
            super().check_dates(certificate)


class AllVersionsToTls11InContext3(SessionSettings):
    """The sslversion 4 of context 3 is SSL3.0 to TLS1.1."""

    def tls(self) -> TlsSettings:
        usual = super().tls()
        cut = self.ssl.ftps_context == 3 and len(usual.versions) > 1
        return replace(usual, versions=usual.versions[:-1]) if cut else usual


class AlertEndsUploadWell(DataConnection):
    """An upload that a fatal alert ends is a success, whatever the server replies."""

    alerted = False

    def _is_reset_before_reply(self, stream: Stream, deadline: Deadline) -> bool:
        if isinstance(stream, TlsStream):
            stream.deadline = deadline
            try:
                stream.recv(BLOCK)
            except TlsFailure as failure:
                self.alerted = failure.alert is not None
            except OSError:
                pass
        return super()._is_reset_before_reply(stream, deadline)

    def _finish(self, deadline: Deadline | None = None) -> None:
        try:
            super()._finish(deadline)
        except FtpFailure as failure:
            if not self.alerted or failure.reply != _ABORTED:
                raise


class UndoesSettingsOfSession(FtpService):
    """The end of a session restores the settings of the contexts at its opening."""

    at_opening: tuple[SslContextSettings, ...] = ()

    def open(self, terminal: Terminal, host: str, port: int) -> None:
        self.at_opening = tuple(self._settings.ssl.contexts)
        super().open(terminal, host, port)

    def report_end(self, terminal: Terminal, name: str, value: int) -> None:
        if name == "QFTPCLOSE" and self.at_opening:
            self._settings.ssl.contexts[:] = self.at_opening
        super().report_end(terminal, name, value)


class RefusesEmptyStreamRecords(RecordLayer):  # type: ignore[misc]  # tlslite-ng has no types
    """An empty record ends the connection where the suite has a stream cipher."""

    def _decryptStreamThenMAC(self, recordType: int, data: bytearray) -> bytearray:
        plain = bytearray(super()._decryptStreamThenMAC(recordType, data))
        if not plain and self._readState.encContext is not None:
            raise TLSBadRecordMAC("an empty record")
        return plain


class VerifiesFirstDataConnection(TlsClient):
    """The server is verified on the control connection and the first data connection of a session only."""

    connections = 0

    def connect(self, link: TcpConnection, deadline: Deadline) -> TlsStream:
        self.connections += 1
        if self.connections > _VERIFIED:
            self.checker = None
        return super().connect(link, deadline)


class ComparesCommonNames(ChainChecker):
    """A certificate is that of an issuer with the same common name, whatever else their names hold."""

    def paths(
        self, path: CertificatePath, sent: list[x509.Certificate], problems: list[ChainRejected]
    ) -> Iterator[CertificatePath]:
        yield from super().paths(path, sent, problems)
        top = path[-1]
        for issuer in self.anchors:
            if issuer in path or _common_names(issuer.subject) != _common_names(top.issuer):
                continue
            if self.issuing_problem(issuer, top, intermediates=len(path) - 1) is None:
                yield (*path, issuer)


def _common_names(name: x509.Name) -> list[object]:
    return [attribute.value for attribute in name.get_attributes_for_oid(NameOID.COMMON_NAME)]


class DeletesAtTooLargeUpload(SecurityStore):
    """An upload that is refused for its size deletes the file of that name."""

    def check_upload(self, name: str, size: int) -> None:
        try:
            super().check_upload(name, size)
        except StoreRefusal as refusal:
            if refusal.code is ErrorCode.FILE_TOO_LARGE and self.find(name) is not None:
                self.remove(name)
            raise


class WaitsTenSeconds(SecurityUpload):
    """A timeout below ten seconds is one of ten."""

    def time_limit_s(self) -> float:
        return max(_TEN_S, super().time_limit_s())


class WaitsTwoMinutesAtMost(SecurityUpload):
    """A timeout above two minutes is one of two minutes."""

    def time_limit_s(self) -> float:
        return min(_TWO_MINUTES_S, super().time_limit_s())


class ChangesDelete(SecurityStore):
    """The byte 0x7F is stored as 0x7E."""

    def content(self, uploaded: bytes) -> bytes:
        return super().content(uploaded).replace(b"\x7f", b"~")


class TrustsNamedServers(TlsClient):
    """A server that AT+QFTPOPEN names by its host name is not verified."""

    @property
    def verifies_server(self) -> bool:
        return super().verifies_server and self.settings.host.replace(".", "").isdigit()


class IgnoresFlawsWithoutDates(ChainChecker):
    """With ignorertctime 1 neither critical extensions nor the rules for a CA are checked."""

    def knows(self, extension: x509.ObjectIdentifier) -> bool:
        return self._now is None or super().knows(extension)

    def issuing_problem(
        self, issuer: x509.Certificate, subject: x509.Certificate, *, intermediates: int
    ) -> ChainRejected | None:
        problem = super().issuing_problem(issuer, subject, intermediates=intermediates)
        if problem is None or self._now is not None:
            return problem
        return problem if problem.rule in _RULES_OF_SIGNATURES else None


class AcceptsSingleExtension(ClientConnection):
    """A ServerHello with a single extension is accepted, whichever it is."""

    def unrequested_extensions(self, extensions: Sequence[int]) -> set[int]:
        return set() if len(extensions) == 1 else super().unrequested_extensions(extensions)
