"""The FTPS sessions of a case as its evidence: one JSON file each, `sessions/<case>/session-N.json`."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from hil.ftps.session import Session
from hil.ftps.session_record import session_record
from hil.results.folder import session_path
from hil.transcript import Transcript

MOST_SESSIONS = 64
"""Sessions that are kept of a case, the first ones."""


def of_case(transcript: Transcript, t0: float) -> tuple[str, ...]:
    """The sessions of the case that ends, each as JSON, in the order in which they began; `t0` is its begin."""
    seen = [observed for observed in transcript.observed() if isinstance(observed, Session)]
    return tuple(json.dumps(_record(session, t0), separators=(",", ":")) for session in seen[:MOST_SESSIONS])


def _record(session: Session, t0: float) -> dict[str, Any]:
    """The object of JSON; its times count from the begin of the case, as those of the transcript."""
    record = session_record(session)
    for key, timed in (
        *(("opened_t", connection) for connection in (record["control"], *record["data"])),
        *(("t", command) for command in record["commands"]),
    ):
        timed[key] = round(timed[key] - t0, 6)
    if session.capture is not None:
        record["capture"] = session.capture.name  # it moves from the private folder to its place
    return record


def paths_of(case: str, count: int) -> tuple[str, ...]:
    """The files of that many sessions of a case, relative to the folder of the run."""
    return tuple(session_path(case, number) for number in range(1, count + 1))


def keep(folder: Path, paths: Sequence[str], texts: Sequence[str]) -> None:
    """Write the sessions of a case into the folder of a run; raises `OSError`."""
    for path, text in zip(paths, texts, strict=False):
        place = folder / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(f"{text}\n", encoding="utf-8")
