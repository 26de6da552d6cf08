"""The traffic log between DTE and module: lines with time stamps; payloads as size and digest."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from datetime import UTC, datetime
from enum import StrEnum

_KEY_BEGINS = re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY-----")
_KEY_ENDS = re.compile(r"-----END [A-Z ]*PRIVATE KEY-----")
_LINE_MAX = 4096  # bytes of an unfinished line, after which it is written


class LineDirection(StrEnum):
    """The direction of bytes."""

    TO_MODULE = "→"
    FROM_MODULE = "←"


class TrafficLog:
    """The traffic log of one module; `write` receives whole lines, `redact` removes the secrets of a text.

    A text is redacted when its line is complete, after backspaces are applied, so that
    a secret in pieces is recognised.
    """

    def __init__(self, name: str, write: Callable[[str], None], *, redact: Callable[[str], str]) -> None:
        self._name, self._write, self._redact = name, write, redact
        self._lines = {direction: bytearray() for direction in LineDirection}
        self._payload: tuple[LineDirection, int, hashlib._Hash] | None = None
        self._within_key: set[LineDirection] = set()  # a key that the module refused arrives as text lines

    def saw(self, direction: LineDirection, data: bytes, *, payload: bool) -> None:
        """Record bytes; `payload`: they passed in data mode."""
        if payload:
            self._add_payload(direction, data)
        else:
            self._end_payload()
            self._add_text(direction, data)

    def flush(self) -> None:
        """Write unfinished lines."""
        self._end_payload()
        for direction in LineDirection:
            self._end_line(direction)

    def _add_payload(self, direction: LineDirection, data: bytes) -> None:
        if self._payload is None or self._payload[0] is not direction:
            self._end_payload()
            self._end_line(direction)
            self._payload = (direction, 0, hashlib.sha256())
        _, count, digest = self._payload
        digest.update(data)
        self._payload = (direction, count + len(data), digest)

    def _end_payload(self) -> None:
        if self._payload is not None:
            direction, count, digest = self._payload
            self._payload = None
            self._record(direction, f"<{count} bytes, sha256 {digest.hexdigest()[:12]}…>")

    def _add_text(self, direction: LineDirection, data: bytes) -> None:
        line = self._lines[direction]
        for byte in data:
            if byte in b"\r\n" or len(line) >= _LINE_MAX:
                self._end_line(direction)
            if byte == 8:
                del line[-1:]
            elif byte not in b"\r\n":
                line.append(byte)

    def _end_line(self, direction: LineDirection) -> None:
        line = self._lines[direction]
        if line:
            text = bytes(line).decode("latin-1")
            line.clear()
            self._record(direction, "".join(map(_visible, self._without_secrets(direction, text))))

    def _without_secrets(self, direction: LineDirection, text: str) -> str:
        begins, ends = _KEY_BEGINS.search(text), _KEY_ENDS.search(text)
        if ends:
            self._within_key.discard(direction)
        elif begins:
            self._within_key.add(direction)
        elif direction in self._within_key:
            return "***"
        return self._redact(text)

    def _record(self, direction: LineDirection, text: str) -> None:
        moment = datetime.now(UTC).isoformat(timespec="microseconds")
        self._write(f"{moment} {self._name} {direction} {text}")


def _visible(character: str) -> str:
    return character if character.isprintable() else f"\\x{ord(character):02x}"
