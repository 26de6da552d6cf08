"""The record of a session in progress: the server's thread writes it, every reader gets a frozen copy."""

from __future__ import annotations

import hashlib
import re
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from hil.evidence.tap import SessionTap
from hil.ftps.faults import Fault
from hil.ftps.names import octets_of, printable, visible
from hil.ftps.session import Connection, ConnectionEnding, FtpCommand, Listener, Session
from hil.ftps.stimulus import FilesSeen, GivenFile
from hil.tls.record import TlsRecord
from hil.tls.wire import Wire
from hil.transcript import Direction, Kind, Pco, Transcript

_REPLY = re.compile(r"(\d{3})([ -])(.*)")


_STORING = frozenset({"STOR", "APPE", "RNTO", "MKD", "XMKD"})


def _the_same(found: GivenFile) -> GivenFile:
    return found


class ConnectionRecord:
    """One TCP connection, control or data."""

    def __init__(self, wire: Wire, peer: tuple[str, int], transcript: Transcript, pco: Pco) -> None:
        self.wire = wire
        self.pco = pco
        self.tls: TlsRecord | None = None
        self._opened_t = time.monotonic()
        self._peer = peer
        self._transcript = transcript
        self._lock = threading.Lock()
        self._received = self._sent = 0
        self._ending = ConnectionEnding.OPEN
        self._lasted_s: float | None = None
        self.tell(Direction.NOTE, f"connection with {peer[0]}:{peer[1]}", kind=Kind.CONNECTION)

    @property
    def is_open(self) -> bool:
        """Whether the connection has not ended."""
        with self._lock:
            return self._ending is ConnectionEnding.OPEN

    def begin_tls(self) -> TlsRecord:
        """Begin the record of TLS on this connection."""
        self.tls = TlsRecord(
            self._transcript, "data" if self.pco is Pco.FTP_DATA else "control", tap=self.wire.tap
        )
        return self.tls

    def count(self, *, received: int = 0, sent: int = 0) -> None:
        """Count bytes of application data."""
        with self._lock:
            self._received += received
            self._sent += sent

    def end(self, ending: ConnectionEnding) -> None:
        """Record the end of the connection."""
        with self._lock:
            self._ending = ending
            self._lasted_s = time.monotonic() - self._opened_t
        counts = f"{self._received} bytes received, {self._sent} bytes sent"
        self.tell(Direction.NOTE, f"{ending.value}; {counts}", kind=Kind.CONNECTION)

    def tell(self, direction: Direction, text: str, *, kind: Kind) -> None:
        """Write into the transcript."""
        self._transcript.append(self.pco, direction, text, kind=kind)

    def freeze(self) -> Connection:
        """The connection as it is now."""
        tls = self.tls
        with self._lock:
            return Connection(
                opened_t=self._opened_t,
                peer=self._peer,
                first_bytes=self.wire.first_bytes,
                handshake=tls.handshake if tls else None,
                alerts=tls.alerts if tls else (),
                received=self._received,
                sent=self._sent,
                ending=self._ending,
                lasted_s=self._lasted_s,
                handshake_s=tls.lasted_s if tls else None,
            )


@dataclass(slots=True)
class _Command:
    t: float
    verb: str
    argument: str
    protected: bool
    replies: list[tuple[int, str]] = field(default_factory=list)


class SessionRecord:
    """A control connection with its data connections, commands and replies."""

    def __init__(
        self,
        number: int,
        listener: Listener,
        control: ConnectionRecord,
        transcript: Transcript,
        *,
        capture: SessionTap | None = None,
    ) -> None:
        self.number = number
        self._capture = capture
        self.listener = listener
        self.control = control
        self._transcript = transcript
        self._lock = threading.Lock()
        self._data: list[ConnectionRecord] = []
        self._commands: list[_Command] = []
        self._logged_in = False
        self._fired: list[Fault] = []
        self._multiline: str | None = None
        self._files = FilesSeen()
        transcript.observe(self.freeze)

    @property
    def has_ended(self) -> bool:
        """Whether all of its connections have ended, and its capture is complete."""
        return self._is_over and (self._capture is None or self._capture.is_closed)

    @property
    def _is_over(self) -> bool:
        with self._lock:
            connections = [self.control, *self._data]
        return not any(connection.is_open for connection in connections)

    def settle(self) -> None:
        """Note the end of a connection; after the last one the capture is closed."""
        if self._capture is not None and self._is_over:
            self._capture.close()

    def data_connection(self, wire: Wire, peer: tuple[str, int], *, is_ours: bool) -> ConnectionRecord:
        """Record a new data connection; `is_ours` means that the server opened it (RFC 959, PORT)."""
        if self._capture is not None:
            here = wire.getsockname()[:2]
            wire.tap = self._capture.connection(peer, here, is_ours=is_ours, comment="data connection")
        record = ConnectionRecord(wire, peer, self._transcript, Pco.FTP_DATA)
        with self._lock:
            self._data.append(record)
        return record

    def command(self, verb: str, argument: str, *, protected: bool) -> None:
        """Record a command; the argument of PASS is not kept."""
        self.control.tell(
            Direction.FROM_DUT, f"{visible(verb)} {visible(argument)}".rstrip(), kind=Kind.COMMAND
        )
        if verb == "PASS":
            argument = hashlib.sha256(octets_of(argument)).hexdigest()
        with self._lock:
            self._commands.append(_Command(time.monotonic(), visible(verb), argument, protected))

    def files(self, root: Path) -> None:
        """Record the files that the server has for this session, without those that the DUT stored in it."""
        if self._transcript.wire is None:
            return  # no run: nobody makes this server again
        with self._lock:
            stored = {command.argument.lstrip("/") for command in self._commands if command.verb in _STORING}
        for found in self._files.new_below(root):
            if found.name not in stored:
                self._transcript.observe(partial(_the_same, found))

    def reply(self, lines: Sequence[str]) -> None:
        """Record lines of a reply; its first line is kept with the latest command (RFC 959, 4.2)."""
        for line in map(printable, lines):
            self.control.tell(Direction.TO_DUT, line, kind=Kind.REPLY)
            match = _REPLY.match(line)
            if self._multiline is not None:
                if match and match[1] == self._multiline and match[2] == " ":
                    self._multiline = None
                continue
            if match:
                self._multiline = match[1] if match[2] == "-" else None
                self._keep_reply(int(match[1]), match[3])

    def logged_in(self) -> None:
        """Record that the client has logged in."""
        with self._lock:
            self._logged_in = True

    def fault_fired(self, fault: Fault) -> None:
        """Record that a fault of the plan has fired."""
        self.control.tell(Direction.NOTE, f"fault: {fault.title}", kind=Kind.FAULT)
        with self._lock:
            self._fired.append(fault)

    def freeze(self) -> Session:
        """The session as it is now."""
        with self._lock:
            data, logged_in, fired = tuple(self._data), self._logged_in, tuple(self._fired)
            commands = tuple(
                FtpCommand(
                    command.t, command.verb, command.argument, command.protected, tuple(command.replies)
                )
                for command in self._commands
            )
        return Session(
            number=self.number,
            listener=self.listener,
            control=self.control.freeze(),
            data=tuple(connection.freeze() for connection in data),
            commands=commands,
            logged_in=logged_in,
            capture=self._capture.path if self._capture is not None else None,
            fired=fired,
        )

    def _keep_reply(self, code: int, text: str) -> None:
        with self._lock:
            if self._commands:  # the greeting belongs to no command
                self._commands[-1].replies.append((code, text))
