"""How the cases of the security files name them, make room for them, and read what a response says (note 2.4 to 2.6)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pytest

from hil.modem.exchange import CmeError, Exchange
from hil.modem.modem import Modem

RAM_NAMES = ("RAM:ca_cert.pem", "RAM:client_cert.pem", "RAM:client_key.pem")  # Table 3
NVRAM_NAMES = ("NVRAM:CA0", "NVRAM:CA1", "NVRAM:CC0", "NVRAM:CK0")
NAMES = RAM_NAMES + NVRAM_NAMES

_UPLOADED = re.compile(r"(\d+),([0-9a-fA-F]{1,4})")
_FOUND = re.compile(r"([01]),([0-9a-fA-F]{1,4})")

Vacate = Callable[..., None]


@pytest.fixture
def vacate() -> Iterator[Vacate]:
    """`vacate(modem, name, ...)` deletes these files now and once more when the case is over."""
    kept: list[tuple[Modem, str]] = []

    def free(modem: Modem, *names: str) -> None:
        for name in names:
            modem.security.delete(name)
            kept.append((modem, name))

    yield free
    for modem, name in kept:
        modem.security.delete(name)


def uploaded(exchange: Exchange | None) -> tuple[int, str]:
    """`<uploadsize>` and `<checksum>` of an upload that succeeded."""
    assert exchange is not None, "the DUT is still in data mode"
    assert exchange.ok, f"{exchange.command}: {exchange.outcome}"
    match = _UPLOADED.fullmatch(exchange.values("QSECWRITE"))
    assert match, f"expected <uploadsize>,<checksum>: {exchange.lines}"
    return int(match[1]), match[2].lower()


def found(exchange: Exchange) -> tuple[int, str]:
    """`<good>` and `<checksum>` of AT+QSECREAD."""
    assert exchange.ok, f"{exchange.command}: {exchange.outcome}"
    match = _FOUND.fullmatch(exchange.values("QSECREAD"))
    assert match, f"expected <good>,<checksum>: {exchange.lines}"
    return int(match[1]), match[2].lower()


def cme_error(exchange: Exchange | None) -> int | None:
    """The number of the +CME ERROR that the command ended in, which it has to (note 2.4 to 2.6)."""
    assert exchange is not None, "the DUT is still in data mode"
    assert isinstance(exchange.final, CmeError), f"{exchange.command}: {exchange.outcome}"
    return exchange.final.code
