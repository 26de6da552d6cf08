"""TLS on a non-blocking socket, driven step by step from an event loop."""

from __future__ import annotations

import contextlib
import errno
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache, partial
from typing import Any

from tlslite.errors import TLSAbruptCloseError, TLSError, TLSLocalAlert, TLSRemoteAlert
from tlslite.utils.keyfactory import parsePEMKey
from tlslite.x509 import X509
from tlslite.x509certchain import X509CertChain

from hil import cipher_acceleration
from hil.pki.chain import Chain
from hil.pki.verification import fault_of_client_chain
from hil.tls.connection import ServerConnection, settings_for
from hil.tls.policy import ClientCertificate, TlsPolicy
from hil.tls.record import TlsRecord
from hil.tls.resumption import Resumable, SessionMemory
from hil.tls.wire import Wire


@dataclass(frozen=True, slots=True)
class TlsTerms:
    """The terms of one connection: policy, chain to send, and CA (PEM) that issues good client certificates.

    `memory` holds the TLS sessions that may be resumed, None for no resumption;
    `ftp_session` limits resumption to one FTP session, None for no such limit.
    """

    policy: TlsPolicy
    chain: Chain
    client_anchor: bytes
    memory: SessionMemory | None = None
    ftp_session: int | None = None


class Want(Enum):
    """What a handshake waits for."""

    READ = "bytes from the peer"
    WRITE = "room for bytes to the peer"
    NOTHING = "it has finished"


class HandshakeFailed(Exception):
    """The handshake has failed; alerts have been exchanged as far as possible."""


class TlsChannel:
    """One server-side TLS connection on a `Wire`.

    Call `shake` until it wants nothing, then `recv` and `send` as on a non-blocking
    socket.  tlslite reads ahead: after each event, continue to read while
    `is_buffering`, since the kernel reports only the bytes that it still holds.
    """

    def __init__(self, wire: Wire, terms: TlsTerms, record: TlsRecord) -> None:
        cipher_acceleration.install()
        self._wire = wire
        self._record = record
        policy = terms.policy
        resumable = None
        if terms.memory is not None:
            resumable = Resumable(terms.memory, (policy, terms.chain, terms.ftp_session))
        self._connection = ServerConnection(
            wire,
            policy=policy,
            shown=terms.chain.der,
            judge=partial(fault_of_client_chain, anchor_pem=terms.client_anchor),
            record=record,
            resumable=resumable,
        )
        chain, key = _loaded(terms.chain)
        asks = policy.client_certificate is not ClientCertificate.NONE
        self._shaking: Iterator[Any] = self._connection.handshakeServerAsync(
            certChain=chain,
            privateKey=key,
            reqCert=asks,
            reqCAs=[bytearray(name) for name in policy.certificate_authorities if asks] or None,
            sessionCache=resumable,
            settings=settings_for(policy),
        )
        self._reading: Iterator[Any] | None = None
        self._writing: tuple[Iterator[Any], int] | None = None
        self._parting: Iterator[Any] | None = None
        self.is_established = False
        self.is_broken = False

    @property
    def is_buffering(self) -> bool:
        """Whether received bytes are held here that the kernel no longer reports."""
        inside = self._connection
        if inside.is_paused:
            return True
        return bool(inside._readBuffer) or (not inside.closed and bool(inside.sock._read_buffer))  # noqa: SLF001 - no public way

    def gives_way(self) -> bool:
        """Whether so many records have been read that other clients come next; the call resets the count."""
        given, self._connection.has_given_way = self._connection.has_given_way, False
        return given

    def abandon(self, reason: str) -> None:
        """End an unfinished handshake."""
        self.is_broken = True
        self._record.failed(reason)

    def shake(self) -> Want:
        """Continue the handshake; raises `HandshakeFailed`."""
        try:
            want = next(self._shaking)
        except StopIteration:
            self.is_established = True
            self._record.finished(resumed=bool(self._connection.resumed))
            return Want.NOTHING
        except (TLSError, OSError) as error:
            self.is_broken = True
            reason = _reason(error)
            self._record.failed(reason)
            raise HandshakeFailed(reason) from error
        return Want.WRITE if want or self._wire.has_backlog else Want.READ

    def recv(self, size: int) -> bytes:
        """Up to `size` bytes; b"" at the end of the stream, BlockingIOError when none have arrived."""
        if self._reading is None:  # an unfinished read holds half a record
            self._reading = self._connection.readAsync(max=size, min=1)
        result = self._step(self._reading)
        if isinstance(result, int):
            raise BlockingIOError(errno.EAGAIN, "no whole record has come")
        self._reading = None
        return bytes(result)

    def send(self, data: bytes) -> int:
        """Send all of `data`; raises BlockingIOError until it has been sent, then call again with the same data."""
        if self._writing is None:
            self._writing = self._connection.say(data), len(data)
        writing, size = self._writing
        try:
            unfinished = self._step(writing) is not None
        except OSError:
            self._hear_last_words()
            raise
        if unfinished:
            raise BlockingIOError(errno.EAGAIN, "the record has not gone out yet")
        self._writing = None
        return size

    def part(self, alert: tuple[int, int] | None = (1, 0)) -> bool:
        """Finish pending writes and send that alert, close_notify by default; True when nothing is pending."""
        if self._parting is None:
            self._parting = self._farewell(alert)
        try:
            return self._step(self._parting) is None
        except OSError:
            self._hear_last_words()
            return True

    def _hear_last_words(self) -> None:
        """Read what the peer sent before it closed: its alert is evidence."""
        with contextlib.suppress(TLSError, OSError):
            for result in self._reading or self._connection.readAsync(min=1):
                if isinstance(result, int):
                    return

    def _farewell(self, alert: tuple[int, int] | None) -> Iterator[int]:
        if self._writing is not None:
            yield from self._writing[0]
        if alert is not None and self.is_established and not self._connection.closed:
            yield from self._connection.goodbye(*alert)
        while not self._wire.flush():
            yield 1

    def _step(self, generator: Iterator[Any]) -> Any:
        try:
            return next(generator, None)
        except TLSError as error:
            self._reading = self._writing = None
            self.is_broken = True
            raise ConnectionResetError(errno.ECONNRESET, _reason(error)) from error
        except OSError:
            if generator is self._reading:
                self._reading = None
            self._writing = None
            self.is_broken = True
            raise


def _reason(error: Exception) -> str:
    match error:
        case TLSRemoteAlert():
            return f"alert {error} from the client"
        case TLSLocalAlert():
            return f"{error}"
        case TLSAbruptCloseError():
            return "the client ended the connection"
        case _:
            return str(error) or type(error).__name__


@lru_cache(maxsize=64)
def _loaded(chain: Chain) -> tuple[X509CertChain, Any]:
    """A chain and a key from which tlslite chooses; the bytes of `Chain.der` are sent as they are."""
    key = parsePEMKey(chain.key.decode("ascii"), private=True, implementations=["python"])
    decrypt = cipher_acceleration.rsa_decryption(chain.key)
    if decrypt is not None:
        key.decrypt = decrypt
    certificate = X509()
    certificate.certAlg = key.key_type
    return X509CertChain([certificate]), key
