"""Faults of records: MAC, padding, sizes, order (RFC 5246, 6.2)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from hil.spec.tls import Version
from hil.tls.fault import TLS_VERSIONS, Act, Change, Place, TlsFault, always
from hil.tls.fault_kinds import acts
from hil.tls.outlet import Outlet, Step

PLAINTEXT_MAX, CIPHERTEXT_MAX = 2**14, 2**14 + 2048  # RFC 5246, 6.2.1 and 6.2.3
PADDED = 16
"""Bytes of padding, with the length byte, that the records with one wrong byte have at least."""

_Part = Callable[[bytearray], bytes]


def _sealed(**changes: _Part) -> Act:
    """The first part of the data in a record with changed parts, the rest as usual."""

    def act(outlet: Outlet, message: Any) -> Iterator[Any]:
        head, rest = acts.head_and_rest(bytes(message.write()))
        yield from outlet.sealed(message.contentType, head, **changes)
        if rest.write():
            yield from outlet.send(rest)

    return act


def _flipped(index: int) -> _Part:
    def change(part: bytearray) -> bytes:
        part[index] ^= 1
        return bytes(part)

    return change


def _longer(padding: bytearray, by: int) -> bytearray:
    return bytearray([padding[-1] + by]) * (len(padding) + by)


def _wrong_byte(distance: int) -> _Part:
    """The padding byte at that distance from the end is wrong; the padding is long enough for it."""

    def change(padding: bytearray) -> bytes:
        padded = _longer(padding, 0 if len(padding) >= PADDED else PADDED)
        padded[-1 - distance] ^= 1
        return bytes(padded)

    return change


def _maximal(padding: bytearray) -> bytes:
    return bytes(_longer(padding, (255 - padding[-1]) // 16 * 16))


def _random_content(padding: bytearray) -> bytes:
    """SSL3.0 defines only the length byte."""
    return bytes((0xA5 ^ index) & 0xFF for index in range(len(padding) - 1)) + padding[-1:]


def _resent(outlet: Outlet, message: Any) -> Iterator[Any]:
    """The same record twice, like a replay by a man in the middle."""
    kept = bytearray()

    def keep(ciphertext: bytearray) -> bytes:
        kept.extend(ciphertext)
        return bytes(ciphertext)

    head, rest = acts.head_and_rest(bytes(message.write()))
    yield from outlet.sealed(message.contentType, head, ciphertext=keep)
    yield from outlet.in_clear(message.contentType, bytes(kept))
    if rest.write():
        yield from outlet.send(rest)


def _left_out(outlet: Outlet, message: Any) -> Iterator[Any]:
    outlet.skip_sequence_number()
    yield from outlet.send(message)


def _of_size(size: int) -> Act:
    """The first `size` bytes of the data in one record, the rest as usual."""

    def act(outlet: Outlet, message: Any) -> Iterator[Any]:
        head, rest = acts.head_and_rest(bytes(message.write()), size)
        yield from outlet.record(message.contentType, head)
        if rest.write():
            yield from outlet.send(rest)

    return act


def _oversized_ciphertext(outlet: Outlet, message: Any) -> Iterator[Any]:
    yield from outlet.in_clear(message.contentType, bytes(CIPHERTEXT_MAX + 1))
    yield from outlet.send(message)


def _too_short(outlet: Outlet, message: Any) -> Iterator[Any]:
    yield from outlet.in_clear(message.contentType, bytes(8))
    yield from outlet.send(message)


def _fault(name: str, about: str, act: Act, clause: str, **others: Any) -> TlsFault:
    step, when = others.pop("step", Step.DATA), others.pop("when", always)
    return TlsFault(name, about, clause, (Change(step, act, when),), **others)


FORGED, PADDING, SIZE = "RFC 5246, 7.2.2", "RFC 5246, 6.2.3.2", "RFC 5246, 6.2.1"
CBC = {"block_cipher": True}
CBC_OF_TLS = {"block_cipher": True, "versions": TLS_VERSIONS}

_WRONG_BYTES = tuple(
    _fault(
        f"padding-bad-{distance}",
        f"the padding byte {distance} before the length byte is wrong"
        if distance
        else "the padding's length byte is wrong",
        _sealed(padding=_wrong_byte(distance)),
        PADDING,
        **CBC_OF_TLS,
    )
    for distance in range(PADDED)
)

FAULTS = (
    _fault("mac-bad", "the first bit of a MAC is wrong", _sealed(mac=_flipped(0)), FORGED),
    _fault("mac-bad-last", "the last bit of a MAC is wrong", _sealed(mac=_flipped(-1)), FORGED),
    _fault("mac-zero", "a MAC of zeros", _sealed(mac=lambda mac: bytes(len(mac))), FORGED),
    _fault(
        "mac-bad-on-finished",
        "the MAC of the Finished is wrong",
        lambda outlet, message: outlet.sealed(message.contentType, bytes(message.write()), mac=_flipped(0)),
        FORGED,
        step=Step.FINISHED,
    ),
    _fault("ciphertext-bad", "one bit of a ciphertext is wrong", _sealed(ciphertext=_flipped(0)), FORGED),
    _fault(
        "ciphertext-cut",
        "a ciphertext that is no multiple of the block",
        _sealed(ciphertext=lambda text: bytes(text[:-1])),
        FORGED,
        **CBC,
    ),
    _fault("record-too-short", "a ciphertext of 8 bytes, too short for a MAC", _too_short, FORGED),
    _fault("record-replayed", "a record comes twice", _resent, "RFC 5246, 6.2.3.1"),
    _fault("record-left-out", "a record is missing in the sequence", _left_out, "RFC 5246, 6.2.3.1"),
    *_WRONG_BYTES,
    _fault(
        "padding-longer-than-record",
        "the length byte says more than the record has",
        _sealed(padding=lambda padding: bytes(padding[:-1]) + b"\xff"),
        PADDING,
        when=lambda _outlet, message: len(message.write()) < 200,
        places=(Place.CONTROL,),
        **CBC_OF_TLS,
    ),
    _fault(
        "padding-over-a-block",
        "padding longer than a block, which SSL3.0 forbids",
        _sealed(padding=_maximal),
        "RFC 6101, 5.2.3.2",
        block_cipher=True,
        versions=frozenset({Version.SSL30}),
    ),
    _fault(
        "padding-random",
        "padding of any content, which SSL3.0 allows",
        _sealed(padding=_random_content),
        "RFC 6101, 5.2.3.2",
        block_cipher=True,
        versions=frozenset({Version.SSL30}),
    ),
    _fault(
        "padding-maximal",
        "as much padding as can be",
        _sealed(padding=_maximal),
        PADDING,
        **CBC_OF_TLS,
    ),
    _fault(
        "record-oversized",
        f"{PLAINTEXT_MAX + 1} bytes in one record, in a download of that size or more",
        _of_size(PLAINTEXT_MAX + 1),
        SIZE,
        when=acts.larger_than(PLAINTEXT_MAX),
        places=(Place.DATA,),
    ),
    _fault(
        "record-far-oversized",
        f"{CIPHERTEXT_MAX + 1} bytes in one record, rightly protected, in a download of that size or more",
        _of_size(CIPHERTEXT_MAX + 1),
        "RFC 5246, 6.2.3",
        when=acts.larger_than(CIPHERTEXT_MAX),
        places=(Place.DATA,),
    ),
    _fault(
        "ciphertext-oversized",
        f"a record of {CIPHERTEXT_MAX + 1} bytes",
        _oversized_ciphertext,
        "RFC 5246, 6.2.3",
    ),
)
