"""The client certificate and its key for security level 2 (note 2.3)."""

from __future__ import annotations

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, load_pem_private_key
from tlslite.utils.python_rsakey import Python_RSAKey
from tlslite.x509 import X509
from tlslite.x509certchain import X509CertChain

from hil.emulator.tls.certificate import load_pem

Credential = tuple[X509CertChain, Python_RSAKey]
"""A chain and the key of its leaf, as tlslite takes them."""


class UnusableKey(Exception):
    """The client key is not an RSA key, or does not match the certificate."""


# clause: note 2.3
class CredentialReader:
    """Reads a client certificate and its key."""

    # clause: note 2.3, note 2.5
    # requirements: AUTH-08, SECREAD-13
    def read(self, certificate: bytes, key: bytes) -> Credential:
        """Read both PEM files; raises `UnusableCertificate` or `UnusableKey`."""
        chain = load_pem(certificate)
        public = chain[0].public_key()
        try:
            private = load_pem_private_key(key, None, unsafe_skip_rsa_key_validation=True)
        except (ValueError, TypeError, UnsupportedAlgorithm) as error:
            raise UnusableKey(f"the client key cannot be read: {error}") from error
        if not isinstance(private, rsa.RSAPrivateKey) or not isinstance(public, rsa.RSAPublicKey):
            raise UnusableKey("the client certificate and its key must be RSA")
        if not self.belong_together(public, private):
            raise UnusableKey("the client key does not belong to the client certificate")
        return _chain_for_tlslite(chain), _key_for_tlslite(private)

    # clause: note 2.3
    # requirements: AUTH-12
    def belong_together(self, public: rsa.RSAPublicKey, private: rsa.RSAPrivateKey) -> bool:
        """Whether the key matches the certificate."""
        return private.private_numbers().public_numbers == public.public_numbers()


def _chain_for_tlslite(chain: list[x509.Certificate]) -> X509CertChain:
    parsed = [X509() for _ in chain]
    for certificate, entry in zip(parsed, chain, strict=True):
        certificate.parseBinary(entry.public_bytes(Encoding.DER))
    return X509CertChain(parsed)


def _key_for_tlslite(private: rsa.RSAPrivateKey) -> Python_RSAKey:
    numbers = private.private_numbers()
    return Python_RSAKey(
        n=numbers.public_numbers.n,
        e=numbers.public_numbers.e,
        d=numbers.d,
        p=numbers.p,
        q=numbers.q,
        dP=numbers.dmp1,
        dQ=numbers.dmq1,
        qInv=numbers.iqmp,
    )
