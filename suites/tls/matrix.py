"""The axes of the TLS matrix (note 1.1, Table 1, 2.3) and their requirements."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product

import pytest

from hil.ftps.session import Listener
from hil.spec.tls import CipherSuite, Version


@dataclass(frozen=True, slots=True)
class Setting:
    """A value of <sslversion>: the versions that it means, and the requirements about it."""

    sslversion: int
    title: str
    versions: tuple[Version, ...]
    requirements: tuple[str, ...]


SETTINGS = (
    Setting(0, "SSL3.0", (Version.SSL30,), ("VER-01", "SSLCFG-VERSION-03")),
    Setting(1, "TLS1.0", (Version.TLS10,), ("VER-02", "SSLCFG-VERSION-04")),
    Setting(2, "TLS1.1", (Version.TLS11,), ("VER-03", "SSLCFG-VERSION-05")),
    Setting(3, "TLS1.2", (Version.TLS12,), ("VER-04", "SSLCFG-VERSION-06")),
    Setting(
        4,
        "all",
        (Version.SSL30, Version.TLS10, Version.TLS11, Version.TLS12),
        ("SSLCFG-VERSION-07",),
    ),
)
SINGLE = SETTINGS[:4]

SUITE_REQUIREMENT = {  # Table 1
    CipherSuite.TLS_RSA_WITH_AES_256_CBC_SHA: "CIPH-01",
    CipherSuite.TLS_RSA_WITH_RC4_128_SHA: "CIPH-02",
    CipherSuite.TLS_RSA_WITH_RC4_128_MD5: "CIPH-03",
    CipherSuite.TLS_RSA_WITH_3DES_EDE_CBC_SHA: "CIPH-04",
    CipherSuite.TLS_RSA_WITH_AES_128_CBC_SHA: "CIPH-05",
    CipherSuite.TLS_RSA_WITH_AES_256_CBC_SHA256: "CIPH-06",
}
SUITES = tuple(SUITE_REQUIREMENT)

PAIR_REQUIREMENTS = {  # for each suite, in the order of SETTINGS
    CipherSuite.TLS_RSA_WITH_AES_256_CBC_SHA: (
        "PAIR-SSL30-0035",
        "PAIR-TLS10-0035",
        "PAIR-TLS11-0035",
        "PAIR-TLS12-0035",
        "PAIR-ALL-0035",
    ),
    CipherSuite.TLS_RSA_WITH_RC4_128_SHA: (
        "PAIR-SSL30-0005",
        "PAIR-TLS10-0005",
        "PAIR-TLS11-0005",
        "PAIR-TLS12-0005",
        "PAIR-ALL-0005",
    ),
    CipherSuite.TLS_RSA_WITH_RC4_128_MD5: (
        "PAIR-SSL30-0004",
        "PAIR-TLS10-0004",
        "PAIR-TLS11-0004",
        "PAIR-TLS12-0004",
        "PAIR-ALL-0004",
    ),
    CipherSuite.TLS_RSA_WITH_3DES_EDE_CBC_SHA: (
        "PAIR-SSL30-000A",
        "PAIR-TLS10-000A",
        "PAIR-TLS11-000A",
        "PAIR-TLS12-000A",
        "PAIR-ALL-000A",
    ),
    CipherSuite.TLS_RSA_WITH_AES_128_CBC_SHA: (
        "PAIR-SSL30-002F",
        "PAIR-TLS10-002F",
        "PAIR-TLS11-002F",
        "PAIR-TLS12-002F",
        "PAIR-ALL-002F",
    ),
    CipherSuite.TLS_RSA_WITH_AES_256_CBC_SHA256: (
        "PAIR-SSL30-003D",
        "PAIR-TLS10-003D",
        "PAIR-TLS11-003D",
        "PAIR-TLS12-003D",
        "PAIR-ALL-003D",
    ),
}

OPTIONAL_PAIRS = frozenset({"PAIR-SSL30-0035", "PAIR-SSL30-002F"})  # RFC 3268 has the AES suites for TLS only

SECLEVELS = (0, 1, 2)
MODES = (Listener.IMPLICIT, Listener.EXPLICIT)

_SHA256_SUITE = CipherSuite.TLS_RSA_WITH_AES_256_CBC_SHA256  # introduced by TLS1.2 (RFC 5246, A.5)


def suite_of(version: Version) -> CipherSuite:
    """A suite that every client with that version and Table 1 has: SSL3.0 need not have AES (RFC 3268)."""
    if version is Version.SSL30:
        return CipherSuite.TLS_RSA_WITH_3DES_EDE_CBC_SHA
    return CipherSuite.TLS_RSA_WITH_AES_128_CBC_SHA


_SMOKE = frozenset(
    {
        *(
            (3, CipherSuite.TLS_RSA_WITH_AES_256_CBC_SHA, level, mode)
            for level in SECLEVELS
            for mode in MODES
        ),
        *((3, _SHA256_SUITE, 1, mode) for mode in MODES),
        *((1, CipherSuite.TLS_RSA_WITH_AES_128_CBC_SHA, 1, mode) for mode in MODES),
        *((4, CipherSuite.TLS_RSA_WITH_AES_256_CBC_SHA, 1, mode) for mode in MODES),
        (0, _SHA256_SUITE, 0, Listener.IMPLICIT),
    }
)


def cases(*, legal: bool) -> list[object]:
    """One parameter set for each legal cell of the matrix, or for each illegal cell."""
    return [
        _case(setting, suite, level, mode)
        for setting, suite, level, mode in product(SETTINGS, SUITES, SECLEVELS, MODES)
        if legal is (suite is not _SHA256_SUITE or Version.TLS12 in setting.versions)
    ]


def _case(setting: Setting, suite: CipherSuite, level: int, mode: Listener) -> object:
    legal = suite is not _SHA256_SUITE or Version.TLS12 in setting.versions
    pair = PAIR_REQUIREMENTS[suite][setting.sslversion]
    judged = legal and pair not in OPTIONAL_PAIRS
    requirements = (pair, *setting.requirements, SUITE_REQUIREMENT[suite]) if judged else (pair,)
    marks = [
        pytest.mark.requirement(*requirements),
        pytest.mark.matrix(
            sslversion=setting.sslversion, ciphersuite=suite.code, seclevel=level, mode=mode.value
        ),
    ]
    if (setting.sslversion, suite, level, mode) in _SMOKE:
        marks.append(pytest.mark.smoke)
    name = f"{setting.title}-{suite.code}-seclevel{level}-{mode.value}"
    return pytest.param(setting, suite, level, mode, requirements, marks=marks, id=name)
