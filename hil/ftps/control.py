"""The control connection: RFC 959 by pyftpdlib, RFC 4217 here, and everything recorded."""

from __future__ import annotations

import socket
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from pyftpdlib.handlers import FTPHandler
from pyftpdlib.ioloop import AsyncChat

from hil.ftps import faults
from hil.ftps.bearer import Bearer
from hil.ftps.control_limits import LimitedControl
from hil.ftps.data import DataHandler
from hil.ftps.dialogue import Dialogue, readdressed
from hil.ftps.file_commands import MORE_COMMANDS
from hil.ftps.grammar import is_well_formed
from hil.ftps.link import Closure, ConnectionClosing, Link
from hil.ftps.loop import GatedLoop
from hil.ftps.names import text_of
from hil.ftps.passive import PassiveListener
from hil.ftps.profile import ServerProfile
from hil.ftps.session import Listener
from hil.ftps.session_registry import SessionRegistry
from hil.ftps.shaped_wire import ShapedWire
from hil.ftps.stimulus import READING
from hil.ftps.tls_handler import TlsHandler
from hil.tls.channel import TlsTerms
from hil.tls.fault import Place
from hil.tls.wire import Wire

_OPENINGS = frozenset({"PASV", "EPSV", "PORT", "EPRT"})
_WITHHELD = frozenset({"STOU", "SITE CHMOD"})
"""Not served: they serve no test."""

_PLAIN_COMMANDS = {
    name: entry for name, entry in FTPHandler.proto_cmds.items() if name not in _WITHHELD
} | MORE_COMMANDS
_SECURE_COMMANDS = _PLAIN_COMMANDS | {
    verb: {"perm": None, "auth": False, "arg": True, "help": f"Syntax: {verb} (RFC 4217)."}
    for verb in ("AUTH", "PBSZ", "PROT")
}


class ControlHandler(TlsHandler, LimitedControl):
    """One control connection; a subclass per server and listener holds what they share."""

    registry: SessionRegistry
    listener: Listener
    terms_for: Callable[[ServerProfile, int, Place], TlsTerms]
    relayed_port: int | None = None

    passive_dtp = PassiveListener
    banner = "m95-hil FTP server ready."
    dtp_handler = DataHandler
    use_sendfile = False  # it would bypass TLS
    auth_failed_timeout = 0  # a wrong password is answered at once
    max_login_attempts = 3

    def __init__(self, sock: socket.socket, server: Any, ioloop: Any) -> None:
        self.ioloop: GatedLoop = ioloop
        self.bearer: Bearer | None = None

        def wire_for(profile: ServerProfile) -> Wire:
            if profile.shaping is not None:
                self.bearer = Bearer(profile.shaping, start=ioloop.clock())
            return self.wire_on(sock)

        profile, self.session = self.registry.admit(self.listener, wire_for, sock.getpeername()[:2])
        self.terms = self.terms_for(profile, self.session.number, Place.CONTROL)
        self._profile, self._data_connections = profile, 0
        self.dialogue = Dialogue(self, faults.FaultPlan(profile.ftp, self.on_fired), dialect=profile.dialect)
        self.asks_no_password = profile.dialect is not None and profile.dialect.asks_no_password
        self.protects_data = self.listener is Listener.IMPLICIT
        self.data_refusal: str | None = None  # why the data connection was closed before its use
        self._has_buffer_size = False
        self.handshake_s = self.limits.handshake_s
        link = Link(self.session.control.wire, self.session.control, self.close_link)
        super().__init__(link, server, ioloop)
        if self.socket is not link:
            link.close()  # the peer closed it at once, and pyftpdlib has put another object in its place
        self.proto_cmds = _PLAIN_COMMANDS if self.listener is Listener.PLAIN else _SECURE_COMMANDS
        if self.listener is not Listener.PLAIN:
            self._extra_feats = ["AUTH TLS", "AUTH SSL", "PBSZ", "PROT"]

    def wire_on(self, sock: socket.socket) -> Wire:
        """The wire of a connection of this session; it passes the bearer of the session if there is one."""
        if self.bearer is None:
            return Wire(sock)
        return ShapedWire(sock, self.bearer, self.ioloop, fail=self.handle_error)

    def close_link(self, link: Link) -> None:
        """End a connection of this session; at once when the server is closing."""
        closing = ConnectionClosing(link, self.ioloop, done=self._note_end, fail=self.registry.fail)
        if self.server.is_closing:
            closing.close()
        else:
            closing.begin()

    def next_data_terms(self) -> TlsTerms:
        """The TLS terms of the data connection that begins."""
        self._data_connections += 1
        profile = self._profile.of_data(self._data_connections)
        return self.terms_for(profile, self.session.number, Place.DATA)

    def _note_end(self) -> None:
        self.session.settle()
        self.registry.note_change()

    # TLS

    def handle(self) -> None:
        """Greet; on the implicit listener this comes after the handshake."""
        if self.listener is Listener.IMPLICIT:
            self.begin_tls(self.terms)
        else:
            super().handle()

    def on_secured(self) -> None:
        """The handshake has finished."""
        if self.listener is Listener.IMPLICIT:
            super().handle()

    def handle_timeout(self) -> None:
        """As in pyftpdlib; no reply can be sent during a handshake."""
        if self._is_shaking or self.dialogue.is_stalled:
            self.close()
        else:
            super().handle_timeout()

    def ftp_AUTH(self, argument: str) -> None:  # noqa: N802 - pyftpdlib finds it by name
        """AUTH TLS and AUTH SSL with their aliases (RFC 4217, 4)."""
        if self.socket.tls is not None:
            self.respond("503 TLS is already in use.")
        elif argument.upper() not in {"TLS", "TLS-C", "SSL", "TLS-P"}:
            self.respond("504 Unknown mechanism; use TLS or SSL.")
        elif self.ac_in_buffer:  # they would be read as data inside TLS
            self.respond("421 Bytes came after AUTH in clear; closing.")
            self.close_when_done()
        else:
            self.respond(f"234 AUTH {argument.upper()} accepted, begin TLS.")
            self.begin_tls(self.terms)

    def ftp_PBSZ(self, _argument: str) -> None:  # noqa: N802
        """PBSZ, whose only value for TLS is 0 (RFC 4217, 8)."""
        if not self.socket.is_protected:
            self.respond("503 PBSZ comes after AUTH.")
        else:
            self._has_buffer_size = True
            self.respond("200 PBSZ=0")

    def ftp_PROT(self, argument: str) -> None:  # noqa: N802
        """PROT C or P (RFC 4217, 9)."""
        level = argument.upper()
        if not self.socket.is_protected or not self._has_buffer_size:
            self.respond("503 PROT comes after AUTH and PBSZ.")
        elif level in {"C", "P"}:
            self.protects_data = level == "P"
            self.respond(f"200 PROT {level}")
        elif level in {"S", "E"}:
            self.respond(f"536 PROT {level} does not exist for TLS.")
        else:
            self.respond("504 Unknown protection level.")

    # FTP

    def ftp_USER(self, line: str) -> None:  # noqa: N802
        """As in pyftpdlib; a server that asks for no password logs the user in (RFC 959, 5.4)."""
        if self.asks_no_password and self.authorizer.has_user(line):
            self.username = line
            self.handle_auth_success(self.authorizer.get_home_dir(line), "", "No password is needed.")
        else:
            super().ftp_USER(line)

    def ftp_PASS(self, line: str) -> None:  # noqa: N802
        """As in pyftpdlib; a password that was not asked for changes nothing."""
        if self.asks_no_password and self.authenticated:
            self.respond("230 No password is needed.")
        else:
            super().ftp_PASS(line)

    def process_command(self, cmd: str, *args: Any, **kwargs: Any) -> None:
        """As in pyftpdlib; the explicit listener asks for TLS before USER, so that no password is sent in clear."""
        if cmd in {"USER", "PASS"} and self.listener is Listener.EXPLICIT and not self.socket.is_protected:
            self.respond("530 Log in inside TLS; send AUTH TLS first.")
            return
        if cmd in faults.TRANSFERS and self.data_refusal:
            self.respond(f"522 {self.data_refusal}")
            self.data_refusal = None
            return
        if cmd in _OPENINGS:
            self.data_refusal = None
        super().process_command(cmd, *args, **kwargs)

    def respond(self, resp: str, *args: Any, **kwargs: Any) -> None:
        """As in pyftpdlib; with a relay in front, 227 and 229 name its port."""
        if self.relayed_port is not None and resp[:4] in {"227 ", "229 "}:
            resp = readdressed(resp, None, self.relayed_port)
        super().respond(resp, *args, **kwargs)

    def _on_dtp_connection(self) -> None:
        super()._on_dtp_connection()
        # The data handler owns the socket now; closing it later would close another socket with the same number.
        self._dtp_connector = None

    # Faults

    def on_fired(self, fault: faults.Fault) -> None:
        """Record that a fault of the plan occurs."""
        self.session.fault_fired(fault)
        self.registry.note_change()

    def fault_before_handshake(self) -> faults.Fault | None:
        """The fault that the plan has for this handshake, if any."""
        fault = self.dialogue.plan.planned(faults.Point.HANDSHAKE)
        return fault and self.dialogue.plan.fire(fault)

    def end_by(self, fault: faults.Fault) -> None:
        """End the connections that the fault names."""
        self.dialogue.perform(fault)

    def later(self, seconds: float, act: Callable[[], None]) -> None:
        """Call it from the event loop, unless this connection has been closed by then."""
        if not self._closed:
            self.call_later(seconds, act)

    def end(self, ending: faults.Ending, side: faults.Side) -> None:
        """End connections; pending replies are sent before."""
        if side is not faults.Side.CONTROL and self.data_channel is not None:
            self.data_channel.end(ending)
        if side is not faults.Side.DATA:
            self.socket.closure = Closure.of(ending)
            self.close_when_done()

    def refuse_data(self) -> None:
        """Stop listening for the data connection."""
        self._shutdown_connecting_dtp()

    def drop_data(self) -> None:
        """Close a data connection that has no transfer."""
        self._shutdown_connecting_dtp()
        if self.data_channel is not None:
            self.data_channel.close()

    # Recording

    def pre_process_command(self, line: str, cmd: str, arg: str) -> None:
        """As in pyftpdlib; the command is recorded first."""
        if self._closed:
            return  # lines after QUIT in the same segment
        self.session.command(cmd, arg, protected=self.socket.is_protected)
        if cmd in READING and self.fs is not None:
            self.session.files(Path(self.fs.root))
        if is_well_formed(cmd, arg):
            self.dialogue.receive(cmd, partial(super().pre_process_command, line, cmd, arg))
        else:
            answer = partial(self.respond, "501 The argument does not follow RFC 959, 5.3.2.")
            self.dialogue.receive(cmd, answer)

    def on_refused(self, line: bytes) -> None:
        """As in `LimitedControl`; recorded like one that is executed."""
        verb, _, argument = self.decode(line).partition(" ")
        self.session.command(verb.upper(), argument, protected=self.socket.is_protected)

    def push(self, data: str) -> None:
        """As in pyftpdlib; the fault plan comes first."""
        self.dialogue.say(data)

    def emit(self, text: str) -> None:
        """Record and send a reply, or a part of one."""
        self.session.reply(text.removesuffix("\r\n").split("\r\n"))
        super().push(text)

    def emit_octets(self, octets: bytes) -> None:
        """Record and send bytes that need not be a valid reply."""
        self.session.reply(text_of(octets).splitlines())
        AsyncChat.push(self, octets)

    def emit_pieces(self, pieces: tuple[bytes, ...]) -> None:
        """Record a reply, and send it in these writes."""
        self.session.reply(text_of(b"".join(pieces)).splitlines())
        for piece in pieces:
            AsyncChat.push(self, piece)

    def handle_auth_success(self, home: str, password: str, msg_login: str) -> None:
        """The client has given the right user and password: recorded before 230, after which it may be gone."""
        self.session.logged_in()
        super().handle_auth_success(home, password, msg_login)

    def log(self, *_: Any, **__: Any) -> None:
        """Do nothing: the transcript is the log."""

    logline = log_cmd = log_transfer = log

    def log_exception(self, _instance: object) -> None:
        """Report an exception in a handler to the registry, and so to the test."""
        error = sys.exception()
        if error is not None:
            self.registry.fail(error)
