"""Defects of the TLS record layer: fields of a record that are not checked (RFC 5246, 6.2)."""

# ruff: noqa: N802, N803 - the names of what is overridden are tlslite's

from __future__ import annotations

from typing import Any

from tlslite.errors import TLSBadRecordMAC
from tlslite.recordlayer import RecordLayer

_WIDE = 2**15  # bytes


class _DecryptsItself(RecordLayer):  # type: ignore[misc]  # tlslite-ng has no types
    """Base of record layers: it checks only the length of padding, and the MAC by `is_mac`; used by the defects below."""

    def _decryptThenMAC(self, recordType: int, data: bytearray) -> bytearray:
        state = self._readState
        if len(data) % state.encContext.block_size:
            return bytearray(super()._decryptThenMAC(recordType, data))
        plain = state.encContext.decrypt(data)
        if self.version >= (3, 2):  # an explicit IV (RFC 4346, 6.2.3.2)
            plain = plain[state.encContext.block_size :]
        return self.without_mac(recordType, plain[: -(plain[-1] + 1)])

    def without_mac(self, content_type: int, plain: bytearray) -> bytearray:
        """The content before the MAC; raises `TLSBadRecordMAC`."""
        state = self._readState
        size = state.macContext.digest_size
        content, mac = plain[:-size], plain[-size:]
        right = self.calculateMAC(state.macContext.copy(), state.getSeqNumBytes(), content_type, content)
        if not self.is_mac(mac, right):
            raise TLSBadRecordMAC("MAC failure")
        return bytearray(content)

    def is_mac(self, received: bytearray, calculated: bytearray) -> bool:
        """Whether the MAC of a record is correct."""
        return received == calculated


class IgnoresBadPadding(_DecryptsItself):
    """The bytes of CBC padding are not checked, only its length."""


class IgnoresBadMac(_DecryptsItself):
    """The MAC of a record is not checked."""

    def _decryptStreamThenMAC(self, recordType: int, data: bytearray) -> bytearray:
        state = self._readState
        if state.macContext is None:
            return bytearray(super()._decryptStreamThenMAC(recordType, data))
        return self.without_mac(recordType, state.encContext.decrypt(data))

    def is_mac(self, received: bytearray, calculated: bytearray) -> bool:
        """Any MAC is correct."""
        return True


class AcceptsOversizedRecords(RecordLayer):  # type: ignore[misc]  # tlslite-ng has no types
    """Records of up to 32 KiB are accepted."""

    def __init__(self, sock: Any) -> None:
        super().__init__(sock)
        self.recv_record_limit = _WIDE
