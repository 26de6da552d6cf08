"""The SSL settings of the module: six contexts and three global ones (note 2.3)."""

from __future__ import annotations

import re
from dataclasses import dataclass

from hil.spec.tls import (
    ALL_SUITES_CODE,
    CONTEXTS,
    EXAMPLE_ORDER,
    FTPSCTXI_UNSET,
    SECLEVEL_DEFAULT,
    SSLVERSION_DEFAULT,
    CipherSuite,
)


# clause: note 2.3
# requirements: SSLCFG-CTX-12, SSLCFG-VERSION-08, SSLCFG-CIPHER-12, SSLCFG-SECLVL-06, SSLCFG-CACERT-04
# requirements: SSLCFG-CLICERT-04, SSLCFG-CLIKEY-04
@dataclass(frozen=True, slots=True)
class SslContextSettings:
    """The settings of one context; an empty name means that no file is set."""

    sslversion: int = SSLVERSION_DEFAULT
    seclevel: int = SECLEVEL_DEFAULT
    suites: tuple[CipherSuite, ...] = EXAMPLE_ORDER
    cacert: str = ""
    clientcert: str = ""
    clientkey: str = ""

    # clause: note 2.3, note 4.2.1
    # requirements: SSLCFG-CTX-02, SSLCFG-CIPHER-02
    @property
    def suite_list(self) -> str:
        """The suites as the note prints them: `0X0035,0X002F`."""
        return ",".join(suite.code for suite in self.suites)


# clause: note 2.3
class SslConfiguration:
    """All SSL settings; they are volatile."""

    contexts: list[SslContextSettings]
    ignore_rtc_time: int
    ftps: int
    ftps_context: int

    def __init__(self) -> None:
        self.reset()

    # clause: note 2.3
    # requirements: SSLCFG-GEN-11, SSLCFG-CTX-03, SSLCFG-CTX-04, SSLCFG-CTX-05, SSLCFG-CTX-06, SSLCFG-CTX-07
    # requirements: SSLCFG-CTX-08, SSLCFG-CTX-12, SSLCFG-RTC-07, SSLCFG-FTPS-04, SSLCFG-FTPSCTX-03
    def reset(self) -> None:
        """Set the defaults, as each boot does."""
        self.contexts = [SslContextSettings() for _ in CONTEXTS]
        self.ignore_rtc_time = self.ftps = 0
        self.ftps_context = FTPSCTXI_UNSET


# clause: note 2.3, note Table 1
# requirements: SSLCFG-CIPHER-03, SSLCFG-CIPHER-04, SSLCFG-CIPHER-05, SSLCFG-CIPHER-06, SSLCFG-CIPHER-07
# requirements: SSLCFG-CIPHER-08, SSLCFG-CIPHER-09, SSLCFG-CIPHER-10, SSLCFG-CIPHER-11, SSLCFG-CIPHER-16
# requirements: SSLCFG-CIPHER-17
def parse_suites(text: str) -> tuple[CipherSuite, ...] | None:
    """The suites of a list such as `0X0035,0X002F`; None if a code is malformed, unknown or repeated."""
    suites: list[CipherSuite] = []
    words = [word.strip() for word in text.split(",")]
    for word in words:
        code = _suite_code(word)
        if code == ALL_SUITES_CODE and len(words) == 1:
            return EXAMPLE_ORDER
        if code not in _KNOWN or _KNOWN[code] in suites:
            return None
        suites.append(_KNOWN[code])
    return tuple(suites)


_KNOWN: dict[int | None, CipherSuite] = {suite.value: suite for suite in CipherSuite}


def _suite_code(word: str) -> int | None:
    return int(word, 0) if _CODE.fullmatch(word) else None


_CODE = re.compile(r"0[Xx][0-9A-Fa-f]{4}")
