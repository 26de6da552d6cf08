"""The SSL settings of the module: six contexts and three global ones (note 2.3)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from hil.emulator.bent import bent
from hil.spec.files import NVRAM_CA0, NVRAM_CERT, NVRAM_KEY
from hil.spec.tls import (
    CONTEXTS,
    EXAMPLE_ORDER,
    FTPSCTXI_UNSET,
    SECLEVEL_DEFAULT,
    SSLVERSION_DEFAULT,
    CipherSuite,
)

ALL_SUITES_WORD = 0xFFFF  # "0XFFFF": not in the note, but what field code sends for "all"


@dataclass(frozen=True, slots=True)
class SslContext:
    """What one context holds; the empty name means that no file is set."""

    sslversion: int = SSLVERSION_DEFAULT
    seclevel: int = SECLEVEL_DEFAULT
    suites: tuple[CipherSuite, ...] = EXAMPLE_ORDER
    cacert: str = ""
    clientcert: str = ""
    clientkey: str = ""

    @property
    def suite_list(self) -> str:
        """The suites as the note prints them: `0X0035,0X002F`."""
        return ",".join(suite.code for suite in self.suites)


@dataclass(slots=True)
class SslConfiguration:
    """All SSL settings; they are volatile."""

    contexts: list[SslContext] = field(default_factory=lambda: [SslContext() for _ in CONTEXTS])
    ignore_rtc_time: int = 0
    ftps: int = 0
    ftps_context: int = FTPSCTXI_UNSET
    used: dict[int, SslContext] = field(default_factory=dict)  # of a defect: as a first session found it

    @classmethod
    def after_boot(cls, defects: frozenset[str]) -> SslConfiguration:
        """The defaults; or those that a defect has for them."""
        context = bent(defects, _WRONG_DEFAULTS, SslContext())
        return cls(
            contexts=[context for _ in CONTEXTS],
            ftps=int("ftps-on-by-default" in defects),
            ftps_context=bent(defects, {"ftpsctxi-default-0": 0}, FTPSCTXI_UNSET),
        )


_WRONG_DEFAULTS: Mapping[str, SslContext] = {
    "sslversion-default-3": SslContext(sslversion=3),
    "seclevel-default-1": SslContext(seclevel=1),
    "suites-default-five": SslContext(suites=EXAMPLE_ORDER[:5]),
    "cacert-default-ca0": SslContext(cacert=NVRAM_CA0),
    "clientcert-default-cc0": SslContext(clientcert=NVRAM_CERT),
    "clientkey-default-ck0": SslContext(clientkey=NVRAM_KEY),
}
"""What an untouched context holds with a defect."""


def parse_suites(text: str) -> tuple[CipherSuite, ...] | None:
    """The suites of a list such as `0X0035,0X002F`; None if a code is wrong, unknown or there twice."""
    suites: list[CipherSuite] = []
    words = [word.strip() for word in text.split(",")]
    for word in words:
        code = _suite_code(word)
        if code == ALL_SUITES_WORD and len(words) == 1:
            return EXAMPLE_ORDER
        if code not in _KNOWN or _KNOWN[code] in suites:
            return None
        suites.append(_KNOWN[code])
    return tuple(suites)


_KNOWN: dict[int | None, CipherSuite] = {suite.value: suite for suite in CipherSuite}


def _suite_code(word: str) -> int | None:
    return int(word, 0) if _CODE.fullmatch(word) else None


_CODE = re.compile(r"0[Xx][0-9A-Fa-f]{4}")
