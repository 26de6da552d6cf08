"""How the module opens a session with a server that refuses, stalls or deceives."""

from __future__ import annotations

import socket
import time
from dataclasses import replace

import pytest

from hil.emulator.ftp.failure import FtpFailure
from hil.spec.codes import ErrorCode
from tests.emulator.peers.dialogue import (
    PATIENT,
    SHORT_S,
    TLS,
    Make,
    explicit,
    failure_of,
    plain,
    serve_nothing,
    within,
)
from tests.emulator.peers.scripted import Conversation, ScriptedServer
from tests.emulator.peers.servers import free_port


def test_a_name_without_address_is_minus_4(session_with: Make) -> None:
    assert failure_of(session_with(plain(21, host="no-such-host.invalid")).open) == ErrorCode.DNS_FAILED


def test_a_name_is_resolved(session_with: Make) -> None:
    with ScriptedServer(Conversation.log_in) as server:
        session_with(plain(server.port, host="localhost")).open()


def test_small_packets_are_not_held_back(session_with: Make) -> None:
    with ScriptedServer(Conversation.log_in) as server:
        session = session_with(plain(server.port))
        session.open()

        assert session.control.stream.waitable.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)


def test_a_refused_connection_is_minus_5(session_with: Make) -> None:
    assert failure_of(session_with(plain(free_port())).open) == ErrorCode.NETWORK


@pytest.mark.parametrize("changes", [{"host": ""}, {"port": 0}, {"port": 65536}])
def test_a_server_that_cannot_be_is_minus_10(changes: dict[str, object], session_with: Make) -> None:
    settings = plain(free_port()).changed(**changes)

    assert failure_of(session_with(settings).open) == ErrorCode.ILLEGAL_PARAMETER


@pytest.mark.parametrize("user", ["a\r\nDELE b", "a\nb", "a\0b", "x" * 600, "\N{SNOWMAN}"])
def test_a_value_that_ftp_cannot_carry_is_minus_10_and_never_sent(user: str, session_with: Make) -> None:
    def script(peer: Conversation) -> None:
        peer.say("220 ready\r\n")
        assert peer.rest() == b""

    with ScriptedServer(script) as server:
        code = failure_of(session_with(plain(server.port, user=user)).open)

    assert code == ErrorCode.ILLEGAL_PARAMETER


@pytest.mark.parametrize(
    ("greeting", "code"),
    [
        ("421 too busy\r\n", -421),
        ("530 not you\r\n", -530),
        ("434 odd\r\n", ErrorCode.UNKNOWN),
        ("hello\r\n", ErrorCode.UNKNOWN),
        ("", ErrorCode.SESSION_CLOSED),
    ],
)
def test_an_unwelcome_greeting_fails_with_its_code(greeting: str, code: int, session_with: Make) -> None:
    with ScriptedServer(lambda peer: peer.say(greeting)) as server:
        assert failure_of(session_with(plain(server.port)).open) == code


def test_a_silent_server_is_minus_9(session_with: Make) -> None:
    with ScriptedServer(serve_nothing) as server:
        settings = plain(server.port, timeouts=within(reply_s=SHORT_S))
        assert failure_of(session_with(settings).open) == ErrorCode.TIMEOUT


def test_120_is_waited_out_and_a_login_without_password_is_one(session_with: Make) -> None:
    def script(peer: Conversation) -> None:
        peer.say("120 soon\r\n220-ready\r\n220 now\r\n")
        peer.answer("USER", "230 in\r\n")

    with ScriptedServer(script) as server:
        session_with(plain(server.port)).open()

    assert server.commands == ["USER user"]


def test_a_server_that_asks_for_an_account_leaves_us_logged_out(session_with: Make) -> None:
    def script(peer: Conversation) -> None:
        peer.say("220 ready\r\n")
        peer.answer("USER", "331 password\r\n")
        peer.answer("PASS", "332 account\r\n")

    with ScriptedServer(script) as server:
        assert failure_of(session_with(plain(server.port)).open) == -530


@pytest.mark.parametrize(
    ("reply", "code"), [("500 what\r\n", -500), ("502 no\r\n", -502), ("534 no\r\n", -1)]
)
def test_refused_auth_ends_the_session_and_nothing_goes_in_clear(
    reply: str, code: int, session_with: Make
) -> None:
    def script(peer: Conversation) -> None:
        peer.say("220 ready\r\n")
        peer.answer("AUTH", reply)
        assert peer.rest() == b""

    with ScriptedServer(script) as server:
        assert failure_of(session_with(explicit(server.port)).open) == code

    assert server.commands == ["AUTH TLS"]


def test_the_defect_continues_in_clear_after_auth_refused_logs_in(session_with: Make) -> None:
    def script(peer: Conversation) -> None:
        peer.say("220 ready\r\n")
        peer.answer("AUTH", "502 no\r\n")
        peer.answer("USER", "331 password\r\n")
        peer.answer("PASS", "230 in\r\n")

    with ScriptedServer(script) as server:
        session_with(explicit(server.port), defect="continues-in-clear-after-auth-refused").open()


def test_replies_smuggled_in_before_the_handshake_are_refused(session_with: Make) -> None:
    def script(peer: Conversation) -> None:
        peer.say("220 ready\r\n")
        peer.answer("AUTH", "234 go on\r\n331 smuggled\r\n")
        assert peer.rest() == b""

    with ScriptedServer(script) as server:
        assert failure_of(session_with(explicit(server.port)).open) == ErrorCode.NETWORK


@pytest.mark.parametrize("greeting", ["220 ready\r\n", "500 OOPS: no\r\n"])
def test_an_implicit_client_sees_at_once_that_the_server_speaks_clear_text(
    greeting: str, session_with: Make
) -> None:
    def script(peer: Conversation) -> None:
        peer.say(greeting)
        assert peer.rest()[:1] == b"\x16"  # a handshake record

    with ScriptedServer(script) as server:
        settings = plain(server.port, mode="implicit", tls=TLS)
        begun = time.monotonic()
        assert failure_of(session_with(settings).open) == ErrorCode.NETWORK

    assert time.monotonic() - begun < PATIENT.handshake_s / 2


def test_a_server_that_is_silent_in_the_handshake_is_minus_9(session_with: Make) -> None:
    with ScriptedServer(serve_nothing) as server:
        limits = within(handshake_s=SHORT_S)
        settings = plain(server.port, mode="implicit", tls=TLS, timeouts=limits)
        assert failure_of(session_with(settings).open) == ErrorCode.TIMEOUT


@pytest.mark.parametrize(
    "answer", [b"\x16\x03\x03\x00\x02\xff\xff", b"\x15\x03\x03\x00\x02\x02\x28", b"\x16\x03"]
)
def test_a_broken_handshake_is_minus_5(answer: bytes, session_with: Make) -> None:
    def script(peer: Conversation) -> None:
        assert peer.connection.recv(4096)
        peer.connection.sendall(answer)

    with ScriptedServer(script) as server:
        settings = plain(server.port, mode="implicit", tls=TLS)
        assert failure_of(session_with(settings).open) == ErrorCode.NETWORK


@pytest.mark.parametrize("mode", ["implicit", "explicit"])
def test_a_missing_ca_is_noticed_before_connecting(mode: str, session_with: Make) -> None:
    settings = plain(free_port(), mode=mode, tls=replace(TLS, seclevel=1))

    with pytest.raises(FtpFailure, match="needs a CA"):
        session_with(settings).open()
