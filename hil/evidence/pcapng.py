"""One FTP session as a pcapng file that Wireshark opens and decrypts without another file.

It is written without root and without a network interface: the lower tester
reports what its sockets read and wrote, and packets are built around it
(`hil.evidence.frames`).  TLS master secrets stand at the head of the file as NSS
key log lines, by which SSL3.0 to TLS1.2 can be decrypted.

How to read it.  Wireshark finds TLS by its content and decrypts it:
Follow > TLS Stream shows the dialogue, as does

    tshark -r session.pcapng -o tcp.try_heuristic_first:TRUE -q -z follow,tls,ascii,0

with 1, 2, ... for the data connections.  The preference (Protocols > TCP > Try heuristic
sub-dissectors first) matters when a free port is one that Wireshark knows for another
protocol, as 44818 or 57000.  To have FTP dissected as such, Wireshark
needs the server's control port P, which is kept as it was.  Explicit and
plain: Analyze > Decode As, TCP port P, FTP.  Implicit: no Wireshark offers FTP
inside TLS there; Tools > Lua > Evaluate takes the line of `IMPLICIT_FTP`.  For
the command line, `reading` gives the whole command.  (SSL3.0 and TLS1.0 with CBC split the
first byte of a message off, and FTP is then shown in two pieces.)

Size.  Without its secrets, a file never exceeds its limit.  A connection may use
half of the free space at its opening (and returns what it did not use), so that a
long transfer leaves space for the dialogue and for later connections.  Beyond that
its payload is left out and its end is shown; a packet comment marks the place, and
the statistics at the end of the file count the loss.

The file contains the whole session with its password: that is its purpose, and
the reason for a new password in every run.
"""

from __future__ import annotations

import shlex
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

from hil import __version__
from hil.errors import UsageError
from hil.evidence import blocks
from hil.evidence.capture_file import CaptureFile
from hil.evidence.frames import LINKTYPE_RAW, Sender, TcpFlag, addresses

LIMIT_BYTES = 16 * 1024 * 1024
"""The default limit of a file: evidence of a session, not an archive of its payload."""
LEAST_LIMIT_BYTES = 8192
"""Room for the head of a file, and for the opening and the end of a few connections."""

_COMMENT_LENGTH = 200  # an upper limit of the header and the opening
_OPENING_ROOM = 1280  # SYN, SYN-ACK and ACK, with a comment of four bytes a character
_ENDING_ROOM = 768  # two times FIN and ACK, and the packet that says what is left out
_STATISTICS_ROOM = 256
_LAST = TcpFlag.ACK | TcpFlag.PSH  # the last segment of what was sent at once
_UNACKNOWLEDGED_MOST = 32 * 1024  # half a window, so that no reader reports a full one


IMPLICIT_FTP = 'DissectorTable.get("tls.port"):add({port}, Dissector.get("ftp"))'
"""What Wireshark is to evaluate (Lua) for FTP in implicit TLS on a port."""


BY_CONTENT = "-o tcp.try_heuristic_first:TRUE"
"""The preference by which Wireshark finds TLS also on a port that it knows for another protocol."""


def reading(path: Path, port: int, *, implicit: bool) -> str:
    """The shell command that lists the FTP dialogue of a capture; `port` is the server's control port.

    FTP-DATA is switched off, since it would read a protected data connection as a file in clear.
    Since 4.4 Wireshark runs no Lua for root, so root sees nothing of an implicit session.
    """
    file = shlex.quote(str(path))
    command = f"tshark -r {file} {BY_CONTENT} --disable-protocol ftp-data -Y ftp"
    if implicit:
        return f"echo {shlex.quote(IMPLICIT_FTP.format(port=port))} | {command} -X lua_script:/dev/stdin"
    return f"{command} -d tcp.port=={port},ftp"


class _Record:
    """The state that a capture and its flows share: file, free space, counts.  Guarded by `lock`."""

    def __init__(self, file: CaptureFile, free: int) -> None:
        self.lock = threading.Lock()
        self.file = file
        self.free = free
        self.packets = self.dropped = 0
        self._epoch_ns = time.time_ns() - time.monotonic_ns()

    def clock_ns(self, t: float) -> int:
        """Nanoseconds since the epoch at `t` of the monotonic clock."""
        return self._epoch_ns + round(t * 1e9)


@dataclass(slots=True)
class _Side:
    """One side of a connection; `unacknowledged` counts its bytes that the other has not acknowledged."""

    sender: Sender
    unacknowledged: int = 0
    ended: bool = False


class Flow:
    """A TCP connection in a capture; made by `Capture.connection`, fed with what a socket read and wrote."""

    def __init__(self, record: _Record, client: _Side, server: _Side, *, limit: str) -> None:
        self._record = record
        self._client, self._server = client, server
        self._limit = limit
        self._reserved = 0
        self._cut = False

    def open(self, t: float, *, comment: str) -> None:
        """Write the opening, and reserve half of the free space for this connection; called by the capture."""
        if self._record.free // 2 >= _OPENING_ROOM + _ENDING_ROOM:
            self._reserved = self._record.free // 2
            self._record.free -= self._reserved
        self._cut = not self._reserved
        self._show(self._client, self._server, TcpFlag.SYN, t, comment=comment)
        self._show(self._server, self._client, TcpFlag.SYN | TcpFlag.ACK, t)
        self._show(self._client, self._server, TcpFlag.ACK, t)

    def from_client(self, data: bytes | bytearray | memoryview, t: float) -> None:
        """Bytes that the client sent, in the order of the stream."""
        self._carry(self._client, self._server, bytes(data), t)

    def from_server(self, data: bytes | bytearray | memoryview, t: float) -> None:
        """Bytes that the server sent, in the order of the stream."""
        self._carry(self._server, self._client, bytes(data), t)

    def end(self, *, by_client: bool, reset: bool, t: float) -> None:
        """One side ends its direction by FIN, which the other acknowledges, or both at once by RST.

        A side ends once; bytes that it sends after that cannot be shown and count as lost.
        """
        side, other = (self._client, self._server) if by_client else (self._server, self._client)
        with self._record.lock:
            if side.ended:
                return
            self._show(side, other, (TcpFlag.RST if reset else TcpFlag.FIN) | TcpFlag.ACK, t)
            if not reset:
                self._show(other, side, TcpFlag.ACK, t)
            side.ended = True
            other.ended = other.ended or reset
            if other.ended:
                self._record.free += self._reserved
                self._reserved = 0

    def _carry(self, side: _Side, other: _Side, data: bytes, t: float) -> None:
        size = side.sender.segment_size
        with self._record.lock:
            if not data or not self._record.file.is_open:
                return
            t_ns = self._record.clock_ns(t)
            kept = []
            for start in range(0, len(data), size):
                payload = data[start : start + size]
                self._record.packets += 1
                if side.ended or self._cut:
                    self._record.dropped += 1
                    side.sender.skip(len(payload))
                    continue
                flags = _LAST if start + size >= len(data) else TcpFlag.ACK
                frame = side.sender.segment(flags, acknowledged=other.sender.sequence, payload=payload)
                kept.append(self._fitted(frame, len(payload), t_ns))
            other.unacknowledged = 0
            side.unacknowledged += len(data)
            self._record.file.append(b"".join(kept))
            if side.unacknowledged > _UNACKNOWLEDGED_MOST and not self._cut:
                self._show(other, side, TcpFlag.ACK, t)

    def _fitted(self, frame: bytes, payload_length: int, t_ns: int) -> bytes:
        """The packet as a block; without enough space only its headers and a comment."""
        block = blocks.packet(frame, t_ns)
        if len(block) > self._reserved - _ENDING_ROOM:
            self._cut = True
            comment = f"not kept from here on: payload of this connection; {self._limit}"
            block = blocks.packet(frame[:-payload_length], t_ns, original_length=len(frame), comment=comment)
        self._reserved -= len(block)
        return block

    def _show(self, side: _Side, other: _Side, flags: TcpFlag, t: float, *, comment: str = "") -> None:
        """A segment without payload, if there is space for it."""
        acknowledged = other.sender.sequence if TcpFlag.ACK in flags else 0
        frame = side.sender.segment(flags, acknowledged=acknowledged)
        block = blocks.packet(frame, self._record.clock_ns(t), comment=comment)
        self._record.packets += 1
        other.unacknowledged = 0
        if len(block) > self._reserved:
            self._record.dropped += 1
            return
        self._reserved -= len(block)
        self._record.file.append(block)


class Capture:
    """The file of one session; thread-safe.  Times are seconds of `time.monotonic`.

    Raises `InfrastructureError` once, when the file cannot be made or written: later
    bytes are not recorded, the written part stays readable.
    """

    def __init__(self, path: Path, *, limit_bytes: int = LIMIT_BYTES, comment: str = "") -> None:
        if limit_bytes < LEAST_LIMIT_BYTES:
            raise UsageError(
                f"a capture needs a limit of at least {LEAST_LIMIT_BYTES} bytes, not {limit_bytes}"
            )
        self.path = path
        self._limit = f"the limit of this file is {limit_bytes} bytes"
        header = blocks.section_header(
            application=f"m95-hil {__version__}", comment=comment[:_COMMENT_LENGTH]
        ) + blocks.interface(LINKTYPE_RAW, name="lower tester")
        self._record = _Record(CaptureFile(path, header), limit_bytes - len(header) - _STATISTICS_ROOM)
        self._connections = 0
        self._secrets: set[tuple[bytes, bytes]] = set()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def connection(
        self, client: tuple[str, int], server: tuple[str, int], t: float, *, comment: str = ""
    ) -> Flow:
        """A TCP connection, open at `t`; raises `UsageError` for addresses that are not numeric.

        `comment` stands at its first packet, at most 200 characters of it.
        """
        here, there = addresses(client[0], server[0])
        with self._record.lock:
            self._connections += 1
            start = self._connections << 24  # far apart: a reused port is a new connection
            flow = Flow(
                self._record,
                _Side(Sender(here, client[1], there, server[1], initial_sequence=start)),
                _Side(Sender(there, server[1], here, client[1], initial_sequence=start + (1 << 23))),
                limit=self._limit,
            )
            flow.open(t, comment=comment[:_COMMENT_LENGTH])
        return flow

    def secret(self, client_random: bytes, master_secret: bytes) -> None:
        """Keep the master secret (48 bytes) of the handshake whose ClientHello had that random (32 bytes).

        It may be added before or after the packets; a resumed handshake has a random of its own.
        """
        if (len(client_random), len(master_secret)) != (32, 48):  # RFC 5246, 7.4.1.2 and 8.1
            raise UsageError(
                "a TLS secret is a client random of 32 bytes and a master secret of 48, "
                f"not {len(client_random)} and {len(master_secret)}"
            )
        pair = (bytes(client_random), bytes(master_secret))
        with self._record.lock:
            if pair not in self._secrets:
                self._secrets.add(pair)
                line = f"CLIENT_RANDOM {pair[0].hex()} {pair[1].hex()}\n"
                self._record.file.add_secret(line.encode())

    def close(self) -> None:
        """Write the statistics and close the file; later calls, to flows as well, have no effect."""
        with self._record.lock:
            if not self._record.file.is_open:
                return
            dropped = self._record.dropped
            self._record.file.append(
                blocks.statistics(
                    self._record.clock_ns(time.monotonic()),
                    received=self._record.packets,
                    dropped=dropped,
                    comment=f"{dropped} packets are not in this file; {self._limit}" if dropped else "",
                )
            )
            self._record.file.close()
