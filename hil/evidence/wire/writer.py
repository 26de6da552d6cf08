"""The writer of the record of one process: `wire/<worker>.jsonl` in the folder of a run (docs/evidence.md).

A line of the file is a JSON object: the header first, then an opening of a port, the
begin or end of a case, or bytes.  Bytes are written when they are settled, so the
order in time is that of `t`.  The file is flushed when a case ends, and never
synchronised: it is evidence, and no verdict hangs on it.
"""

from __future__ import annotations

import base64
import json
import re
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any

from hil.evidence.wire.masked_stream import MaskedStream, Piece
from hil.evidence.wire.places import ASKS_IMSI
from hil.evidence.wire.secret_values import SecretValues

SCHEMA = 1
"""Version of the records; it grows when a reader of the old form cannot read the new one."""

_TEXT = re.compile(rb"[\x20-\x7e\r\n\t]*")
"""Bytes that are written as text; others are written in base64, since payloads are most of a record."""


class WireRecord:
    """The record of one process; `folder` tells the folder when the first port is opened, `key` names the secrets.

    A file that cannot be written ends the record, and `trouble` says why.
    """

    def __init__(self, folder: Callable[[], Path], *, worker: str, key: bytes) -> None:
        self._folder = folder
        self._worker = worker
        self._secrets = SecretValues(key)
        self._lines: list[LineRecord] = []
        self._file: IO[str] | None = None
        self._begun: dict[str, Any] = {}
        """The begin of the case that runs while no port has been opened."""
        self._last = 0
        self.trouble: str = ""
        """Why nothing more is recorded; empty if all is well."""

    def hide(self, *secrets: str | bytes) -> None:
        """Replace these secrets by placeholders from now on; empty ones are none."""
        for secret in secrets:
            self._secrets.add(secret.encode() if isinstance(secret, str) else secret)

    def name(self, secret: str) -> str:
        """The name that stands for a secret in this record."""
        return self._secrets.name(secret.encode())

    def line(self, url: str, *, baudrate: int, clock_rate: float) -> LineRecord:
        """The record of a port that is opened now; `clock_rate` is module seconds per second."""
        if not self._lines and self._begun:
            self._write(**self._begun)
        made = LineRecord(self, len(self._lines) + 1)
        self._lines.append(made)
        self._write(
            kind="open", t=self.now(), line=made.number, url=url, baud=baudrate, clock_rate=clock_rate
        )
        return made

    def begin_case(self, case: str) -> None:
        """Mark the begin of an attempt of a case."""
        begin = {"kind": "begin", "t": self.now(), "case": case}
        if self._lines:
            self._write(**begin)
        else:
            self._begun = begin

    def end_case(self, case: str, verdict: str) -> None:
        """Mark the end of a case, and hand all that is known to the system; without a port there is nothing."""
        if not self._lines:
            return
        for line in self._lines:
            line.flush()
        self._write(kind="end", t=self.now(), case=case, verdict=verdict)
        if self._file is not None:
            try:
                self._file.flush()
            except OSError as error:
                self._stop(error)

    def close(self) -> None:
        """End the record."""
        for line in self._lines:
            line.flush()
        if self._file is not None:
            try:
                self._file.close()
            except OSError as error:
                self._stop(error)
            self._file = None

    def now(self) -> int:
        """Nanoseconds of the monotonic clock, no two the same."""
        self._last = max(time.monotonic_ns(), self._last + 1)
        return self._last

    def stream(self) -> MaskedStream:
        """A direction of a line, with the secrets of this record."""
        return MaskedStream(self._secrets)

    def write_piece(self, number: int, key: str, piece: Piece) -> None:
        """Write bytes; `key` is `to` or `from`, the DUT being meant."""
        entry: dict[str, Any] = {"t": piece.t, "line": number}
        if _TEXT.fullmatch(piece.data):
            entry[key] = piece.data.decode("ascii")
        else:
            entry[f"{key}_base64"] = base64.b64encode(piece.data).decode("ascii")
        if piece.marks:
            entry["secrets"] = [
                [mark.at, mark.length, mark.name, mark.form.value, mark.offset] for mark in piece.marks
            ]
        self._write(**entry)

    def _write(self, **record: Any) -> None:
        if self.trouble:
            return
        try:
            if self._file is None:
                self._file = self._opened()
            self._file.write(json.dumps(record, separators=(",", ":")) + "\n")
        except OSError as error:
            self._stop(error)

    def _opened(self) -> IO[str]:
        folder = self._folder()
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        number, name = 1, self._worker
        while True:
            try:
                file = (folder / f"{name}.jsonl").open("x", encoding="utf-8")
                break
            except FileExistsError:  # of an earlier start of this run
                number += 1
                name = f"{self._worker}-{number}"
        utc = datetime.now(UTC).isoformat(timespec="milliseconds")
        header = {"kind": "wire", "schema": SCHEMA, "worker": self._worker, "utc": utc, "t": self.now()}
        file.write(json.dumps(header, separators=(",", ":")) + "\n")
        return file

    def _stop(self, error: OSError) -> None:
        self.trouble = (
            f"the record of the line cannot be written: {error.strerror}; the run goes on without it"
        )


class LineRecord:
    """The record of an open port: what was sent to the DUT, and what came from it."""

    def __init__(self, record: WireRecord, number: int) -> None:
        self.number: int = number
        """The number of the opening in its file, from 1."""
        self._record = record
        self._to, self._from = record.stream(), record.stream()

    def sent(self, data: bytes) -> None:
        """Keep what was sent to the DUT."""
        if ASKS_IMSI.search(data):
            self._from.awaits_imsi = True
        for piece in self._to.feed(self._record.now(), data):
            self._record.write_piece(self.number, "to", piece)

    def received(self, data: bytes) -> None:
        """Keep what came from the DUT."""
        for piece in self._from.feed(self._record.now(), data):
            self._record.write_piece(self.number, "from", piece)

    def flush(self) -> None:
        """Write what is held."""
        for key, stream in (("to", self._to), ("from", self._from)):
            for piece in stream.flush():
                self._record.write_piece(self.number, key, piece)
