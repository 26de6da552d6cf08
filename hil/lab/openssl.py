"""A TLS server of OpenSSL, for versions and suites that the note does not have; it speaks no FTP."""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Callable, Mapping
from contextlib import suppress
from enum import StrEnum
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Self

from hil.lab.relay import Address
from hil.pki.chain import Chain

HANDSHAKE_S = 10.0


class Modern(StrEnum):
    """What the server insists on."""

    TLS13_ONLY = "TLS1.3-only"
    AEAD_ONLY = "AEAD-only"


def _tls13_only(context: ssl.SSLContext) -> None:
    context.minimum_version = ssl.TLSVersion.TLSv1_3


def _aead_only(context: ssl.SSLContext) -> None:
    """TLS1.2 with suites that are newer than the note's: AES-GCM and ChaCha20 (RFC 5288, RFC 7905)."""
    context.maximum_version = ssl.TLSVersion.TLSv1_2
    context.set_ciphers("AESGCM:CHACHA20")


_RESTRICTIONS: Mapping[Modern, Callable[[ssl.SSLContext], None]] = {
    Modern.TLS13_ONLY: _tls13_only,
    Modern.AEAD_ONLY: _aead_only,
}


class OpenSslServer:
    """Makes handshakes, keeps the outcome of each, and closes the connection."""

    def __init__(self, listener: socket.socket, chain: Chain, *, host: str, kind: Modern) -> None:
        self.address: Address = (host, listener.getsockname()[1])
        """Host and port, as the DUT dials them."""
        self._listener = listener
        self._outcomes: list[str] = []
        self._context = _context(chain, kind)
        self._thread = threading.Thread(target=self._serve, name="openssl-server", daemon=True)
        self._thread.start()

    @property
    def outcomes(self) -> tuple[str, ...]:
        """The version of each handshake that was completed, or why it was not."""
        return tuple(self._outcomes)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End the thread, after the handshake that it may be in."""
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._thread.join()
        self._listener.close()

    def _serve(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:  # closed
                return
            connection.settimeout(HANDSHAKE_S)
            try:
                with self._context.wrap_socket(connection, server_side=True) as session:
                    self._outcomes.append(session.version() or "none")
            except OSError as error:
                self._outcomes.append(f"refused: {getattr(error, 'reason', error)}")
                connection.close()


def _context(chain: Chain, kind: Modern) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    _RESTRICTIONS[kind](context)
    with TemporaryDirectory(prefix="m95-hil-") as folder:  # the module ssl reads files only
        file = Path(folder, "server.pem")
        file.touch(mode=0o600)
        file.write_bytes(chain.certificates + chain.key)
        context.load_cert_chain(file)
    return context
