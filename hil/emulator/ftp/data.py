"""The data connections of the module's FTP client: passive and active, in clear and protected (RFC 959, RFC 4217).

The module is the TLS client in both modes, since it is the FTP client (RFC
4217, 7).  An active connection is accepted from the server's address only.
"""

from __future__ import annotations

import contextlib
import socket
from collections.abc import Callable, Iterator
from typing import Protocol

from hil.deadline import Deadline
from hil.emulator.ftp.client_settings import ClientSettings
from hil.emulator.ftp.control import ControlConnection, handshake
from hil.emulator.ftp.failure import Cause, FtpFailure
from hil.emulator.ftp.reply import MalformedReply, ServerReply, passive_address, port_argument
from hil.emulator.network.link import READ, Signal, TcpConnection, wait
from hil.emulator.parts import STANDARD, Parts
from hil.emulator.tls.client import Stream, TlsClient, TlsFailure, Truncated

BLOCK = 16384  # bytes; the most that one TLS record holds (RFC 5246, 6.2.1)


class Opening(Protocol):
    """A data connection in its opening: prepared before the transfer command, complete after its 1xx reply."""

    def complete(self) -> TcpConnection:
        """The connected link."""

    def close(self) -> None:
        """Close the prepared sockets."""


# clause: note 2.2, doc [2] AT+QFTPCFG, RFC 959 4.1.2
# requirements: FTPCFG-T1-03, FTPCFG-T6-03
class PassiveOpening:
    """The module connects to the address in the reply to PASV, or to the server's own with type 6 of AT+QFTPCFG."""

    def __init__(self, control: ControlConnection, settings: ClientSettings, abort: Signal) -> None:
        host, port = self.address(control)
        if settings.ignore_passive_address:
            host = control.stream.peer_address
        try:
            self._link = TcpConnection.connect(
                (host, port), abort, Deadline.after(settings.timeouts.connect_s)
            )
        except OSError as error:
            raise FtpFailure.of(Cause.DATA_REFUSED, f"data connection: {error}") from error

    def address(self, control: ControlConnection) -> tuple[str, int]:
        """Ask the server for the address of the data connection."""
        reply = require(control.command("PASV"), 2)
        try:
            return passive_address(reply)
        except MalformedReply as error:
            raise FtpFailure.of(Cause.REPLY_UNEXPECTED, str(error)) from error

    def complete(self) -> TcpConnection:
        """The connected link."""
        return self._link

    def close(self) -> None:
        """Close the connection."""
        self._link.close()


# clause: note 2.2, doc [2] AT+QFTPCFG, RFC 959 4.1.2
# requirements: FTPCFG-T1-03
class ActiveOpening:
    """The server connects to the address of PORT."""

    def __init__(self, control: ControlConnection, settings: ClientSettings, abort: Signal) -> None:
        self._control, self._settings, self._abort = control, settings, abort
        host = settings.local_address or control.stream.local_address
        self._listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        try:
            self._listener.setblocking(False)
            self._listener.bind((host, 0))
            self._listener.listen(1)
            self.announce(host, self._listener.getsockname()[1])
        except OSError as error:
            self.close()
            raise FtpFailure.of(Cause.CONNECT_FAILED, f"data connection: {error}") from error
        except BaseException:
            self.close()
            raise

    def announce(self, host: str, port: int) -> None:
        """Send PORT with the listening address."""
        require(self._control.command("PORT", port_argument(host, port)), 2)

    def complete(self) -> TcpConnection:
        """The link from the server; an error reply ends the wait.

        The connection is checked first, because the reply to a small transfer may arrive together with it.
        """
        deadline = Deadline.after(self._settings.timeouts.connect_s)
        control = self._control.stream.waitable
        while (link := self._accepted(deadline)) is None:
            if self._control.holds_reply:
                require(self._control.reply(deadline), 2)
                raise FtpFailure.of(Cause.REPLY_UNEXPECTED, "the transfer ended without a data connection")
            ready = wait([(self._listener, READ), (control, READ)], self._abort, deadline)
            if not ready:
                raise FtpFailure.of(Cause.DATA_STALLED, "the server did not connect to the data port")
            if self._listener not in ready:
                require(self._control.reply(deadline), 2)
        self.close()
        return link

    def _accepted(self, deadline: Deadline) -> TcpConnection | None:
        """The link, if the server has connected; connections from other hosts are closed."""
        with contextlib.suppress(BlockingIOError):
            while True:
                connection, peer = self._listener.accept()
                if peer[0] == self._control.stream.peer_address:
                    return TcpConnection(connection, self._abort, deadline)
                connection.close()
        return None

    def close(self) -> None:
        """Stop listening."""
        self._listener.close()


# clause: note 4.2.2, note 4.2.3
class DataConnection:
    """One transfer: it sends `command`, opens and protects the data connection, and closes it at the end."""

    def __init__(
        self,
        control: ControlConnection,
        settings: ClientSettings,
        abort: Signal,
        *,
        protection: TlsClient | None,
        parts: Parts = STANDARD,
    ) -> None:
        self._control, self._settings, self._protection = control, settings, protection
        self._abort = abort
        opening = parts.of(PassiveOpening) if settings.passive else parts.of(ActiveOpening)
        self._opening: Opening = opening(control, settings, abort)
        self._stream: Stream | None = None

    # clause: note chapter 1
    # requirements: GEN-03, GEN-07
    def start(self, verb: str, argument: str | None) -> Stream:
        """Send the transfer command; returns the stream of the data."""
        require(self._control.command(verb, argument), 1)
        link = self._opening.complete()
        self._stream = link
        if self._protection is not None:
            try:
                self._stream = handshake(self._protection, link, self._settings.timeouts)
            except FtpFailure:
                self.close()
                # Our reason is more exact; the server's reply is read so that the next command gets its own reply.
                self._control.failure_reply()
                raise
        return self._stream

    # clause: note 4.2.2
    # requirements: EX422-05, EX422-08
    def send(self, source: Callable[[int], bytes]) -> int:
        """Send the bytes of `source` until it is empty, and close the stream; returns the number of bytes."""
        assert self._stream is not None
        count = 0
        while block := self._next(source):
            with self._failures():
                self._stream.deadline = Deadline.after(self._settings.timeouts.data_s)
                self._stream.sendall(block)
            count += len(block)
        self._stream.finish_sending()
        deadline = Deadline.after(self._settings.timeouts.reply_s)
        if self._is_reset_before_reply(self._stream, deadline):
            self._decide_by_reply()
        else:
            self._finish(deadline)
        self._stream.drain(Deadline.after(self._settings.timeouts.failure_reply_s))
        return count

    def _next(self, source: Callable[[int], bytes]) -> bytes:
        """The next bytes of an upload; when there can be none, the server's reply is read before the failure."""
        try:
            return source(BLOCK)
        except BaseException:
            self._give_up()
            raise

    def _give_up(self) -> None:
        self.close()
        self._control.failure_reply()

    # clause: note 4.2.3
    # requirements: EX423-06, EX423-07, EX423-09
    def receive(self, sink: Callable[[bytes], None]) -> int:
        """Pass received bytes to `sink` until the server closes the stream; returns the number of bytes."""
        assert self._stream is not None
        count = 0
        while True:
            with self._failures():
                self._stream.deadline = Deadline.after(self._settings.timeouts.data_s)
                block = self.receive_block(self._stream)
            if not block:
                break
            count += len(block)
            try:
                sink(block)
            except BaseException:
                self._give_up()
                raise
        self.close()
        self._finish()
        return count

    # clause: note chapter 1, note Table 4, RFC 4217 7
    # requirements: GEN-04, GEN-09, ERR-LOCAL-07
    def receive_block(self, stream: Stream) -> bytes:
        """The next bytes; empty at the end, which in TLS is the close_notify of the server."""
        return stream.recv(BLOCK)

    def close(self) -> None:
        """Close all open sockets; idempotent."""
        self._opening.close()
        if self._stream is not None:
            self._stream.close()

    def _is_reset_before_reply(self, stream: Stream, deadline: Deadline) -> bool:
        """Wait for the server's reply to an upload; True when the data connection is reset before the reply."""
        control = self._control
        while not control.holds_reply and not stream.is_reset:
            ready = wait([(control.stream.waitable, READ), (stream.waitable, READ)], self._abort, deadline)
            if control.stream.waitable in ready or not ready:
                return False
            try:
                if not stream.waitable.recv(BLOCK):
                    return False  # an orderly close decides nothing yet
            except ConnectionError:
                return True
        return stream.is_reset and not control.holds_reply

    def _decide_by_reply(self) -> None:
        """Let the server's reply decide: a server may also reset the connection after it has all data."""
        reply = self._control.failure_reply()
        if reply is None:
            raise FtpFailure.of(Cause.DATA_CLOSED, "the server reset the data connection of an upload")
        require(reply, 2)

    def _finish(self, deadline: Deadline | None = None) -> None:
        require(self._control.reply(deadline), 2)

    # clause: note Table 4
    # requirements: ERR-LOCAL-07, ERR-LOCAL-09
    @contextlib.contextmanager
    def _failures(self) -> Iterator[None]:
        """Turn an error of the data connection into an `FtpFailure`; an error reply of the server takes precedence."""
        try:
            yield
        except TimeoutError as error:
            self.close()
            self._control.failure_reply()
            raise FtpFailure.of(Cause.DATA_STALLED, str(error)) from error
        except (OSError, TlsFailure) as error:
            self.close()
            cause = _data_cause(error)
            reply = self._control.failure_reply()
            if cause is Cause.DATA_CLOSED and reply is not None and reply.kind >= 4:
                raise FtpFailure.of_reply(reply.code, str(reply)) from error
            raise FtpFailure.of(cause, f"data connection: {error}") from error


def _data_cause(error: OSError | TlsFailure) -> Cause:
    broken_by_tls = isinstance(error, TlsFailure) and not isinstance(error, Truncated)
    return Cause.TLS_FAILED if broken_by_tls else Cause.DATA_CLOSED


def require(reply: ServerReply, *kinds: int) -> ServerReply:
    """The reply if its first digit is one of `kinds`; otherwise its `FtpFailure` is raised."""
    if reply.kind not in kinds:
        raise FtpFailure.of_reply(reply.code, str(reply))
    return reply
