"""What a careless TLS client overlooks: the seeded defects of the protocol, each an error that is not made."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tlslite.constants import ContentType, HandshakeType
from tlslite.errors import TLSBadRecordMAC
from tlslite.recordlayer import RecordLayer

OVERLOOKED: Mapping[str, tuple[str, ...]] = {
    "accepts-unoffered-suite": ("Server responded with incorrect ciphersuite",),
    "accepts-compression": ("Server responded with incorrect compression method",),
    "accepts-unoffered-version": ("was not offered", "Too old version", "Too new version"),
    "accepts-unasked-extension": ("were not asked for",),
    "accepts-repeated-extension": ("repeat", "Multiple extensions"),
    "accepts-foreign-renegotiation-info": ("renegotiation_info of another handshake",),
    "accepts-long-session-id": ("a session id that is too long",),
    "ignores-bad-finished": ("Finished message is incorrect",),
}
"""Parts of the reasons (tlslite's, or those of `tls_connection`) for which each defect does not end the handshake."""

_FATAL = 2
_WIDE = 2**15


def is_overlooked(defects: frozenset[str], reason: str) -> bool:
    """Whether a defect lets the handshake go on in spite of that reason."""
    return any(part in reason for defect, parts in OVERLOOKED.items() if defect in defects for part in parts)


def passes_over(
    defects: frozenset[str], content_type: int, message: bytes, previous: bytes, *, is_protected: bool
) -> bool:
    """Whether a defect takes no notice of a message that has come; `previous` came before it."""
    if content_type == ContentType.alert:
        return "ignores-fatal-alerts" in defects and message[:1] == bytes([_FATAL])
    if content_type == ContentType.change_cipher_spec:
        return "ignores-early-ccs" in defects and not is_protected and previous[:1] != _HELLO_DONE
    if content_type != ContentType.handshake:
        return False
    if message == previous and "accepts-repeated-messages" in defects:
        return True
    return message[:1] == _KEY_EXCHANGE and "accepts-server-key-exchange" in defects


_HELLO_DONE = bytes([HandshakeType.server_hello_done])
_KEY_EXCHANGE = bytes([HandshakeType.server_key_exchange])


class CarelessRecords(RecordLayer):  # type: ignore[misc]  # tlslite-ng has no types
    """The record layer with the carelessness of some defects; without them it is tlslite's own."""

    def __init__(self, sock: Any, defects: frozenset[str]) -> None:
        super().__init__(sock)
        self._ignores_mac = "ignores-bad-mac" in defects
        self._ignores_padding = "ignores-bad-padding" in defects
        if "accepts-oversized-records" in defects:
            self.recv_record_limit = _WIDE

    def _decryptThenMAC(self, recordType: int, data: bytearray) -> bytearray:  # noqa: N802, N803 - tlslite's names
        state = self._readState
        if not (self._ignores_mac or self._ignores_padding) or len(data) % state.encContext.block_size:
            return bytearray(super()._decryptThenMAC(recordType, data))
        plain = state.encContext.decrypt(data)
        if self.version >= (3, 2):  # an explicit IV (RFC 4346, 6.2.3.2)
            plain = plain[state.encContext.block_size :]
        plain = plain[: -(plain[-1] + 1)]  # of the padding its length alone is looked at
        return self._without_mac(recordType, plain)

    def _decryptStreamThenMAC(self, recordType: int, data: bytearray) -> bytearray:  # noqa: N802, N803
        state = self._readState
        if not self._ignores_mac or state.macContext is None:
            return bytearray(super()._decryptStreamThenMAC(recordType, data))
        return self._without_mac(recordType, state.encContext.decrypt(data))

    def _without_mac(self, content_type: int, plain: bytearray) -> bytearray:
        state = self._readState
        size = state.macContext.digest_size
        content, mac = plain[:-size], plain[-size:]
        right = self.calculateMAC(state.macContext.copy(), state.getSeqNumBytes(), content_type, content)
        if mac != right and not self._ignores_mac:
            raise TLSBadRecordMAC("MAC failure")
        return bytearray(content)
