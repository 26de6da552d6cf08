"""Switches of certificates: what the module checks of the server's chain, and what it presents."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import SignatureAlgorithmOID
from tlslite.handshakesettings import HandshakeSettings
from tlslite.x509 import X509
from tlslite.x509certchain import X509CertChain

from hil.emulator.tls.certificate import UnusableCertificate, load_pem
from hil.emulator.tls.chain_check import ChainChecker
from hil.emulator.tls.client import TlsClient
from hil.emulator.tls.credential import Credential
from hil.emulator.variants.model import Switch, replacing, unchanged

_CHAIN = ("TLS chain",)
_SECLEVEL = "seclevel 1 asks for server authentication, and the note says no more about it"
_OLD_HASHES: Mapping[x509.ObjectIdentifier, hashes.HashAlgorithm] = MappingProxyType(
    {SignatureAlgorithmOID.RSA_WITH_MD5: hashes.MD5()}
)


# clause: note 2.3
class IgnoresKeyUsage(ChainChecker):
    """keyUsage of the server's certificate is ignored"""

    def may_exchange_keys(self, leaf: x509.Certificate) -> bool:
        """Whatever it says."""
        del leaf
        return True


# clause: note 2.3
class IgnoresExtendedKeyUsage(ChainChecker):
    """extendedKeyUsage of the server's certificate is ignored"""

    def may_serve(self, leaf: x509.Certificate) -> bool:
        """Whatever it says."""
        del leaf
        return True


# clause: note 2.3
class AcceptsMd5(ChainChecker):
    """SHA-1, SHA-2 and MD5"""

    def signature_hash(self, certificate: x509.Certificate) -> hashes.HashAlgorithm | None:
        """The hash of a trusted signature algorithm, or MD5."""
        if not self.names_one_algorithm(certificate):
            return None
        return _OLD_HASHES.get(certificate.signature_algorithm_oid) or super().signature_hash(certificate)


# clause: note 2.3
class LongChains(ChainChecker):
    """they are searched as far as they reach"""

    depth_max = sent_max = 100


# clause: note 2.3
class ShortChains(ChainChecker):
    """three issuers above the leaf"""

    depth_max = 3


# clause: note 2.3, note 2.4
class ReadsDer(ChainChecker):
    """PEM or DER"""

    def load_anchors(self, pem: bytes) -> list[x509.Certificate]:
        """The configured CAs."""
        try:
            return [x509.load_der_x509_certificate(pem)]
        except ValueError:
            return super().load_anchors(pem)


# clause: note 2.3
class SmallKeys(TlsClient):
    """512 bits or more"""

    def handshake_settings(self) -> HandshakeSettings:
        """The settings with a smaller limit."""
        settings = super().handshake_settings()
        settings.minKeySize = 512
        return settings


# clause: note 2.3, RFC 5246 7.4.6
class PresentsIssuer(TlsClient):
    """the certificate, and the configured CA if it issued it"""

    def load_credential(self) -> Credential | None:
        """The chain of the client with its issuer."""
        credential = super().load_credential()
        if credential is None or self.settings.ca is None:
            return credential
        chain, key = credential
        leaf = x509.load_der_x509_certificate(bytes(chain.x509List[0].bytes))
        try:
            authorities = load_pem(self.settings.ca)
        except UnusableCertificate:
            return credential
        issuers = [_parsed(ca) for ca in authorities if ca.subject == leaf.issuer != leaf.subject]
        return X509CertChain([*chain.x509List, *issuers]), key


def _parsed(certificate: x509.Certificate) -> X509:
    entry = X509()
    entry.parseBinary(certificate.public_bytes(Encoding.DER))
    return entry


SWITCHES = (
    Switch(
        "key-usage",
        "note 2.3",
        _SECLEVEL,
        _CHAIN,
        (unchanged("checked", "it must allow the RSA key exchange"), replacing("ignored", IgnoresKeyUsage)),
    ),
    Switch(
        "extended-key-usage",
        "note 2.3",
        _SECLEVEL,
        _CHAIN,
        (unchanged("checked", "it must allow TLS servers"), replacing("ignored", IgnoresExtendedKeyUsage)),
    ),
    Switch(
        "signature-hashes",
        "note 2.3 (silent)",
        "the note does not name the hashes of certificates",
        _CHAIN,
        (unchanged("sha", "SHA-1 and SHA-2"), replacing("md5", AcceptsMd5)),
    ),
    Switch(
        "chain-depth",
        "note 2.3 (silent)",
        "the note does not limit the length of a chain",
        _CHAIN,
        (
            unchanged("5", "five issuers above the leaf"),
            replacing("3", ShortChains),
        ),
    ),
    Switch(
        "long-chains",
        "note 2.3 (silent)",
        "the note does not limit the length of a chain",
        _CHAIN,
        (
            unchanged("cut", "ten certificates of the server are used"),
            replacing("searched", LongChains),
        ),
    ),
    Switch(
        "ca-format",
        "note 2.4 (silent)",
        "the names of Table 3 end with pem, and the note does not name the format",
        (*_CHAIN, "AT+QSECWRITE"),
        (unchanged("pem", "PEM"), replacing("der", ReadsDer)),
    ),
    Switch(
        "rsa-keys",
        "note 2.3 (silent)",
        "the note does not limit the size of keys",
        _CHAIN,
        (unchanged("1023", "1023 bits or more"), replacing("512", SmallKeys)),
    ),
    Switch(
        "client-chain",
        "note 2.3, RFC 5246 7.4.6",
        "a client may send certificates of issuers after its own",
        ("TLS certificate",),
        (unchanged("file", "the certificates of the file"), replacing("with-ca", PresentsIssuer)),
    ),
)
