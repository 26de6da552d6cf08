"""Defects of the TLS record layer beyond an amount of data, or of records of some length (RFC 5246, 6.2)."""

# ruff: noqa: N802, N803 - the names of what is overridden are tlslite's

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tlslite.constants import ContentType
from tlslite.errors import TLSBadRecordMAC
from tlslite.recordlayer import RecordLayer

State = Callable[[Any], bool]
"""Whether the state of one direction of a connection is meant."""


def cipher(name: str, *, digest: int | None = None) -> State:
    """The states of that cipher, with a MAC of so many bytes if said."""

    def is_meant(state: Any) -> bool:
        if state.encContext is None or state.encContext.name != name:
            return False
        return digest is None or state.macContext.digest_size == digest

    return is_meant


class _CountsContent(RecordLayer):  # type: ignore[misc]  # tlslite-ng has no types
    """Counts the bytes of application data in both directions; base of the defects below."""

    received = 0
    sent = 0

    def _macThenEncrypt(self, data: bytearray, contentType: int) -> bytearray:
        if contentType == ContentType.application_data:
            self.sent += len(data)
            data = self.outgoing(data)
        return bytearray(super()._macThenEncrypt(data, contentType))

    def _decryptThenMAC(self, recordType: int, data: bytearray) -> bytearray:
        return self._taken(recordType, super()._decryptThenMAC(recordType, data))

    def _decryptStreamThenMAC(self, recordType: int, data: bytearray) -> bytearray:
        return self._taken(recordType, super()._decryptStreamThenMAC(recordType, data))

    def _taken(self, content_type: int, content: bytearray) -> bytearray:
        if content_type != ContentType.application_data:
            return content
        self.received += len(content)
        return self.incoming(content)

    def outgoing(self, content: bytearray) -> bytearray:
        """The content of a record that is about to be sent."""
        return content

    def incoming(self, content: bytearray) -> bytearray:
        """The content of a record that was received."""
        return content


def damaging_beyond(size: int, which: State, *, version: tuple[int, int] | None = None) -> type[RecordLayer]:
    """A record layer that damages the content of a connection beyond so many bytes."""

    class DamagesBeyond(_CountsContent):
        def outgoing(self, content: bytearray) -> bytearray:
            return self._damaged(content, self.sent, self._writeState)

        def incoming(self, content: bytearray) -> bytearray:
            return self._damaged(content, self.received, self._readState)

        def _damaged(self, content: bytearray, count: int, state: Any) -> bytearray:
            if content and count > size and which(state) and version in {None, self.version}:
                content[-1] ^= 1
            return content

    return DamagesBeyond


class LongRecordsLosePaddingBlock(_CountsContent):
    """A long record that needs a full block of padding is sent with one byte more of content."""

    def outgoing(self, content: bytearray) -> bytearray:
        """The content, with a zero where padding would fill a block."""
        state = self._writeState
        if state.encContext is None or not state.encContext.isBlockCipher or len(content) < _LONG:
            return content
        filled = (len(content) + state.macContext.digest_size) % state.encContext.block_size == 0
        return content + b"\0" if filled else content


class SequenceOf8Bits(RecordLayer):  # type: ignore[misc]  # tlslite-ng has no types
    """The sequence number of received records wraps at 2^8."""

    def _decryptThenMAC(self, recordType: int, data: bytearray) -> bytearray:
        self._readState.seqnum %= 0x100
        return bytearray(super()._decryptThenMAC(recordType, data))

    def _decryptStreamThenMAC(self, recordType: int, data: bytearray) -> bytearray:
        self._readState.seqnum %= 0x100
        return bytearray(super()._decryptStreamThenMAC(recordType, data))


class RefusesShortRecords(_CountsContent):
    """A record of one byte that is not the first one of its connection counts as damaged."""

    def incoming(self, content: bytearray) -> bytearray:
        """The content; raises `TLSBadRecordMAC` for a late record of one byte."""
        if len(content) == 1 and self.received > 1:
            raise TLSBadRecordMAC("a record of one byte")
        return content


_LONG = 1024  # bytes
