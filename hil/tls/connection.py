"""The server side of tlslite, made exact: it accepts only what the policy allows, and reports what it receives.

tlslite chooses among the cross product of a range of versions and of lists of
ciphers and MACs; here the policy's own versions and suites decide.  It checks
no client certificate; here that is done before Finished, so that a refused
client gets an alert and never sees a completed handshake.
"""

# ruff: noqa: N802, N803 - overridden methods have the names of tlslite

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from tlslite.constants import AlertDescription, AlertLevel, ContentType, ExtensionType, HandshakeType
from tlslite.constants import CipherSuite as TlsliteSuite
from tlslite.errors import TLSHandshakeFailure
from tlslite.handshakesettings import HandshakeSettings
from tlslite.messages import Alert as AlertMessage
from tlslite.messages import ApplicationData, Certificate, ClientHello, ServerHello
from tlslite.tlsconnection import TLSConnection
from tlslite.x509 import X509
from tlslite.x509certchain import X509CertChain

from hil.pki.verification import ChainFault
from hil.spec.tls import CipherSuite, Version, is_legal_pair
from hil.tls.fault import Place
from hil.tls.hello import MalformedHello, read_client_hello, read_ssl2_client_hello
from hil.tls.observation import TlsAlert
from hil.tls.outlet import Outlet
from hil.tls.policy import ClientCertificate, TlsPolicy
from hil.tls.record import TlsRecord, version_title
from hil.tls.resumption import Resumable
from hil.tls.wire import Wire

FAULT_ALERTS = {  # RFC 5246, 7.2.2
    ChainFault.UNREADABLE: AlertDescription.bad_certificate,
    ChainFault.UNKNOWN_CA: AlertDescription.unknown_ca,
    ChainFault.OUT_OF_DATE: AlertDescription.certificate_expired,
    ChainFault.WRONG_PURPOSE: AlertDescription.unsupported_certificate,
}

RECORDS_AT_A_TIME = 64
HANDSHAKE_BYTES = 1 << 18
"""What one client may send of handshake messages, certificates included, during a connection."""

IGNORED_EXTENSIONS = frozenset(
    {
        ExtensionType.server_name,  # tlslite aborts over an IP address; RFC 6066, 3 lets a server ignore the name
        ExtensionType.supported_versions,  # RFC 8446; a server of TLS1.2 and before does not know it
    }
)
"""What tlslite is not shown of a ClientHello; the observation has all of it."""

DECLINED = bytes([AlertLevel.warning, AlertDescription.no_renegotiation])
"""The answer of a client to a HelloRequest, after which the session goes on (RFC 5246, 7.2.2)."""


def settings_for(policy: TlsPolicy) -> HandshakeSettings:
    """Settings wide enough for tlslite to leave the choice to the policy."""
    settings = HandshakeSettings()
    settings.minVersion, settings.maxVersion = pair_of(min(policy.versions)), pair_of(max(policy.versions))
    settings.cipherNames = ["aes256", "aes128", "rc4", "3des"]
    settings.macNames = ["sha", "sha256", "md5"]
    settings.keyExchangeNames = ["rsa"]
    settings.minKeySize, settings.maxKeySize = 512, 16384
    settings.rsaSchemes = ["pkcs1"]
    settings.ecdsaSigHashes, settings.dsaSigHashes, settings.more_sig_schemes = [], [], []
    settings.certificate_compression_send, settings.certificate_compression_receive = [], []
    settings.record_size_limit = None
    settings.use_heartbeat_extension = False
    settings.ticket_count = int(policy.session_tickets)
    if policy.faults.planned:
        settings.useEncryptThenMAC = False  # MAC and padding are those of RFC 5246, 6.2.3
        settings.useExtendedMasterSecret = False  # keys must not depend on what a fault does to the messages
    return settings


class ServerConnection(TLSConnection):  # type: ignore[misc]  # tlslite has no types
    """One connection; its handshake is driven by the generators of tlslite."""

    def __init__(
        self,
        wire: Wire,
        *,
        policy: TlsPolicy,
        shown: tuple[bytes, ...],
        judge: Callable[[tuple[bytes, ...]], ChainFault | None],
        record: TlsRecord,
        resumable: Resumable | None = None,
    ) -> None:
        super().__init__(wire)
        self.closeSocket = False
        self.ignoreAbruptClose = True
        self.said_goodbye = False
        self.recordSize = policy.record_size
        self._policy = policy
        self._shown = shown
        self._judge = judge
        self._record = record
        self._resumable = resumable
        self._first_record_version: int | None = None
        self._records = self._handshake_bytes = 0
        self._awaits_ccs = False
        self.has_given_way = False
        self.is_paused = False
        """Whether a record that has come is held until the next turn."""
        self._outlet = Outlet(
            self,
            policy.faults.on(Place(record.place)),
            fired=record.fault_fired,
            alerted=lambda level, number: record.alert(_alert(level, number, sent_by_dut=False)),
            hello=lambda: record.handshake.hello,
        )

    # Observation

    def _getNextRecordFromSocket(self) -> Iterator[Any]:
        for result in super()._getNextRecordFromSocket():
            if isinstance(result, tuple):
                if self._first_record_version is None:
                    self._first_record_version = number_of(result[0].version)
                yield from self._bound(*result)
            yield result

    def _bound(self, header: Any, parser: Any) -> Iterator[Any]:
        """Limit what a hostile client can send: the protocol itself allows endless records and messages of 16 MiB."""
        self._records += 1
        if self._records % RECORDS_AT_A_TIME == 0:
            self.has_given_way = self.is_paused = True
            yield 0
            self.is_paused = False
        if header.type == ContentType.handshake:
            if self._awaits_ccs:  # tlslite would read a ciphertext as a message and wait for its end
                yield from self._sendError(
                    AlertDescription.unexpected_message, "a handshake message for ChangeCipherSpec"
                )
            self._handshake_bytes += len(parser.bytes)
            if self._handshake_bytes > HANDSHAKE_BYTES:
                yield from self._sendError(AlertDescription.illegal_parameter, "excessive message size")

    def _getNextRecord(self) -> Iterator[Any]:
        while True:
            for result in super()._getNextRecord():
                if not isinstance(result, tuple):
                    yield result
                    continue
                self._see(*result)
                header, parser = result
                if header.type != ContentType.alert or bytes(parser.bytes) != DECLINED:
                    yield result
                break

    def _see(self, header: Any, parser: Any) -> None:
        message = bytes(parser.bytes)
        if header.type == ContentType.alert and len(message) == 2:
            self._record.alert(_alert(message[0], message[1], sent_by_dut=True))
        elif header.type == ContentType.handshake and self._record.handshake.hello is None:
            try:
                if header.ssl2:
                    self._record.hello(read_ssl2_client_hello(message))
                elif message[:1] == bytes([HandshakeType.client_hello]):
                    version = self._first_record_version or 0
                    self._record.hello(read_client_hello(message, record_version=version))
            except MalformedHello:
                return  # tlslite reports that to the peer by decode_error

    def _sendMsg(
        self,
        msg: Any,
        randomizeFirstBlock: bool = True,
        update_hashes: bool = True,
    ) -> Iterator[Any]:
        if isinstance(msg, AlertMessage):
            if self.said_goodbye:
                return  # nothing follows our close_notify (RFC 5246, 7.2.1)
            if msg.description == AlertDescription.decryption_failed and self.version > (3, 1):
                msg.description = AlertDescription.bad_record_mac  # RFC 4346, 7.2.2
            self._record.alert(_alert(msg.level, msg.description, sent_by_dut=False))
            self.said_goodbye = msg.description == AlertDescription.close_notify
        elif isinstance(msg, ServerHello):
            self._record.server_hello(
                number_of(msg.server_version), msg.cipher_suite, session_id=bytes(msg.session_id)
            )
        elif isinstance(msg, Certificate):
            msg.create(X509CertChain([verbatim(each) for each in self._shown]))
        if update_hashes:
            yield from self._outlet.put(msg)
        else:  # tickets, whose bytes have been counted already
            yield from super()._sendMsg(msg, randomizeFirstBlock, update_hashes)

    def pass_on(self, message: Any) -> Iterator[Any]:
        """Send a message as tlslite does."""
        yield from super()._sendMsg(message)

    def _serverFinished(
        self, premaster: Any, client_random: Any, server_random: Any, suite: int, *others: Any
    ) -> Iterator[Any]:
        suite = self._outlet.suite or suite  # a fault may have chosen another one, which is used then
        yield from super()._serverFinished(premaster, client_random, server_random, suite, *others)

    def _calcPendingStates(self, suite: Any, master: Any, client_random: Any, *others: Any) -> None:
        self._record.secret(bytes(client_random), bytes(master))
        super()._calcPendingStates(suite, master, client_random, *others)

    # Selection

    def _serverGetClientHello(self, settings: HandshakeSettings, *others: Any) -> Iterator[Any]:
        self._settings = settings
        yield from super()._serverGetClientHello(settings, *others)

    def _getMsg(
        self,
        expectedType: Any,
        secondaryType: Any = None,
        constructorType: Any = None,
    ) -> Iterator[Any]:
        # tlslite would also accept a ticket from a client here
        self._awaits_ccs = secondaryType == HandshakeType.new_session_ticket
        for result in super()._getMsg(expectedType, secondaryType, constructorType):
            if isinstance(result, ClientHello):
                yield from self._settle_version(result)
            elif isinstance(result, Certificate) and result.cert_chain:
                self._record.client_chain(tuple(bytes(each.bytes) for each in result.cert_chain.x509List))
            yield result

    def _settle_version(self, hello: Any) -> Iterator[Any]:
        offered = number_of(hello.client_version)
        accepted = [version for version in self._policy.versions if version <= offered]
        if not accepted:
            self.version = pair_of(min(self._policy.versions))
            yield from self._sendError(
                AlertDescription.protocol_version,
                f"the client goes up to {version_title(offered)}, accepted are "
                + ", ".join(version.title for version in self._policy.versions),
            )
        chosen = max(accepted)
        if TlsliteSuite.TLS_FALLBACK_SCSV in hello.cipher_suites and chosen < max(self._policy.versions):
            yield from self._sendError(AlertDescription.inappropriate_fallback, "RFC 7507")
        self._settings.minVersion = self._settings.maxVersion = pair_of(chosen)
        if self._resumable is not None:
            self._resumable.version = chosen
            if self._policy.session_tickets:
                self._settings.ticketKeys = [bytearray(self._resumable.ticket_key)]
        agreed = hello.extensions or () if chosen is not Version.SSL30 else ()  # RFC 6101, 5.6.1.3 has none
        hello.extensions = [extension for extension in agreed if extension.extType not in IGNORED_EXTENSIONS]

    def _server_select_certificate(
        self,
        settings: HandshakeSettings,
        client_hello: Any,
        _cipher_suites: list[int],
        cert_chain: Any,
        private_key: Any,
        version: tuple[int, int],
    ) -> Any:
        suites = acceptable_suites(
            self._policy, Version(number_of(version)), tuple(client_hello.cipher_suites)
        )
        if not suites:
            raise TLSHandshakeFailure(
                "no common suite; accepted are "
                + ", ".join(f"{suite:04X}" for suite in self._policy.suites)
                + f" in {version_title(number_of(version))}"
            )
        if private_key.key_type != "rsa":
            raise TLSHandshakeFailure(
                f"the server's key is {private_key.key_type.upper()}, the suites need RSA"
            )
        return super()._server_select_certificate(
            settings, client_hello, list(suites), cert_chain, private_key, version
        )

    @staticmethod
    def _pickServerKeyExchangeSig(
        _settings: HandshakeSettings,
        _client_hello: Any,
        certList: Any = None,
        private_key: Any = None,
        _version: Any = None,
        _check_alt: bool = True,
    ) -> tuple[str, Any, Any]:
        """RSA key exchange signs nothing: the client's signature algorithms do not matter (RFC 5246, 7.4.3)."""
        return "sha1", certList, private_key

    # Client authentication

    def _serverCertKeyExchange(self, *arguments: Any) -> Iterator[Any]:
        if self._policy.client_certificate is not ClientCertificate.NONE:
            self._record.certificate_requested()
        for result in super()._serverCertKeyExchange(*arguments):
            if isinstance(result, tuple):
                yield from self._judge_client()
            yield result

    def _judge_client(self) -> Iterator[Any]:
        chain = self._record.handshake.client_chain
        if chain:
            fault = self._judge(chain)
            if fault is not None:
                yield from self._sendError(FAULT_ALERTS[fault], f"client certificate: {fault.value}")
            self._record.client_verified()
        elif self._policy.client_certificate is ClientCertificate.REQUIRED:
            yield from self._sendError(AlertDescription.handshake_failure, "no client certificate came")

    def say(self, data: bytes) -> Iterator[Any]:
        """Send application data; unlike tlslite's own, it leaves the connection readable when it fails."""
        yield from self._sendMsg(ApplicationData().create(bytearray(data)))

    def goodbye(
        self, level: int = AlertLevel.warning, description: int = AlertDescription.close_notify
    ) -> Iterator[Any]:
        """Send close_notify or another final alert; a generator like those of tlslite."""
        yield from self._sendMsg(AlertMessage().create(description, level))


def acceptable_suites(
    policy: TlsPolicy, version: Version, offered: tuple[int, ...]
) -> tuple[CipherSuite, ...]:
    """The common suites that exist in `version`, in the order of the side that decides."""
    common = [suite for suite in policy.suites if suite in offered and is_legal_pair(version, suite)]
    if not policy.server_preference:
        common.sort(key=offered.index)
    return tuple(common)


def verbatim(listed: bytes) -> X509:
    """An entry of the Certificate message, valid or not; tlslite only writes it."""
    entry = X509()
    entry.bytes = bytearray(listed)
    return entry


def pair_of(version: int) -> tuple[int, int]:
    """A version as tlslite writes it: (3, 3) for TLS1.2."""
    return version >> 8, version & 0xFF


def number_of(pair: tuple[int, int]) -> int:
    """A version as on the wire: 0x0303 for TLS1.2."""
    return pair[0] << 8 | pair[1]


def _alert(level: int, description: int, *, sent_by_dut: bool) -> TlsAlert:
    return TlsAlert(level, description, sent_by_dut, AlertDescription.toRepr(description) or "unknown")
