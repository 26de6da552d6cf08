"""Replies of an FTP server (RFC 959, 4.2), sans-IO: bytes go in, replies come out."""

from __future__ import annotations

import re
from dataclasses import dataclass

LINE_MAX = 4096  # bytes; RFC 959 has no limit, but the memory of a module has
LINES_MAX = 200  # of one reply; further ones are read and not kept (RFC 1123, 4.1.2.11)


class MalformedReply(Exception):
    """Bytes that RFC 959 does not allow as a reply."""


@dataclass(frozen=True, slots=True)
class ServerReply:
    """Three digits and the text lines; the first one is on the line of the code."""

    code: int
    lines: tuple[str, ...]

    @property
    def kind(self) -> int:
        """The first digit: 1 preliminary, 2 completion, 3 intermediate, 4 transient and 5 permanent negative."""
        return self.code // 100

    def __str__(self) -> str:
        return f"{self.code} {self.lines[0]}"


_CODE = re.compile(r"([1-5][0-9]{2})([ -]|$)(.*)")


# clause: RFC 959 4.2, RFC 1123 4.1.2.11
# requirements: REPLY-01, REPLY-02, REPLY-05
class ReplyParser:
    """Turns a stream of bytes into replies; lines end with CR LF, LF alone is tolerated."""

    def __init__(self) -> None:
        self._buffer = bytearray()
        self._lines: list[str] = []
        self._code = ""

    @property
    def is_empty(self) -> bool:
        """Whether all bytes so far belong to complete replies."""
        return not self._buffer and not self._lines

    def receive(self, data: bytes) -> list[ServerReply]:
        """The replies that `data` completes; raises `MalformedReply`."""
        self._buffer += data
        replies = []
        while (end := self._buffer.find(b"\n")) >= 0:
            line = self._buffer[:end].removesuffix(b"\r").decode("latin-1")
            del self._buffer[: end + 1]
            reply = self._add(line)
            if reply is not None:
                replies.append(reply)
        if len(self._buffer) > LINE_MAX:
            raise MalformedReply(f"a reply line of more than {LINE_MAX} bytes")
        return replies

    def _add(self, line: str) -> ServerReply | None:
        match = _CODE.match(line)
        if not self._lines:
            if match is None:
                raise MalformedReply(f"expected a reply of three digits, came {line[:80]!r}")
            self._code = match[1]
            self._lines = [match[3]]
            return None if match[2] == "-" else self._finish()
        is_last = match is not None and match[1] == self._code and match[2] != "-"
        if len(self._lines) < LINES_MAX:
            self._lines.append(match[3] if match is not None and is_last else line)
        return self._finish() if is_last else None

    def _finish(self) -> ServerReply:
        reply = ServerReply(int(self._code), tuple(self._lines))
        self._lines = []
        return reply


_SIX_NUMBERS = re.compile(r"(\d{1,3}),(\d{1,3}),(\d{1,3}),(\d{1,3}),(\d{1,3}),(\d{1,3})")


# clause: RFC 959 4.1.2, RFC 1123 4.1.2.6
# requirements: REPLY-04
def passive_address(reply: ServerReply) -> tuple[str, int]:
    """Host and port of a 227 reply; the brackets are optional (RFC 1123, 4.1.2.6)."""
    match = _SIX_NUMBERS.search(reply.lines[0])
    numbers = [int(number) for number in match.groups()] if match else []
    if not numbers or max(numbers) > 255 or not any(numbers[4:]):
        raise MalformedReply(f"no address in {reply}")
    return ".".join(str(number) for number in numbers[:4]), numbers[4] * 256 + numbers[5]


def port_argument(host: str, port: int) -> str:
    """The argument of PORT (RFC 959, 4.1.2)."""
    return ",".join([*host.split("."), str(port // 256), str(port % 256)])
