"""The FTP client: blocking, over sockets of its own (RFC 959, 2228, 4217, 3659)."""

from __future__ import annotations

import re
import socket
import time
from dataclasses import dataclass, field

from OpenSSL import SSL

from .tls import Stream, StreamClosed, StreamTimeout, TlsFault, TlsPlan

UNKNOWN, NO_ADDRESS, NETWORK, CLOSED, DATA_CLOSED, TIMED_OUT = -1, -4, -5, -6, -7, -9
REPLIES = {421, 425, 426, 450, 452, 500, 501, 502, 530, 532, 550, 551, 552, 553}  # Table 4
LONGEST_REPLY = 8192


class FtpFault(Exception):
    """A job failed with a code of Table 4."""

    def __init__(self, code: int) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Plan:
    """How a session is opened."""

    host: str
    port: int
    user: str
    password: str
    timeout_s: float
    tls: TlsPlan | None = None
    explicit: bool = False
    protected_after_login: bool = True
    quits: bool = True
    asks_features: bool = False
    rests_always: bool = False
    handshake_failed: int = NETWORK
    data_refused: int = -425


def connect(host: str, port: int, timeout_s: float) -> Stream:
    """A TCP connection, or -4 or -5."""
    try:
        infos = socket.getaddrinfo(host, port, socket.AF_INET, socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise FtpFault(NO_ADDRESS) from None
    try:
        return Stream(socket.create_connection((str(infos[0][4][0]), port), timeout_s))
    except OSError:
        raise FtpFault(NETWORK) from None


@dataclass
class Session:
    """One control connection."""

    plan: Plan
    control: Stream
    context: SSL.Context | None = None
    type_sent: str = ""
    cut_with: int | None = None  # the code that ended it from this side
    _received: bytearray = field(default_factory=bytearray)
    _data: Stream | None = None

    @classmethod
    def dial(cls, plan: Plan) -> Session:
        """Connect; nothing has been read yet."""
        try:
            context = None if plan.tls is None else plan.tls.context()
        except TlsFault:
            raise FtpFault(plan.handshake_failed) from None
        return cls(plan, connect(plan.host, plan.port, plan.timeout_s), context)

    def log_in(self, kind: str) -> None:
        """Everything from the greeting to the transfer type."""
        plan = self.plan
        if plan.tls is not None and not plan.explicit:
            self._protect()
        self.expect(self.reply(), 220)
        if plan.tls is not None and plan.explicit:
            if plan.asks_features:
                self.command("FEAT")
            self.expect(self.command("AUTH TLS"), 234)
            self._protect()
        if plan.tls is not None and not plan.protected_after_login:
            self._protect_data()
        code = self.command(f"USER {plan.user}")
        if code == 331:
            code = self.command(f"PASS {plan.password}")
        if code == 332:
            raise FtpFault(-532)
        self.expect(code, 230, 202, 232)
        if plan.tls is not None and plan.protected_after_login:
            self._protect_data()
        if kind:
            self.set_type(kind)

    def _protect(self) -> None:
        if self._received:
            raise FtpFault(self.plan.handshake_failed)  # text in clear behind the reply to AUTH
        if self.context is None:
            return
        try:
            self.control.start_tls(self.context, timeout_s=self.plan.timeout_s)
        except TlsFault:
            raise FtpFault(self._cause(self.plan.handshake_failed)) from None
        except StreamTimeout:
            raise FtpFault(TIMED_OUT) from None

    def _protect_data(self) -> None:
        codes = (self.command("PBSZ 0"), self.command("PROT P"))
        if self.plan.explicit or max(codes) == 421:
            for code in codes:
                self.expect(code, 200)

    def set_type(self, kind: str) -> None:
        """TYPE I or TYPE A."""
        self.expect(self.command(f"TYPE {kind}"), 200)
        self.type_sent = kind

    def command(self, text: str) -> int:
        """Send a command and read its reply."""
        self.drain()
        self.send(text)
        return self.reply()

    def send(self, text: str) -> None:
        """Send a command."""
        try:
            self.control.send(f"{text}\r\n".encode("latin-1"), self.plan.timeout_s)
        except (StreamClosed, TlsFault, SSL.ZeroReturnError):
            raise FtpFault(self._cause(CLOSED)) from None
        except StreamTimeout:
            raise FtpFault(self._cause(TIMED_OUT)) from None

    def drain(self) -> None:
        """Drop replies that came too late for their command; the end of the session is noticed."""
        try:
            received = self.control.receive(0)
        except StreamTimeout:
            received = None
        except (StreamClosed, TlsFault):
            received = b""
        if received == b"":
            raise FtpFault(self._cause(CLOSED))
        self._received += received or b""
        while b"\n" in self._received:
            self.reply()

    def reply(self, timeout_s: float | None = None) -> int:
        """The code of the next reply; 1xx before a greeting is passed over."""
        deadline = time.monotonic() + (self.plan.timeout_s if timeout_s is None else timeout_s)
        first = self._line(deadline)
        code = re.match(rb"([1-6]\d\d)(-| |$)", first)
        if code is None:
            raise FtpFault(UNKNOWN)
        if code[2] == b"-":
            while not self._line(deadline).startswith(code[1] + b" "):
                pass
        number = int(code[1])
        if number == 120:
            return self.reply()
        if number == 421:
            self.control.abort()
            raise FtpFault(-421)
        return number

    def number_of(self, wanted: int) -> int:
        """The number that a reply has as its text, as in `213 1024`."""
        line = self._line(time.monotonic() + self.plan.timeout_s)
        self.expect(int(line[:3]) if line[:3].isdigit() else 0, wanted)
        text = line[3:].strip()
        if not text.isdigit():
            raise FtpFault(UNKNOWN)
        return int(text)

    def _line(self, deadline: float) -> bytes:
        while b"\n" not in self._received:
            if len(self._received) > LONGEST_REPLY:
                raise FtpFault(UNKNOWN)
            try:
                received = self.control.receive(max(deadline - time.monotonic(), 0))
            except StreamTimeout:
                raise FtpFault(self._cause(TIMED_OUT)) from None
            except (StreamClosed, TlsFault):
                received = b""
            if not received:
                raise FtpFault(self._cause(CLOSED))
            self._received += received
        line, _, rest = bytes(self._received).partition(b"\n")
        self._received[:] = rest
        return line.rstrip(b"\r")

    def _cause(self, code: int) -> int:
        return code if self.cut_with is None else self.cut_with

    def expect(self, code: int, *wanted: int) -> None:
        """Fail with the code of Table 4 unless the reply is wanted."""
        if code not in wanted:
            raise FtpFault(-code if code in REPLIES else UNKNOWN)

    def cut(self, code: int) -> None:
        """End all waits; what is pending fails with `code`."""
        self.cut_with = code
        self.control.abort()
        if self._data is not None:
            self._data.abort()

    def quit(self) -> None:
        """QUIT, whatever the server says to it, and the end."""
        try:
            if self.plan.quits:
                self.send("QUIT")
                self.reply(min(self.plan.timeout_s, 5.0))
        except FtpFault:
            pass
        self.control.finish()
        self.control.close()

    def transfer(self, verb: str, name: str, *, offset: int, passive: bool, own_address: bool) -> Transfer:
        """Open the data connection and start the transfer."""
        listener = None
        if verb == "RETR" and self.plan.asks_features:
            self.command(f"SIZE {name}")
        try:
            if passive:
                self._data = self._dial_data(own_address=own_address)
            else:
                listener = self._listen()
            if offset:
                self.expect(self.command(f"REST {offset}"), 350)
            elif self.plan.rests_always:
                self.command("REST 0")  # the beginning is where a transfer starts anyway
            self.expect(self.command(f"{verb} {name}"), 125, 150)
            if listener is not None:
                self._data = self._accept(listener)
        except FtpFault:
            self.end_data()
            raise
        finally:
            if listener is not None:
                listener.close()
        return Transfer(self, self._protect_transfer())

    def _dial_data(self, *, own_address: bool) -> Stream:
        self.drain()
        self.send("PASV")
        host, port = self._passive_address()
        if own_address:
            host = self.control.peer
        try:
            return Stream(socket.create_connection((host, port), self.plan.timeout_s))
        except OSError:
            raise FtpFault(self._cause(self.plan.data_refused)) from None

    def _passive_address(self) -> tuple[str, int]:
        deadline = time.monotonic() + self.plan.timeout_s
        line = self._line(deadline)
        code = int(line[:3]) if line[:3].isdigit() else 0
        if line[3:4] == b"-":
            while not (more := self._line(deadline)).startswith(line[:3] + b" "):
                line += more
        if code == 421:
            self.control.abort()
        self.expect(code, 227)
        numbers = re.search(rb"(\d+),(\d+),(\d+),(\d+),(\d+),(\d+)", line[3:])
        if numbers is None or max(fields := [int(number) for number in numbers.groups()]) > 255:
            raise FtpFault(UNKNOWN)
        return ".".join(map(str, fields[:4])), fields[4] * 256 + fields[5]

    def _listen(self) -> socket.socket:
        host, _ = self.control.local_address
        listener = socket.create_server((host, 0), backlog=1)
        high, low = divmod(listener.getsockname()[1], 256)
        code = self.command(f"PORT {host.replace('.', ',')},{high},{low}")
        if code != 200:
            listener.close()
        self.expect(code, 200)
        return listener

    def _accept(self, listener: socket.socket) -> Stream:
        listener.settimeout(self.plan.timeout_s)
        try:
            sock, _ = listener.accept()
        except TimeoutError:
            raise FtpFault(self._cause(self.plan.data_refused)) from None
        return Stream(sock)

    def _protect_transfer(self) -> Stream:
        data = self._data
        if data is None:
            raise FtpFault(UNKNOWN)
        if self.context is not None:
            resumed = self.plan.tls is not None and self.plan.tls.resumed
            try:
                data.start_tls(
                    self.context,
                    timeout_s=self.plan.timeout_s,
                    session=self.control.session if resumed else None,
                )
            except (TlsFault, StreamTimeout) as fault:
                self.end_data()
                code = self._broken(self.plan.data_refused)
                raise FtpFault(TIMED_OUT if isinstance(fault, StreamTimeout) else code) from None
        return data

    def end_data(self) -> None:
        """Close the data connection."""
        if self._data is not None:
            self._data.close()
        self._data = None

    def _broken(self, code: int) -> int:
        """The data connection broke: a reply that says why counts more than `code`."""
        try:
            reply = self.reply(min(self.plan.timeout_s, 2.0))
        except FtpFault as fault:
            return self._cause(code if fault.code == TIMED_OUT else fault.code)
        return -reply if reply in REPLIES else code

    def conclude(self, *, complete: bool = True) -> None:
        """The reply after the data."""
        if not complete:
            raise FtpFault(self._broken(DATA_CLOSED))
        self.expect(self.reply(), 226, 250)


@dataclass
class Transfer:
    """A transfer on its data connection."""

    session: Session
    stream: Stream

    def send(self, data: bytes) -> None:
        """Send a part of the file."""
        try:
            self.stream.send(data, self.session.plan.timeout_s)
        except StreamTimeout:
            self.session.end_data()
            raise FtpFault(TIMED_OUT) from None
        except (StreamClosed, TlsFault, SSL.ZeroReturnError):
            self.session.end_data()
            self.session.conclude(complete=False)

    def receive(self) -> bytes:
        """A part of the file; b"" behind its end."""
        try:
            return self.stream.receive(self.session.plan.timeout_s)
        except StreamTimeout:
            self.session.end_data()
            raise FtpFault(self.session._cause(TIMED_OUT)) from None
        except (StreamClosed, TlsFault):
            self.session.end_data()
            self.session.conclude(complete=False)
            return b""

    def finish(self) -> None:
        """The file is complete: close the data connection and read the reply."""
        self.stream.finish()
        try:
            self.session.conclude()
        finally:
            self.session.end_data()
