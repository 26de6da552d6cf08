"""The TLS client of the module: SSL3.0 to TLS1.2, the six suites of Table 1, as configured and no more (note 2.3).

tlslite-ng does the protocol.  Its ClientHello is rewritten here, since it can
only offer the product of cipher and MAC names in an order of its own; and the
server's chain is judged before the key exchange, so that the alert comes in
time.  No SNI, no session resumption, no encrypt-then-MAC, no extended master
secret: the module is of 2018, and the note has no word about them.
"""

from __future__ import annotations

import contextlib
import socket
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, load_pem_private_key
from tlslite.constants import AlertDescription, AlertLevel
from tlslite.errors import BaseTLSException, TLSAbruptCloseError, TLSLocalAlert, TLSRemoteAlert
from tlslite.handshakesettings import HandshakeSettings
from tlslite.utils.python_rsakey import Python_RSAKey
from tlslite.x509 import X509
from tlslite.x509certchain import X509CertChain

from hil import cipher_acceleration
from hil.deadline import Deadline
from hil.emulator.network.link import Link
from hil.emulator.tls.chain_check import ChainChecker, UnusableCertificate, load_pem
from hil.emulator.tls.connection import Connection
from hil.spec.tls import ALL_SUITES, Version

_TLS_RECORDS = (20, 21, 22, 23)  # RFC 5246, 6.2.1; no text begins so


class TlsFailure(Exception):
    """TLS did not come about or broke; `alert` is the number of the alert that was sent or came, if any."""

    def __init__(self, reason: str, *, alert: int | None = None) -> None:
        super().__init__(reason)
        self.alert = alert


class Truncated(TlsFailure):
    """The connection ended without close_notify: what came may not be all (RFC 5246, 7.2.1)."""


class TlsUnconfigured(Exception):
    """The security level asks for data that are missing, unreadable or do not belong together (note 2.3)."""


@dataclass(frozen=True, slots=True)
class TlsSettings:
    """What the module is told: numbers as on the wire, PEM as stored; `now=None` leaves dates unchecked."""

    versions: tuple[int, ...]
    suites: tuple[int, ...]
    seclevel: int = 0
    ca: bytes | None = None
    certificate: bytes | None = None
    key: bytes | None = None
    now: datetime | None = None
    defects: frozenset[str] = frozenset()


class TlsClient:
    """Makes TLS connections with one set of settings, which are examined once.

    Raises `TlsUnconfigured` before anything is connected.
    """

    def __init__(self, settings: TlsSettings) -> None:
        cipher_acceleration.install()
        self.settings = settings
        self.checker: ChainChecker | None = None
        self.credential: tuple[X509CertChain, Python_RSAKey] | None = None
        try:
            self.checker = _checker(settings)
            self.credential = _credential(settings)
        except UnusableCertificate as error:
            raise TlsUnconfigured(str(error)) from error

    def connect(self, link: Link, deadline: Deadline) -> TlsStream:
        """Do the handshake on a connected link; raises `TlsFailure`, and what `Link` raises."""
        link.deadline = deadline
        connection = Connection(
            _RecordsOnly(link),
            offered_suites=self.offered_suites,
            offered_versions=self.offered_versions,
            checker=self.checker,
            defects=self.settings.defects,
        )
        chain, key = self.credential or (None, None)
        with _translated():
            connection.handshakeClientCert(
                certChain=chain, privateKey=key, settings=self.handshake_settings()
            )
        return TlsStream(link, connection)

    @property
    def offered_suites(self) -> list[int]:
        """The suites of the ClientHello, in the configured order."""
        suites = [int(suite) for suite in self.settings.suites]
        if "offers-unconfigured-suite" in self.settings.defects:
            suites += [suite for suite in ALL_SUITES if suite not in suites]
        return suites

    @property
    def offered_versions(self) -> frozenset[tuple[int, int]]:
        """The versions that are accepted in a ServerHello, as tlslite writes them."""
        versions = {int(version) for version in self.settings.versions}
        if "offers-higher-version" in self.settings.defects:
            versions |= {version for version in Version if version > max(versions)}
        if "falls-back-to-ssl30" in self.settings.defects:
            versions.add(Version.SSL30)
        return frozenset((version >> 8, version & 0xFF) for version in versions)

    def handshake_settings(self) -> HandshakeSettings:
        """The settings as far as tlslite's own can tell them; the ClientHello gets the rest."""
        settings = HandshakeSettings()
        settings.minVersion, settings.maxVersion = min(self.offered_versions), max(self.offered_versions)
        if "accepts-weak-key" in self.settings.defects:
            settings.minKeySize = 512
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

    def __init__(self, link: Link, connection: Any) -> None:
        self._link = link
        self._connection = connection
        self.version = Version(connection.version[0] << 8 | connection.version[1])
        self.suite: int = connection.session.cipherSuite

    @property
    def deadline(self) -> Deadline:
        """Bounds each operation until it is replaced."""
        return self._link.deadline

    @deadline.setter
    def deadline(self, deadline: Deadline) -> None:
        self._link.deadline = deadline

    @property
    def local_address(self) -> str:
        """Our address on this connection."""
        return self._link.local_address

    @property
    def peer_address(self) -> str:
        """The server's address on this connection."""
        return self._link.peer_address

    @property
    def is_reset(self) -> bool:
        """Whether an operation has met a reset of the connection."""
        return self._link.is_reset

    @property
    def waitable(self) -> socket.socket:
        """What to give to `wait`."""
        return self._link.waitable

    @property
    def pending(self) -> bool:
        """Whether received bytes are held that no selector would report."""
        return bool(self._connection.holds_data)

    def recv(self, limit: int) -> bytes:
        """At least one byte; b"" after the server's close_notify, which is answered.  Raises `Truncated`."""
        with _translated():
            data: bytes = self._connection.read(max=limit)
            return data

    def sendall(self, data: bytes) -> None:
        """Send all of `data`."""
        with _translated():
            self._connection.write(data)

    def finish_sending(self) -> None:
        """Send close_notify and end our side of the stream; what the peer still sends is not awaited."""
        if not self._connection.closed:
            with contextlib.suppress(OSError):  # the peer may have gone first
                self._connection.send_alert(AlertLevel.warning, AlertDescription.close_notify)
        self._link.finish_sending()

    def drain(self, deadline: Deadline) -> None:
        """Let the peer end its side too, unread; see `Link.drain`."""
        self._link.drain(deadline)

    def close(self) -> None:
        """Close the socket; idempotent.  Without `finish_sending` before it the peer sees a truncation."""
        self._link.close()


Stream = Link | TlsStream
"""A connection in clear or a protected one."""


class _RecordsOnly:
    """The link as tlslite wants a socket; an answer that is no TLS at all ends the handshake at once.

    tlslite would read the text of a server in clear as an SSL2 record and wait for the rest of it.
    """

    def __init__(self, link: Link) -> None:
        self._link = link
        self._begun = False
        self.send, self.sendall = link.send, link.sendall
        self.close, self.shutdown = link.close, lambda _how: link.finish_sending()

    def recv(self, limit: int) -> bytes:
        data = self._link.recv(limit)
        if data and not self._begun and data[0] not in _TLS_RECORDS:
            raise TlsFailure(f"the server does not speak TLS: it began with {data[:20]!r}")
        self._begun = True
        return data


@contextlib.contextmanager
def _translated() -> Iterator[None]:
    """Raise the exceptions of tlslite as ours; those of `Link` pass."""
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
        # What tlslite's parsers raise on bytes of a hostile peer, its DecodeError being a SyntaxError.
        raise TlsFailure(f"TLS broke: {error!r}") from error


def _checker(settings: TlsSettings) -> ChainChecker | None:
    level = settings.seclevel
    if "level-0-wants-ca" in settings.defects:
        level = max(1, level)
    if "seclevel-2-does-not-verify-server" in settings.defects and level == 2:
        return None
    if level == 0:
        return None
    if settings.ca is None:
        if "missing-ca-means-no-check" in settings.defects:
            return None
        raise TlsUnconfigured(f"seclevel {level} needs a CA certificate")
    return ChainChecker(settings.ca, now=settings.now, defects=settings.defects)


def _credential(settings: TlsSettings) -> tuple[X509CertChain, Python_RSAKey] | None:
    level, defects = settings.seclevel, settings.defects
    if "level-1-wants-client-data" in defects and level == 1:
        level = 2
    if level < 2:
        return None
    complete = settings.certificate is not None and settings.key is not None
    if "missing-client-data-is-no-matter" in defects and not complete:
        return None
    credential = _load_credential(
        settings.certificate, settings.key, any_key="mismatched-key-accepted" in defects
    )
    return None if "sends-no-client-certificate" in defects else credential


def _load_credential(
    pem: bytes | None, key: bytes | None, *, any_key: bool
) -> tuple[X509CertChain, Python_RSAKey]:
    if pem is None or key is None:
        raise TlsUnconfigured("seclevel 2 needs a client certificate and its key")
    chain = load_pem(pem)
    public = chain[0].public_key()
    try:
        private = load_pem_private_key(key, None, unsafe_skip_rsa_key_validation=True)
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise TlsUnconfigured(f"the client key cannot be read: {error}") from error
    if not isinstance(private, rsa.RSAPrivateKey) or not isinstance(public, rsa.RSAPublicKey):
        raise TlsUnconfigured("the client certificate and its key must be RSA")
    numbers = private.private_numbers()
    if numbers.public_numbers != public.public_numbers() and not any_key:
        raise TlsUnconfigured("the client key does not belong to the client certificate")
    parsed = [X509() for _ in chain]
    for certificate, entry in zip(parsed, chain, strict=True):
        certificate.parseBinary(entry.public_bytes(Encoding.DER))
    return X509CertChain(parsed), Python_RSAKey(
        n=numbers.public_numbers.n,
        e=numbers.public_numbers.e,
        d=numbers.d,
        p=numbers.p,
        q=numbers.q,
        dP=numbers.dmp1,
        dQ=numbers.dmq1,
        qInv=numbers.iqmp,
    )
