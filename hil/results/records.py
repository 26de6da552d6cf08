"""`results.jsonl`: the source of every rendering, written as the run goes."""

from __future__ import annotations

import json
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from hil.errors import UsageError
from hil.results.model import SCHEMA, Record, RunReport, read_case, read_dut, read_end, read_header

RESULTS = "results.jsonl"


def encode(record: Record) -> str:
    """The record as one line of JSON."""
    return json.dumps(record, ensure_ascii=False, separators=(",", ":"))


class ResultWriter:
    """Appends records to a file; each is with the operating system when `write` returns."""

    def __init__(self, path: Path) -> None:
        self._file = path.open("a", encoding="utf-8", errors="backslashreplace")

    def write(self, line: str) -> None:
        """Append an encoded record."""
        self._file.write(line + "\n")
        self._file.flush()

    def close(self) -> None:
        """Close the file."""
        self._file.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def read(path: Path) -> RunReport:
    """The run that a `results.jsonl` holds; a last line that was cut off is left out.

    Raises `UsageError` when the file is none of ours or of another schema.
    """
    records = list(_records(path))
    if not records or records[0].get("kind") != "run":
        raise UsageError(f"{path} is no {RESULTS}: its first line is no run header")
    if records[0].get("schema") != SCHEMA:
        raise UsageError(
            f"{path} has schema {records[0].get('schema')}; this version of m95-hil reads {SCHEMA}"
        )
    of_kind = {
        kind: [record for record in records if record["kind"] == kind] for kind in ("dut", "case", "end")
    }
    report = RunReport(
        header=read_header(records[0]),
        cases=tuple(map(read_case, of_kind["case"])),
        duts=tuple(map(read_dut, of_kind["dut"])),
    )
    for record in of_kind["end"]:
        report = read_end(report, record)
    return report


def _records(path: Path) -> list[dict[str, Any]]:
    records = []
    for line in path.read_bytes().split(b"\n"):
        try:
            records.append(json.loads(line))
        except ValueError:  # the writer was killed in the middle of its last line
            break
    return records
