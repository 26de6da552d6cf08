"""Rows of `hil.emulator.variants.ftp_habits` and `codes`, on the wire."""

from __future__ import annotations

import contextlib
import socket
from dataclasses import replace

from hil.deadline import Deadline
from hil.emulator.ftp.client_settings import ClientSettings
from hil.emulator.ftp.failure import FtpFailure
from hil.emulator.ftp.ftps_client import FtpsClient
from hil.emulator.network.link import Signal
from hil.emulator.parts import STANDARD
from hil.emulator.tls.client import TlsSettings
from hil.emulator.variants.choice import Choice
from hil.ftps.faults import Ending, Fault, Fin, Point, RefuseData, Reply, Reset
from hil.ftps.profile import ServerProfile
from hil.ftps.session import Listener
from hil.spec.tls import ALL_SUITES, Version
from hil.tls.policy import TlsPolicy
from tests.emulator.peers.dialogue import PATIENT, plain
from tests.emulator.peers.scripted import Conversation, ScriptedServer
from tests.emulator.peers.servers import HOST
from tests.emulator.variants.wire import (
    TLS,
    WireRow,
    all_verbs,
    argument,
    both,
    download,
    failure,
    nothing,
    turn_to_ascii,
    upload,
    verbs,
    verbs_and_code,
)

IDLE_S = 0.5


def _replying(verb: str, code: int) -> ServerProfile:
    return ServerProfile(ftp=(Fault(Point.REPLY, Reply(code), verb=verb, times=None),))


def _ending(verb: str, ending: Ending) -> ServerProfile:
    return ServerProfile(ftp=(Fault(Point.REPLY, ending, verb=verb),))


def _go_on_after_failure(client: FtpsClient) -> None:
    """A download that fails, and then another command."""
    with contextlib.suppress(FtpFailure):
        download(client)
    client.path("/")


def _stay_idle(client: FtpsClient) -> None:
    """Be idle for longer than half the time for replies."""
    cancel = Signal()
    client.watch(cancel, Deadline.after(IDLE_S))
    cancel.close()


def _change_directory(client: FtpsClient) -> None:
    client.path("/")


def _change_directory_twice(client: FtpsClient) -> None:
    client.path("/")
    client.path("/deep/within")


def _change_to_a_new_directory(client: FtpsClient) -> None:
    client.make_directory("/new")
    client.make_directory("/new/within")
    client.path("/new/within")


DEEP_PATH = WireRow(both(_change_to_a_new_directory, upload(), upload()), verbs, {})

ROWS: dict[str, WireRow] = {
    "type-time": WireRow(
        both(_change_directory, upload(), upload(), turn_to_ascii, upload()),
        verbs,
        {
            "change": "CWD TYPE PASV STOR PASV STOR TYPE PASV STOR",
            "login": "TYPE CWD PASV STOR PASV STOR TYPE PASV STOR",
            "login-only": "TYPE CWD PASV STOR PASV STOR PASV STOR",
            "each": "CWD TYPE PASV STOR TYPE PASV STOR TYPE PASV STOR",
        },
    ),
    "passive-command": WireRow(upload(), verbs, {"pasv": "TYPE PASV STOR", "epsv": "TYPE EPSV STOR"}),
    "active-command": WireRow(
        upload(), verbs, {"port": "TYPE PORT STOR", "eprt": "TYPE EPRT STOR"}, changes={"passive": False}
    ),
    "protection-time": WireRow(
        both(_change_directory, upload()),
        all_verbs,
        {
            "after-login": "USER PASS PBSZ PROT CWD TYPE PASV STOR QUIT",
            "before-login": "PBSZ PROT USER PASS CWD TYPE PASV STOR QUIT",
            "transfer": "USER PASS CWD PBSZ PROT TYPE PASV STOR QUIT",
        },
        listener=Listener.IMPLICIT,
    ),
    "size-before-download": WireRow(
        download, verbs, {"absent": "TYPE PASV RETR", "present": "TYPE SIZE PASV RETR"}
    ),
    "keepalive": WireRow(
        _stay_idle, verbs, {"absent": "", "noop": "NOOP"}, changes={"timeouts": replace(PATIENT, reply_s=0.6)}
    ),
    "greeting": WireRow(
        nothing, verbs, {"none": "", "syst": "SYST", "pwd": "PWD", "feat": "FEAT", "feat-opts": "FEAT OPTS"}
    ),
    "auth-argument": WireRow(
        nothing, argument("AUTH"), {"tls": "TLS", "ssl": "SSL"}, listener=Listener.EXPLICIT
    ),
    "path-check": WireRow(_change_directory, verbs, {"absent": "CWD", "pwd": "CWD PWD"}),
    "path-steps": WireRow(_change_directory_twice, verbs, {"one": "CWD CWD", "each": "CWD CWD CWD"}),
    "passive-dial": WireRow(
        upload(),
        verbs_and_code,
        {"before": "TYPE PASV -5", "after": "TYPE PASV STOR -5"},
        ServerProfile(ftp=(Fault(Point.REPLY, RefuseData(), verb="PASV"),)),
    ),
    "empty-user": WireRow(
        nothing, argument("USER"), {"empty": "", "anonymous": "anonymous"}, changes={"user": ""}
    ),
    "download-end": WireRow(
        download,
        failure,
        {"close-notify": "-7", "reply": "0"},
        ServerProfile(ftp=(Fault(Point.DATA, Fin(then=Reply(226, "Sent.")), after=2),)),
        listener=Listener.IMPLICIT,
    ),
    "path-time": WireRow(
        both(_change_directory, upload(), upload()),
        verbs,
        {"at-once": "CWD TYPE PASV STOR PASV STOR", "transfer": "CWD TYPE PASV STOR CWD PASV STOR"},
    ),
    "aborted-transfer": WireRow(
        _go_on_after_failure, failure, {"goes-on": "0", "ends": "-6"}, _replying("RETR", 425)
    ),
    "refused-passive": WireRow(upload(), failure, {"fails": "-502", "active": "0"}, _replying("PASV", 502)),
    "upload-reset": WireRow(
        upload(),
        failure,
        {"seen": "-7", "unseen": "-9"},
        ServerProfile(ftp=(Fault(Point.DATA, Reset(), verb="STOR", after=1),)),
        changes={"timeouts": replace(PATIENT, reply_s=1.5, failure_reply_s=1.0)},
    ),
    "reply-421": WireRow(
        _change_directory, failure, {"number": "-421", "closed": "-6"}, _replying("CWD", 421)
    ),
    "session-closed": WireRow(
        _change_directory, failure, {"closed": "-6", "service": "-421"}, _ending("CWD", Fin())
    ),
    "data-closed": WireRow(
        download,
        failure,
        {"closed": "-7", "aborted": "-426"},
        ServerProfile(ftp=(Fault(Point.DATA, Fin(), verb="RETR", after=2),)),
        listener=Listener.IMPLICIT,
    ),
    "reset": WireRow(_change_directory, failure, {"closed": "-6", "network": "-5"}, _ending("CWD", Reset())),
    "data-refused": WireRow(
        upload(),
        failure,
        {"network": "-5", "data": "-425"},
        ServerProfile(ftp=(Fault(Point.REPLY, RefuseData(), verb="PASV"),)),
    ),
    "unlisted-reply": WireRow(
        _change_directory,
        failure,
        {"unknown": "-1", "number": "-451", "network": "-5"},
        _replying("CWD", 451),
    ),
    "account": WireRow(
        nothing, failure, {"login": "-530", "account": "-532", "unknown": "-1"}, _replying("PASS", 332)
    ),
    "tls-failure": WireRow(
        nothing,
        failure,
        {"network": "-5", "unknown": "-1", "closed": "-6"},
        ServerProfile(tls=TlsPolicy(versions=(Version.TLS10,))),
        listener=Listener.IMPLICIT,
        tls=TlsSettings((Version.TLS12,), ALL_SUITES),
    ),
}


def _opening(variant: str, settings: ClientSettings) -> str:
    """The <err> of a session that can't be opened."""
    parts = Choice.parse([variant]).parts(STANDARD)
    try:
        parts.of(FtpsClient)(settings, parts=parts).open()
    except FtpFailure as failure:
        return str(failure.code)
    return "0"


def silent_name_server(variant: str) -> str:
    """The <err> when the name server does not answer."""
    with contextlib.closing(socket.socket(socket.AF_INET, socket.SOCK_DGRAM)) as silent:
        silent.bind((HOST, 0))
        return _opening(
            variant,
            plain(
                21,
                host="nowhere.example",
                name_servers=((HOST, silent.getsockname()[1]),),
                timeouts=replace(PATIENT, name_s=0.1),
            ),
        )


def missing_ca(variant: str) -> str:
    """The <err> of seclevel 1 without a CA."""
    return _opening(variant, plain(990, mode="implicit", tls=replace(TLS, seclevel=1)))


def unanswered_quit(variant: str) -> str:
    """Whether the client closes before the reply to QUIT."""
    seen: list[str] = []

    def script(peer: Conversation) -> None:
        peer.log_in()
        if variant != "quit:absent":
            peer.hear("QUIT")
        peer.connection.settimeout(1.0)  # shorter than the wait of the client
        try:
            closed = "closed at once" if variant == "quit:absent" else "closed"
            seen.append(closed if not peer.connection.recv(1) else "more")
        except TimeoutError:
            seen.append("waits")
            peer.say("221 bye\r\n")

    parts = Choice.parse([variant]).parts(STANDARD)
    with ScriptedServer(script) as server:
        client = parts.of(FtpsClient)(plain(server.port, timeouts=replace(PATIENT, quit_s=20.0)), parts=parts)
        client.open()
        client.close()
    return seen[0]


def verb_at_login(variant: str) -> str:
    """The first command as it is on the wire."""
    seen: list[str] = []

    def script(peer: Conversation) -> None:
        peer.say("220 ready\r\n")
        seen.append(peer.connection.recv(100).decode().partition(" ")[0])
        peer.say("421 no\r\n")

    parts = Choice.parse([variant]).parts(STANDARD)
    with ScriptedServer(script) as server, contextlib.suppress(FtpFailure):
        parts.of(FtpsClient)(plain(server.port), parts=parts).open()
    return seen[0]
