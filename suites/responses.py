"""The content of responses: lines in one form, values, and errors (note 2.3 to 2.6, 4)."""

from __future__ import annotations

import re
from collections.abc import Iterable

from hil.modem.exchange import CmeError, Exchange
from hil.spec.codes import ResultCode

_SPACE_AFTER_NAME = re.compile(r"^(\+[A-Z]+):? ")
_UPLOADED = re.compile(r"(\d+),([0-9a-fA-F]{1,4})")
_FOUND = re.compile(r"([01]),([0-9a-fA-F]{1,4})")


def compact(lines: Iterable[str]) -> list[str]:
    """The response lines, with `+NAME: v` and `+NAME v` written as `+NAME:v`.

    The note prints a space after the colon, older firmware of the series prints
    none, and 4.2.1 prints a space without the colon.
    """
    return [_SPACE_AFTER_NAME.sub(r"\1:", line) for line in lines]


def is_refusal(exchange: Exchange) -> bool:
    """Whether the response is one error line; the form of the error has a requirement of its own."""
    return len(exchange.lines) == 1 and (
        exchange.final is ResultCode.ERROR or isinstance(exchange.final, CmeError)
    )


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
    """The code of +CME ERROR, with which the command has to end (note 2.4 to 2.6)."""
    assert exchange is not None, "the DUT is still in data mode"
    assert isinstance(exchange.final, CmeError), f"{exchange.command}: {exchange.outcome}"
    return exchange.final.code
