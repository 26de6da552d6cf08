"""The TLS client of the module: SSL3.0 to TLS1.2, the six suites of Table 1, as configured and no more (note 2.3).

tlslite-ng implements the protocol, `ClientConnection` adapts it.  There is no SNI, no
session resumption, no encrypt-then-MAC and no extended master secret: the module
is of 2018, and the note does not mention them.
"""

from __future__ import annotations

import contextlib
import socket
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from tlslite.constants import AlertDescription, AlertLevel
from tlslite.errors import BaseTLSException, TLSAbruptCloseError, TLSLocalAlert, TLSRemoteAlert
from tlslite.handshakesettings import HandshakeSettings
from tlslite.recordlayer import RecordLayer

from hil import cipher_acceleration
from hil.deadline import Deadline
from hil.emulator.network.link import TcpConnection
from hil.emulator.parts import STANDARD, Parts
from hil.emulator.tls.certificate import UnusableCertificate
from hil.emulator.tls.chain_check import ChainChecker
from hil.emulator.tls.connection import ClientConnection, WireVersion, wire_version
from hil.emulator.tls.credential import Credential, CredentialReader, UnusableKey
from hil.spec.tls import Version

_RECORD_HEADER = 5  # RFC 5246, 6.2.1: type, version, length
_TLS_RECORDS = (20, 21, 22, 23)  # RFC 5246, 6.2.1; no text begins with one of them


class TlsFailure(Exception):
    """The handshake or the connection failed; `alert` is the number of the alert that was sent or received."""

    def __init__(self, reason: str, *, alert: int | None = None) -> None:
        super().__init__(reason)
        self.alert = alert


# clause: RFC 5246 7.2.1
class Truncated(TlsFailure):
    """The connection ended without close_notify: data may be missing."""


# clause: note 2.3
class TlsUnconfigured(Exception):
    """The security level needs data that are missing, unreadable or do not match."""


@dataclass(frozen=True, slots=True)
class TlsSettings:
    """The TLS settings: numbers as on the wire, PEM as stored; with `now=None` dates are not checked.

    `host` is the server as AT+QFTPOPEN names it.
    """

    versions: tuple[int, ...]
    suites: tuple[int, ...]
    seclevel: int = 0
    ca: bytes | None = None
    certificate: bytes | None = None
    key: bytes | None = None
    now: datetime | None = None
    host: str = ""


# clause: note 2.3, note chapter 1
# requirements: GEN-01, GEN-05
class TlsClient:
    """Makes TLS connections with one set of settings, which are checked once.

    It raises `TlsUnconfigured` before a connection is made.
    """

    def __init__(self, settings: TlsSettings, *, parts: Parts = STANDARD) -> None:
        cipher_acceleration.install()
        self.settings, self._parts = settings, parts
        self.checker: ChainChecker | None = None
        self.credential: Credential | None = None
        try:
            if self.verifies_server:
                self.checker = self.make_checker()
            if self.presents_certificate:
                self.credential = self.load_credential()
        except (UnusableCertificate, UnusableKey) as error:
            raise TlsUnconfigured(str(error)) from error

    # clause: note 1.2, note 2.3, note 4.1.1, note 5.2
    # requirements: PROC-04, SSLCFG-SECLVL-03, SSLCFG-SECLVL-04, AUTH-01, AUTH-02, AUTH-13, EX411-05
    @property
    def verifies_server(self) -> bool:
        """Whether the security level demands the authentication of the server."""
        return self.settings.seclevel >= 1

    # clause: note 2.3, note 5.2
    # requirements: SSLCFG-SECLVL-05, AUTH-06, AUTH-07, AUTH-08
    @property
    def presents_certificate(self) -> bool:
        """Whether the security level demands the authentication of the client."""
        return self.settings.seclevel >= 2

    # clause: note 2.3
    # requirements: SSLCFG-CACERT-06, AUTH-04, AUTH-11
    def make_checker(self) -> ChainChecker | None:
        """The check of the server's chain; raises `TlsUnconfigured` without a CA certificate."""
        if self.settings.ca is None:
            raise TlsUnconfigured(f"seclevel {self.settings.seclevel} needs a CA certificate")
        return self._parts.of(ChainChecker)(self.settings.ca, now=self.settings.now)

    # clause: note 2.3
    # requirements: AUTH-08, AUTH-09, AUTH-10
    def load_credential(self) -> Credential | None:
        """The certificate for a request of the server; raises `TlsUnconfigured` if a part is missing."""
        certificate, key = self.settings.certificate, self.settings.key
        if certificate is None or key is None:
            raise TlsUnconfigured(f"seclevel {self.settings.seclevel} needs a client certificate and its key")
        return self._parts.of(CredentialReader)().read(certificate, key)

    def connect(self, link: TcpConnection, deadline: Deadline) -> TlsStream:
        """Do the handshake on a connected link; raises `TlsFailure` and the exceptions of `TcpConnection`."""
        link.deadline = deadline
        records = _RecordsOnly(link)
        connection = self._parts.of(ClientConnection)(
            records,
            offered_suites=self.offered_suites,
            offered_versions=self.offered_versions,
            checker=self.checker,
            host=self.settings.host,
            record_layer=self._parts.of(RecordLayer),
        )
        chain, key = self.credential or (None, None)
        with _translated():
            connection.handshakeClientCert(
                certChain=chain,
                privateKey=key,
                session=self.former_session(),
                settings=self.handshake_settings(),
            )
        self.keep_session(connection.session)
        return self._parts.of(TlsStream)(link, connection, records)

    # clause: note chapter 1
    # requirements: GEN-07
    def former_session(self) -> Any:
        """The TLS session that a handshake offers to resume: none."""
        return None

    def keep_session(self, session: Any) -> None:
        """Remember the TLS session of a finished handshake: not needed."""

    # clause: note 2.3, note Table 1
    # requirements: CIPH-07, CIPH-09, SSLCFG-CIPHER-13, SSLCFG-CIPHER-14, SSLCFG-CIPHER-15
    @property
    def offered_suites(self) -> list[int]:
        """The suites of the ClientHello, in the configured order."""
        return [int(suite) for suite in self.settings.suites]

    # clause: note 1.1, note 2.3
    # requirements: VER-05, VER-06, SSLCFG-VERSION-12
    @property
    def offered_versions(self) -> frozenset[WireVersion]:
        """The versions that are accepted in a ServerHello; the ClientHello has the highest."""
        return frozenset(wire_version(version) for version in self.settings.versions)

    # clause: note 2.3, note Table 1
    # requirements: CIPH-01, CIPH-02, CIPH-03, CIPH-04, CIPH-05, CIPH-06, PAIR-SSL30-0035, PAIR-SSL30-0005
    # requirements: PAIR-SSL30-0004, PAIR-SSL30-000A, PAIR-SSL30-002F, PAIR-SSL30-003D, PAIR-TLS10-0035
    # requirements: PAIR-TLS10-0005, PAIR-TLS10-0004, PAIR-TLS10-000A, PAIR-TLS10-002F, PAIR-TLS10-003D
    # requirements: PAIR-TLS11-0035, PAIR-TLS11-0005, PAIR-TLS11-0004, PAIR-TLS11-000A, PAIR-TLS11-002F
    # requirements: PAIR-TLS11-003D, PAIR-TLS12-0035, PAIR-TLS12-0005, PAIR-TLS12-0004, PAIR-TLS12-000A
    # requirements: PAIR-TLS12-002F, PAIR-TLS12-003D, PAIR-ALL-0035, PAIR-ALL-0005, PAIR-ALL-0004
    # requirements: PAIR-ALL-000A, PAIR-ALL-002F, PAIR-ALL-003D
    def handshake_settings(self) -> HandshakeSettings:
        """The settings of tlslite; `ClientConnection` writes the other ones into the ClientHello."""
        settings = HandshakeSettings()
        # a ServerHello with a lower version is for `ClientConnection.is_offered`
        settings.minVersion, settings.maxVersion = wire_version(Version.SSL30), max(self.offered_versions)
        settings.cipherNames = ["aes256", "aes128", "rc4", "3des"]
        settings.macNames = ["sha", "md5", "sha256"]
        settings.keyExchangeNames = ["rsa"]
        settings.rsaSigHashes = ["sha256", "sha384", "sha512", "sha224", "sha1", "md5"]
        settings.rsaSchemes = ["pkcs1"]
        settings.ecdsaSigHashes = settings.dsaSigHashes = settings.more_sig_schemes = []
        settings.record_size_limit = None
        settings.use_heartbeat_extension = False
        return settings


class TlsStream:
    """The protected stream on a link, with the operations of the link."""

    def __init__(self, link: TcpConnection, connection: Any, records: _RecordsOnly) -> None:
        self._link, self._records = link, records
        self._connection = connection
        self.version = Version(connection.version[0] << 8 | connection.version[1])
        self.suite: int = connection.session.cipherSuite

    @property
    def deadline(self) -> Deadline:
        """The deadline of each operation; it may be replaced."""
        return self._link.deadline

    @deadline.setter
    def deadline(self, deadline: Deadline) -> None:
        self._link.deadline = deadline

    @property
    def local_address(self) -> str:
        """The module's address on this connection."""
        return self._link.local_address

    @property
    def peer_address(self) -> str:
        """The server's address on this connection."""
        return self._link.peer_address

    @property
    def is_reset(self) -> bool:
        """Whether an operation has found the connection reset."""
        return self._link.is_reset

    @property
    def waitable(self) -> socket.socket:
        """The object that `wait` takes."""
        return self._link.waitable

    @property
    def pending(self) -> bool:
        """Whether received bytes are buffered that a selector does not report."""
        return bool(self._connection.holds_data)

    @property
    def is_between_records(self) -> bool:
        """Whether all received bytes belong to whole records."""
        return self._records.is_whole

    def recv(self, limit: int) -> bytes:
        """Receive at least one byte; b"" after the server's close_notify, which is answered.  Raises `Truncated`."""
        with _translated():
            data: bytes = self._connection.read(max=limit)
            return data

    def sendall(self, data: bytes) -> None:
        """Send all of `data`."""
        with _translated():
            self._connection.write(data)

    def finish_sending(self) -> None:
        """Send close_notify and close our direction, without waiting for further data of the peer."""
        if not self._connection.closed:
            with contextlib.suppress(OSError):  # the peer may have closed first
                self._connection.send_alert(AlertLevel.warning, AlertDescription.close_notify)
        self._link.finish_sending()

    def drain(self, deadline: Deadline) -> None:
        """Wait until the peer closes its direction; the data are dropped (see `Link.drain`)."""
        self._link.drain(deadline)

    def close(self) -> None:
        """Close the socket; idempotent.  Without `finish_sending` before it the peer sees a truncation."""
        self._link.close()


Stream = TcpConnection | TlsStream
"""A connection in clear or a protected one."""


# clause: note 5.2
# requirements: MODE-06
class _RecordsOnly:
    """The link as the socket that tlslite needs; an answer other than TLS ends the handshake at once.

    tlslite would read the text of a server without TLS as an SSL2 record and wait for its rest.
    """

    def __init__(self, link: TcpConnection) -> None:
        self._link = link
        self._begun = False
        self._head = b""
        self._left = 0  # bytes of the present record that have not come
        self.send, self.sendall = link.send, link.sendall
        self.close, self.shutdown = link.close, lambda _how: link.finish_sending()

    def recv(self, limit: int) -> bytes:
        data = self._link.recv(limit)
        if data and not self._begun and data[0] not in _TLS_RECORDS:
            raise TlsFailure(f"the server does not speak TLS: it began with {data[:20]!r}")
        self._begun = True
        self._count(data)
        return data

    @property
    def is_whole(self) -> bool:
        """Whether the received bytes end with a record."""
        return not self._head and not self._left

    def _count(self, data: bytes) -> None:
        at = 0
        while at < len(data):
            if self._left:
                step = min(self._left, len(data) - at)
                self._left -= step
            else:
                step = min(_RECORD_HEADER - len(self._head), len(data) - at)
                self._head += data[at : at + step]
                if len(self._head) == _RECORD_HEADER:
                    self._left, self._head = int.from_bytes(self._head[3:]), b""
            at += step


# clause: note chapter 1, RFC 5246 7.2.2
# requirements: GEN-04, TLS-02, TLS-04, TLS-05, TLS-06, TLS-07, TLS-08, TLS-10
@contextlib.contextmanager
def _translated() -> Iterator[None]:
    """Turn the exceptions of tlslite into ours; those of `TcpConnection` are unchanged."""
    try:
        yield
    except TLSAbruptCloseError as error:
        raise Truncated("the connection ended without close_notify") from error
    except TLSLocalAlert as error:
        raise TlsFailure(
            f"{error.message or 'TLS error'}; sent alert {AlertDescription.toStr(error.description)}",
            alert=error.description,
        ) from error
    except TLSRemoteAlert as error:
        raise TlsFailure(
            f"the server sent alert {AlertDescription.toStr(error.description)}", alert=error.description
        ) from error
    except (BaseTLSException, SyntaxError, ValueError, TypeError, IndexError, AttributeError) as error:
        # The exceptions of tlslite's parsers for malformed bytes; its DecodeError is a SyntaxError.
        raise TlsFailure(f"TLS broke: {error!r}") from error
