"""Faults in the order and number of handshake messages (RFC 5246, 7.3)."""

from __future__ import annotations

from typing import Any

from hil.tls.fault import Change, Place, TlsFault
from hil.tls.fault_kinds import acts
from hil.tls.outlet import Step

HELLO_REQUEST, CLIENT_HELLO, NEW_SESSION_TICKET, SERVER_KEY_EXCHANGE = 0, 1, 4, 12
HELLO_DONE, FINISHED, CERTIFICATE_STATUS, UNKNOWN_TYPE = 14, 20, 22, 99

CLIENT_HELLO_BODY = b"\3\3" + bytes(32) + b"\0" + b"\0\2\0\x2f" + b"\1\0"
DH_GROUP = b"\0\x40" + b"\xff" * 64 + b"\0\1\2" + b"\0\x40" + b"\x11" * 64  # p, g, Ys
SIGNATURE = b"\4\1" + b"\1\0" + bytes(256)

ORDER = "RFC 5246, 7.3"


def _fault(name: str, about: str, *changes: Change, clause: str = ORDER) -> TlsFault:
    return TlsFault(name, about, clause, changes)


def _at(step: Step, act: Any) -> Change:
    return Change(step, act)


FAULTS = (
    _fault("server-hello-missing", "no ServerHello", _at(Step.SERVER_HELLO, acts.drop)),
    _fault("server-hello-twice", "the ServerHello comes twice", _at(Step.SERVER_HELLO, acts.twice)),
    _fault("certificate-missing", "no Certificate", _at(Step.CERTIFICATE, acts.drop)),
    _fault("certificate-twice", "the Certificate comes twice", _at(Step.CERTIFICATE, acts.twice)),
    _fault(
        "certificate-before-hello",
        "Certificate and ServerHello in the wrong order",
        _at(Step.SERVER_HELLO, acts.hold),
        _at(Step.CERTIFICATE, acts.then_held),
    ),
    _fault(
        "hello-done-before-certificate",
        "ServerHelloDone and Certificate in the wrong order",
        _at(Step.CERTIFICATE, acts.hold),
        _at(Step.HELLO_DONE, acts.then_held),
    ),
    _fault(
        "hello-done-twice",
        "the ServerHelloDone comes twice",
        _at(Step.HELLO_DONE, acts.after(acts.handshake(HELLO_DONE, hashed=False))),
    ),
    _fault(
        "hello-done-with-body",
        "a ServerHelloDone that is not empty",
        _at(Step.HELLO_DONE, lambda outlet, _: outlet.handshake(HELLO_DONE, b"\0")),
        clause="RFC 5246, 7.4.5",
    ),
    _fault(
        "server-key-exchange",
        "a ServerKeyExchange, which RSA key exchange has not",
        _at(Step.HELLO_DONE, acts.before(acts.handshake(SERVER_KEY_EXCHANGE, DH_GROUP + SIGNATURE))),
        clause="RFC 5246, 7.4.3",
    ),
    _fault(
        "certificate-status",
        "a CertificateStatus that the client has not asked for",
        _at(Step.HELLO_DONE, acts.before(acts.handshake(CERTIFICATE_STATUS, b"\1\0\0\1\0"))),
        clause="RFC 6066, 8",
    ),
    _fault(
        "session-ticket",
        "a NewSessionTicket, though the extension was not agreed",
        _at(
            Step.CHANGE_CIPHER_SPEC,
            acts.before(acts.handshake(NEW_SESSION_TICKET, bytes(4) + b"\0\4tick")),
        ),
        clause="RFC 5077, 3.3",
    ),
    _fault(
        "client-hello",
        "a ClientHello from the server",
        _at(Step.HELLO_DONE, acts.before(acts.handshake(CLIENT_HELLO, CLIENT_HELLO_BODY))),
    ),
    _fault(
        "handshake-type-unknown",
        f"a handshake message of type {UNKNOWN_TYPE}",
        _at(Step.HELLO_DONE, acts.before(acts.handshake(UNKNOWN_TYPE, b"m95"))),
    ),
    _fault(
        "data-in-handshake",
        "application data before ServerHelloDone",
        _at(Step.HELLO_DONE, acts.before(acts.record(acts.APPLICATION_DATA, b"220 Too early.\r\n"))),
    ),
    _fault(
        "finished-missing",
        "application data follow ChangeCipherSpec at once",
        _at(Step.FINISHED, acts.drop),
    ),
    _fault(
        "finished-after-handshake",
        "one more Finished when the handshake is over",
        _at(Step.DATA, acts.before(acts.handshake(FINISHED, bytes(12)))),
    ),
    TlsFault(
        "hello-request-in-handshake",
        "a HelloRequest amid the handshake, which a client would ignore",
        "RFC 5246, 7.4.1.1",
        (_at(Step.CERTIFICATE, acts.before(acts.handshake(HELLO_REQUEST, hashed=False))),),
    ),
    TlsFault(
        "hello-request-at-rest",
        "a HelloRequest after the first reply; a client may ignore, decline or follow it, which nobody answers",
        "RFC 5246, 7.4.1.1",
        (_at(Step.DATA, acts.after(acts.handshake(HELLO_REQUEST, hashed=False))),),
        places=(Place.CONTROL,),
    ),
    TlsFault(
        "hello-request-mid-transfer",
        "a HelloRequest amid a download",
        "RFC 5246, 7.4.1.1",
        (Change(Step.DATA, acts.amid(acts.handshake(HELLO_REQUEST, hashed=False)), acts.larger_than(1)),),
        places=(Place.DATA,),
    ),
)
