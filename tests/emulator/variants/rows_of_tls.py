"""Rows of `hil.emulator.variants.tls_habits` and `chains`, on the wire."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from dataclasses import replace

from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import load_pem_x509_certificate

from hil.ftps.profile import ServerProfile
from hil.ftps.session import Connection, Listener, Session
from hil.pki.authority import Authority
from hil.spec.tls import CipherSuite, Version
from hil.tls.observation import ClientHello
from hil.tls.policy import ClientCertificate, SessionReuse, TlsPolicy
from tests.emulator.variants.wire import TLS, Look, WireRow, failure, nothing, upload

AES128, RC4 = CipherSuite.TLS_RSA_WITH_AES_128_CBC_SHA, CipherSuite.TLS_RSA_WITH_RC4_128_SHA
HANDSHAKE, DATA = 22, 23  # RFC 5246 6.2.1


def _hello(session: Session) -> ClientHello:
    handshake = session.control.handshake
    assert handshake is not None
    assert handshake.hello is not None
    return handshake.hello


def _has_extension(kind: int) -> Look:
    return lambda session, code: f"{kind in dict(_hello(session).extensions)} {code}"


def _suites(session: Session, _code: int) -> str:
    return " ".join(f"{suite:04X}" for suite in _hello(session).suites)


def _server_name(session: Session, _code: int) -> str:
    return str(_hello(session).server_name)


def _renegotiation(session: Session, code: int) -> str:
    hello = _hello(session)
    return f"{0x00FF in hello.suites} {0xFF01 in dict(hello.extensions)} {code}"


def _record_version(session: Session, _code: int) -> str:
    return f"{_hello(session).record_version:04X}"


def _random(session: Session, _code: int) -> str:
    return "time" if abs(int.from_bytes(_hello(session).random[:4]) - time.time()) < 3600 else "random"


def _records(connection: Connection, kind: int) -> Iterator[int]:
    """The lengths of the records of that kind that the client sent."""
    sent = connection.first_bytes
    while len(sent) >= 5:
        size = int.from_bytes(sent[3:5])
        if sent[0] == kind:
            yield size
        sent = sent[5 + size :]


def _largest_of_handshake(session: Session, code: int) -> str:
    return f"{max(_records(session.control, HANDSHAKE)) > 64} {code}"


def _first_of_data(session: Session, code: int) -> str:
    return f"{next(_records(session.data[0], DATA))} {code}"


def _number_of_data(session: Session, code: int) -> str:
    return f"{len(list(_records(session.data[0], DATA)))} {code}"


def _resumed(session: Session, code: int) -> str:
    handshake = session.data[0].handshake
    assert handshake is not None
    return f"{handshake.resumed} {code}"


def _alerts(session: Session, code: int) -> str:
    return f"{[alert.description for alert in session.control.alerts if alert.sent_by_dut]} {code}"


def _ending(session: Session, code: int) -> str:
    return f"{session.control.ending.name} {code}"


def _client_chain(session: Session, code: int) -> str:
    handshake = session.control.handshake
    assert handshake is not None
    return f"{len(handshake.client_chain)} {handshake.client_verified} {code}"


def _der(pem: bytes) -> bytes:
    return load_pem_x509_certificate(pem).public_bytes(Encoding.DER)


def rows(authority: Authority) -> dict[str, WireRow]:
    """The rows with the certificates of that authority."""
    implicit = Listener.IMPLICIT
    checked = replace(TLS, seclevel=1, ca=authority.ca_pem)
    client = authority.client()
    mutual = replace(
        TLS,
        seclevel=2,
        ca=authority.ca_pem + authority.client_ca_pem,
        certificate=client.certificate,
        key=client.key,
    )
    tickets = TlsPolicy(session_reuse=SessionReuse.SERVER, session_tickets=True)

    def chain(name: str, outcomes: Mapping[str, str]) -> WireRow:
        profile = ServerProfile(chain=authority.chain(name))
        return WireRow(nothing, failure, outcomes, profile, listener=implicit, tls=checked)

    return {
        "hello-order": WireRow(
            nothing,
            _suites,
            {
                "configured": "0035 0005 0004 000A 002F 003D 00FF",
                "strength": "003D 0035 002F 000A 0005 0004 00FF",
                "numbers": "0004 0005 000A 002F 0035 003D 00FF",
            },
            listener=implicit,
        ),
        "server-name": WireRow(
            nothing, _server_name, {"absent": "None", "present": "localhost"}, listener=implicit
        ),
        "renegotiation-info": WireRow(
            nothing,
            _renegotiation,
            {"suite-value": "True False 0", "extension": "False True 0", "none": "False False 0"},
            listener=implicit,
        ),
        "session-ticket": WireRow(
            nothing,
            _has_extension(35),
            {"absent": "False 0", "empty": "True 0"},
            ServerProfile(tls=tickets),
            listener=implicit,
        ),
        "extended-master-secret": WireRow(
            upload(), _has_extension(23), {"absent": "False 0", "present": "True 0"}, listener=implicit
        ),
        "signature-algorithms": WireRow(
            nothing, _has_extension(13), {"present": "True 0", "absent": "False 0"}, listener=implicit
        ),
        "hello-random": WireRow(nothing, _random, {"random": "random", "time": "time"}, listener=implicit),
        "hello-record-version": WireRow(
            nothing, _record_version, {"highest": "0303", "lowest": "0300"}, listener=implicit
        ),
        "handshake-records": WireRow(
            upload(), _largest_of_handshake, {"whole": "True 0", "fragments": "False 0"}, listener=implicit
        ),
        "data-records": WireRow(
            upload(bytes(5000)),
            _first_of_data,
            {"large": "5020 0", "4096": "4116 0", "small": "120 0"},
            listener=implicit,
            tls=replace(TLS, suites=(RC4,)),
        ),
        "first-record": WireRow(
            upload(),
            _number_of_data,
            {"split": "2 0", "whole": "1 0"},
            listener=implicit,
            tls=replace(TLS, suites=(AES128,), versions=(Version.TLS10,)),
        ),
        "session-reuse": WireRow(
            upload(),
            _resumed,
            {"none": "False 0", "id": "True 0"},
            ServerProfile(tls=TlsPolicy(session_reuse=SessionReuse.SESSION)),
            listener=implicit,
        ),
        "refusal-alert": WireRow(
            nothing,
            _alerts,
            {"exact": "[48] -5", "general": "[40] -5", "none": "[] -5"},
            ServerProfile(chain=authority.chain("other-ca")),
            listener=implicit,
            tls=checked,
        ),
        "control-close": WireRow(
            nothing, _ending, {"close-notify": "CLOSE_NOTIFY 0", "fin": "FIN 0"}, listener=implicit
        ),
        "key-usage": chain("usage-sign-only", {"checked": "-5", "ignored": "0"}),
        "extended-key-usage": chain("eku-client", {"checked": "-5", "ignored": "0"}),
        "signature-hashes": chain("md5", {"sha": "-5", "md5": "0"}),
        "chain-depth": chain("intermediates-4", {"5": "0", "3": "-5"}),
        "long-chains": chain("huge-chain", {"cut": "-5", "searched": "0"}),
        "rsa-keys": chain("rsa-512", {"1023": "-5", "512": "0"}),
        "ca-format": WireRow(
            nothing,
            failure,
            {"pem": "-5", "der": "0"},
            listener=implicit,
            tls=replace(checked, ca=_der(authority.ca_pem)),
        ),
        "client-chain": WireRow(
            nothing,
            _client_chain,
            {"file": "1 True 0", "with-ca": "2 True 0"},
            ServerProfile(tls=TlsPolicy(client_certificate=ClientCertificate.REQUIRED)),
            listener=implicit,
            tls=mutual,
        ),
    }
