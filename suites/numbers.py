"""How a DTE writes a number, by class, and what a DUT may make of it (V.250 5.4.2.1, 5.4.4.2).

A decimal number outside the range is refused, also one that a variable of 8, 16, 32 or
64 bits takes for another number.  What is no number is refused.  Other forms of a number
are left open: the DUT refuses them, or reads the number that is meant.  A refused value
changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from hil.expect import expect, expect_all
from hil.modem.exchange import Exchange

_WIDTHS = (8, 16, 31, 32, 64)


def outside(low: int, high: int, meant: int) -> tuple[str, ...]:
    """Numbers outside the range: beside it, and those of which a part or the remainder is `meant`."""
    numbers = (
        *(high + 1, low - 1, -1, -meant, meant * 10, meant * 100, 2**31, 2**32 - 1),
        *(2**width + meant for width in _WIDTHS),
        *(meant - 2**width for width in _WIDTHS),
    )
    return tuple(str(number) for number in dict.fromkeys(numbers) if not low <= number <= high)


def no_numbers(meant: int) -> tuple[str, ...]:
    """Values that are no decimal number, though each has the digits of `meant` in it."""
    return (f"{meant}a", f"a{meant}", f"{meant}.5", f"{meant}-", f"--{meant}", f"{meant}:", f"{meant}e0")


def open_forms(meant: int) -> tuple[str, ...]:
    """Other forms of `meant`: zeros, a sign, spaces, quotation marks, hexadecimal."""
    return (
        *(f"0{meant}", f"000{meant}", f"+{meant}", f" {meant}", f"{meant} "),
        *(f'"{meant}"', f"0x{meant:X}", f"0X{meant:02X}"),
    )


def as_number(text: str) -> int | str:
    """The number in a response, or the text if it is none."""
    return int(text) if text.removeprefix("-").isdecimal() else text


@dataclass(frozen=True, slots=True)
class NumberSetting:
    """A setting with a number: how a case writes it, and how it reads what is stored.

    `kept` and `meant` are two different legal values: the one that is stored before a
    write, and the one that a DUT could take an illegal value for.
    """

    what: str
    write: Callable[[str], Exchange]
    told: Callable[[], str]
    kept: int
    meant: int

    def expect_refused(self, texts: Iterable[str], refused: tuple[str, ...], keeps: tuple[str, ...]) -> None:
        """Judge that each value is refused and that the stored one stays; the ids of both."""
        __tracebackhide__ = True
        with expect_all():
            for text in texts:
                exchange = self.write(text)
                expect(exchange, *refused).refused()
                what = f"{self.what} after {exchange.command}"
                expect(as_number(self.told()), *keeps, what=what).equals(self.kept)

    def expect_refused_or_meant(self, texts: Iterable[str], *ids: str) -> None:
        """Judge that each form is refused, and the stored value stays, or read as the number that is meant."""
        __tracebackhide__ = True
        with expect_all():
            for text in texts:
                self.write(str(self.kept))
                exchange = self.write(text)
                if not exchange.ok:
                    expect(exchange, *ids).refused()
                what = f"{self.what} after {exchange.command}"
                stored = self.meant if exchange.ok else self.kept
                expect(as_number(self.told()), *ids, what=what).equals(stored)

    def expect_stored_as_told(self, texts: Iterable[str], *ids: str) -> None:
        """Judge, where a document does not state the range: what is accepted is read back, and nothing else is stored."""
        __tracebackhide__ = True
        with expect_all():
            for text in texts:
                before = as_number(self.told())
                exchange = self.write(text)
                what = f"{self.what} after {exchange.command}"
                stored = as_number(text) if exchange.ok else before
                expect(as_number(self.told()), *ids, what=what).equals(stored)
