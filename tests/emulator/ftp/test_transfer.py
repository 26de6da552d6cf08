"""Transfers of the module with a server that refuses, stalls or breaks off."""

from __future__ import annotations

import contextlib
import socket
import ssl
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from hil.emulator.ftp.failure import FtpFailure
from hil.spec.codes import ErrorCode
from tests.emulator.peers.dialogue import (
    PATIENT,
    SHORT_S,
    TLS,
    Make,
    failure_of,
    get,
    nothing,
    plain,
    put,
    reset,
    within,
)
from tests.emulator.peers.scripted import Conversation, ScriptedServer
from tests.emulator.peers.servers import HOST


def serve_download(peer: Conversation, *, end: str, data: bytes = b"data", host: str = HOST) -> None:
    peer.log_in()
    peer.answer("TYPE", "200 ok\r\n")
    with peer.passive(host=host) as listener:
        connection, _ = listener.accept()
        peer.hear("RETR")
        peer.say("125 here\r\n")
        connection.sendall(data)
        connection.close()
        peer.say(end)
        peer.rest()


def test_a_download_ends_with_226(session_with: Make) -> None:
    with ScriptedServer(lambda peer: serve_download(peer, end="226 done\r\n")) as server:
        session = session_with(plain(server.port))
        session.open()
        assert get(session) == b"data"
        session.abort()


def test_the_address_of_227_can_be_ignored(session_with: Make) -> None:
    with ScriptedServer(lambda peer: serve_download(peer, end="226 done\r\n", host="192.0.2.1")) as server:
        session = session_with(plain(server.port, ignore_passive_address=True))
        session.open()
        assert get(session) == b"data"
        session.abort()


@pytest.mark.parametrize(
    ("end", "code"),
    [("426 cut\r\n", -426), ("451 local\r\n", -1), ("", ErrorCode.TIMEOUT), ("421 bye\r\n", -421)],
)
def test_the_server_s_last_word_on_a_download_counts(end: str, code: int, session_with: Make) -> None:
    limits = within(reply_s=1.0) if code == ErrorCode.TIMEOUT else PATIENT
    with ScriptedServer(lambda peer: serve_download(peer, end=end)) as server:
        session = session_with(plain(server.port, timeouts=limits))
        session.open()
        assert failure_of(get, session) == code
        session.abort()


@pytest.mark.parametrize(
    ("explanation", "code"),
    [("426 cut\r\n", -426), ("452 full\r\n", -452), ("", -7), ("226 done\r\n", -7)],
    ids=["426", "452", "none", "226"],
)
def test_a_data_connection_reset_in_an_upload_is_explained_by_the_reply(
    explanation: str, code: int, session_with: Make
) -> None:
    gone = threading.Event()

    def script(peer: Conversation) -> None:
        peer.log_in()
        peer.answer("TYPE", "200 ok\r\n")
        with peer.passive() as listener:
            connection, _ = listener.accept()
            peer.answer("STOR", "150 here\r\n")
            connection.recv(1)
            reset(connection)
            peer.say(explanation)
            gone.set()
            peer.rest()

    def blocks() -> Iterator[bytes]:
        yield b"x" * 1000
        gone.wait(30.0)
        yield from [b"x" * 1000] * 10

    source = blocks()
    with ScriptedServer(script) as server:
        session = session_with(plain(server.port))
        session.open()
        assert failure_of(session.put, "a.bin", lambda _limit: next(source, b""), nothing) == code
        session.abort()


def test_a_stalled_download_is_minus_9(session_with: Make) -> None:
    def script(peer: Conversation) -> None:
        peer.log_in()
        peer.answer("TYPE", "200 ok\r\n")
        with peer.passive() as listener:
            connection, _ = listener.accept()
            peer.answer("RETR", "150 here\r\n")
            with connection:
                peer.rest()

    with ScriptedServer(script) as server:
        session = session_with(plain(server.port, timeouts=within(data_s=SHORT_S)))
        session.open()
        assert failure_of(get, session) == ErrorCode.TIMEOUT
        session.abort()


@pytest.mark.parametrize(
    ("verb", "reply", "code"),
    [
        ("PASV", "425 no\r\n", -425),
        ("PASV", "502 no\r\n", -502),
        ("PASV", "227 nowhere\r\n", -1),
        ("REST", "502 no\r\n", -502),
    ],
)
def test_a_refused_preparation_fails_with_its_code(
    verb: str, reply: str, code: int, session_with: Make
) -> None:
    def script(peer: Conversation) -> None:
        peer.log_in()
        peer.answer("TYPE", "200 ok\r\n")
        with peer.passive() if verb == "REST" else contextlib.nullcontext():
            peer.answer(verb, reply)
        peer.answer("CWD", "250 ok\r\n")

    with ScriptedServer(script) as server:
        session = session_with(plain(server.port, restart_at=7))
        session.open()
        assert failure_of(get, session) == code
        session.path("/")


@pytest.mark.parametrize("code", [425, 426, 450, 452, 532, 550, 551, 552, 553])
def test_a_refused_transfer_fails_with_its_code_and_the_session_goes_on(
    code: int, session_with: Make
) -> None:
    def script(peer: Conversation) -> None:
        peer.log_in()
        peer.answer("TYPE", "200 ok\r\n")
        with peer.passive():
            peer.answer("STOR", f"{code} no\r\n")
        peer.answer("CWD", "250 ok\r\n")

    with ScriptedServer(script) as server:
        session = session_with(plain(server.port))
        session.open()
        assert failure_of(put, session) == -code
        session.path("/")


@pytest.mark.parametrize("answer", ["150 connecting\r\n425 cannot\r\n", "150 connecting\r\n425-cannot\r\n"])
def test_in_active_mode_a_refusal_that_comes_with_the_150_ends_the_wait(
    answer: str, session_with: Make
) -> None:
    def script(peer: Conversation) -> None:
        peer.log_in()
        peer.answer("TYPE", "200 ok\r\n")
        peer.answer("PORT", "200 ok\r\n")
        peer.answer("STOR", answer)
        peer.say("425 it was\r\n")
        peer.rest()

    with ScriptedServer(script) as server:
        session = session_with(plain(server.port, passive=False))
        session.open()
        assert failure_of(put, session) == -425
        session.abort()


def test_in_active_mode_a_stranger_on_the_data_port_is_turned_away(session_with: Make) -> None:
    def script(peer: Conversation) -> None:
        peer.log_in()
        peer.answer("TYPE", "200 ok\r\n")
        numbers = peer.answer("PORT", "200 ok\r\n").split(",")
        address = (HOST, int(numbers[4]) * 256 + int(numbers[5]))
        with socket.create_connection(address, source_address=("127.0.0.2", 0)) as stranger:
            stranger.sendall(b"forged")
            peer.answer("RETR", "150 connecting\r\n")
            with socket.create_connection(address, source_address=(HOST, 0)) as own:
                own.sendall(b"data")
        peer.say("226 done\r\n")
        peer.rest()

    with ScriptedServer(script) as server:
        session = session_with(plain(server.port, passive=False))
        session.open()
        assert get(session) == b"data"
        session.abort()


def test_in_active_mode_a_transfer_may_be_over_when_its_connection_is_taken(session_with: Make) -> None:
    def script(peer: Conversation) -> None:
        peer.log_in()
        peer.answer("TYPE", "200 ok\r\n")
        numbers = peer.answer("PORT", "200 ok\r\n").split(",")
        address = (HOST, int(numbers[4]) * 256 + int(numbers[5]))
        peer.hear("RETR")
        with socket.create_connection(address, source_address=(HOST, 0)) as own:
            own.sendall(b"data")
        peer.say("125 here\r\n226 done\r\n")  # in one segment
        peer.rest()

    with ScriptedServer(script) as server:
        session = session_with(plain(server.port, passive=False))
        session.open()
        assert get(session) == b"data"
        session.abort()


def test_ascii_and_binary_are_asked_for_when_they_change(session_with: Make) -> None:
    def script(peer: Conversation) -> None:
        peer.log_in()
        for _ in range(2):
            peer.answer("TYPE", "200 ok\r\n")
            peer.answer("SIZE", "213 7\r\n")
        peer.answer("SIZE", "213 7\r\n")

    with ScriptedServer(script) as server:
        session = session_with(plain(server.port, ascii=True))
        session.open()
        session.size("a")
        session.settings = session.settings.changed(ascii=False)
        session.size("a")
        session.size("a")

    assert server.commands[2:] == ["TYPE A", "SIZE a", "TYPE I", "SIZE a", "SIZE a"]


def test_what_the_sink_refuses_ends_the_transfer_with_its_own_failure(session_with: Make) -> None:
    def sink(_data: bytes) -> None:
        raise FtpFailure(ErrorCode.NO_MEMORY, "full")

    with ScriptedServer(lambda peer: serve_download(peer, end="226 done\r\n")) as server:
        session = session_with(plain(server.port))
        session.open()
        assert failure_of(session.get, "a.bin", sink, nothing) == ErrorCode.NO_MEMORY
        session.abort()


def tls_context(pem_files: dict[str, Path]) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.set_ciphers("AES128-SHA:@SECLEVEL=0")
    context.maximum_version = ssl.TLSVersion.TLSv1_2
    context.load_cert_chain(pem_files["leaf"], pem_files["key"])
    return context


@pytest.mark.parametrize(("orderly", "code"), [(True, None), (False, ErrorCode.DATA_CONNECTION_CLOSED)])
def test_a_protected_download_without_close_notify_is_minus_7(
    orderly: bool, code: int | None, pem_files: dict[str, Path], session_with: Make
) -> None:
    context = tls_context(pem_files)

    def script(clear: Conversation) -> None:
        peer = Conversation(context.wrap_socket(clear.connection, server_side=True))
        with contextlib.closing(peer):
            peer.log_in()
            for verb in ("PBSZ", "PROT", "TYPE"):
                peer.answer(verb, "200 ok\r\n")
            with peer.passive() as listener:
                connection, _ = listener.accept()
                peer.answer("RETR", "150 here\r\n")
                protected = context.wrap_socket(connection, server_side=True)
                protected.sendall(b"data")
                if orderly:
                    protected.unwrap()
                protected.close()
            peer.say("226 done\r\n")
            with contextlib.suppress(OSError):
                peer.rest()

    with ScriptedServer(script) as server:
        session = session_with(plain(server.port, mode="implicit", tls=TLS))
        session.open()
        outcome = None if orderly and get(session) == b"data" else failure_of(get, session)
        session.abort()

    assert outcome == code


def test_an_upload_leaves_the_data_connection_to_the_server_to_close(session_with: Make) -> None:
    """Closing it first would answer the server's close_notify by a reset."""
    closed = threading.Event()

    def script(peer: Conversation) -> None:
        peer.log_in()
        peer.answer("TYPE", "200 ok\r\n")
        with peer.passive() as listener:
            connection, _ = listener.accept()
            peer.answer("STOR", "150 here\r\n")
            while connection.recv(4096):
                pass
            peer.say("226 done\r\n")
            closed.wait(0.1)
            closed.set()
            connection.close()
        peer.rest()

    with ScriptedServer(script) as server:
        session = session_with(plain(server.port))
        session.open()
        assert put(session) == 4
        assert closed.is_set()
        session.abort()
