"""The settings of AT+QSSLCFG, and how they are read (note 2.3)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from hil.modem.exchange import Exchange
from hil.modem.modem import Modem
from hil.modem.ssl import SslContext
from hil.verdict import Inconclusive

TABLE_1 = frozenset({0x0035, 0x0005, 0x0004, 0x000A, 0x002F, 0x003D})
"""The six suites (note 1.1)."""

PER_CONTEXT = ("sslversion", "ciphersuite", "seclevel", "cacert", "clientcert", "clientkey")
"""The keywords that write into a context (note 2.3)."""

VALUES: Mapping[str, tuple[str, str]] = {
    "sslversion": ("1", "3"),
    "ciphersuite": ('"0X0035"', '"0X002F"'),
    "seclevel": ("1", "2"),
    "cacert": ('"NVRAM:CA0"', '"RAM:ca_cert.pem"'),
    "clientcert": ('"NVRAM:CC0"', '"RAM:client_cert.pem"'),
    "clientkey": ('"NVRAM:CK0"', '"RAM:client_key.pem"'),
}
"""Two legal values of each keyword, neither of them the default, as a DTE writes them."""


def value(exchange: Exchange) -> str:
    """The value after the keyword in the answer to a query, without quotation marks (none in the syntax of 2.3)."""
    return exchange.values("QSSLCFG").partition(",")[2].replace('"', "")


def ask(modem: Modem, keyword: str, *place: int) -> str:
    """The value of a keyword, global or of a context."""
    return value(modem.send(",".join((f'AT+QSSLCFG="{keyword}"', *map(str, place)))))


def every_context(modem: Modem) -> tuple[SslContext, ...]:
    """The settings of all six contexts."""
    return tuple(modem.ssl.read_context(index) for index in range(6))


@dataclass(frozen=True, slots=True)
class Boot:
    """The answers after a boot, before anything was set.

    `contexts` are the answers to the ctxindex queries; `answers` are those to the
    query of each keyword in each context, None for the global keywords; `kept` are
    the settings from before the boot that the DUT kept.
    """

    contexts: tuple[Exchange, ...]
    answers: dict[tuple[str, int | None], Exchange]
    kept: tuple[str, ...]

    def fresh(self) -> Boot:
        """These answers; raises `Inconclusive` if the DUT keeps settings, so that no context has its defaults."""
        if self.kept:
            raise Inconclusive(
                f"this DUT keeps settings over a reboot ({', '.join(self.kept)}): no default can be observed"
            )
        return self
