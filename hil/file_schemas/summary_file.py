"""The schema of `summary.json`: what CI servers read; members that it does not name may come with a later version."""

from __future__ import annotations

from hil.file_schemas.form import (
    NUMBER,
    OBJECTS,
    TEXT,
    TEXT_BY_NAME,
    TEXTS,
    TRUTH,
    WHOLE,
    RecordForm,
    Schema,
)
from hil.results.folder import SUMMARY
from hil.verdict import Cause, Ground, Verdict

_COUNT: Schema = {"type": "integer", "minimum": 0}

_ENDING: Schema = {
    "type": "object",
    "required": ["is_recorded", "early", "signal"],
    "properties": {"is_recorded": TRUTH, "early": TEXT, "signal": TEXT},
}

_REQUIREMENTS: Schema = {
    "type": "object",
    "required": ["total", "tested", "untested", "by_verdict", "failing", "optional_not_met"],
    "properties": {
        "total": _COUNT,
        "tested": _COUNT,
        "untested": _COUNT,
        "by_verdict": {"type": "object", "additionalProperties": _COUNT},
        "failing": TEXTS,
        "optional_not_met": TEXTS,
    },
}

_DUT: Schema = {
    "type": "object",
    "required": ["url", "module", "identities"],
    "properties": {
        "url": TEXT,
        "module": TEXT,
        "identities": {"type": "array", "items": TEXT_BY_NAME},
    },
}


def _counts_of(names: list[str]) -> Schema:
    return {"type": "object", "properties": dict.fromkeys(names, _COUNT), "required": names}


def summary() -> RecordForm:
    """The schema of `summary.json`."""
    members: dict[str, Schema] = {
        **{verdict.value: _COUNT for verdict in Verdict},
        "total": _COUNT,
        "fail_by_ground": _counts_of([ground.value for ground in Ground]),
        "inconclusive_by_cause": _counts_of([cause.name.lower() for cause in Cause]),
        "optional_not_met": _COUNT,
        "repeated_after_port_loss": TEXTS,
        "run_id": TEXT,
        "campaign": TEXT,
        "gate": {"enum": [ground.value for ground in Ground]},
        "shard": TEXT,
        "merged": OBJECTS,
        "started": TEXT,
        "duration_s": NUMBER,
        "dut": _DUT,
        "lab": TEXT_BY_NAME,
        "requirements": _REQUIREMENTS,
        "interrupted": TRUTH,
        "complete": TRUTH,
        "incomplete": TEXT,
        "ending": _ENDING,
        "resumed": OBJECTS,
        "planned": _COUNT,
        "not_run": TEXTS,
        "failed_checks": OBJECTS,
        "departures": OBJECTS,
        "preflight": OBJECTS,
        "deviations": OBJECTS,
        "probes": OBJECTS,
        "observed": OBJECTS,
        "exit_code": WHOLE,
        "meaning": TEXT,
    }
    return RecordForm(
        f"{SUMMARY} of m95-hil",
        "A run in one object; `exit_code` is that of hil conformance, and `meaning` says it in words.",
        {
            "type": "object",
            "properties": {
                "schema": WHOLE,
                "damage": TEXTS,
                "flaky": _COUNT,
                "flaky_cases": TEXTS,
                **members,
            },
            "required": list(members),
        },
    )
