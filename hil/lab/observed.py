"""What the peers of a case observed, as JSON: the FTPS sessions of the lower tester."""

from __future__ import annotations

import json
from typing import Any

from hil.ftps.session import Session
from hil.ftps.session_record import session_record
from hil.transcript import Transcript

MOST_SESSIONS = 64
"""Sessions that are kept of a case, the first ones."""


def sessions_of_case(transcript: Transcript, t0: float) -> tuple[str, ...]:
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
