"""The FTP fault plan on the control connection, seen from the other end."""

from __future__ import annotations

import socket

import pytest

from hil.deadline import Deadline
from hil.ftps.faults import (
    Alert,
    CloseNotify,
    Delay,
    Ending,
    Fault,
    Fin,
    Point,
    Reply,
    Reset,
    Silence,
    Stall,
)
from hil.ftps.profile import ServerProfile
from hil.ftps.server import FtpsServer
from hil.ftps.session import Listener
from tests.ftps.clients import Endpoints
from tests.ftps.raw import client_hello
from tests.ftps.talk import TIMEOUT_S, Talk, ending

EVERY_LISTENER = pytest.mark.parametrize("listener", Listener)


def with_faults(*faults: Fault) -> ServerProfile:
    return ServerProfile(ftp=faults)


def soon() -> Deadline:
    return Deadline.after(TIMEOUT_S)


# --- replies ---------------------------------------------------------------------------------------------------


@EVERY_LISTENER
def test_a_command_gets_the_reply_of_the_plan_once_and_is_not_carried_out(
    listener: Listener, server: FtpsServer, endpoint: Endpoints
) -> None:
    fault = Fault(Point.REPLY, Reply(550, "Not today."), verb="MKD")
    with server.expecting(with_faults(fault)) as pending, Talk(endpoint(listener)) as client:
        assert client.say("MKD once") == "550 Not today."
        assert list(server.root.iterdir()) == []
        assert client.say("MKD twice").startswith("257")
        (session,) = pending.sessions
    (server.root / "twice").rmdir()

    assert session.fired == (fault,)
    assert session.sent("MKD")[0].replies == ((550, "Not today."),)


def test_a_reply_can_be_given_every_time(server: FtpsServer, endpoint: Endpoints) -> None:
    fault = Fault(Point.REPLY, Reply(500, "No."), verb="NOOP", times=None)
    with server.expecting(with_faults(fault)), Talk(endpoint(Listener.PLAIN)) as client:
        assert [client.say("NOOP") for _ in range(3)] == ["500 No."] * 3
        assert client.say("SYST").startswith("215")


@pytest.mark.parametrize(
    ("action", "expected"),
    [
        (Reply(220, "One.\n530 Two.\nThree."), ["220-One.", "220-530 Two.", "220 Three."]),
        (Reply(raw=b"XYZ\r\n"), ["XYZ"]),
        (Reply(250, "Done.", copies=2), ["250 Done.", "250 Done."]),
        (Reply(250, "Done.", copies=0), []),
        (Silence(), []),
        (Reply(250, "Late.", delay_s=0.05), ["250 Late."]),
        (Delay(0.05), ["250 "]),
    ],
)
def test_forms_of_a_reply(
    action: Reply, expected: list[str], server: FtpsServer, endpoint: Endpoints
) -> None:
    fault = Fault(Point.REPLY, action, verb="CWD")
    with server.expecting(with_faults(fault)), Talk(endpoint(Listener.PLAIN)) as client:
        client.send("CWD /\r\nNOOP")  # in one segment: what is late holds up what comes behind it

        for line in expected:
            assert client.line().startswith(line)
        assert client.line().startswith("200 I successfully did nothing")


@EVERY_LISTENER
def test_the_greeting_can_refuse(listener: Listener, server: FtpsServer, endpoint: Endpoints) -> None:
    fault = Fault(Point.GREETING, Reply(421, "Full.", then=CloseNotify()))
    with server.expecting(with_faults(fault)), Talk(endpoint(listener), log_in=False) as client:
        assert ending(client.socket) == (b"421 Full.\r\n", "end of stream")


def test_the_reply_that_completes_a_transfer_can_be_another(server: FtpsServer, endpoint: Endpoints) -> None:
    (server.root / "a.bin").write_bytes(b"abc")
    fault = Fault(Point.COMPLETION, Reply(452, "Disk full."), verb="RETR")
    with server.expecting(with_faults(fault)), Talk(endpoint(Listener.IMPLICIT)) as client:
        with client.data("RETR a.bin") as data:
            assert ending(data) == (b"abc", "end of stream")

        assert client.line().startswith(("125", "150"))
        assert client.line() == "452 Disk full."
        assert client.say("NOOP").startswith("200")


@EVERY_LISTENER
def test_a_transfer_that_is_refused_leaves_no_data_connection(
    listener: Listener, server: FtpsServer, endpoint: Endpoints
) -> None:
    fault = Fault(Point.REPLY, Reply(450, "Busy."), verb="STOR")
    with server.expecting(with_faults(fault)), Talk(endpoint(listener)) as client:
        with client.data("STOR a.bin", shake=False) as data:
            assert client.line() == "450 Busy."
            assert ending(data)[0] == b""

        assert client.say("NOOP").startswith("200")


def test_commands_that_come_during_a_delay_are_carried_out_in_order(
    server: FtpsServer, endpoint: Endpoints
) -> None:
    with (
        server.expecting(with_faults(Fault(Point.REPLY, Delay(0.05), verb="MKD"))),
        Talk(endpoint(Listener.PLAIN)) as client,
    ):
        client.send("MKD a\r\nCWD a\r\nPWD")
        replies = [client.line() for _ in range(3)]
    (server.root / "a").rmdir()

    assert [reply[:3] for reply in replies] == ["257", "250", "257"]
    assert replies[2].startswith('257 "/a"')


# --- endings ---------------------------------------------------------------------------------------------------

ENDINGS = [
    (Fin(), "FIN without close_notify", "end of stream"),
    (CloseNotify(), "end of stream", "end of stream"),
    (Reset(), "RST", "RST"),
    (Alert(), "alert TLSV1_ALERT_INTERNAL_ERROR", "end of stream"),
    (Alert(description=40), "alert SSLV3_ALERT_HANDSHAKE_FAILURE", "end of stream"),
]


@pytest.mark.parametrize("point", [Point.REPLY, Point.GREETING, Point.IDLE])
@pytest.mark.parametrize("end", ENDINGS)
def test_endings_of_the_control_connection(
    point: Point, end: tuple[Ending, str, str], server: FtpsServer, endpoint: Endpoints
) -> None:
    action, in_tls, in_clear = end
    fault = Fault(point, action, quiet_s=0.02)
    for listener, expected in ((Listener.IMPLICIT, in_tls), (Listener.PLAIN, in_clear)):
        with server.expecting(with_faults(fault)) as pending:
            try:
                with Talk(endpoint(listener), log_in=point is Point.IDLE) as client:
                    if point is Point.REPLY:
                        client.line()
                        client.send("NOOP")
                    met = ending(client.socket)
            except (
                ConnectionResetError
            ):  # a reset instead of the greeting may come before `connect` has ended
                met = b"", "RST"

            assert met == (b"", expected)
            assert pending.session(soon()).fired == (fault,)


@pytest.mark.parametrize("end", ENDINGS)
def test_an_ending_behind_a_reply(
    end: tuple[Ending, str, str], server: FtpsServer, endpoint: Endpoints
) -> None:
    action, in_tls, in_clear = end
    fault = Fault(Point.REPLY, Reply(421, "Closing.", then=action), verb="NOOP")
    for listener, expected in ((Listener.IMPLICIT, in_tls), (Listener.PLAIN, in_clear)):
        with server.expecting(with_faults(fault)), Talk(endpoint(listener)) as client:
            assert client.say("NOOP") == "421 Closing."
            assert ending(client.socket) == (b"", expected)


def test_a_reply_is_cut_off_after_so_many_bytes(server: FtpsServer, endpoint: Endpoints) -> None:
    fault = Fault(Point.CONTROL, Fin(), after=10)
    for listener, end in ((Listener.PLAIN, "end of stream"), (Listener.IMPLICIT, "FIN without close_notify")):
        with server.expecting(with_faults(fault)), Talk(endpoint(listener), log_in=False) as client:
            assert ending(client.socket) == (b"220 m95-hi", end)


# --- rest ------------------------------------------------------------------------------------------------------


def test_an_idle_session_ends_after_the_command_that_the_plan_names(
    server: FtpsServer, endpoint: Endpoints
) -> None:
    fault = Fault(Point.IDLE, Reply(421, "Good night.", then=Fin()), verb="CWD", quiet_s=0.0)
    with server.expecting(with_faults(fault)), Talk(endpoint(Listener.EXPLICIT)) as client:
        assert client.say("NOOP").startswith("200")
        assert client.say("CWD /").startswith("250")
        assert ending(client.socket) == (b"421 Good night.\r\n", "FIN without close_notify")


def test_a_session_that_goes_on_is_not_idle(server: FtpsServer, endpoint: Endpoints) -> None:
    fault = Fault(Point.IDLE, Fin(), verb="CWD", quiet_s=3600.0)
    with server.expecting(with_faults(fault), all_fire=False) as pending:
        with Talk(endpoint(Listener.PLAIN)) as client:
            client.send("CWD /\r\nNOOP\r\nQUIT")
            assert [client.line()[:3] for _ in range(3)] == ["250", "200", "221"]
        assert pending.session(soon()).fired == ()


def test_a_session_that_waits_for_a_reply_is_not_idle(server: FtpsServer, endpoint: Endpoints) -> None:
    faults = (Fault(Point.IDLE, Fin(), quiet_s=0.05), Fault(Point.REPLY, Delay(0.2), verb="NOOP"))
    with (
        server.expecting(with_faults(*faults), all_fire=False) as pending,
        Talk(endpoint(Listener.PLAIN), log_in=False) as client,
    ):
        client.send(f"USER {server.user}\r\nPASS {server.password}\r\nNOOP")
        assert [client.line()[:3] for _ in range(4)] == ["220", "331", "230", "200"]
        (session,) = pending.sessions

    assert session.fired == faults[1:]


# --- stalls ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("verb", ["PASS", "CWD", "PASV"])
def test_a_stalled_reply_never_comes_and_nothing_after_it(
    verb: str, server: FtpsServer, endpoint: Endpoints
) -> None:
    fault = Fault(Point.REPLY, Stall(), verb=verb)
    with (
        server.expecting(with_faults(fault)) as pending,
        Talk(endpoint(Listener.PLAIN), log_in=False) as client,
    ):
        client.line()
        client.say("USER nobody")
        client.send(f"{verb} x\r\nNOOP")
        client.socket.shutdown(socket.SHUT_WR)

        assert client.rest() == b""
        session = pending.session(soon())
    assert [command.verb for command in session.commands] == ["USER", verb, "NOOP"]


@EVERY_LISTENER
def test_a_stalled_greeting_never_comes(listener: Listener, server: FtpsServer, endpoint: Endpoints) -> None:
    fault = Fault(Point.GREETING, Stall())
    with server.expecting(with_faults(fault)) as pending, Talk(endpoint(listener), log_in=False) as client:
        pending.await_fault(soon())
        if isinstance(client.socket, socket.socket) and listener is Listener.IMPLICIT:
            client.socket = client.socket.unwrap()  # type: ignore[attr-defined]  # close_notify
        client.socket.shutdown(socket.SHUT_WR)

        assert client.rest() == b""


def test_a_stalled_handshake_gets_no_server_hello(server: FtpsServer, endpoint: Endpoints) -> None:
    fault = Fault(Point.HANDSHAKE, Stall())
    with server.expecting(with_faults(fault)) as pending:
        with socket.create_connection(server.address(Listener.IMPLICIT), timeout=TIMEOUT_S) as client:
            client.sendall(client_hello(0x0303, [0x2F]))
            pending.await_fault(soon())
            client.shutdown(socket.SHUT_WR)

            assert ending(client) == (b"", "end of stream")
        session = pending.session(soon())
    assert session.control.first_bytes == client_hello(0x0303, [0x2F])


@pytest.mark.parametrize("action", [Reset(), Fin()])
def test_a_handshake_ends_before_the_server_hello(
    action: Ending, server: FtpsServer, endpoint: Endpoints
) -> None:
    fault = Fault(Point.HANDSHAKE, action)
    with (
        server.expecting(with_faults(fault)),
        socket.create_connection(server.address(Listener.IMPLICIT), timeout=TIMEOUT_S) as client,
    ):
        client.sendall(client_hello(0x0303, [0x2F]))

        assert ending(client) == (b"", "RST" if isinstance(action, Reset) else "end of stream")


@pytest.mark.parametrize("listener", [Listener.IMPLICIT, Listener.EXPLICIT])
def test_a_handshake_can_begin_late(listener: Listener, server: FtpsServer, endpoint: Endpoints) -> None:
    faults = (Fault(Point.HANDSHAKE, Delay(0.05)), Fault(Point.DATA_HANDSHAKE, Delay(0.05)))
    (server.root / "a.bin").write_bytes(b"abc")
    with server.expecting(with_faults(*faults)) as pending, Talk(endpoint(listener)) as client:
        with client.data("RETR a.bin") as data:
            assert ending(data) == (b"abc", "end of stream")
        (session,) = pending.sessions
    assert session.fired == faults


def test_a_stalled_control_connection_does_not_tell_of_the_transfer_that_goes_on(
    server: FtpsServer, endpoint: Endpoints
) -> None:
    (server.root / "big.bin").write_bytes(
        bytes(12_000_000)
    )  # more than the kernel takes from the server at once
    fault = Fault(Point.REPLY, Stall(), verb="NOOP")
    with server.expecting(with_faults(fault)) as pending, Talk(endpoint(Listener.PLAIN)) as client:
        with client.data("RETR big.bin") as data:
            assert client.line().startswith(("125", "150"))
            client.send("NOOP")
            pending.await_fault(soon())
            assert len(ending(data)[0]) == 12_000_000
        client.socket.shutdown(socket.SHUT_WR)

        assert client.rest() == b""
