"""A download whose bytes a defect changes on their way from the network to the UART."""

from __future__ import annotations

from collections.abc import Callable

from hil.emulator.defects.upload import RECORD
from hil.spec.codes import ErrorCode

Sink = Callable[[bytes], None]


class DownloadBends:
    """The defects of the downloads of one FTP service; it remembers the first one."""

    def __init__(self, defects: frozenset[str]) -> None:
        self._defects = defects
        self._first: bytearray | None = None

    def sink(self, sink: Sink) -> Sink:
        """The same sink; or one that gets what a defect makes of the bytes."""
        if "get-sends-lines" in self._defects:
            return lambda block: sink(block.replace(b"\r\n", b"\n"))
        if "get-cut-at-record-limit" in self._defects:
            return _first_record(sink)
        if "get-repeats-first-download" in self._defects:
            return self._repeated(sink)
        return sink

    def outcome(self, value: int) -> int:
        """The result; or the one of a defect."""
        if value == 0 and "get-of-empty-file-fails" in self._defects:
            return ErrorCode.DATA_CONNECTION_CLOSED
        return value

    def _repeated(self, sink: Sink) -> Sink:
        if self._first is None:
            self._first = first = bytearray()

            def remember(block: bytes) -> None:
                first.extend(block)
                sink(block)

            return remember
        again, at = bytes(self._first), [0]

        def repeat(block: bytes) -> None:
            sink(again[at[0] : at[0] + len(block)].ljust(len(block), b"\0"))
            at[0] += len(block)

        return repeat


def _first_record(sink: Sink) -> Sink:
    left = [RECORD]

    def first(block: bytes) -> None:
        kept = block[: left[0]]
        left[0] -= len(kept)
        if kept:
            sink(kept)

    return first
