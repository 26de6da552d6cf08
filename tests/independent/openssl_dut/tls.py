"""Byte streams of the FTP client: a socket, in clear or with TLS by OpenSSL."""

from __future__ import annotations

import select
import socket
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import TypeVar

from cryptography import x509
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from OpenSSL import SSL, crypto

T = TypeVar("T")
NAMES = {"0X0035": b"AES256-SHA", "0X002F": b"AES128-SHA", "0X003D": b"AES256-SHA256"}
VERSIONS = {1: SSL.TLS1_VERSION, 2: SSL.TLS1_1_VERSION, 3: SSL.TLS1_2_VERSION}
NO_CHECK_TIME = 0x200000


class StreamTimeout(Exception):
    """Nothing came, or nothing could be sent, in time."""


class StreamClosed(Exception):
    """The peer closed or reset the connection."""


class TlsFault(Exception):
    """TLS refused: the handshake, a record, a certificate."""


@dataclass(frozen=True, slots=True)
class TlsPlan:
    """What a handshake needs; `ca`, `certificate` and `key` are PEM."""

    version: int
    suites: tuple[str, ...]
    ca: bytes | None = None
    certificate: bytes | None = None
    key: bytes | None = None
    now: datetime | None = None  # None: dates are ignored
    resumed: bool = False

    def context(self) -> SSL.Context:
        """A context of OpenSSL; TlsFault if a file is none."""
        context = SSL.Context(SSL.TLS_CLIENT_METHOD)
        ciphers = b":".join(NAMES[suite] for suite in self.suites)
        context.set_cipher_list(ciphers + b":@SECLEVEL=0")
        lowest, highest = (1, 3) if self.version == 4 else (self.version, self.version)
        context.set_min_proto_version(VERSIONS[lowest])
        context.set_max_proto_version(VERSIONS[highest])
        context.set_session_cache_mode(SSL.SESS_CACHE_OFF)
        try:
            self._authenticate(context)
        except (ValueError, TypeError, crypto.Error, SSL.Error) as error:
            raise TlsFault(f"security data: {error}") from error
        return context

    def _authenticate(self, context: SSL.Context) -> None:
        context.set_verify(SSL.VERIFY_NONE if self.ca is None else SSL.VERIFY_PEER)
        store = context.get_cert_store()
        if self.ca is not None and store is not None:
            for certificate in x509.load_pem_x509_certificates(self.ca):
                store.add_cert(crypto.X509.from_cryptography(certificate))
            if self.now is None:
                store.set_flags(NO_CHECK_TIME)
            else:
                store.set_time(self.now.replace(tzinfo=None))
        if self.certificate is not None and self.key is not None:
            leaf, *rest = x509.load_pem_x509_certificates(self.certificate)
            context.use_certificate(crypto.X509.from_cryptography(leaf))
            for certificate in rest:
                context.add_extra_chain_cert(crypto.X509.from_cryptography(certificate))
            key = load_pem_private_key(self.key, None)
            context.use_privatekey(crypto.PKey.from_cryptography_key(key))  # type: ignore[arg-type]
            context.check_privatekey()


class Stream:
    """One TCP connection; each wait has a limit, and `abort` of another thread ends it."""

    def __init__(self, sock: socket.socket) -> None:
        sock.setblocking(False)
        self._sock = sock
        self._tls: SSL.Connection | None = None

    def fileno(self) -> int:
        return self._sock.fileno()

    @property
    def local_address(self) -> tuple[str, int]:
        """Address and port of this side."""
        name = self._sock.getsockname()
        return name[0], name[1]

    @property
    def peer(self) -> str:
        """Address of the other side."""
        return str(self._sock.getpeername()[0])

    def start_tls(self, context: SSL.Context, *, timeout_s: float, session: object = None) -> None:
        """Shake hands as TLS client."""
        self._tls = SSL.Connection(context, self._sock)
        self._tls.set_connect_state()
        if session is not None:
            self._tls.set_session(session)  # type: ignore[arg-type]
        try:
            self._wait(self._tls.do_handshake, timeout_s)
        except (StreamClosed, SSL.ZeroReturnError) as closed:
            raise TlsFault("closed in the handshake") from closed

    @property
    def session(self) -> object:
        """The TLS session, for another connection."""
        return None if self._tls is None else self._tls.get_session()

    def send(self, data: bytes, timeout_s: float) -> None:
        """Send all."""
        view = memoryview(data)
        while view:
            part = bytes(view[:8192])
            send = self._sock.send if self._tls is None else self._tls.send
            view = view[self._wait(partial(send, part), timeout_s, writing=True) :]

    def receive(self, timeout_s: float) -> bytes:
        """What has come; b"" at the end of the stream."""
        receive = self._sock.recv if self._tls is None else self._tls.recv
        try:
            return self._wait(partial(receive, 8192), timeout_s)
        except SSL.ZeroReturnError:
            return b""

    def readable(self, timeout_s: float = 0) -> bool:
        """Something has come, be it the end."""
        if self._tls is not None and self._tls.pending():
            return True
        return bool(select.select([self._sock], [], [], timeout_s)[0])

    def _wait(self, call: Callable[[], T], timeout_s: float, *, writing: bool = False) -> T:
        deadline = time.monotonic() + timeout_s
        while True:
            try:
                return call()
            except SSL.WantReadError:
                self._select(deadline, writing=False)
            except SSL.WantWriteError:
                self._select(deadline, writing=True)
            except BlockingIOError:
                self._select(deadline, writing=writing)
            except SSL.ZeroReturnError:
                raise
            except SSL.SysCallError as error:
                if error.args[:1] == (-1,):
                    raise SSL.ZeroReturnError from error  # the end without close_notify
                raise StreamClosed(str(error)) from error
            except SSL.Error as error:
                if "unexpected eof" in str(error):
                    raise SSL.ZeroReturnError from error
                raise TlsFault(str(error)) from error
            except OSError as error:
                raise StreamClosed(str(error)) from error

    def _select(self, deadline: float, *, writing: bool) -> None:
        left_s = deadline - time.monotonic()
        if left_s <= 0:
            raise StreamTimeout
        select.select([] if writing else [self._sock], [self._sock] if writing else [], [], left_s)

    def finish(self) -> None:
        """close_notify and FIN: the end of what this side sends."""
        with suppress(SSL.Error, OSError):
            if self._tls is not None:
                self._tls.shutdown()
        with suppress(OSError):
            self._sock.shutdown(socket.SHUT_WR)

    def abort(self) -> None:
        """End every wait of other threads."""
        with suppress(OSError):
            self._sock.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        """Close the socket."""
        self.abort()
        self._sock.close()
