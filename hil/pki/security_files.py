"""Security files in the forms that a user may write: a certificate or key in several encodings and of a given size.

For AT+QSECWRITE (note 2.4).  The note calls the files certificates and keys and
shows sizes that fit PEM; it names no encoding, so the report shows what a DUT
does with the other ones.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from difflib import get_close_matches

from cryptography import x509
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)

from hil.errors import UsageError
from hil.pki.certificates import armoured

PASSPHRASE = b"m95-hil"

_PKCS1, _PKCS8 = PrivateFormat.TraditionalOpenSSL, PrivateFormat.PKCS8


def _der(pem: bytes) -> bytes:
    return x509.load_pem_x509_certificate(pem).public_bytes(Encoding.DER)


def _key(encoding: Encoding, form: PrivateFormat, *, encrypted: bool = False) -> Callable[[bytes], bytes]:
    """An encoder of keys."""

    def encode(pem: bytes) -> bytes:
        # The library must not reject a mismatched or a short key: it is written as it is.
        key = load_pem_private_key(pem, None, unsafe_skip_rsa_key_validation=True)
        return key.private_bytes(
            encoding, form, BestAvailableEncryption(PASSPHRASE) if encrypted else NoEncryption()
        )

    return encode


def _crlf(pem: bytes) -> bytes:
    return pem.replace(b"\n", b"\r\n")


def _cr(pem: bytes) -> bytes:
    return pem.replace(b"\n", b"\r")


TEXT: Mapping[str, Callable[[bytes], bytes]] = {
    "pem": lambda pem: pem,
    "pem-crlf": _crlf,
    "pem-cr": _cr,
    "pem-no-last-newline": lambda pem: pem.rstrip(b"\n"),
    "pem-blank-lines-after": lambda pem: pem + b"\n\n",
    "pem-text-before": lambda pem: b"Subject: the bench of m95-hil\n" + pem,
    "pem-byte-order-mark": lambda pem: b"\xef\xbb\xbf" + pem,
}
"""Ways to write the same PEM (RFC 7468, 2 and 5.2); for certificates and keys alike."""

CERTIFICATE: Mapping[str, Callable[[bytes], bytes]] = {
    **TEXT,
    "pem-one-line": lambda pem: armoured("CERTIFICATE", _der(pem), width=1 << 20),
    "pem-76-columns": lambda pem: armoured("CERTIFICATE", _der(pem), width=76),
    "pem-x509-label": lambda pem: armoured("X509 CERTIFICATE", _der(pem)),
    "der": _der,
}
"""Encodings of a certificate; each takes it as PEM."""

KEY: Mapping[str, Callable[[bytes], bytes]] = {
    **TEXT,
    "pkcs1": _key(Encoding.PEM, _PKCS1),
    "pkcs1-der": _key(Encoding.DER, _PKCS1),
    "pkcs8": _key(Encoding.PEM, _PKCS8),
    "pkcs8-crlf": lambda pem: _crlf(KEY["pkcs8"](pem)),
    "pkcs8-der": _key(Encoding.DER, _PKCS8),
    "pkcs8-encrypted": _key(Encoding.PEM, _PKCS8, encrypted=True),
    "pkcs1-encrypted": _key(Encoding.PEM, _PKCS1, encrypted=True),
}
"""Encodings of a private key; each takes it as PEM.  Encrypted ones have `PASSPHRASE`."""


def encoded_certificate(pem: bytes, encoding: str) -> bytes:
    """A certificate in an encoding of `CERTIFICATE`; raises `UsageError` for an unknown one."""
    return _known("certificate", encoding, CERTIFICATE)(pem)


def encoded_key(pem: bytes, encoding: str) -> bytes:
    """A private key in an encoding of `KEY`; raises `UsageError` for an unknown one."""
    return _known("key", encoding, KEY)(pem)


def padded(pem: bytes, size: int) -> bytes:
    """The same PEM, made exactly `size` bytes long by line feeds after its end (RFC 7468, 3: blank space)."""
    if len(pem) > size:
        raise UsageError(f"a file of {len(pem)} bytes cannot be padded to {size}")
    return pem + b"\n" * (size - len(pem))


def _known(what: str, name: str, table: Mapping[str, Callable[[bytes], bytes]]) -> Callable[[bytes], bytes]:
    if name in table:
        return table[name]
    near = get_close_matches(name, table, n=1)
    hint = f"did you mean {near[0]!r}?" if near else f"there are {', '.join(table)}"
    raise UsageError(f"no encoding of a {what} is called {name!r}; {hint}")
