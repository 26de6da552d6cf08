"""Names and limits of the security files (note 2.4 and Table 3)."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from hil.spec.tls import SslSetting

SIZE_MIN = 1  # bytes, note 2.4
RAM_MAX = 32768  # bytes, note 2.4
NVRAM_MAX = 2017  # bytes, note 2.4

UPLOAD_TIMEOUT_MIN_S = 3  # note 2.4
UPLOAD_TIMEOUT_MAX_S = 200  # note 2.4
UPLOAD_TIMEOUT_DEFAULT_S = 100  # note 2.4

RAM_CA, RAM_CERT, RAM_KEY = "RAM:ca_cert.pem", "RAM:client_cert.pem", "RAM:client_key.pem"  # Table 3
NVRAM_CA0, NVRAM_CA1, NVRAM_CERT, NVRAM_KEY = "NVRAM:CA0", "NVRAM:CA1", "NVRAM:CC0", "NVRAM:CK0"  # Table 3

RAM_NAMES = (RAM_CA, RAM_CERT, RAM_KEY)
NVRAM_NAMES = (NVRAM_CA0, NVRAM_CA1, NVRAM_CERT, NVRAM_KEY)
NAMES = RAM_NAMES + NVRAM_NAMES

NVRAM_SLOTS: Mapping[str, frozenset[str]] = MappingProxyType(
    {  # Table 3
        SslSetting.CACERT: frozenset({NVRAM_CA0, NVRAM_CA1}),
        SslSetting.CLIENTCERT: frozenset({NVRAM_CERT}),
        SslSetting.CLIENTKEY: frozenset({NVRAM_KEY}),
    }
)
"""The files of NVRAM that each keyword of AT+QSSLCFG takes."""


def limit(name: str) -> int:
    """The largest size in bytes that the storage of that file takes."""
    return NVRAM_MAX if name.startswith("NVRAM:") else RAM_MAX
