"""The FTP(S) client of the module: one session from login to QUIT, used by one thread, aborted by any.

Plain, implicit and explicit (RFC 4217).  In the two FTPS modes only the greeting
and AUTH go in clear: when the server refuses AUTH or PROT P the session fails
and never falls back.  A failure is an `FtpFailure` whose code
`hil.emulator.ftp.failure` chooses.
"""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable, Iterator

from hil.deadline import Deadline
from hil.emulator.ftp.client_settings import ClientSettings, Mode, Timeouts
from hil.emulator.ftp.control import ControlConnection
from hil.emulator.ftp.data import DataConnection, require
from hil.emulator.ftp.failure import Cause, FtpFailure
from hil.emulator.ftp.reply import ServerReply
from hil.emulator.network.link import READ, Interrupted, Signal, wait
from hil.emulator.parts import STANDARD, Parts
from hil.emulator.tls.client import TlsClient, TlsUnconfigured
from hil.spec.ftp import PORTS

__all__ = ["ClientSettings", "FtpFailure", "FtpsClient", "Mode", "Timeouts"]

_AUTH_ACCEPTED = 234  # RFC 4217, 4
_NEED_PASSWORD, _NEED_ACCOUNT = 331, 332
_NOT_LOGGED_IN = 530
_SIZE = 213  # RFC 3659, 4
_RESTARTABLE = frozenset({"STOR", "RETR"})  # RFC 3659, 5


# clause: note chapter 1, note 1.2, note 2.2, RFC 4217 4
# requirements: GEN-01, PROC-12
class FtpsClient:
    """One FTP(S) session.  `settings` may be replaced between calls; host, login and TLS hold from `open` on.

    All methods but `abort` belong to one thread.  After `abort` or the loss of
    the control connection every call fails at once.
    """

    upload_verb = "STOR"
    auth_argument = "TLS"

    def __init__(self, settings: ClientSettings, *, parts: Parts = STANDARD) -> None:
        self.settings = settings
        self._parts = parts
        self._abort = Signal()
        self._aborted_with = FtpFailure.of(Cause.ABORTED, "aborted")
        self._turn = threading.Lock()
        self._control: ControlConnection | None = None
        self._tls: TlsClient | None = None
        self.protect_data = False
        self._type = ""

    @property
    def is_open(self) -> bool:
        """Whether there is a session whose end has not been noticed."""
        return self._control is not None

    @property
    def control(self) -> ControlConnection:
        """The control connection; raises `FtpFailure` (-6) when there is none."""
        if self._control is None:
            raise FtpFailure.of(Cause.SESSION_CLOSED, "there is no session")
        return self._control

    # --- session ---------------------------------------------------------------------------------------------

    # clause: note chapter 1, note 2.2, note 4.2.1, note 5.2
    # requirements: GEN-02, MODE-01, MODE-02, MODE-06, MODE-07
    def open(self) -> None:
        """Connect, start TLS as configured, and log in.  Called once."""
        settings = self.settings
        with self._operation(ends_session_on_failure=True):
            if not settings.host or settings.port not in PORTS:
                raise FtpFailure.of(Cause.ILLEGAL_PARAMETER, f"no server {settings.host!r}:{settings.port}")
            if settings.mode != "plain":
                self._tls = self._tls_client()
            control = self._parts.of(ControlConnection).connect(settings, self._abort)
            self._control = control
            if self._tls is not None and settings.mode == "implicit":
                control.protect(self._tls)
            self._expect_greeting()
            if self._tls is not None and settings.mode == "explicit":
                self.authenticate_by_tls(self._tls)
            self.log_in()
            if control.is_protected:
                self.protect_data_connections()
            self.greet()

    def close(self) -> None:
        """Send QUIT and close; its reply is awaited for a short time and has no effect."""
        with self._operation(ends_session_on_failure=True):
            if self._control is not None:
                with contextlib.suppress(FtpFailure):
                    self._control.quit()
                self._control.close(orderly=True)
        self._drop()
        self._abort.close()

    def abort(self, *, code: int = Cause.ABORTED.code, reason: str = "aborted") -> None:
        """End the session now, from any thread: a waiting call fails at once with `code`."""
        self._aborted_with = FtpFailure(code, reason)
        self._abort.set()
        self._end_if_idle()

    # clause: note chapter 3
    # requirements: ERR-GEN-01, ERR-LOCAL-06
    def watch(self, cancel: Signal, deadline: Deadline) -> FtpFailure | None:
        """While idle: how the server ended the session (421, closing); None at `cancel` or `deadline`."""
        with self._operation():
            control = self.control
            if not control.holds_reply:
                ready = wait([(control.stream.waitable, READ), (cancel, READ)], self._abort, deadline)
                if not ready or cancel in ready:
                    return None
            try:
                control.reply()
            except FtpFailure as failure:
                self._drop()
                return self.reported(failure)
            return None

    # --- files -----------------------------------------------------------------------------------------------

    # clause: note 4.2.2
    # requirements: EX422-05
    def put(self, name: str, source: Callable[[int], bytes], ready: Callable[[], None]) -> int:
        """Store a file from the blocks of `source(limit)` until b""; returns the number of bytes sent.

        `ready` is called when the data connection is open and protected.
        """
        return self._transfer(self.upload_verb, name, lambda data: data.send(source), ready)

    # clause: note 4.2.3
    # requirements: EX423-06
    def get(self, name: str, sink: Callable[[bytes], None], ready: Callable[[], None]) -> int:
        """Fetch a file into `sink`; returns the bytes received.  `ready` as in `put`."""
        return self._transfer("RETR", name, lambda data: data.receive(sink), ready)

    def list(
        self,
        path: str | None,
        sink: Callable[[bytes], None],
        ready: Callable[[], None] = lambda: None,
        *,
        names_only: bool = False,
    ) -> int:
        """Fetch a listing (LIST, or NLST with `names_only`) into `sink`; returns its bytes.  `ready` as in `put`."""
        verb = "NLST" if names_only else "LIST"
        return self._transfer(verb, path, lambda data: data.receive(sink), ready)

    def size(self, name: str) -> int:
        """The size of a file on the server in bytes (SIZE)."""
        with self._operation():
            self._set_type()
            reply = self.command("SIZE", name)
            if reply.code != _SIZE or not reply.lines[0].strip().isdecimal():
                raise FtpFailure.of_reply(reply.code, str(reply))
            return int(reply.lines[0])

    # clause: note 4.2.2, note 4.2.3
    # requirements: EX422-01, EX423-01
    def path(self, directory: str) -> None:
        """Change the server's directory (CWD)."""
        with self._operation():
            self.command("CWD", directory)

    def delete(self, name: str) -> None:
        """Delete a file on the server (DELE)."""
        with self._operation():
            self.command("DELE", name)

    def make_directory(self, name: str) -> None:
        """Make a directory on the server (MKD)."""
        with self._operation():
            self.command("MKD", name)

    def remove_directory(self, name: str) -> None:
        """Remove a directory on the server (RMD)."""
        with self._operation():
            self.command("RMD", name)

    def rename(self, old: str, new: str) -> None:
        """Rename a file on the server (RNFR, RNTO)."""
        with self._operation():
            self.command("RNFR", old, kinds=(3,))
            self.command("RNTO", new)

    # --- steps -----------------------------------------------------------------------------------------------

    # clause: note 2.2, note 5.2
    # requirements: MODE-02, MODE-07
    def _expect_greeting(self) -> None:
        reply = self.control.reply()
        while reply.kind == 1:  # RFC 959, 5.4: 120, ready in some minutes
            reply = self.control.reply()
        require(reply, 2)

    # clause: note chapter 1, note 2.2, note 4.2.4, note 5.2, RFC 4217 4
    # requirements: GEN-02, MODE-02, MODE-04, FTPSERR-02
    def authenticate_by_tls(self, tls: TlsClient) -> None:
        """AUTH, and the handshake after its 234."""
        reply = self.control.command("AUTH", self.auth_argument)
        if reply.code == _AUTH_ACCEPTED:
            self.control.protect(tls)
        else:
            self.end_without_tls(reply)

    # clause: note chapter 1, note 2.2, RFC 4217 4
    # requirements: GEN-02, MODE-08
    def end_without_tls(self, reply: ServerReply) -> None:
        """Fail the session because the server refuses AUTH; nothing is sent in clear."""
        raise FtpFailure.of_reply(reply.code, str(reply))

    # clause: note 4.2.1, note 4.2.4, RFC 959 5.4
    # requirements: EX421-26, REPLY-03
    def log_in(self) -> None:
        """USER and PASS."""
        reply = require(self.control.command("USER", self.user_name()), 2, 3)
        if reply.code == _NEED_PASSWORD:
            reply = require(self.control.command("PASS", self.settings.password), 2, 3)
        if reply.code == _NEED_ACCOUNT:  # the module has no ACCT, so the login is incomplete
            raise self.account_failure(reply)
        require(reply, 2)

    def user_name(self) -> str:
        """The name at login, as AT+QFTPUSER set it."""
        return self.settings.user

    def account_failure(self, reply: ServerReply) -> FtpFailure:
        """The failure of a login that needs an account."""
        return FtpFailure(-_NOT_LOGGED_IN, f"the server asks for an account: {reply}")

    def greet(self) -> None:
        """Further commands after the login: none."""

    # clause: note chapter 1, RFC 4217 9
    # requirements: GEN-01, GEN-03, GEN-08
    def protect_data_connections(self) -> None:
        """PBSZ 0 and PROT P."""
        self.command("PBSZ", "0")
        self.command("PROT", "P")
        self.protect_data = True

    # clause: note chapter 1, note 2.3, RFC 4217 7
    # requirements: GEN-03, GEN-05, SSLCFG-GEN-07
    def data_tls(self) -> TlsClient | None:
        """The TLS of data connections: the settings and the checks of the control connection."""
        return self._tls

    # clause: note 2.2, note 2.3
    # requirements: FTPCFG-T3-03, SSLCFG-GEN-10
    def _transfer(
        self, verb: str, name: str | None, move: Callable[[DataConnection], int], ready: Callable[[], None]
    ) -> int:
        with self._operation():
            self._set_type()
            data = self._parts.of(DataConnection)(
                self.control,
                self.settings,
                self._abort,
                protection=self.data_tls() if self.protect_data else None,
                parts=self._parts,
            )
            try:
                if self.settings.restart_at and verb in _RESTARTABLE:
                    self.command("REST", str(self.settings.restart_at), kinds=(3,))
                data.start(verb, name)
                ready()
                return move(data)
            finally:
                data.close()

    # clause: note 2.2
    # requirements: FTPCFG-T2-03
    def _set_type(self) -> None:
        wanted = "A" if self.settings.ascii else "I"
        if wanted != self._type:
            self.command("TYPE", wanted)
            self._type = wanted

    def command(
        self, verb: str, argument: str | None = None, *, kinds: tuple[int, ...] = (2,)
    ) -> ServerReply:
        """Send a command; its reply, whose first digit must be one of `kinds`."""
        reply = self.control.command(verb, argument)
        if reply.kind not in kinds:
            raise self.refusal(reply)
        return reply

    # clause: note chapter 3, note Table 4
    # requirements: ERR-GEN-04, ERR-GEN-05
    def refusal(self, reply: ServerReply) -> FtpFailure:
        """The failure for a negative reply of the server."""
        return FtpFailure.of_reply(reply.code, str(reply))

    # clause: note chapter 3, note Table 4
    def reported(self, failure: FtpFailure) -> FtpFailure:
        """The failure with the <err> that the module reports for its cause."""
        return failure

    # clause: note chapter 1
    def _tls_client(self) -> TlsClient:
        settings = self.settings
        if settings.tls is None:
            raise FtpFailure.of(Cause.TLS_UNCONFIGURED, f"{settings.mode} FTPS without TLS settings")
        try:
            return self._parts.of(TlsClient)(settings.tls, parts=self._parts)
        except TlsUnconfigured as error:
            raise FtpFailure.of(Cause.TLS_UNCONFIGURED, str(error)) from error

    # --- calls and endings -----------------------------------------------------------------------------------

    @contextlib.contextmanager
    def _operation(self, *, ends_session_on_failure: bool = False) -> Iterator[None]:
        """One call of the client: after an abort it closes everything, and it closes a lost session at its end."""
        try:
            with self._turn:
                if self._abort.is_set:
                    raise self._aborted_with
                try:
                    yield
                except Interrupted as error:
                    raise self._aborted_with from error
                except FtpFailure as failure:
                    if ends_session_on_failure or (self._control is not None and self._control.broken):
                        self._drop()
                    if ends_session_on_failure:
                        self._abort.close()
                    raise self.reported(failure) from failure.__cause__
        finally:
            if self._abort.is_set:
                self._end_if_idle()

    def _end_if_idle(self) -> None:
        """Close everything after `abort`, unless a running call does that at its end."""
        if self._turn.acquire(blocking=False):
            try:
                self._drop()
                self._abort.close()
            finally:
                self._turn.release()

    def _drop(self) -> None:
        control, self._control = self._control, None
        if control is not None:
            control.close(orderly=False)
