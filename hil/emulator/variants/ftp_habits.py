"""Switches of the FTP client: which commands it sends beside those of the note, when, and in which form."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from hil.deadline import Deadline
from hil.emulator.ftp.client_settings import Timeouts
from hil.emulator.ftp.control import ControlConnection
from hil.emulator.ftp.data import ActiveOpening, DataConnection, PassiveOpening, require
from hil.emulator.ftp.failure import Cause, FtpFailure
from hil.emulator.ftp.ftps_client import FtpsClient
from hil.emulator.ftp.session_settings import SessionSettings
from hil.emulator.network.link import Signal
from hil.emulator.tls.client import Stream, TlsStream, Truncated
from hil.emulator.variants.model import Switch, Value, replacing, unchanged

_REFUSED = 5  # RFC 959 4.2: the first digit of a permanent negative reply
_EXTENDED_ADDRESS = re.compile(r"\(([!-~])\1\1(\d{1,5})\1\)")  # RFC 2428 3
_OPEN = ("AT+QFTPOPEN",)
_TRANSFERS = ("AT+QFTPPUT", "AT+QFTPGET", "AT+QFTPLIST", "AT+QFTPNLST")


# clause: note 2.2, RFC 959 4.1.2
class TypeAtLogin(FtpsClient):
    """after the login, and again when type 2 has changed"""

    def greet(self) -> None:
        """Send TYPE."""
        super().greet()
        self._set_type()


# clause: note 2.2, RFC 959 4.1.2
class TypeAtLoginOnly(FtpsClient):
    """after the login only; type 2 counts as it is then"""

    def greet(self) -> None:
        """Send TYPE."""
        super().greet()
        self._set_type()

    def _set_type(self) -> None:
        if not self._type:
            super()._set_type()


# clause: note 2.2, RFC 959 4.1.2
class TypeBeforeEachTransfer(FtpsClient):
    """before each transfer"""

    def _set_type(self) -> None:
        self._type = ""
        super()._set_type()


# clause: RFC 2428 3
class ExtendedPassive(PassiveOpening):
    """EPSV; PASV if the server does not know it"""

    def address(self, control: ControlConnection) -> tuple[str, int]:
        """The address of the server with the port of the reply to EPSV."""
        reply = control.command("EPSV")
        if reply.kind == _REFUSED:
            return super().address(control)
        match = _EXTENDED_ADDRESS.search(require(reply, 2).lines[0])
        if match is None:
            raise FtpFailure.of(Cause.REPLY_UNEXPECTED, f"no port in {reply}")
        return control.stream.peer_address, int(match[2])


# clause: RFC 2428 2
class ExtendedPort(ActiveOpening):
    """EPRT; PORT if the server does not know it"""

    def announce(self, host: str, port: int) -> None:
        """Send EPRT with the listening address."""
        reply = self._control.command("EPRT", f"|1|{host}|{port}|")
        if reply.kind == _REFUSED:
            super().announce(host, port)
        else:
            require(reply, 2)


# clause: RFC 4217 8, RFC 4217 9
class ProtectionBeforeLogin(FtpsClient):
    """PBSZ and PROT before USER"""

    def log_in(self) -> None:
        """PBSZ and PROT on a protected control connection, then USER and PASS."""
        if self.control.is_protected:
            super().protect_data_connections()
        super().log_in()

    def protect_data_connections(self) -> None:
        """It has been done before the login."""


# clause: RFC 4217 8, RFC 4217 9
class ProtectionBeforeTransfer(FtpsClient):
    """PBSZ and PROT before the first transfer"""

    def protect_data_connections(self) -> None:
        """It waits for the first transfer."""

    def _set_type(self) -> None:
        if self.control.is_protected and not self.protect_data:
            super().protect_data_connections()
        super()._set_type()


# clause: RFC 3659 4
class SizeBeforeDownload(FtpsClient):
    """SIZE before RETR; a refusal has no effect"""

    def get(self, name: str, sink: Callable[[bytes], None], ready: Callable[[], None]) -> int:
        """Ask for the size, then fetch the file."""
        with self._operation():
            self._set_type()
            self.control.command("SIZE", name)
        return super().get(name, sink, ready)


# clause: RFC 959 4.1.3
class KeepsAlive(FtpsClient):
    """NOOP after each 30 s without a command"""

    def watch(self, cancel: Signal, deadline: Deadline) -> FtpFailure | None:
        """Monitor the session, and send NOOP from time to time."""
        while True:
            pause = Deadline.after(self.settings.timeouts.reply_s / 2)
            failure = super().watch(cancel, pause)
            if failure is not None or cancel.is_set or deadline.expired:
                return failure
            if pause.expired:
                self._stay_alive()

    def _stay_alive(self) -> None:
        with self._operation():
            self.control.command("NOOP")


# clause: RFC 959 4.1.1
class QuitWithoutWaiting(ControlConnection):
    """the connection is closed after QUIT, without waiting for 221"""

    def quit(self) -> None:
        """Send QUIT."""
        self._send("QUIT", Deadline.after(self._timeouts.quit_s))


# clause: RFC 959 4.1.1
class ClosesWithoutQuit(ControlConnection):
    """the connection is closed without QUIT"""

    def quit(self) -> None:
        """Nothing is sent before the end of the connection."""


# clause: RFC 959 4.1.3, RFC 2389 3
def greeting_with(*commands: tuple[str, str | None]) -> type[FtpsClient]:
    """A client that sends further commands after the login; the replies have no effect."""

    class Greets(FtpsClient):
        def greet(self) -> None:
            super().greet()
            for verb, argument in commands:
                self.control.command(verb, argument)

    return Greets


# clause: RFC 4217 4
class AuthSsl(FtpsClient):
    """AUTH SSL, the name of the drafts; PBSZ and PROT follow as after AUTH TLS"""

    auth_argument = "SSL"


# clause: note 4.2.2, RFC 959 4.1.3
class AsksForDirectory(FtpsClient):
    """CWD, then PWD; its reply has no effect"""

    def path(self, directory: str) -> None:
        """Change the directory and ask for it."""
        super().path(directory)
        with self._operation():
            self.control.command("PWD")


# clause: RFC 1635
class AnonymousUser(FtpsClient):
    """USER anonymous"""

    def user_name(self) -> str:
        """The name at login; a standard one if none was set."""
        return super().user_name() or "anonymous"


# clause: note chapter 1, note Table 4
class AcceptsEndByReply(DataConnection):
    """FIN alone, after a whole record, is the end, too, if the server says 226"""

    def receive_block(self, stream: Stream) -> bytes:
        """The next bytes; at a FIN without close_notify the reply decides."""
        try:
            return super().receive_block(stream)
        except Truncated:
            is_whole = isinstance(stream, TlsStream) and stream.is_between_records
            reply = self._control.failure_reply() if is_whole else None
            if reply is None:
                raise
            self._control.put_back(reply)
            if reply.kind != 2:
                raise
            return b""


# clause: note Table 4
def with_patience(factor: float) -> type[SessionSettings]:
    """Settings in which the module waits longer or shorter for the server."""

    class WaitsAnotherTime(SessionSettings):
        def timeouts(self) -> Timeouts:
            usual = super().timeouts()
            return replace(
                usual,
                connect_s=usual.connect_s * factor,
                reply_s=usual.reply_s * factor,
                handshake_s=usual.handshake_s * factor,
                data_s=usual.data_s * factor,
            )

    return WaitsAnotherTime


SWITCHES = (
    Switch(
        "type-time",
        "note 2.2 (silent)",
        "the note does not say when the transfer type is sent to the server",
        ("FTP TYPE", *_TRANSFERS),
        (
            unchanged("change", "before the first transfer, and when type 2 has changed"),
            replacing("login", TypeAtLogin),
            replacing("login-only", TypeAtLoginOnly),
            replacing("each", TypeBeforeEachTransfer),
        ),
    ),
    Switch(
        "passive-command",
        "note 2.2, RFC 2428 3",
        "the note names passive mode and not its command; EPSV is that of RFC 2428",
        ("FTP PASV", "FTP EPSV", *_TRANSFERS),
        (unchanged("pasv", "PASV"), replacing("epsv", ExtendedPassive)),
    ),
    Switch(
        "active-command",
        "note 2.2, RFC 2428 2",
        "the note does not name the command of active mode; EPRT is that of RFC 2428",
        ("FTP PORT", "FTP EPRT", *_TRANSFERS),
        (unchanged("port", "PORT"), replacing("eprt", ExtendedPort)),
    ),
    Switch(
        "protection-time",
        "RFC 4217 8, RFC 4217 9",
        "RFC 4217 has PBSZ and PROT at any time after AUTH, and before the transfers that they protect",
        ("FTP PBSZ", "FTP PROT", *_OPEN, *_TRANSFERS),
        (
            unchanged("after-login", "PBSZ and PROT after the login"),
            replacing("before-login", ProtectionBeforeLogin),
            replacing("transfer", ProtectionBeforeTransfer),
        ),
    ),
    Switch(
        "size-before-download",
        "note 4.2.3 (silent)",
        "the note does not say that RETR comes alone",
        ("FTP SIZE", "FTP RETR", "AT+QFTPGET"),
        (unchanged("absent", "RETR alone"), replacing("present", SizeBeforeDownload)),
    ),
    Switch(
        "keepalive",
        "RFC 959 4.1.3",
        "a client may send NOOP at any time",
        ("FTP NOOP", *_OPEN),
        (unchanged("absent", "nothing is sent while no command runs"), replacing("noop", KeepsAlive)),
    ),
    Switch(
        "quit",
        "note 4.2.1, RFC 959 4.1.1",
        "the note does not say whether AT+QFTPCLOSE waits for the server",
        ("FTP QUIT", "AT+QFTPCLOSE"),
        (
            unchanged("awaited", "the reply to QUIT is awaited"),
            replacing("not-awaited", QuitWithoutWaiting),
            replacing("absent", ClosesWithoutQuit),
        ),
    ),
    Switch(
        "greeting",
        "RFC 959 4.1.3, RFC 2389 3",
        "a client may ask for the system and the features of a server after the login",
        ("FTP SYST", "FTP FEAT", "FTP OPTS", *_OPEN),
        (
            unchanged("none", "nothing after the login"),
            Value("syst", "SYST", (greeting_with(("SYST", None)),)),
            Value("pwd", "PWD", (greeting_with(("PWD", None)),)),
            Value("feat", "FEAT", (greeting_with(("FEAT", None)),)),
            Value(
                "feat-opts",
                "FEAT and OPTS UTF8 ON",
                (greeting_with(("FEAT", None), ("OPTS", "UTF8 ON")),),
            ),
        ),
    ),
    Switch(
        "auth-argument",
        "RFC 4217 4, note 2.2 (silent)",
        "the note does not name the argument of AUTH; servers of its time know both",
        ("FTP AUTH", *_OPEN),
        (unchanged("tls", "AUTH TLS"), replacing("ssl", AuthSsl)),
    ),
    Switch(
        "path-check",
        "note 4.2.2 (silent)",
        "the note does not name the commands of AT+QFTPPATH",
        ("FTP CWD", "AT+QFTPPATH"),
        (unchanged("absent", "CWD"), replacing("pwd", AsksForDirectory)),
    ),
    Switch(
        "empty-user",
        "note 4.2.1 (silent), RFC 1635",
        "the note does not say who logs in before AT+QFTPUSER was used",
        ("FTP USER", *_OPEN),
        (unchanged("empty", "USER without a name"), replacing("anonymous", AnonymousUser)),
    ),
    Switch(
        "download-end",
        "note 3 (silent), RFC 5246 7.2.1",
        "the note does not mention close_notify; FIN and 226 end a file of FTP, and the count is true",
        ("FTP RETR", "FTP LIST", "FTP NLST", "FTP data", "TLS close", "AT+QFTPGET"),
        (unchanged("close-notify", "the close_notify of the server"), replacing("reply", AcceptsEndByReply)),
    ),
    Switch(
        "patience",
        "note 3 (silent)",
        "Table 4 has -9 for a timeout and states no time",
        (*_OPEN, *_TRANSFERS, "AT+QFTPPATH", "FTP data"),
        (
            unchanged("60-s", "60 s for a reply, 75 s for a connection"),
            Value("30-s", "half of that", (with_patience(0.5),)),
            Value("90-s", "half as long again", (with_patience(1.5),)),
        ),
    ),
)
