"""The schemas of `results.jsonl`, an object for each line, and of `run.json`."""

from __future__ import annotations

from hil.file_schemas.form import (
    NUMBER,
    TEXT,
    TEXT_BY_NAME,
    TEXTS,
    TRUTH,
    RecordForm,
    definitions,
    of_kind,
    with_members,
)
from hil.results import description, records
from hil.results.case import CaseResult
from hil.results.description import RUN, Description
from hil.results.ending import Ending, Resumption
from hil.results.model import (
    DeviationStatus,
    DutIdentity,
    PreflightLine,
    RunHeader,
    Withdrawal,
)
from hil.results.records import RESULTS
from hil.results.reduction import Reduction
from hil.results.static import StaticReview

_PARTS = (CaseResult, DutIdentity, RunHeader, Withdrawal, Resumption, Ending)
_OF_RUN = (PreflightLine, Reduction, StaticReview, DeviationStatus)


def results() -> RecordForm:
    """The schema of a line of `results.jsonl`."""
    defs = definitions((*_PARTS, *_OF_RUN))
    defs["Part"] = with_members(defs["Part"], {"lab": TEXT_BY_NAME})
    many = {name: {"type": "array", "items": {"$ref": f"#/$defs/{name}"}} for name in defs}
    selection = {
        "reductions": many["Reduction"],
        "pics": TEXT,
        "preflight": many["PreflightLine"],
        "selection": TEXTS,
    }
    maps = dict.fromkeys(("tools", "inputs", "lab"), TEXT_BY_NAME)
    run = {"schema": {"const": records.SCHEMA}, **maps, "planned": TEXTS, "description": TEXT, **selection}
    end = {
        "duration_s": NUMBER,
        "interrupted": TRUTH,
        "ending": {"$ref": "#/$defs/Ending"},
        "not_run": TEXTS,
        "deviations": many["DeviationStatus"],
        **selection,
        "static": {"$ref": "#/$defs/StaticReview"},
    }
    ground = {"anyOf": [{"$ref": "#/$defs/Ground"}, {"type": "null"}]}
    case, members = defs.pop("CaseResult"), {"observed": TEXT_BY_NAME, "ground": ground}
    kinds = {
        "run": of_kind("run", defs.pop("RunHeader"), run),
        "dut": of_kind("dut", defs.pop("DutIdentity")),
        "case": of_kind("case", case, members),
        "attempt": of_kind("attempt", case, members),
        "withdrawn": of_kind("withdrawn", defs.pop("Withdrawal")),
        "resumed": of_kind("resumed", defs.pop("Resumption")),
        "end": of_kind("end", {"type": "object", "properties": {}, "additionalProperties": False}, end),
    }
    return RecordForm(
        f"A record of {RESULTS} of m95-hil, schema {records.SCHEMA}",
        f"Each line of {RESULTS} is one of these objects: `run` first, then the others as they happen.",
        {
            "type": "object",
            "required": ["kind"],
            "properties": {"kind": {"enum": list(kinds)}},
            "allOf": [
                {
                    "if": {"properties": {"kind": {"const": kind}}},
                    "then": {"$ref": f"#/$defs/record-{kind}"},
                }
                for kind in kinds
            ],
            "$defs": {**defs, **{f"record-{kind}": schema for kind, schema in kinds.items()}},
        },
    )


def run() -> RecordForm:
    """The schema of `run.json`."""
    defs = definitions((Description,))
    whole = with_members(defs.pop("Description"), {"schema": {"const": description.SCHEMA}, "run_id": TEXT})
    return RecordForm(
        f"{RUN} of m95-hil, schema {description.SCHEMA}",
        "What a run was meant to do: its plan, the claims of the DUT, known deviations, digests.",
        {**whole, "$defs": defs},
    )
