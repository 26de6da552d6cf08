"""A server's chain with its key in one file, as programs of other people import it (PKCS#12, RFC 7292)."""

from __future__ import annotations

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    load_pem_private_key,
    pkcs12,
)

from hil.pki.chain import Chain


def bundled(chain: Chain, *, name: str, password: str) -> bytes:
    """The bundle of a chain under a name; its content is encrypted with the password."""
    leaf, *others = (x509.load_der_x509_certificate(entry) for entry in chain.der)
    key = load_pem_private_key(chain.key, None)
    assert isinstance(key, rsa.RSAPrivateKey)  # every key of the bench is one (note 2.3: all suites are RSA)
    return pkcs12.serialize_key_and_certificates(
        name.encode(), key, leaf, others, BestAvailableEncryption(password.encode())
    )
