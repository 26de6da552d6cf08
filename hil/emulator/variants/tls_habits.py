"""Switches of the TLS library: what its ClientHello has, how it uses records, how it closes."""

from __future__ import annotations

import ipaddress
import time
from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Any

from tlslite.constants import AlertDescription, AlertLevel, ContentType, ExtensionType
from tlslite.errors import TLSLocalAlert
from tlslite.extensions import SNIExtension, TLSExtension
from tlslite.messages import Alert, ClientHello

from hil.emulator.ftp.control import ControlConnection
from hil.emulator.tls.client import TlsClient, TlsSettings
from hil.emulator.tls.connection import ClientConnection, WireVersion
from hil.emulator.variants.model import Switch, Value, replacing, unchanged
from hil.spec.tls import CipherSuite

_HELLO = ("TLS ClientHello",)
_RECORD_MAX = 1 << 14  # RFC 5246 6.2.1
_RECORDS = ("TLS records", "AT+QFTPPUT", "AT+QFTPGET")
_STRENGTH: Mapping[int, int] = MappingProxyType(
    {
        suite: number
        for number, suite in enumerate(
            (
                CipherSuite.TLS_RSA_WITH_AES_256_CBC_SHA256,
                CipherSuite.TLS_RSA_WITH_AES_256_CBC_SHA,
                CipherSuite.TLS_RSA_WITH_AES_128_CBC_SHA,
                CipherSuite.TLS_RSA_WITH_3DES_EDE_CBC_SHA,
                CipherSuite.TLS_RSA_WITH_RC4_128_SHA,
                CipherSuite.TLS_RSA_WITH_RC4_128_MD5,
            )
        )
    }
)


def _empty(kind: int) -> TLSExtension:
    return TLSExtension(extType=kind).create(bytearray())


# clause: note 2.3, RFC 5246 7.4.1.2
class StrongestFirst(TlsClient):
    """the strongest first"""

    @property
    def offered_suites(self) -> list[int]:
        """The configured suites in the order of the library."""
        return sorted(super().offered_suites, key=lambda suite: _STRENGTH[suite])


# clause: note 2.3, RFC 5246 7.4.1.2
class NumbersAscending(TlsClient):
    """by their numbers"""

    @property
    def offered_suites(self) -> list[int]:
        """The configured suites in the order of their numbers."""
        return sorted(super().offered_suites)


# clause: RFC 6066 3
class SendsServerName(ClientConnection):
    """server_name, if the server was named and not given by its address"""

    def extensions(self, of_tlslite: Sequence[Any]) -> list[Any]:
        """The extensions with the name of the server."""
        return [*self._server_name(), *super().extensions(of_tlslite)]

    def _server_name(self) -> list[Any]:
        try:
            ipaddress.ip_address(self._host)
        except ValueError:
            return [SNIExtension().create(bytearray(self._host, "ascii"))] if self._host.isascii() else []
        return []

    def unrequested_extensions(self, extensions: Sequence[int]) -> set[int]:
        """The server may confirm the name."""
        return super().unrequested_extensions(extensions) - {ExtensionType.server_name}


# clause: RFC 5746 3.4
class RenegotiationExtension(ClientConnection):
    """the empty extension renegotiation_info"""

    def signalling_suites(self) -> Sequence[int]:
        """No signalling value, except in a ClientHello of SSL3.0, which has no extensions."""
        has_extensions = max(self._offered_versions) > (3, 0)
        return () if has_extensions else super().signalling_suites()

    def extensions(self, of_tlslite: Sequence[Any]) -> list[Any]:
        """The extensions with the empty one of a first handshake."""
        info = TLSExtension(extType=ExtensionType.renegotiation_info).create(bytearray(1))
        return [info, *super().extensions(of_tlslite)]


# clause: RFC 5246 7.4.1.2
class NoRenegotiationSignal(ClientConnection):
    """nothing, as before RFC 5746"""

    def signalling_suites(self) -> Sequence[int]:
        """None."""
        return ()


# clause: RFC 5077 3.2
class RequestsTicket(ClientConnection):
    """an empty session_ticket; the ticket is not used"""

    def extensions(self, of_tlslite: Sequence[Any]) -> list[Any]:
        """The extensions with an empty ticket."""
        return [*super().extensions(of_tlslite), _empty(ExtensionType.session_ticket)]

    def unrequested_extensions(self, extensions: Sequence[int]) -> set[int]:
        """The server may promise a ticket."""
        return super().unrequested_extensions(extensions) - {ExtensionType.session_ticket}


# clause: RFC 7627 5.1
class RequestsExtendedSecret(ClientConnection):
    """extended_master_secret"""

    def extensions(self, of_tlslite: Sequence[Any]) -> list[Any]:
        """The extensions with the request of RFC 7627."""
        return [*super().extensions(of_tlslite), _empty(ExtensionType.extended_master_secret)]

    def unrequested_extensions(self, extensions: Sequence[int]) -> set[int]:
        """The server may agree."""
        return super().unrequested_extensions(extensions) - {ExtensionType.extended_master_secret}


# clause: RFC 5246 7.4.1.4.1
class NoSignatureAlgorithms(ClientConnection):
    """no signature_algorithms"""

    def extensions(self, of_tlslite: Sequence[Any]) -> list[Any]:
        """The extensions without that one, which a client may omit."""
        kept = super().extensions(of_tlslite)
        return [extension for extension in kept if extension.extType != ExtensionType.signature_algorithms]


# clause: RFC 5246 7.4.1.2
class TimeInRandom(ClientConnection):
    """the time in its first four bytes"""

    def client_random(self, drawn: bytes) -> bytes:
        """The time in seconds since 1970, then random bytes."""
        return int(time.time()).to_bytes(4) + super().client_random(drawn)[4:]


# clause: RFC 5246 E.1
class LowestRecordVersion(ClientConnection):
    """the lowest version that is offered"""

    def _sendMsg(self, msg: Any, *args: Any, **kwargs: Any) -> Iterator[Any]:  # noqa: N802 - tlslite's name
        if not isinstance(msg, ClientHello):
            yield from super()._sendMsg(msg, *args, **kwargs)
            return
        before: WireVersion = self._recordLayer.version
        self._recordLayer.version = min(self._offered_versions)
        yield from super()._sendMsg(msg, *args, **kwargs)
        self._recordLayer.version = before


# clause: RFC 5246 6.2.1
def sending_records_of(handshake: int, data: int) -> type[ClientConnection]:
    """A connection whose records have at most so many bytes of the handshake, and of data."""

    class SendsSmallRecords(ClientConnection):
        def _sendMsg(self, msg: Any, *args: Any, **kwargs: Any) -> Iterator[Any]:  # noqa: N802 - tlslite's name
            usual = _RECORD_MAX
            most = {ContentType.handshake: handshake, ContentType.application_data: data}
            self.recordSize = min(usual, most.get(msg.contentType, usual))
            yield from super()._sendMsg(msg, *args, **kwargs)
            self.recordSize = usual

    return SendsSmallRecords


# clause: RFC 5246 6.2.3.2
class WholeFirstRecord(ClientConnection):
    """no split"""

    def _sendMsg(  # noqa: N802 - tlslite's name
        self,
        msg: Any,
        randomizeFirstBlock: bool = True,  # noqa: N803 - tlslite's signature
        *args: Any,
        **kwargs: Any,
    ) -> Iterator[Any]:
        del randomizeFirstBlock
        yield from super()._sendMsg(msg, False, *args, **kwargs)


# clause: RFC 5246 7.3, note chapter 1
class ResumesSession(TlsClient):
    """a data connection offers the session of the control connection; the server decides"""

    def __init__(self, settings: TlsSettings, **options: Any) -> None:
        super().__init__(settings, **options)
        self._session: Any = None

    def former_session(self) -> Any:
        """The session of the latest full handshake."""
        return self._session

    def keep_session(self, session: Any) -> None:
        """Remember a session that has an id."""
        if session is not None and session.valid():
            self._session = session


# clause: RFC 5246 7.2.2
class GeneralAlert(ClientConnection):
    """handshake_failure, whatever the reason"""

    def _sendError(self, alertDescription: int, errorStr: str | None = None) -> Iterator[Any]:  # noqa: N802, N803 - tlslite's names
        general = AlertDescription.handshake_failure if self.closed else alertDescription
        yield from super()._sendError(general, errorStr)


# clause: RFC 5246 7.2.2
class NoAlert(ClientConnection):
    """no alert: the connection is closed"""

    def _sendError(self, alertDescription: int, errorStr: str | None = None) -> Iterator[Any]:  # noqa: N802, N803 - tlslite's names
        if not self.closed:
            yield from super()._sendError(alertDescription, errorStr)
            return
        self._shutdown(False)
        raise TLSLocalAlert(Alert().create(alertDescription, AlertLevel.fatal), errorStr)


# clause: RFC 5246 7.2.1, note 4.2.1
class ClosesByFin(ControlConnection):
    """FIN alone, after QUIT and its reply"""

    def close(self, *, orderly: bool) -> None:
        """Close the socket at once."""
        del orderly
        super().close(orderly=False)


SWITCHES = (
    Switch(
        "hello-order",
        "note 2.3 (silent)",
        "the note does not say that the order of a list is that of preference",
        (*_HELLO, "AT+QSSLCFG"),
        (
            unchanged("configured", "the order in which the suites were set"),
            replacing("strength", StrongestFirst),
            replacing("numbers", NumbersAscending),
        ),
    ),
    Switch(
        "server-name",
        "note 2.3 (silent), RFC 6066 3",
        "the note does not mention the extension",
        (*_HELLO, "AT+QFTPOPEN"),
        (unchanged("absent", "no server_name"), replacing("present", SendsServerName)),
    ),
    Switch(
        "renegotiation-info",
        "RFC 5746 3.3, RFC 5746 3.4",
        "RFC 5746 has a suite value and an extension for it, and libraries of the time of TLS1.0 have neither",
        _HELLO,
        (
            unchanged("suite-value", "the suite value 0x00FF"),
            replacing("extension", RenegotiationExtension),
            replacing("none", NoRenegotiationSignal),
        ),
    ),
    Switch(
        "session-ticket",
        "RFC 5077 3.2, note 2.3 (silent)",
        "a client may announce that it takes tickets",
        (*_HELLO, "TLS handshake"),
        (unchanged("absent", "no session_ticket"), replacing("empty", RequestsTicket)),
    ),
    Switch(
        "extended-master-secret",
        "RFC 7627 5.1, note 2.3 (silent)",
        "a client may announce it, and the server decides",
        (*_HELLO, "TLS handshake"),
        (unchanged("absent", "no extended_master_secret"), replacing("present", RequestsExtendedSecret)),
    ),
    Switch(
        "signature-algorithms",
        "RFC 5246 7.4.1.4.1",
        "a client of TLS1.2 may omit the extension",
        _HELLO,
        (unchanged("present", "signature_algorithms in TLS1.2"), replacing("absent", NoSignatureAlgorithms)),
    ),
    Switch(
        "hello-random",
        "RFC 5246 7.4.1.2",
        "the first four bytes are a time by the RFC, and random in newer libraries",
        _HELLO,
        (unchanged("random", "32 random bytes"), replacing("time", TimeInRandom)),
    ),
    Switch(
        "hello-record-version",
        "RFC 5246 E.1",
        "a server must accept any version 3.x in the record of a ClientHello",
        _HELLO,
        (
            unchanged("highest", "the highest version that is offered"),
            replacing("lowest", LowestRecordVersion),
        ),
    ),
    Switch(
        "handshake-records",
        "RFC 5246 6.2.1",
        "a message of the handshake may be spread over several records",
        ("TLS handshake", "TLS ClientHello"),
        (
            unchanged("whole", "a message in one record"),
            Value("fragments", "at most 64 bytes in a record", (sending_records_of(64, _RECORD_MAX),)),
        ),
    ),
    Switch(
        "data-records",
        "RFC 5246 6.2.1",
        "a sender chooses the size of its records, up to 16384 bytes",
        _RECORDS,
        (
            unchanged("large", "up to 16384 bytes"),
            Value("4096", "up to 4096 bytes", (sending_records_of(_RECORD_MAX, 4096),)),
            Value("small", "up to 100 bytes", (sending_records_of(_RECORD_MAX, 100),)),
        ),
    ),
    Switch(
        "first-record",
        "RFC 5246 6.2.3.2",
        "the split against predictable IVs of TLS1.0 is a habit of newer libraries",
        _RECORDS,
        (
            unchanged("split", "up to TLS1.0, the first byte of CBC data has a record of its own"),
            replacing("whole", WholeFirstRecord),
        ),
    ),
    Switch(
        "session-reuse",
        "RFC 5246 7.3, note 1 (silent)",
        "the note does not say whether data connections resume the TLS session",
        ("TLS handshake", "TLS ClientHello", "FTP data"),
        (unchanged("none", "a full handshake on each connection"), replacing("id", ResumesSession)),
    ),
    Switch(
        "refusal-alert",
        "RFC 5246 7.2.2, note 2.3 (silent)",
        "the note does not mention alerts, and libraries differ in them",
        ("TLS handshake", "TLS chain"),
        (
            unchanged("exact", "the alert of the reason"),
            replacing("general", GeneralAlert),
            replacing("none", NoAlert),
        ),
    ),
    Switch(
        "control-close",
        "note 4.2.1 (silent), RFC 5246 7.2.1",
        "the session is over after QUIT, and libraries differ in how they close then",
        ("TLS close", "FTP QUIT", "AT+QFTPCLOSE"),
        (unchanged("close-notify", "close_notify, then FIN"), replacing("fin", ClosesByFin)),
    ),
)
