"""What is negotiated and what is refused, asked by ClientHellos written by hand."""

from __future__ import annotations

import socket

import pytest

from hil.deadline import Deadline
from hil.errors import UsageError
from hil.ftps.profile import ServerProfile
from hil.ftps.server import FtpsServer
from hil.ftps.session import Listener, Session
from hil.spec.tls import ALL_SUITES, ALL_VERSIONS, CipherSuite, Version
from hil.tls.observation import Handshake
from hil.tls.policy import TlsPolicy
from tests.ftps.raw import Answer, answer_to, client_hello, server_name

SSL30, TLS10, TLS11, TLS12 = ALL_VERSIONS
AES256, AES128 = CipherSuite.TLS_RSA_WITH_AES_256_CBC_SHA, CipherSuite.TLS_RSA_WITH_AES_128_CBC_SHA
SHA256 = CipherSuite.TLS_RSA_WITH_AES_256_CBC_SHA256
FATAL = 2
HANDSHAKE_FAILURE, PROTOCOL_VERSION, INAPPROPRIATE_FALLBACK, DECODE_ERROR = 40, 70, 86, 50
FALLBACK_SCSV = 0x5600
EXTENDED_MASTER_SECRET = 23  # RFC 7627, 5.1
SERVER_HELLO = 2


def ask(server: FtpsServer, policy: TlsPolicy, flight: bytes) -> tuple[Answer, Session]:
    with server.expecting(ServerProfile(tls=policy)) as pending:
        answer = answer_to(server.address(Listener.IMPLICIT), flight)
        return answer, pending.session(Deadline.after(5))


def handshake_of(session: Session) -> Handshake:
    assert session.control.handshake is not None
    return session.control.handshake


@pytest.mark.parametrize("version", [SSL30, TLS10, TLS11])
def test_an_illegal_pair_is_refused(version: Version, server: FtpsServer) -> None:
    answer, session = ask(server, TlsPolicy(), client_hello(version, [SHA256]))

    assert answer == Answer(alert=(FATAL, HANDSHAKE_FAILURE))
    assert handshake_of(session).suite is None
    assert "no common suite" in str(handshake_of(session).failure)


@pytest.mark.parametrize("pinned", ALL_SUITES)
def test_a_suite_that_is_not_pinned_is_refused(pinned: CipherSuite, server: FtpsServer) -> None:
    others = [0xC02F, *(suite for suite in ALL_SUITES if suite is not pinned)]
    ffdhe = (10, bytes.fromhex("00020100"))  # a group list that tlslite would answer by another alert

    answer, _ = ask(server, TlsPolicy(suites=(pinned,)), client_hello(TLS12, others, extensions=[ffdhe]))

    assert answer == Answer(alert=(FATAL, HANDSHAKE_FAILURE))


@pytest.mark.parametrize(
    ("accepted", "offered", "chosen"),
    [
        (ALL_VERSIONS, TLS12, TLS12),
        (ALL_VERSIONS, TLS10, TLS10),
        (ALL_VERSIONS, 0x0399, TLS12),
        ((SSL30,), TLS12, SSL30),
        ((TLS10, TLS12), TLS11, TLS10),
        ((SSL30, TLS12), TLS11, SSL30),
        ((TLS12,), TLS11, None),
        ((TLS10, TLS11, TLS12), SSL30, None),
    ],
)
def test_the_highest_common_version_is_chosen(
    *, accepted: tuple[Version, ...], offered: int, chosen: Version | None, server: FtpsServer
) -> None:
    answer, session = ask(server, TlsPolicy(versions=accepted), client_hello(offered, [AES128]))

    assert answer.version == chosen
    assert (answer.alert == (FATAL, PROTOCOL_VERSION)) is (chosen is None)
    assert handshake_of(session).version == chosen


@pytest.mark.parametrize(("server_decides", "chosen"), [(False, AES128), (True, AES256)])
def test_who_decides(*, server_decides: bool, chosen: CipherSuite, server: FtpsServer) -> None:
    policy = TlsPolicy(suites=(AES256, AES128), server_preference=server_decides)

    answer, session = ask(server, policy, client_hello(TLS12, [AES128, AES256]))

    assert (answer.suite, handshake_of(session).suite) == (chosen, chosen)


def test_a_fallback_is_refused_where_it_was_not_needed(server: FtpsServer) -> None:
    fallback = client_hello(TLS10, [AES128, FALLBACK_SCSV])

    refused, _ = ask(server, TlsPolicy(), fallback)
    accepted, _ = ask(server, TlsPolicy(versions=(TLS10,)), fallback)

    assert refused == Answer(alert=(FATAL, INAPPROPRIATE_FALLBACK))
    assert accepted.version == TLS10


def test_an_address_as_server_name_is_recorded_and_ignored(server: FtpsServer) -> None:
    flight = client_hello(TLS12, [AES128], extensions=[server_name(b"127.0.0.1")])

    answer, session = ask(server, TlsPolicy(), flight)

    assert answer.suite == AES128
    hello = handshake_of(session).hello
    assert hello is not None
    assert hello.server_name == "127.0.0.1"


def test_supported_versions_is_recorded_and_ignored(server: FtpsServer) -> None:
    """JSSE sends it even when it speaks SSL3.0 only."""
    versions = (43, bytes.fromhex("020300"))

    answer, session = ask(server, TlsPolicy(), client_hello(SSL30, [AES128], extensions=[versions]))

    assert answer.version == SSL30
    hello = handshake_of(session).hello
    assert hello is not None
    assert hello.extensions == (versions,)


def test_the_signature_algorithms_of_a_client_do_not_matter_for_rsa_key_exchange(server: FtpsServer) -> None:
    ecdsa_only = (13, bytes.fromhex("0002 0403"))

    answer, _ = ask(server, TlsPolicy(), client_hello(TLS12, [AES128], extensions=[ecdsa_only]))

    assert answer.suite == AES128


def test_everything_in_the_client_hello_is_observed(server: FtpsServer) -> None:
    extensions = ((0xABCD, b"what is this"), server_name(b"localhost"))
    flight = client_hello(TLS12, [0x1234, AES128, 0x00FF], extensions=extensions, record_version=0x0301)

    _, session = ask(server, TlsPolicy(), flight)

    hello = handshake_of(session).hello
    assert hello is not None
    assert (hello.record_version, hello.client_version) == (0x0301, 0x0303)
    assert hello.suites == (0x1234, AES128, 0x00FF)
    assert hello.random == bytes(32)
    assert hello.compression_methods == (0,)
    assert hello.extensions == extensions
    assert session.control.first_bytes == flight


def test_a_hello_in_many_records_and_segments(server: FtpsServer) -> None:
    message = client_hello(TLS12, [AES128])[5:]
    split = b"".join(bytes.fromhex("16 0303 0001") + message[i : i + 1] for i in range(len(message)))

    answer, session = ask(server, TlsPolicy(), split)

    assert answer.suite == AES128
    assert handshake_of(session).hello is not None


def test_a_malformed_hello_is_answered_by_decode_error(server: FtpsServer) -> None:
    answer, session = ask(server, TlsPolicy(), bytes.fromhex("16 0303 0006 01 000002 0303"))

    assert answer == Answer(alert=(FATAL, DECODE_ERROR))
    assert handshake_of(session).hello is None
    assert [(alert.name, alert.sent_by_dut) for alert in session.control.alerts] == [("decode_error", False)]


@pytest.mark.parametrize(
    ("flight", "alert"),
    [
        (bytes.fromhex("15 0303 0002 0230"), ("unknown_ca", 48, True)),
        (bytes.fromhex("15 0303 0002 0100"), ("close_notify", 0, False)),
    ],
)
def test_an_alert_of_the_client_is_observed(
    flight: bytes, alert: tuple[str, int, bool], server: FtpsServer
) -> None:
    with server.expecting(ServerProfile()) as pending:
        with socket.create_connection(server.address(Listener.IMPLICIT), timeout=5) as connection:
            connection.sendall(client_hello(TLS12, [AES128]))
            assert connection.recv(5)
            connection.sendall(flight)
            while connection.recv(4096):
                pass
        session = pending.session(Deadline.after(5))

    first = session.control.alerts[0]
    assert (first.name, first.description, first.fatal) == alert
    assert first.sent_by_dut
    assert handshake_of(session).version == TLS12
    assert not handshake_of(session).finished


@pytest.mark.parametrize("policy", [TlsPolicy(versions=()), TlsPolicy(suites=())])
def test_a_policy_that_nobody_could_meet_is_refused(policy: TlsPolicy, server: FtpsServer) -> None:
    with pytest.raises(UsageError, match="at least one"), server.expecting(ServerProfile(tls=policy)):
        pass


@pytest.mark.parametrize(("chosen", "agrees"), [(Version.SSL30, False), (Version.TLS10, True)])
def test_no_extension_is_agreed_in_ssl30(chosen: Version, *, agrees: bool, server: FtpsServer) -> None:
    hello = client_hello(TLS12, [AES128], extensions=[(EXTENDED_MASTER_SECRET, b"")])

    with (
        server.expecting(ServerProfile(tls=TlsPolicy.pinned(chosen, CipherSuite(AES128))), all_fire=False),
        socket.create_connection(server.address(Listener.IMPLICIT), timeout=10) as client,
    ):
        client.sendall(hello)
        with client.makefile("rb") as came:
            came.read(5)  # the header of the record
            kind, length = came.read(1)[0], int.from_bytes(came.read(3))
            body = came.read(length)

    assert kind == SERVER_HELLO
    assert (length > 38 + body[34]) is agrees  # version, random, session id, suite, compression
