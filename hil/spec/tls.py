"""SSL/TLS versions and cipher suites of the note (1.1, Table 1, 2.3), with their numbers on the wire."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum, StrEnum
from types import MappingProxyType


class Version(IntEnum):
    """A protocol version with its number in a ClientHello (RFC 6101, 2246, 4346, 5246)."""

    SSL30 = 0x0300
    TLS10 = 0x0301
    TLS11 = 0x0302
    TLS12 = 0x0303

    @property
    def title(self) -> str:
        """The spelling of the note: `TLS1.2`."""
        return _VERSION_TITLES[self]


_VERSION_TITLES = {
    Version.SSL30: "SSL3.0",
    Version.TLS10: "TLS1.0",
    Version.TLS11: "TLS1.1",
    Version.TLS12: "TLS1.2",
}

ALL_VERSIONS = tuple(Version)

SSLVERSION: Mapping[int, tuple[Version, ...]] = MappingProxyType(
    {  # note 2.3, <sslversion>
        0: (Version.SSL30,),
        1: (Version.TLS10,),
        2: (Version.TLS11,),
        3: (Version.TLS12,),
        4: ALL_VERSIONS,
    }
)
SSLVERSION_DEFAULT = 4  # note 2.3, underlined


class CipherSuite(IntEnum):
    """The six suites of Table 1 by their IANA names; the note writes a code as `0X0035`."""

    TLS_RSA_WITH_AES_256_CBC_SHA = 0x0035
    TLS_RSA_WITH_RC4_128_SHA = 0x0005
    TLS_RSA_WITH_RC4_128_MD5 = 0x0004
    TLS_RSA_WITH_3DES_EDE_CBC_SHA = 0x000A
    TLS_RSA_WITH_AES_128_CBC_SHA = 0x002F
    TLS_RSA_WITH_AES_256_CBC_SHA256 = 0x003D

    @property
    def code(self) -> str:
        """The code as the note writes it: `0X0035`."""
        return f"0X{self.value:04X}"


ALL_SUITES = tuple(CipherSuite)
"""In the order of Table 1; 2.3 and the example of 4.2.1 have other orders."""

EXAMPLE_ORDER = (
    CipherSuite.TLS_RSA_WITH_RC4_128_SHA,
    CipherSuite.TLS_RSA_WITH_RC4_128_MD5,
    CipherSuite.TLS_RSA_WITH_AES_256_CBC_SHA,
    CipherSuite.TLS_RSA_WITH_AES_128_CBC_SHA,
    CipherSuite.TLS_RSA_WITH_AES_256_CBC_SHA256,
    CipherSuite.TLS_RSA_WITH_3DES_EDE_CBC_SHA,
)
"""The order in which 4.2.1 shows a context whose suites were never set."""

RENEGOTIATION_INFO_SCSV = 0x00FF  # RFC 5746, 3.3
FALLBACK_SCSV = 0x5600  # RFC 7507, 3
TLS_HANDSHAKE_RECORD = 22
"""The type of a record with a message of the handshake (RFC 5246, 6.2.1)."""

SIGNALLING = frozenset({RENEGOTIATION_INFO_SCSV, FALLBACK_SCSV})
"""Values in the suite list of a ClientHello that are not suites."""


@dataclass(frozen=True, slots=True)
class Deprecation:
    """Security advice about a version or a suite; it is reported apart from the verdicts."""

    what: str
    rfc: str


DEPRECATED_VERSIONS: Mapping[Version, Deprecation] = MappingProxyType(
    {
        Version.SSL30: Deprecation("SSL3.0 must not be used", "RFC 7568"),
        Version.TLS10: Deprecation("TLS1.0 must not be used", "RFC 8996"),
        Version.TLS11: Deprecation("TLS1.1 must not be used", "RFC 8996"),
    }
)
DEPRECATED_SUITES: Mapping[CipherSuite, Deprecation] = MappingProxyType(
    {
        CipherSuite.TLS_RSA_WITH_RC4_128_SHA: Deprecation("RC4 must not be used", "RFC 7465"),
        CipherSuite.TLS_RSA_WITH_RC4_128_MD5: Deprecation("RC4 must not be used", "RFC 7465"),
        CipherSuite.TLS_RSA_WITH_3DES_EDE_CBC_SHA: Deprecation(
            "3DES is weak (64-bit blocks)", "RFC 9325, 4.1"
        ),
    }
)


def is_legal_pair(version: Version, suite: CipherSuite) -> bool:
    """Whether the suite exists in that version: the SHA-256 suite needs TLS1.2 (RFC 5246, A.5)."""
    return suite is not CipherSuite.TLS_RSA_WITH_AES_256_CBC_SHA256 or version is Version.TLS12


SECLEVELS: Mapping[int, str] = MappingProxyType(
    {  # note 2.3, <seclevel>
        0: "no authentication",
        1: "server authentication",
        2: "server and client authentication",
    }
)
SECLEVEL_DEFAULT = 0  # note 2.3, underlined


class SslSetting(StrEnum):
    """<type> of AT+QSSLCFG (note 2.3); the first seven take a <ctxindex>, the other three are global."""

    CTXINDEX = "ctxindex"
    SSLVERSION = "sslversion"
    CIPHERSUITE = "ciphersuite"
    SECLEVEL = "seclevel"
    CACERT = "cacert"
    CLIENTCERT = "clientcert"
    CLIENTKEY = "clientkey"
    IGNORERTCTIME = "ignorertctime"
    FTPS = "ftps"
    FTPSCTXI = "ftpsctxi"


ALL_SUITES_CODE = 0xFFFF  # not in the note; field code sends 0XFFFF for all suites

CONTEXTS = range(6)  # note 2.3: six SSL contexts, 0-5
FTPSCTXI_UNSET = -1  # note 2.3: the value of ftpsctxi when the host did not configure it
