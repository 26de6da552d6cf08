"""The TLS client of tlslite, adapted to the module: ClientHello, alerts, and checks that tlslite lacks.

tlslite can offer only the product of cipher and MAC names, in its own order; so
the ClientHello is rewritten here.  The server's chain is checked before the key
exchange, so that the alert comes in time.  Tickets, ids and extensions that were
not requested are refused, as RFC 5246 demands; tlslite accepts them.
"""

# ruff: noqa: N802 - the names of what is overridden are tlslite's

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from tlslite.constants import AlertDescription, AlertLevel, ContentType, ExtensionType, HandshakeType
from tlslite.messages import Alert, Certificate, ClientHello
from tlslite.recordlayer import RecordLayer
from tlslite.tlsconnection import TLSConnection

from hil.emulator.tls.chain_check import ChainChecker, ChainRejected
from hil.spec.tls import RENEGOTIATION_INFO_SCSV, Version

WireVersion = tuple[int, int]
"""A version as tlslite writes it: both bytes of the wire."""

SESSION_ID_MAX = 32  # RFC 5246, 7.4.1.2
_EMPTY_RENEGOTIATION_INFO = b"\0"
_HELLO_REQUEST = bytes(4)


def wire_version(version: int) -> WireVersion:
    """The two bytes of a version."""
    return version >> 8, version & 0xFF


_SSL30 = wire_version(Version.SSL30)


class ClientConnection(TLSConnection):  # type: ignore[misc]  # tlslite-ng has no types
    """One connection of the module as a client; `host` is the server as AT+QFTPOPEN names it."""

    def __init__(
        self,
        adapter: Any,
        *,
        offered_suites: Sequence[int],
        offered_versions: frozenset[WireVersion],
        checker: ChainChecker | None,
        host: str = "",
        record_layer: type[RecordLayer] = RecordLayer,
    ) -> None:
        super().__init__(adapter)
        self._recordLayer = record_layer(self.sock)
        self.closeSocket = False
        self._offered_suites = offered_suites
        self._offered_versions = offered_versions
        self._checker = checker
        self._host = host
        self._ticket_is_promised = False

    @property
    def holds_data(self) -> bool:
        """Whether received bytes are buffered that a selector does not report; tlslite reads ahead."""
        return bool(self._readBuffer or self.sock._read_buffer) and not self.closed  # noqa: SLF001

    def send_alert(self, level: int, description: int) -> None:
        """Send an alert."""
        for _ in self._sendMsg(Alert().create(description, level)):
            pass

    # --- sending

    def _sendMsg(self, msg: Any, *args: Any, **kwargs: Any) -> Iterator[Any]:
        if isinstance(msg, ClientHello):
            self._rewrite(msg)
        elif isinstance(msg, Certificate) and self.version == _SSL30 and not msg.cert_chain:
            # RFC 6101, 5.6.6: a client without a certificate sends an alert
            msg = Alert().create(AlertDescription.no_certificate, AlertLevel.warning)
        elif isinstance(msg, Alert) and self.version == _SSL30 and _SSL30 in self._offered_versions:
            msg.description = _SSL30_ALERTS.get(msg.description, msg.description)
        yield from super()._sendMsg(msg, *args, **kwargs)

    # clause: note 2.3, note Table 1, RFC 5246 7.4.1.2
    # requirements: CIPH-07, SSLCFG-CIPHER-13, SSLCFG-CIPHER-15, AUTH-14
    def _rewrite(self, hello: Any) -> None:
        """Write the configured offer into the ClientHello; one of SSL3.0 has no extensions."""
        hello.random[:] = self.client_random(bytes(hello.random))
        hello.cipher_suites = [*self._offered_suites, *self.signalling_suites()]
        if hello.extensions is not None:
            hello.extensions = self.extensions(hello.extensions) or None

    def client_random(self, drawn: bytes) -> bytes:
        """The random of the ClientHello: that of tlslite, without a time."""
        return drawn

    # clause: RFC 5746 3.3
    def signalling_suites(self) -> Sequence[int]:
        """The values after the suites."""
        return (RENEGOTIATION_INFO_SCSV,)

    # clause: RFC 5246 7.4.1.4.1
    def extensions(self, of_tlslite: Sequence[Any]) -> list[Any]:
        """The extensions of the ClientHello: signature_algorithms, for TLS1.2."""
        return [e for e in of_tlslite if e.extType == ExtensionType.signature_algorithms]

    # --- receiving

    # clause: RFC 5077 3.3
    def _getMsg(self, expected: Any, secondary: Any = None, constructor: Any = None) -> Iterator[Any]:
        if secondary == HandshakeType.new_session_ticket and not self._ticket_is_promised:
            expected, secondary = ContentType.change_cipher_spec, None
        yield from super()._getMsg(expected, secondary, constructor)

    def _getNextRecord(self) -> Iterator[Any]:
        while True:
            for result in super()._getNextRecord():
                if result in (0, 1):
                    yield result
                    continue
                header, parser = result
                if not self.is_ignored(header.type, parser.bytes):
                    yield result
                break

    # clause: note chapter 1, RFC 5246 7.4.1.1
    # requirements: TLS-09
    def is_ignored(self, content_type: int, message: bytearray) -> bool:
        """Whether a message has no effect: a HelloRequest during the handshake."""
        handshaking = self.closed  # tlslite allows it after the handshake
        return handshaking and content_type == ContentType.handshake and message == _HELLO_REQUEST

    def _clientGetServerHello(self, settings: Any, session: Any, hello: Any) -> Iterator[Any]:
        for result in super()._clientGetServerHello(settings, session, hello):
            if result not in (0, 1):
                yield from self._check_server_hello(result)
            yield result

    # clause: note chapter 1, RFC 5246 7.4.1.3
    # requirements: GEN-04, TLS-06, TLS-10, TLS-11
    def _check_server_hello(self, hello: Any) -> Iterator[Any]:
        """Refuse values that tlslite accepts: a version between the offered ones, any id or extension."""
        if not self.is_offered(hello.server_version):
            yield from self._sendError(
                AlertDescription.protocol_version, f"version {hello.server_version} was not offered"
            )
        if not self.is_legal_session_id(hello.session_id):
            yield from self._sendError(AlertDescription.decode_error, "a session id that is too long")
        extensions = hello.extensions or ()
        kinds = [extension.extType for extension in extensions]
        self._ticket_is_promised = ExtensionType.session_ticket in kinds
        if not self.are_distinct(kinds):
            yield from self._sendError(AlertDescription.illegal_parameter, f"extensions {kinds} repeat")
        surplus = self.unrequested_extensions(kinds)
        if surplus:
            yield from self._sendError(
                AlertDescription.unsupported_extension, f"extensions {sorted(surplus)} were not asked for"
            )
        if not all(
            self.is_initial_renegotiation_info(bytes(extension.extData))
            for extension in extensions
            if extension.extType == ExtensionType.renegotiation_info
        ):
            yield from self._sendError(
                AlertDescription.handshake_failure, "renegotiation_info of another handshake"
            )

    # clause: note 1.1, note 2.3, RFC 5246 7.4.1.3
    # requirements: VER-06, SSLCFG-VERSION-12, TLS-01
    def is_offered(self, version: WireVersion) -> bool:
        """Whether the version of a ServerHello is one of the configured ones."""
        return version in self._offered_versions

    # clause: RFC 5246 7.4.1.2
    # requirements: TLS-06
    def is_legal_session_id(self, session_id: Sequence[int]) -> bool:
        """Whether a session id has a legal length."""
        return len(session_id) <= SESSION_ID_MAX

    # clause: RFC 5246 7.4.1.4
    # requirements: TLS-11
    def are_distinct(self, extensions: Sequence[int]) -> bool:
        """Whether each type of extension occurs once."""
        return len(extensions) == len(set(extensions))

    # clause: RFC 5246 7.4.1.4
    # requirements: TLS-03
    def unrequested_extensions(self, extensions: Sequence[int]) -> set[int]:
        """The extensions of the ServerHello that the ClientHello did not request."""
        return set(extensions) - {ExtensionType.renegotiation_info}

    # clause: RFC 5746 3.4
    def is_initial_renegotiation_info(self, content: bytes) -> bool:
        """Whether a renegotiation_info is that of a first handshake."""
        return content == _EMPTY_RENEGOTIATION_INFO

    def _clientGetKeyFromChain(self, certificate: Any, settings: Any, tack: Any = None) -> Iterator[Any]:
        for result in super()._clientGetKeyFromChain(certificate, settings, tack):
            if result not in (0, 1):
                yield from self._judge(result[1].x509List)
            yield result

    # clause: note 2.3, note Table 1, RFC 5246 7.4.2
    # requirements: CIPH-08, AUTH-05
    def _judge(self, chain: list[Any]) -> Iterator[Any]:
        if chain[0].certAlg != "rsa":  # Table 1 has RSA key exchange only
            yield from self._sendError(AlertDescription.unsupported_certificate, "no RSA certificate")
        if self._checker is None:
            return
        try:
            self._checker.check([bytes(certificate.bytes) for certificate in chain])
        except ChainRejected as rejection:
            yield from self._sendError(int(rejection.alert), f"server certificate: {rejection}")


# clause: RFC 6101 5.4.2
_SSL30_ALERTS = {  # SSL3.0 has fewer alerts
    AlertDescription.unknown_ca: AlertDescription.bad_certificate,
    AlertDescription.protocol_version: AlertDescription.handshake_failure,
    AlertDescription.decrypt_error: AlertDescription.handshake_failure,
    AlertDescription.decode_error: AlertDescription.illegal_parameter,
    AlertDescription.internal_error: AlertDescription.handshake_failure,
    AlertDescription.record_overflow: AlertDescription.bad_record_mac,
}
