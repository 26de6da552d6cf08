"""tlslite's client made to be the module's: its ClientHello, its alerts, and the strictness that tlslite lacks.

It leaves out what tlslite overlooks and RFC 5246 does not: a HelloRequest in
the handshake is ignored, a ticket nobody asked for is not taken, extensions
are looked at.  Most seeded defects of TLS are an error that is not made: see
`tls_carelessness`.
"""

# ruff: noqa: N802 - the names of what is overridden are tlslite's

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from tlslite.constants import AlertDescription, AlertLevel, ContentType, ExtensionType, HandshakeType
from tlslite.messages import Alert, Certificate, ClientHello
from tlslite.tlsconnection import TLSConnection

from hil.emulator.tls.carelessness import CarelessRecords, is_overlooked, passes_over
from hil.emulator.tls.chain_check import ChainChecker, ChainRejected
from hil.spec.tls import Version

RENEGOTIATION_INFO = 0x00FF  # RFC 5746, 3.3: no suite
SESSION_ID_MAX = 32  # RFC 5246, 7.4.1.2
_EMPTY_RENEGOTIATION_INFO = b"\0"
_HELLO_REQUEST = bytes(4)


class Connection(TLSConnection):  # type: ignore[misc]  # tlslite-ng has no types
    """One connection of the module as a client."""

    def __init__(
        self,
        adapter: Any,
        *,
        offered_suites: Sequence[int],
        offered_versions: frozenset[tuple[int, int]],
        checker: ChainChecker | None,
        defects: frozenset[str],
    ) -> None:
        super().__init__(adapter)
        self.closeSocket = False
        self._offered_suites = offered_suites
        self._offered_versions = offered_versions
        self._checker = checker
        self._defects = defects
        self._previous = b""
        if defects:
            self._recordLayer = CarelessRecords(self.sock, defects)

    @property
    def holds_data(self) -> bool:
        """Whether received bytes are held that no selector would report; tlslite reads ahead."""
        return bool(self._readBuffer or self.sock._read_buffer) and not self.closed  # noqa: SLF001

    def send_alert(self, level: int, description: int) -> None:
        """Send an alert."""
        for _ in self._sendMsg(Alert().create(description, level)):
            pass

    # What is sent

    def _sendMsg(self, msg: Any, *args: Any, **kwargs: Any) -> Iterator[Any]:
        if isinstance(msg, ClientHello):
            self._rewrite(msg)
        elif isinstance(msg, Certificate) and self.version == _SSL30 and not msg.cert_chain:
            # RFC 6101, 5.6.6: a client without certificate says so by an alert
            msg = Alert().create(AlertDescription.no_certificate, AlertLevel.warning)
        elif isinstance(msg, Alert) and self.version == _SSL30 and _SSL30 in self._offered_versions:
            msg.description = _SSL30_ALERTS.get(msg.description, msg.description)
        yield from super()._sendMsg(msg, *args, **kwargs)

    def _rewrite(self, hello: Any) -> None:
        """Offer what is configured, in that order; signature_algorithms stays for TLS1.2 (RFC 5246, 7.4.1.4.1)."""
        hello.cipher_suites = [*self._offered_suites, RENEGOTIATION_INFO]
        if hello.extensions is not None:
            hello.extensions = [
                extension
                for extension in hello.extensions
                if extension.extType == ExtensionType.signature_algorithms
            ] or None

    def _sendError(self, alertDescription: int, errorStr: str | None = None) -> Iterator[Any]:  # noqa: N803
        if not is_overlooked(self._defects, errorStr or ""):
            yield from super()._sendError(alertDescription, errorStr)

    # What comes

    def _getMsg(self, expected: Any, secondary: Any = None, constructor: Any = None) -> Iterator[Any]:
        if secondary == HandshakeType.new_session_ticket:  # none was asked for (RFC 5077, 3.3)
            expected, secondary = ContentType.change_cipher_spec, None
        yield from super()._getMsg(expected, secondary, constructor)

    def _getNextRecord(self) -> Iterator[Any]:
        while True:
            for result in super()._getNextRecord():
                if result in (0, 1):
                    yield result
                    continue
                header, parser = result
                if not self._is_ignored(header.type, bytes(parser.bytes)):
                    yield result
                break

    def _is_ignored(self, content_type: int, message: bytes) -> bool:
        handshaking = self.closed  # tlslite opens it when the handshake is over
        if content_type == ContentType.handshake and handshaking and message == _HELLO_REQUEST:
            return True  # RFC 5246, 7.4.1.1
        careless = passes_over(
            self._defects, content_type, message, self._previous, is_protected=self._reads_protected
        )
        self._previous = message
        if careless and content_type == ContentType.handshake:
            self._handshake_hash.update(bytearray(message))
        return careless

    @property
    def _reads_protected(self) -> bool:
        return bool(self._recordLayer._readState.macContext)  # noqa: SLF001 - no public way

    def _getNextRecordFromSocket(self) -> Iterator[Any]:
        for result in super()._getNextRecordFromSocket():
            if isinstance(result, tuple) and "refuses-fragmented-messages" in self._defects:
                yield from self._refuse_fragment(result)
            yield result

    def _refuse_fragment(self, record: Any) -> Iterator[Any]:
        header, parser = record
        content = bytes(parser.bytes)
        if header.type == ContentType.handshake and len(content) < 4 + int.from_bytes(content[1:4]):
            yield from self._sendError(AlertDescription.decode_error, "a message that is not whole")

    def _clientGetServerHello(self, settings: Any, session: Any, hello: Any) -> Iterator[Any]:
        for result in super()._clientGetServerHello(settings, session, hello):
            if result not in (0, 1):
                yield from self._compare(result)
            yield result

    def _compare(self, answer: Any) -> Iterator[Any]:
        """What tlslite lets pass: a version between the configured ones, ids and extensions of any kind."""
        if answer.server_version not in self._offered_versions:
            yield from self._sendError(
                AlertDescription.protocol_version, f"version {answer.server_version} was not offered"
            )
        if len(answer.session_id) > SESSION_ID_MAX:
            yield from self._sendError(AlertDescription.decode_error, "a session id that is too long")
        kinds = [extension.extType for extension in answer.extensions or ()]
        if len(kinds) > len(set(kinds)):
            yield from self._sendError(AlertDescription.illegal_parameter, f"extensions {kinds} repeat")
        surplus = set(kinds) - {ExtensionType.renegotiation_info}
        if surplus:  # RFC 5246, 7.4.1.4
            yield from self._sendError(
                AlertDescription.unsupported_extension, f"extensions {sorted(surplus)} were not asked for"
            )
        if any(
            bytes(extension.extData) != _EMPTY_RENEGOTIATION_INFO
            for extension in answer.extensions or ()
            if extension.extType == ExtensionType.renegotiation_info
        ):
            yield from self._sendError(  # RFC 5746, 3.4
                AlertDescription.handshake_failure, "renegotiation_info of another handshake"
            )

    def _clientGetKeyFromChain(self, certificate: Any, settings: Any, tack: Any = None) -> Iterator[Any]:
        for result in super()._clientGetKeyFromChain(certificate, settings, tack):
            if result not in (0, 1):
                yield from self._judge(result[1].x509List)
            yield result

    def _judge(self, chain: list[Any]) -> Iterator[Any]:
        if chain[0].certAlg != "rsa":  # Table 1 has RSA key exchange only
            yield from self._sendError(AlertDescription.unsupported_certificate, "no RSA certificate")
        if self._checker is None:
            return
        try:
            self._checker.check([bytes(certificate.bytes) for certificate in chain])
        except ChainRejected as rejection:
            yield from self._sendError(int(rejection.alert), f"server certificate: {rejection}")


_SSL30 = (Version.SSL30 >> 8, Version.SSL30 & 0xFF)
_SSL30_ALERTS = {  # RFC 6101, 5.4.2 knows fewer
    AlertDescription.unknown_ca: AlertDescription.bad_certificate,
    AlertDescription.protocol_version: AlertDescription.handshake_failure,
    AlertDescription.decrypt_error: AlertDescription.handshake_failure,
    AlertDescription.decode_error: AlertDescription.illegal_parameter,
    AlertDescription.internal_error: AlertDescription.handshake_failure,
    AlertDescription.record_overflow: AlertDescription.bad_record_mac,
}
