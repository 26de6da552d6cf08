"""An upload whose bytes a defect changes on their way from the UART to the network."""

from __future__ import annotations

from collections.abc import Callable

Source = Callable[[int], bytes]


def bent_source(source: Source, defects: frozenset[str]) -> Source:
    """The same bytes; or those that a defect makes of them."""
    if "put-sends-lines" in defects:
        return lambda limit: source(limit).replace(b"\r\n", b"\n")
    if "put-drops-last-byte" in defects:
        return _without_last_byte(source)
    if "put-cut-at-record-limit" in defects:
        return _first_record(source)
    return source


RECORD = 16384
"""Bytes of the largest record (RFC 5246, 6.2.1)."""


def _first_record(source: Source) -> Source:
    left = [RECORD]

    def first(limit: int) -> bytes:
        while block := source(limit):
            kept = block[: left[0]]
            left[0] -= len(kept)
            if kept:
                return kept
        return b""

    return first


def _without_last_byte(source: Source) -> Source:
    held = bytearray()

    def rest(limit: int) -> bytes:
        while block := source(limit):
            held.extend(block)
            if len(held) > 1:
                block = bytes(held[:-1])
                del held[:-1]
                return block
        return b""

    return rest
