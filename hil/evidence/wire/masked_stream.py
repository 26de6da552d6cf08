"""One direction of a line, with a placeholder in the place of each secret.

A secret may come in two reads.  So a line is looked at when it has ended, and what
has no line end when it is long, or at the end of a case.  Each byte keeps the time
at which it was read or written.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from hil.evidence.wire.places import KeyPlaces, imsi_in, in_commands
from hil.evidence.wire.secret_values import LEAST_LONE, Form, SecretValues, placeholder

MOST_HELD = 4096
"""Bytes without a line end after which they are looked at all the same."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A placeholder in a piece: where it stands, for which secret in which form, and at which byte of it it begins."""

    at: int
    length: int
    name: str
    form: Form
    offset: int = 0


@dataclass(frozen=True, slots=True)
class Piece:
    """Bytes that were read or written at once, at `t` nanoseconds of the monotonic clock."""

    t: int
    data: bytes
    marks: tuple[Mark, ...] = ()


@dataclass(frozen=True, slots=True)
class _Span:
    start: int
    end: int
    name: str
    form: Form


class MaskedStream:
    """The bytes of one direction; `secrets` may grow meanwhile."""

    def __init__(self, secrets: SecretValues) -> None:
        self._secrets = secrets
        self._keys = KeyPlaces()
        self.awaits_imsi = False
        """Whether the DUT was asked for its IMSI, and has not answered."""
        self._held: list[tuple[int, bytes]] = []

    def feed(self, t: int, data: bytes) -> tuple[Piece, ...]:
        """Take bytes; returns those that are settled, which may be earlier ones."""
        self._held.append((t, data))
        if b"\n" not in data and b"\r" not in data and sum(len(held) for _, held in self._held) < MOST_HELD:
            return ()
        whole = b"".join(held for _, held in self._held)
        end = max(whole.rfind(b"\n"), whole.rfind(b"\r")) + 1
        if len(whole) - end >= MOST_HELD:
            end = len(whole) - max(self._secrets.longest, MOST_HELD // 2)
        return self._settled(whole, end)

    def flush(self) -> tuple[Piece, ...]:
        """All bytes that are held."""
        whole = b"".join(held for _, held in self._held)
        return self._settled(whole, len(whole)) if whole else ()

    def _settled(self, whole: bytes, end: int) -> tuple[Piece, ...]:
        spans = _apart(self._spans(whole, end))
        for span in spans:
            if span.start < end < span.end:
                end = span.end
        masked = bytearray(whole)
        for span in spans:
            masked[span.start : span.end] = placeholder(span.name, span.end - span.start)
        return tuple(self._cut(bytes(masked), [span for span in spans if span.end <= end], end))

    def _spans(self, whole: bytes, end: int) -> Iterator[_Span]:
        places = [*in_commands(whole[:end]), *self._keys.in_lines(whole[:end])]
        if self.awaits_imsi and (imsi := imsi_in(whole[:end])) is not None:
            self.awaits_imsi = False
            places.append(imsi)
        for start, stop in places:
            secret = whole[start:stop]
            self._secrets.add(secret, least=LEAST_LONE)
            yield _Span(start, stop, self._secrets.name(secret), Form.PLAIN)
        for written in self._secrets.written:
            for start, stop in written.found_in(whole):
                yield _Span(start, stop, written.name, written.form)

    def _cut(self, masked: bytes, spans: Iterable[_Span], end: int) -> Iterator[Piece]:
        at, held, self._held = 0, self._held, []
        for t, data in held:
            stop = at + len(data)
            upto = min(stop, end)
            if at < upto:
                yield Piece(t, masked[at:upto], tuple(_marks(spans, at, upto)))
            if upto < stop:
                self._held.append((t, data[max(0, upto - at) :]))
            at = stop


def _apart(spans: Iterable[_Span]) -> list[_Span]:
    """The spans without overlaps: of two, the one that begins first, or else the longer one; the rest of the other stays."""
    kept: list[_Span] = []
    for span in sorted(spans, key=lambda span: (span.start, -span.end)):
        start = max(span.start, kept[-1].end) if kept else span.start
        if start < span.end:
            kept.append(_Span(start, span.end, span.name, span.form))
    return kept


def _marks(spans: Iterable[_Span], at: int, upto: int) -> Iterator[Mark]:
    for span in spans:
        start, stop = max(span.start, at), min(span.end, upto)
        if start < stop:
            yield Mark(start - at, stop - start, span.name, span.form, start - span.start)
