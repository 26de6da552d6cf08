"""The note's examples as data: file sizes, and lines in the form in which they are compared."""

from __future__ import annotations

import re
from collections.abc import Iterable

_BLANK_AFTER_COLON = re.compile(r"^(\+[A-Z]+):? ")


def compact(lines: Iterable[str]) -> list[str]:
    """Response lines as they are, but `+NAME: v` and `+NAME v` as `+NAME:v`.

    The note prints a blank, older firmware of the series prints none, and 4.2.1
    prints a blank without the colon.
    """
    return [_BLANK_AFTER_COLON.sub(r"\1:", line) for line in lines]


def padded(pem: bytes, size: int) -> bytes:
    """A PEM file brought to the size of the note's file by newlines at its end, where no reader minds them."""
    if len(pem) > size:
        raise ValueError(f"a PEM file of at most {size} bytes was expected; came {len(pem)}")
    return pem + b"\n" * (size - len(pem))
