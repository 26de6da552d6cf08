"""Faults of the ServerHello (RFC 5246, 7.4.1.3).

Where a client might accept the wrong choice the server continues with it, so
that the acceptance is observed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from tlslite.extensions import TLSExtension

from hil.spec.tls import ALL_SUITES, RENEGOTIATION_INFO_SCSV, Version
from hil.tls.fault import TLS_VERSIONS, Act, Change, TlsFault
from hil.tls.outlet import Outlet, Step

SERVER_HELLO = 2
RENEGOTIATION_INFO, STATUS_REQUEST, ALPN = 0xFF01, 5, 16
UNKNOWN_VERSION, UNKNOWN_SUITE = 0x0404, 0xFEFE
NULL_SUITE = 0x0000


def _changed(change: Callable[[Outlet, Any], None]) -> Act:
    """Change the message and send it."""

    def act(outlet: Outlet, message: Any) -> Iterator[Any]:
        change(outlet, message)
        yield from outlet.send(message)

    return act


def _rewrite(change: Callable[[bytes], bytes]) -> Act:
    """Send the message with its body changed."""

    def act(outlet: Outlet, message: Any) -> Iterator[Any]:
        yield from outlet.handshake(SERVER_HELLO, change(bytes(message.write())[4:]))

    return act


def _say_version(message: Any, version: int) -> None:
    message.server_version = (version >> 8, version & 0xFF)


def _higher(outlet: Outlet, message: Any) -> None:
    higher = outlet.client_hello.client_version + 1
    _say_version(message, higher)
    if higher <= Version.TLS12:
        outlet.version = higher


def _lower(outlet: Outlet, message: Any) -> None:
    _say_version(message, Version.SSL30)
    outlet.version = Version.SSL30


def _suite_not_offered(outlet: Outlet, message: Any) -> None:
    offered = outlet.client_hello.suites
    message.cipher_suite = outlet.suite = next(suite for suite in ALL_SUITES if suite not in offered)


def _some_suite_is_not_offered(outlet: Outlet, _message: Any) -> bool:
    return not set(ALL_SUITES) <= set(outlet.client_hello.suites)


def _say_suite(suite: int) -> Callable[[Outlet, Any], None]:
    def change(_outlet: Outlet, message: Any) -> None:
        message.cipher_suite = suite

    return change


def _say_compression(method: int) -> Callable[[Outlet, Any], None]:
    def change(_outlet: Outlet, message: Any) -> None:
        message.compression_method = method

    return change


def _long_session_id(_outlet: Outlet, message: Any) -> None:
    message.session_id = bytearray(range(33))


def _extended(*extensions: tuple[int, bytes]) -> Callable[[Outlet, Any], None]:
    def change(_outlet: Outlet, message: Any) -> None:
        replaced = {kind for kind, _ in extensions}
        message.extensions = [
            *(each for each in message.extensions or () if each.extType not in replaced),
            *(TLSExtension().create(kind, bytearray(body)) for kind, body in extensions),
        ]

    return change


def _not_asked_for(outlet: Outlet, message: Any) -> None:
    asked = {kind for kind, _ in outlet.client_hello.extensions}
    surplus = (ALPN, b"\0\4\3ftp") if STATUS_REQUEST in asked else (STATUS_REQUEST, b"")
    _extended(surplus)(outlet, message)


def _not_asked_for_alone(outlet: Outlet, message: Any) -> None:
    message.extensions = None
    _not_asked_for(outlet, message)


def _not_asked_for_first(outlet: Outlet, message: Any) -> None:
    _not_asked_for(outlet, message)
    message.extensions = [message.extensions[-1], *message.extensions[:-1]]


def _fault(name: str, about: str, clause: str, act: Act, **others: Any) -> TlsFault:
    when = others.pop("when", None)
    change = Change(Step.SERVER_HELLO, act, when) if when else Change(Step.SERVER_HELLO, act)
    return TlsFault(name, about, clause, (change,), **others)


VERSION, CHOICE = "RFC 5246, E.1", "RFC 5246, 7.4.1.3"

FAULTS = (
    _fault(
        "version-higher",
        "the version after the client's highest",
        VERSION,
        _changed(_higher),
    ),
    _fault(
        "version-lower",
        "SSL3.0, which a client that does not offer it is to refuse",
        VERSION,
        _changed(_lower),
        versions=TLS_VERSIONS,
    ),
    _fault(
        "version-unknown",
        f"version 0x{UNKNOWN_VERSION:04X}, which does not exist",
        VERSION,
        _changed(lambda _, message: _say_version(message, UNKNOWN_VERSION)),
    ),
    _fault(
        "suite-not-offered",
        "a suite of the note that the client has not offered",
        CHOICE,
        _changed(_suite_not_offered),
        when=_some_suite_is_not_offered,
    ),
    _fault(
        "suite-unknown",
        f"suite 0x{UNKNOWN_SUITE:04X}, which does not exist",
        CHOICE,
        _changed(_say_suite(UNKNOWN_SUITE)),
    ),
    _fault(
        "suite-null",
        "TLS_NULL_WITH_NULL_NULL, which must not be negotiated",
        "RFC 5246, A.5",
        _changed(_say_suite(NULL_SUITE)),
    ),
    _fault(
        "suite-signalling",
        "the signalling value 0x00FF as the suite",
        "RFC 5746, 3.3",
        _changed(_say_suite(RENEGOTIATION_INFO_SCSV)),
    ),
    _fault(
        "compression-deflate",
        "compression method DEFLATE, not offered; nothing is compressed",
        CHOICE,
        _changed(_say_compression(1)),
    ),
    _fault(
        "compression-unknown",
        "compression method 224, which does not exist",
        CHOICE,
        _changed(_say_compression(224)),
    ),
    _fault(
        "session-id-too-long",
        "a session id of 33 bytes; 32 is the most",
        "RFC 5246, 7.4.1.2",
        _changed(_long_session_id),
    ),
    _fault(
        "server-hello-cut",
        "the ServerHello ends after the random",
        "RFC 5246, 7.2.2",
        _rewrite(lambda body: body[:34]),
    ),
    _fault(
        "server-hello-longer",
        "three bytes follow the compression method, which are no list of extensions",
        "RFC 5246, 7.4.1.3",
        _rewrite(lambda body: body[: 38 + body[34]] + b"\0\0\0"),
    ),
    _fault(
        "extension-not-asked-for",
        "the extension status_request or, for a client that has sent it, ALPN",
        "RFC 5246, 7.4.1.4",
        _changed(_not_asked_for),
        versions=TLS_VERSIONS,
    ),
    _fault(
        "extension-not-asked-for-first",
        "the same extension, before all others",
        "RFC 5246, 7.4.1.4",
        _changed(_not_asked_for_first),
        versions=TLS_VERSIONS,
    ),
    _fault(
        "extension-not-asked-for-alone",
        "the same extension, and no other",
        "RFC 5246, 7.4.1.4",
        _changed(_not_asked_for_alone),
        versions=TLS_VERSIONS,
    ),
    _fault(
        "extension-twice",
        "renegotiation_info comes twice",
        "RFC 5246, 7.4.1.4",
        _changed(_extended((RENEGOTIATION_INFO, b"\0"), (RENEGOTIATION_INFO, b"\0"))),
        versions=TLS_VERSIONS,
    ),
    _fault(
        "renegotiation-info-not-empty",
        "renegotiation_info of a renegotiation in a first handshake",
        "RFC 5746, 3.4",
        _changed(_extended((RENEGOTIATION_INFO, b"\x0c" + bytes(12)))),
        versions=TLS_VERSIONS,
    ),
)
