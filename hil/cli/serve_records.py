"""What `hil serve --out` keeps of its sessions; a trouble with the folder is told once for each cause."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from hil.cli.record_file import RecordFile
from hil.errors import InfrastructureError
from hil.ftps.server import FtpsServer

SESSIONS = "sessions.jsonl"


class Kept:
    """The records of sessions in a folder, and the troubles of servers with it; without a folder no record is kept."""

    def __init__(self, folder: Path | None) -> None:
        self._errors_told: dict[FtpsServer, int] = {}
        self._told: set[int] = set()
        self._file = None if folder is None else RecordFile(folder / SESSIONS, tell=self._tell)

    def note(self, server: FtpsServer) -> None:
        """Tell the new errors of a server, a file system that does not answer, and troubles with captures."""
        errors = server.errors
        for error in errors[self._errors_told.get(server, 0) :]:
            complain(f"error: {type(error).__name__}: {error}")
        self._errors_told[server] = len(errors)
        if stall := server.stall():
            complain(f"warning: {stall}")
        for text, cause in server.evidence_troubles:
            self._tell(text, cause)

    def add(self, *records: Mapping[str, Any]) -> None:
        """Keep records, and those that could not be kept before."""
        if self._file is None:
            return
        for record in records:
            self._file.append(json.dumps(record))
        self._file.retry()

    def close(self) -> None:
        """End the file; raises `InfrastructureError` if records are missing in it."""
        if self._file is None:
            return
        self._file.close()
        if missing := self._file.missing:
            raise InfrastructureError(
                f"records missing in {self._file.path}: {missing}, the latest ones; there was no place for them"
            )

    def _tell(self, text: str, cause: int) -> None:
        """Say a trouble, unless its cause is known: captures and records are in one folder."""
        if cause not in self._told:
            self._told.add(cause)
            complain(f"warning: {text}")


def complain(text: str) -> None:
    """Say it on standard error."""
    print(f"hil serve: {text}", file=sys.stderr, flush=True)
