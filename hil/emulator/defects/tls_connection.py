"""Defects of one TLS connection: it accepts what RFC 5246 has it refuse."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from tlslite.constants import AlertDescription, ContentType, HandshakeType

from hil.emulator.tls.connection import ClientConnection, WireVersion

_FATAL = 2  # RFC 5246, 7.2
_HELLO_DONE = bytes([HandshakeType.server_hello_done])
_KEY_EXCHANGE = bytes([HandshakeType.server_key_exchange])


def ignoring_errors(*reasons: str) -> type[ClientConnection]:
    """A connection that ignores the errors of tlslite with those texts, their only mark."""

    class IgnoresErrors(ClientConnection):
        def _sendError(self, alertDescription: int, errorStr: str | None = None) -> Iterator[Any]:  # noqa: N802, N803 - tlslite's names
            if not any(reason in (errorStr or "") for reason in reasons):
                yield from super()._sendError(alertDescription, errorStr)

    return IgnoresErrors


class AcceptsAnyVersion(ClientConnection):
    """Any version in a ServerHello is accepted; a version outside the range is also an error of tlslite."""

    def is_offered(self, version: WireVersion) -> bool:
        return True


class AcceptsLongSessionId(ClientConnection):
    """A session id of any length is accepted."""

    def is_legal_session_id(self, session_id: Sequence[int]) -> bool:
        return True


class AcceptsRepeatedExtension(ClientConnection):
    """A repeated extension is accepted."""

    def are_distinct(self, extensions: Sequence[int]) -> bool:
        return True


class AcceptsUnrequestedExtension(ClientConnection):
    """An extension that was not requested is accepted."""

    def unrequested_extensions(self, extensions: Sequence[int]) -> set[int]:
        return set()


class AcceptsForeignRenegotiationInfo(ClientConnection):
    """The content of renegotiation_info is not checked."""

    def is_initial_renegotiation_info(self, content: bytes) -> bool:
        return True


class _IgnoresMessages(ClientConnection):
    """Ignores the messages that `overlooks` names; `previous` is the message before.  It has no defect of its own."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.previous = b""

    def is_ignored(self, content_type: int, message: bytearray) -> bool:
        if super().is_ignored(content_type, message):
            return True
        overlooked = self.overlooks(content_type, bytes(message))
        self.previous = bytes(message)
        if overlooked and content_type == ContentType.handshake:
            self._handshake_hash.update(message)
        return overlooked

    def overlooks(self, content_type: int, message: bytes) -> bool:
        """Whether the message has no effect, against the RFC."""
        return False


class IgnoresFatalAlerts(_IgnoresMessages):
    """Fatal alerts are ignored."""

    def overlooks(self, content_type: int, message: bytes) -> bool:
        is_fatal = content_type == ContentType.alert and message[:1] == bytes([_FATAL])
        return is_fatal or super().overlooks(content_type, message)


class IgnoresEarlyChangeCipherSpec(_IgnoresMessages):
    """A ChangeCipherSpec before ServerHelloDone is ignored."""

    def overlooks(self, content_type: int, message: bytes) -> bool:
        is_early = (
            content_type == ContentType.change_cipher_spec
            and not self._recordLayer._readState.macContext  # noqa: SLF001 - no public way
            and self.previous[:1] != _HELLO_DONE
        )
        return is_early or super().overlooks(content_type, message)


class AcceptsRepeatedMessages(_IgnoresMessages):
    """A repeated handshake message is accepted."""

    def overlooks(self, content_type: int, message: bytes) -> bool:
        is_repeated = content_type == ContentType.handshake and message == self.previous
        return is_repeated or super().overlooks(content_type, message)


class AcceptsServerKeyExchange(_IgnoresMessages):
    """A ServerKeyExchange is ignored."""

    def overlooks(self, content_type: int, message: bytes) -> bool:
        is_key_exchange = content_type == ContentType.handshake and message[:1] == _KEY_EXCHANGE
        return is_key_exchange or super().overlooks(content_type, message)


class RefusesFragmentedMessages(ClientConnection):
    """A handshake message that spans several records is refused."""

    def _getNextRecordFromSocket(self) -> Iterator[Any]:  # noqa: N802 - tlslite's name
        for result in super()._getNextRecordFromSocket():
            if isinstance(result, tuple):
                yield from self._refuse_fragment(*result)
            yield result

    def _refuse_fragment(self, header: Any, parser: Any) -> Iterator[Any]:
        content = bytes(parser.bytes)
        if header.type == ContentType.handshake and len(content) < 4 + int.from_bytes(content[1:4]):
            yield from self._sendError(AlertDescription.decode_error, "a message that is not whole")
