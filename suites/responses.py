"""What the responses about security files tell: size, flag, checksum and code (note 2.4 to 2.6).

A helper judges under the requirements that its caller names; without them it judges a step of the case.
"""

from __future__ import annotations

import re

from hil.expect import ExchangeExpectation, expect, preamble
from hil.modem.exchange import CmeError, Exchange
from hil.spec.codes import ResultCode

_NAME = re.compile(r"\+[A-Z]+")
_HEXADECIMAL = re.compile(r"[0-9a-fA-F]+")


def ended(exchange: Exchange | None, *ids: str) -> Exchange:
    """The result of an upload; the case ends if the DUT is still in data mode."""
    __tracebackhide__ = True
    what = "the result of AT+QSECWRITE (the DUT is still in data mode)"
    subject = expect(exchange, *ids, what=what) if ids else preamble(exchange, what=what)
    return subject.is_present()


def uploaded(exchange: Exchange | None, *ids: str) -> tuple[int, str]:
    """`<uploadsize>` and `<checksum>` of an upload, which has to succeed."""
    __tracebackhide__ = True
    subject = _judged(ended(exchange, *ids), ids).succeeded().answered(None, None)
    size, total = subject.fields()
    return _number(size, "<uploadsize>", ids), _value(total)


def found(exchange: Exchange, *ids: str) -> tuple[int, str]:
    """`<good>` and `<checksum>` of AT+QSECREAD, which has to succeed."""
    __tracebackhide__ = True
    subject = _judged(exchange, ids).succeeded().answered(None, None)
    good, total = subject.fields()
    return _number(good, "<good>", ids), _value(total)


def refusal_code(exchange: Exchange, *ids: str) -> int | None:
    """The code of the +CME ERROR that refuses a command of the security files; None for a text."""
    __tracebackhide__ = True
    _judged(exchange, ids).refused()
    return exchange.final.code if isinstance(exchange.final, CmeError) else None


def rejected(exchange: Exchange, *ids: str) -> None:
    """A form that the note does not give is answered with an error: ERROR (V.250 5.7) or +CME ERROR."""
    __tracebackhide__ = True
    if exchange.final is ResultCode.ERROR:
        _judged(exchange, ids).final(ResultCode.ERROR)
    else:
        _judged(exchange, ids).refused()


def is_connected(exchange: Exchange) -> bool:
    """Whether CONNECT, in any letter case and with or without a rate, is among the response lines."""
    return any(line.upper().startswith("CONNECT") for line in exchange.lines)


def sequence(exchange: Exchange) -> tuple[str, ...]:
    """CONNECT and the names of the other lines in their order; OK is left out, whose place the note leaves open."""
    return tuple(filter(None, map(_kind, exchange.lines)))


def _kind(line: str) -> str:
    if line.upper().startswith("CONNECT"):
        return "CONNECT"
    name = _NAME.match(line)
    if name is not None:
        return name[0]
    return "" if line == ResultCode.OK.value else line


def _judged(exchange: Exchange, ids: tuple[str, ...]) -> ExchangeExpectation:
    return expect(exchange, *ids) if ids else preamble(exchange)


def _number(text: str, what: str, ids: tuple[str, ...]) -> int:
    __tracebackhide__ = True
    subject = expect(text, *ids, what=what) if ids else preamble(text, what=what)
    subject.matches(r"\d+", "a decimal number")
    return int(text) if text.isdecimal() else -1


def _value(checksum: str) -> str:
    """A checksum without what the note leaves open: letter case and leading zeros (SECWRITE-28)."""
    return checksum.lower().lstrip("0") or "0" if _HEXADECIMAL.fullmatch(checksum) else checksum
