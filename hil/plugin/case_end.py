"""The end of an attempt of a case: its result, which the report of the tear-down carries to the recorder.

The result is the attribute `hil_case` of that report, which xdist sends from worker to controller.  User
properties hold only the verdict with its ground or cause, and the requirements, because other JUnit
writers copy them.
"""

from __future__ import annotations

import json
from dataclasses import asdict, replace

import pytest

from hil.lab.observed import sessions_of_case
from hil.lab.stimuli import stimuli_of_case
from hil.plugin import captures, case_time, port_loss, proofs, recoveries, sessions, wire
from hil.plugin.attempts import concluded, repeated
from hil.plugin.case_under_way import RESULT, CaseUnderWay, line, result_of, shortened
from hil.plugin.duts import duts_of, line_is_good
from hil.plugin.leasing import module_of
from hil.plugin.pool_run import POOL
from hil.plugin.sparing import deviation_of
from hil.plugin.stash_keys import DUT, EXCLUSIONS, FIRST_ATTEMPT, PORT_NOTES, PREFLIGHT, SILENT, TRANSCRIPT
from hil.results.case import CaseResult
from hil.results.case_records import case_record, encode
from hil.verdict import Verdict

OWN_PROPERTIES = frozenset({"verdict", "ground", "cause", "requirement"})
"""The names of the user properties that a case gets; those of a repeated case are told anew."""


def close(item: pytest.Item, case: CaseUnderWay, report: pytest.TestReport) -> None:
    """Conclude the attempt, and put its result on the report of its tear-down."""
    case.is_closed = True
    transcript = item.config.stash.get(TRANSCRIPT, None)
    seen = (
        sessions_of_case(transcript, case.t0) if transcript is not None and wire.is_kept(item.config) else ()
    )
    told = (
        stimuli_of_case(transcript, case.t0) if transcript is not None and wire.is_kept(item.config) else ""
    )
    entries = transcript.hand_over() if transcript is not None else ()
    case.lines = shortened(tuple(line(entry, case.t0) for entry in entries))
    files = captures.spool(item.config)
    warnings = (*(files.complaints() if files is not None else ()), *item.config.stash.get(PORT_NOTES, ()))
    kept = files.end(case.verdict) if files is not None else ()
    if (lines := wire.record(item.config)) is not None:
        lines.end_case(item.nodeid, case.verdict.value)
        warnings += (lines.trouble,) * bool(lines.trouble)
    found = replace(
        result_of(item, case, kept),
        module=module_of(item.config),
        recoveries=recoveries.take(item.config),
        sessions=sessions.paths_of(item.nodeid, len(seen)),
    )
    result = item.stash[RESULT] = _with_first_attempt(item, case_time.concluded(found))
    tell(result, report)
    dut = item.config.stash.get(DUT, None)
    vars(report).update(
        hil_dut=asdict(dut) if dut is not None else None,
        hil_exclusions=[asdict(probe) for probe in item.config.stash.get(EXCLUSIONS, ())],
        hil_captures=tuple(map(str, kept)),
        hil_sessions=seen,
        hil_stimuli=told,
        hil_warnings=warnings,
        hil_preflight=_preflight(item.config),
    )


def tell(result: CaseResult, report: pytest.TestReport) -> None:
    """Put the result of a case on the report of its tear-down, in place of an earlier one."""
    is_told = hasattr(report, "hil_case")
    told = [each for each in report.user_properties if not (is_told and each[0] in OWN_PROPERTIES)]
    told.append(("verdict", result.verdict.value))
    if result.verdict is Verdict.FAIL and result.ground:
        told.append(("ground", result.ground.value))
    if result.cause:
        told.append(("cause", result.cause.name.lower()))
    told.extend(("requirement", identifier) for identifier in result.requirements)
    report.user_properties[:] = told
    vars(report).update(hil_case=encode(case_record(result)))


def _preflight(config: pytest.Config) -> list[str]:
    """What the preflight of this worker's own module found, as JSON; a run on one DUT has made it once."""
    lines = config.stash.get(PREFLIGHT, ()) if POOL in config.stash else ()
    return [json.dumps(asdict(line)) for line in lines]


def _with_first_attempt(item: pytest.Item, result: CaseResult) -> CaseResult:
    """The result, concluded from two attempts if this was the second one, or from what an earlier case has proven."""
    first, duts = item.stash.get(FIRST_ATTEMPT, None), duts_of(item)
    if first is not None:
        both = concluded(first, result, line_is_good=line_is_good(item))
        if both.verdict is Verdict.FAIL:
            proofs.prove(duts, result)
    elif (case := proofs.proven_by(duts, result)) and line_is_good(item):
        both = port_loss.concluded(item, repeated(result, proven_by=case))
    else:
        if result.verdict is Verdict.FAIL and item.stash.get(SILENT, False):
            proofs.note_silence(duts)
        return port_loss.concluded(item, result)
    known = deviation_of(item, both.checks) if both.verdict is Verdict.FAIL else None
    if known is None:
        return both
    return replace(both, verdict=Verdict.KNOWN_DEVIATION, deviation=str(known))
