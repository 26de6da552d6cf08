"""The control connection of the module's FTP client: commands and replies (RFC 959, 5)."""

from __future__ import annotations

import contextlib
from collections import deque
from collections.abc import Iterator

from hil.deadline import Deadline
from hil.emulator.ftp.client_settings import ClientSettings, Timeouts
from hil.emulator.ftp.failure import Cause, FtpFailure
from hil.emulator.ftp.reply import MalformedReply, ReplyParser, ServerReply
from hil.emulator.network.link import READ, Interrupted, Signal, TcpConnection, wait
from hil.emulator.network.name_service import resolve
from hil.emulator.tls.client import Stream, TlsClient, TlsFailure, TlsStream, Truncated

ARGUMENT_MAX = 512  # bytes; far more than an AT command line has
# clause: note Table 4, RFC 959 5.4
# requirements: ERR-SRV-421
_SERVICE_CLOSING = 421  # RFC 959: it may replace any reply


# clause: RFC 959 5
class ControlConnection:
    """A control connection; it raises `FtpFailure` with the code of the cause, and `Interrupted`."""

    parser: type[ReplyParser] = ReplyParser
    """What reads the replies."""

    def __init__(self, stream: Stream, abort: Signal, timeouts: Timeouts) -> None:
        self.stream = stream
        self._abort = abort
        self._timeouts = timeouts
        self._parser = self.parser()
        self._replies: deque[ServerReply] = deque()
        self._late_reply_pending = False
        self.broken = False  # the session cannot go on

    # clause: note 4.2, note 4.2.4, note Table 4
    # requirements: MODE-05, ERR-LOCAL-04, ERR-LOCAL-05, EX424-04
    @classmethod
    def connect(cls, settings: ClientSettings, abort: Signal) -> ControlConnection:
        """Resolve the host and connect."""
        host, port, timeouts = settings.host, settings.port, settings.timeouts
        try:
            address = resolve(host, abort, Deadline.after(timeouts.name_s), servers=settings.name_servers)
        except TimeoutError as error:
            raise FtpFailure.of(Cause.NAME_SERVER_SILENT, str(error)) from error
        except OSError as error:
            raise FtpFailure.of(Cause.NAME_UNKNOWN, f"{host}: {error}") from error
        try:
            link = TcpConnection.connect((address, port), abort, Deadline.after(timeouts.connect_s))
        except OSError as error:
            raise FtpFailure.of(Cause.CONNECT_FAILED, str(error)) from error
        return cls(link, abort, timeouts)

    def protect(self, client: TlsClient) -> None:
        """Start TLS on this connection."""
        if not self._parser.is_empty or self._replies:
            # Bytes in clear after the 234 would count as protected (command injection).
            raise FtpFailure.of(Cause.TLS_FAILED, "the server sent more in clear before the handshake")
        if isinstance(self.stream, TcpConnection):
            self.stream = handshake(client, self.stream, self._timeouts)

    @property
    def is_protected(self) -> bool:
        """Whether TLS is in use."""
        return isinstance(self.stream, TlsStream)

    def command(self, verb: str, argument: str | None = None) -> ServerReply:
        """Send a command; returns the first reply with any code except 421, which is a failure."""
        line = verb if argument is None else f"{verb} {argument}"
        _require_sendable(line)
        self._drop_late_reply()
        self._send(line, Deadline.after(self._timeouts.reply_s))
        return self.reply()

    def reply(self, deadline: Deadline | None = None) -> ServerReply:
        """The next reply of the server, until `deadline`, by default the time for replies."""
        deadline = deadline or Deadline.after(self._timeouts.reply_s)
        with self._failures():
            while not self._replies:
                self._receive(deadline)
        reply = self._replies.popleft()
        if reply.code == _SERVICE_CLOSING:
            self.broken = True
            raise FtpFailure.of_reply(reply.code, str(reply))
        return reply

    def quit(self) -> None:
        """Send QUIT and wait for its reply for a short time."""
        deadline = Deadline.after(self._timeouts.quit_s)
        self._send("QUIT", deadline)
        self.reply(deadline)

    def failure_reply(self) -> ServerReply | None:
        """The reply with the server's reason for a failed transfer; None if none arrives soon."""
        try:
            return self.reply(Deadline.after(self._timeouts.failure_reply_s))
        except FtpFailure as failure:
            if self.broken or failure.code != Cause.REPLY_LATE.code:
                raise
            return None

    def put_back(self, reply: ServerReply) -> None:
        """Let the next `reply` be this one, which was read too early."""
        self._replies.appendleft(reply)

    @property
    def holds_reply(self) -> bool:
        """Whether bytes of a reply are buffered that a selector does not report."""
        return bool(self._replies) or not self._parser.is_empty or self.stream.pending

    def close(self, *, orderly: bool) -> None:
        """Close the connection, in TLS with close_notify when `orderly`."""
        if orderly:
            with contextlib.suppress(Interrupted):
                self.stream.finish_sending()
                self.stream.drain(Deadline.after(self._timeouts.quit_s))
        self.stream.close()

    def _send(self, line: str, deadline: Deadline) -> None:
        with self._failures():
            self.stream.deadline = deadline
            self.stream.sendall(line.encode("latin-1") + b"\r\n")

    # clause: note Table 4
    # requirements: ERR-LOCAL-06, ERR-LOCAL-09
    def _receive(self, deadline: Deadline) -> None:
        # Wait before TLS reads: an interrupted wait inside a record would break the session.
        if not self.stream.pending and not wait([(self.stream.waitable, READ)], self._abort, deadline):
            self._late_reply_pending = True
            raise FtpFailure.of(Cause.REPLY_LATE, f"no reply within {deadline.span_s:.1f} s")
        self.stream.deadline = deadline if deadline.remaining > 1.0 else Deadline.after(1.0)
        data = self.stream.recv(4096)
        if not data:
            self.broken = True
            raise FtpFailure.of(Cause.SESSION_CLOSED, "the server closed the control connection")
        self._replies.extend(self._parser.receive(data))

    @contextlib.contextmanager
    def _failures(self) -> Iterator[None]:
        """Turn an error of the connection into an `FtpFailure`; it ends the session."""
        try:
            yield
        except (OSError, TlsFailure, MalformedReply) as error:
            self.broken = True
            raise FtpFailure.of(_cause(error), f"control connection: {error}") from error

    def _drop_late_reply(self) -> None:
        """Drop the late reply to an earlier command, if it has arrived."""
        if self._late_reply_pending:
            self._late_reply_pending = False
            with contextlib.suppress(FtpFailure):
                self.reply(Deadline.after(0.0))


# clause: note chapter 1, note chapter 3
# requirements: GEN-07, ERR-GEN-06, ERR-GEN-10
def handshake(client: TlsClient, link: TcpConnection, timeouts: Timeouts) -> TlsStream:
    """Do the handshake on a control or data connection; returns the protected stream."""
    try:
        return client.connect(link, Deadline.after(timeouts.handshake_s))
    except TimeoutError as error:
        raise FtpFailure.of(Cause.REPLY_LATE, f"TLS handshake: {error}") from error
    except (TlsFailure, OSError) as error:
        raise FtpFailure.of(Cause.TLS_FAILED, f"TLS handshake: {error}") from error


_CAUSES: tuple[tuple[type[Exception], Cause], ...] = (
    (TimeoutError, Cause.REPLY_LATE),
    (ConnectionError, Cause.SESSION_CLOSED),
    (OSError, Cause.SEND_FAILED),
    (Truncated, Cause.SESSION_CLOSED),
    (TlsFailure, Cause.TLS_FAILED),
    (MalformedReply, Cause.REPLY_UNEXPECTED),
)
"""The first that fits counts, so special ones stand before general ones."""


def _cause(error: Exception) -> Cause:
    return next(cause for kind, cause in _CAUSES if isinstance(error, kind))


def _require_sendable(line: str) -> None:
    try:
        encoded = line.encode("latin-1")
    except UnicodeEncodeError as error:
        raise FtpFailure.of(
            Cause.ILLEGAL_PARAMETER, f"{line!r} has characters that FTP cannot carry"
        ) from error
    if len(encoded) > ARGUMENT_MAX or any(byte in encoded for byte in b"\r\n\0"):
        raise FtpFailure.of(Cause.ILLEGAL_PARAMETER, "a line break or too many characters in an argument")
