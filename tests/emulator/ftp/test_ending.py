"""How sessions of the module end: by the server, by QUIT, by abort from another thread."""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Callable

import pytest

from hil.deadline import Deadline
from hil.emulator.ftp.failure import Cause
from hil.emulator.ftp.ftps_client import FtpsClient
from hil.emulator.network.link import Signal
from hil.spec.codes import ErrorCode
from tests.emulator.peers.dialogue import (
    PATIENT,
    TLS,
    Make,
    failure_of,
    get,
    plain,
    reset,
    serve_nothing,
    within,
)
from tests.emulator.peers.scripted import Conversation, ScriptedServer


@pytest.mark.parametrize(
    "leave", [Conversation.close, lambda peer: reset(peer.connection)], ids=["FIN", "RST"]
)
def test_a_session_that_the_server_ends_is_minus_6_and_stays_ended(
    leave: Callable[[Conversation], None], session_with: Make
) -> None:
    def script(peer: Conversation) -> None:
        peer.log_in()
        peer.hear("CWD")
        leave(peer)

    with ScriptedServer(script) as server:
        session = session_with(plain(server.port))
        session.open()
        assert failure_of(session.path, "/") == ErrorCode.SESSION_CLOSED
        assert not session.is_open
        assert failure_of(session.path, "/") == ErrorCode.SESSION_CLOSED


def test_a_late_reply_is_not_taken_for_that_to_the_next_command(session_with: Make) -> None:
    late = threading.Event()

    def script(peer: Conversation) -> None:
        peer.log_in()
        peer.hear("CWD")
        late.wait(30.0)
        peer.say("550 late\r\n")
        said.set()
        peer.answer("CWD", "250 ok\r\n")

    said = threading.Event()
    with ScriptedServer(script) as server:
        session = session_with(plain(server.port, timeouts=within(reply_s=1.0)))
        session.open()
        assert failure_of(session.path, "/slow") == ErrorCode.TIMEOUT
        late.set()
        said.wait(30.0)
        session.path("/")


def test_close_says_quit_and_waits_for_the_answer(session_with: Make) -> None:
    def script(peer: Conversation) -> None:
        peer.log_in()
        peer.answer("QUIT", "221 bye\r\n")
        assert peer.rest() == b""

    with ScriptedServer(script) as server:
        session = session_with(plain(server.port))
        session.open()
        session.close()

    assert not session.is_open


def test_close_lets_the_server_close_first(session_with: Make) -> None:
    """Else its close_notify would be answered by a reset."""
    closed = threading.Event()

    def script(peer: Conversation) -> None:
        peer.log_in()
        peer.answer("QUIT", "221 bye\r\n")
        closed.wait(0.1)
        closed.set()

    with ScriptedServer(script) as server:
        session = session_with(plain(server.port))
        session.open()
        session.close()
        assert closed.is_set()


def test_close_does_not_mind_a_server_that_has_gone(session_with: Make) -> None:
    with ScriptedServer(Conversation.log_in) as server:
        session = session_with(plain(server.port))
        session.open()

    session.close()


@pytest.mark.parametrize(("farewell", "code"), [("421 idle\r\n", -421), ("", -6)], ids=["421", "FIN"])
def test_an_idle_session_that_ends_is_noticed(farewell: str, code: int, session_with: Make) -> None:
    def script(peer: Conversation) -> None:
        peer.log_in()
        peer.say(farewell)

    cancel = Signal()
    with contextlib.closing(cancel), ScriptedServer(script) as server:
        session = session_with(plain(server.port))
        session.open()
        failure = session.watch(cancel, Deadline.after(5.0))

    assert failure is not None
    assert failure.code == code
    assert not session.is_open


def test_watching_can_be_cancelled(session_with: Make) -> None:
    def script(peer: Conversation) -> None:
        peer.log_in()
        peer.rest()

    cancel = Signal()
    with contextlib.closing(cancel), ScriptedServer(script) as server:
        session = session_with(plain(server.port))
        session.open()
        threading.Timer(0.05, cancel.set).start()
        assert session.watch(cancel, Deadline.after(5.0)) is None
        assert session.is_open
        session.abort()


def wait_for_greeting(session: FtpsClient) -> None:
    session.open()


def wait_for_reply(session: FtpsClient) -> None:
    session.open()
    session.path("/")


def wait_for_data(session: FtpsClient) -> None:
    session.open()
    get(session)


def serve_login(peer: Conversation) -> None:
    peer.log_in()
    peer.rest()


def serve_no_data(peer: Conversation) -> None:
    peer.log_in()
    peer.answer("TYPE", "200 ok\r\n")
    with peer.passive() as listener:
        connection, _ = listener.accept()
        peer.answer("RETR", "150 here\r\n")
        with connection:
            peer.rest()


def serve_no_connection(peer: Conversation) -> None:
    peer.log_in()
    peer.answer("TYPE", "200 ok\r\n")
    peer.answer("PORT", "200 ok\r\n")
    peer.answer("RETR", "150 here\r\n")
    peer.rest()


@pytest.mark.parametrize(
    ("script", "wait", "changes"),
    [
        (serve_nothing, wait_for_greeting, {}),
        (serve_nothing, wait_for_greeting, {"mode": "implicit", "tls": TLS}),
        (serve_login, wait_for_reply, {}),
        (serve_no_data, wait_for_data, {}),
        (serve_no_connection, wait_for_data, {"passive": False}),
    ],
    ids=["greeting", "handshake", "reply", "data", "accept"],
)
def test_abort_from_another_thread_ends_every_wait_at_once(
    script: Callable[[Conversation], None],
    wait: Callable[[FtpsClient], None],
    changes: dict[str, object],
    session_with: Make,
) -> None:
    with ScriptedServer(script) as server:
        session = session_with(plain(server.port).changed(**changes))
        threading.Timer(0.2, lambda: session.abort(code=-8, reason="context lost")).start()
        begun = time.monotonic()
        code = failure_of(wait, session)
        elapsed = time.monotonic() - begun

    assert code == ErrorCode.CONTEXT_DEACTIVATED
    assert elapsed < PATIENT.reply_s / 2
    assert not session.is_open


def test_abort_of_an_idle_session_closes_it(session_with: Make) -> None:
    def script(peer: Conversation) -> None:
        peer.log_in()
        assert peer.rest() == b""

    with ScriptedServer(script) as server:
        session = session_with(plain(server.port))
        session.open()
        session.abort()
        assert not session.is_open
        assert failure_of(session.path, "/") == Cause.ABORTED.code


@pytest.mark.parametrize("cause", Cause)
def test_every_cause_has_a_code_of_table_4_and_a_reason(cause: Cause) -> None:
    assert cause.code in ErrorCode
    assert cause.value[1]
