"""Fault plans as values, their names, and what becomes of a fault that never fires."""

from __future__ import annotations

import contextlib
import threading
from typing import Any

import pytest

from hil.deadline import Deadline
from hil.errors import UsageError
from hil.ftps.faults import (
    Corrupt,
    Delay,
    Fault,
    FaultPlan,
    Fin,
    Point,
    RefuseData,
    Reply,
    Silence,
    Stall,
    WrongAddress,
)
from hil.ftps.named_faults import FORMS, NAMED_FTP_FAULTS, describe, ftp_faults
from hil.ftps.profile import ServerProfile
from hil.ftps.server import FtpsServer
from hil.ftps.session import Listener
from hil.pki.authority import Authority
from hil.transcript import Transcript
from hil.verdict import Inconclusive
from tests.ftps.clients import Endpoint, Endpoints
from tests.ftps.talk import TIMEOUT_S, Talk

NOOP_FAILS = Fault(Point.REPLY, Reply(500), verb="NOOP")


# --- firing ----------------------------------------------------------------------------------------------------


def test_a_fault_that_never_fired_is_inconclusive(server: FtpsServer, endpoint: Endpoints) -> None:
    faults = (NOOP_FAILS, Fault(Point.DATA, Fin(), after=100))
    with (
        pytest.raises(Inconclusive, match=r"did not come about: Fin at data after 100 bytes$"),
        server.expecting(ServerProfile(ftp=faults)),
        Talk(endpoint(Listener.PLAIN)) as client,
    ):
        client.say("NOOP")


def test_a_case_may_allow_that_a_fault_does_not_fire(server: FtpsServer, endpoint: Endpoints) -> None:
    with (
        server.expecting(ServerProfile(ftp=(NOOP_FAILS,)), all_fire=False) as pending,
        Talk(endpoint(Listener.PLAIN)),
    ):
        pass

    assert [session.fired for session in pending.sessions] == [()]


def test_a_failed_assertion_is_not_hidden_by_a_fault_that_did_not_fire(server: FtpsServer) -> None:
    with (
        pytest.raises(ZeroDivisionError),
        server.expecting(ServerProfile(ftp=(NOOP_FAILS,))),
    ):
        _ = 1 / 0


def test_each_session_has_a_plan_of_its_own(server: FtpsServer, endpoint: Endpoints) -> None:
    with server.expecting(ServerProfile(ftp=(NOOP_FAILS,))) as pending:
        for _ in range(2):
            with Talk(endpoint(Listener.PLAIN)) as client:
                assert client.say("NOOP").startswith("500")

    assert [session.fired for session in pending.sessions] == [(NOOP_FAILS,)] * 2


def test_what_fired_in_a_session_that_was_handed_over_counts(server: FtpsServer, endpoint: Endpoints) -> None:
    with server.expecting(ServerProfile(ftp=(NOOP_FAILS,))) as pending:
        with Talk(endpoint(Listener.PLAIN)) as client:
            client.say("NOOP")
        assert pending.hand_over(Deadline.after(TIMEOUT_S))[0].fired == (NOOP_FAILS,)


def test_awaiting_a_fault_has_an_end(server: FtpsServer) -> None:
    with (
        server.expecting(ServerProfile(ftp=(NOOP_FAILS,)), all_fire=False) as pending,
        pytest.raises(Inconclusive, match=r"no fault fired within 0\.01 s"),
    ):
        pending.await_fault(Deadline.after(0.01))


# --- values ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"point": Point.HANDSHAKE, "action": Reply(220)}, "Reply cannot happen at it"),
        ({"point": Point.CONTROL, "action": Delay(1)}, "Delay cannot happen at it"),
        ({"point": Point.GREETING, "action": Corrupt()}, "Corrupt cannot happen at it"),
        ({"point": Point.GREETING, "action": Fin(), "verb": "USER"}, "it is about no command"),
        ({"point": Point.REPLY, "action": Fin(), "verb": "user"}, "verbs are in capital letters"),
        ({"point": Point.PRELIMINARY, "action": Fin(), "verb": "CWD"}, "CWD moves no data"),
        ({"point": Point.REPLY, "action": Fin(), "after": 1}, "bytes are counted at data and control"),
        ({"point": Point.DATA, "action": Fin(), "after": -1}, "bytes are counted from 0"),
        ({"point": Point.REPLY, "action": Fin(), "times": 0}, "it has to occur at least once"),
        ({"point": Point.REPLY, "action": WrongAddress()}, "an address is in the replies to PASV and EPSV"),
        ({"point": Point.REPLY, "action": RefuseData(), "verb": "STOR"}, "data are refused after PASV"),
    ],
)
def test_what_cannot_happen_is_refused(arguments: dict[str, Any], message: str) -> None:
    with pytest.raises(UsageError, match=message):
        Fault(**arguments)


# --- names -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("reply:RETR:550", Fault(Point.REPLY, Reply(550), verb="RETR")),
        ("stall:greeting", Fault(Point.GREETING, Stall())),
        ("stall:CWD", Fault(Point.REPLY, Stall(), verb="CWD")),
        ("silence:completion", Fault(Point.COMPLETION, Silence())),
        ("delay:PASS:1.5", Fault(Point.REPLY, Delay(1.5), verb="PASS")),
        ("fin:data@100", Fault(Point.DATA, Fin(), after=100)),
    ],
)
def test_forms_with_parameters(text: str, fault: Fault) -> None:
    assert ftp_faults(text) == (fault,)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("reset-mid-dta", "no FTP fault is called 'reset-mid-dta'; the nearest is 'reset-mid-data'"),
        ("restart:greeting", "no form of a fault fits 'restart:greeting'; there are reply:VERB:CODE, stall"),
        ("reply:RETR:55", "no form of a fault fits 'reply:RETR:55'"),
        ("reply:retr:550", "'retr' is no FTP command in capital letters; a POINT is handshake, greeting,"),
        ("stall:data", "no point of a session is called 'data'; a POINT is handshake"),
        ("delay:CWD:soon", "a delay is a number of seconds from 0 to 3600, not 'soon'"),
        ("silence:handshake", "a fault at the point 'handshake': Silence cannot happen at it"),
    ],
)
def test_an_unknown_name_is_refused(text: str, message: str) -> None:
    with pytest.raises(UsageError) as refusal:
        ftp_faults(text)

    assert str(refusal.value).startswith(message)


def test_every_name_and_form_is_described_once() -> None:
    rows = describe()

    assert [name for name, _, _ in rows] == list(NAMED_FTP_FAULTS)
    assert all(about and clause for _, about, clause in rows)
    assert all(":" in form for form in FORMS)


def _explore(endpoint: Endpoint) -> None:
    """What an FTP client does in its life; it goes on until something happens to it."""
    with contextlib.suppress(OSError, AssertionError, ValueError), Talk(endpoint) as client:
        client.say("CWD /")
        client.say("REST 0")
        if endpoint.listener is Listener.PLAIN:
            client.say("PORT 127,0,0,1,8,0")
        client.say("EPSV")
        for command in ("STOR b.bin", "RETR a.bin"):
            with client.data(command) as data:
                if command.startswith("STOR"):
                    data.sendall(bytes(500))
                else:
                    data.recv(1000)
            client.line()
            client.line()
        client.rest()


@pytest.mark.parametrize("name", NAMED_FTP_FAULTS)
def test_each_named_fault_happens_and_ends_with_the_server(name: str, authority: Authority) -> None:
    faults = NAMED_FTP_FAULTS[name].faults
    listener = {"reply-502-auth": Listener.EXPLICIT, "reply-534-auth": Listener.EXPLICIT}.get(name)
    if listener is None:
        listener = Listener.PLAIN if name == "refuse-data-port" else Listener.IMPLICIT
    with FtpsServer(authority, Transcript()) as server:
        (server.root / "a.bin").write_bytes(bytes(500))
        with server.expecting(ServerProfile(ftp=faults)) as pending:
            endpoint = Endpoint(
                listener, *server.address(listener), server.user, server.password, server.root
            )
            client = threading.Thread(target=_explore, args=(endpoint,))
            client.start()
            session = pending.await_fault(Deadline.after(TIMEOUT_S))
            server.close()
        client.join(TIMEOUT_S)

        assert session.fired == faults
        assert not client.is_alive()
        assert server.errors == ()
        assert not pending.sessions[0].control.ending.value.startswith("still")


@pytest.mark.parametrize(
    ("verb", "sent", "concerned"),
    [
        ("PASV", "PASV", True),
        ("PASV", "EPSV", True),
        ("EPSV", "EPSV", True),
        ("EPSV", "PASV", False),
        ("PORT", "EPRT", True),
        ("EPRT", "PORT", False),
        ("CWD", "XCWD", True),
        ("PASV", "PORT", False),
        (None, "NOOP", True),
    ],
)
def test_a_verb_of_rfc_959_stands_for_each_form_of_its_step(
    verb: str | None, sent: str, concerned: bool
) -> None:
    fault = Fault(Point.REPLY, Reply(500), verb=verb)
    plan = FaultPlan((fault,), fired=lambda _: None)

    assert plan.planned(Point.REPLY, verb=sent) is (fault if concerned else None)


def test_a_form_with_a_fault_of_its_own_is_left_to_that_one() -> None:
    passive, extended = (Fault(Point.REPLY, Reply(500), verb=verb) for verb in ("PASV", "EPSV"))
    plan = FaultPlan((passive, extended), fired=lambda _: None)

    assert plan.planned(Point.REPLY, verb="EPSV") is extended
    plan.fire(extended)
    assert plan.planned(Point.REPLY, verb="EPSV") is None
    assert plan.planned(Point.REPLY, verb="PASV") is passive


def test_another_host_waits_for_pasv_alone_since_229_names_none() -> None:
    fault = Fault(Point.REPLY, WrongAddress(host="192.0.2.7"), verb="PASV")
    plan = FaultPlan((fault,), fired=lambda _: None)

    assert plan.planned(Point.REPLY, verb="EPSV") is None
    assert plan.planned(Point.REPLY, verb="PASV") is fault


def test_of_two_connections_the_one_that_logged_in_is_the_session(
    server: FtpsServer, endpoint: Endpoints
) -> None:
    with server.expecting(ServerProfile()) as pending:
        with Talk(endpoint(Listener.PLAIN), log_in=False):
            pass
        with Talk(endpoint(Listener.PLAIN)) as client:
            client.say("QUIT")
        session = pending.session(Deadline.after(TIMEOUT_S))

    assert session.logged_in


def test_of_two_connections_that_logged_in_none_is_the_session(
    server: FtpsServer, endpoint: Endpoints
) -> None:
    with server.expecting(ServerProfile()) as pending:
        for _ in range(2):
            with Talk(endpoint(Listener.PLAIN)) as client:
                client.say("QUIT")
        with pytest.raises(Inconclusive, match="one session was expected, 2 began"):
            pending.session(Deadline.after(TIMEOUT_S))
