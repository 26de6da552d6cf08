"""`summary.json`: a run in one JSON object."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from hil.endurance.brief import brief
from hil.endurance.records import Course
from hil.results.conclusion import coverage, exit_code, failing_requirements, meaning, optional_not_met
from hil.results.failures import FailureGroup, groups
from hil.results.model import DutIdentity, RunReport
from hil.results.observations import advice, probes, readings
from hil.results.pool_words import modules_of
from hil.results.selftest_words import selftest_summary
from hil.results.words import incomplete
from hil.verdict import FailedCheck, Ground, Verdict

SCHEMA = 1
"""Version of the object; it grows when a member is removed or means something else, and not for a new one."""


def summarise(report: RunReport, course: Course | None = None) -> dict[str, Any]:
    """The object of `summary.json`; `course` is that of an endurance run."""
    rows = coverage(report.cases, report.header.own_requirements)
    tested = sum(row.tested for row in rows)
    code = exit_code(report)
    return {
        "schema": SCHEMA,
        **({"endurance": brief(course)} if course is not None else {}),
        "static": {
            "deviations": [
                {**asdict(found), "ground": Ground.NOTE.value, "words": found.words}
                for found in report.static.deviations
            ],
            "probes": [asdict(probe) for probe in report.static.probes],
        },
        **{verdict.value: count for verdict, count in report.counts().items()},
        "total": len(report.cases),
        "fail_by_ground": {ground.value: count for ground, count in report.fails_by_ground().items()},
        "inconclusive_by_cause": {
            cause.name.lower(): count for cause, count in report.inconclusive_by_cause().items()
        },
        "optional_not_met": len(report.optional_not_met()),
        **_flaky(report),
        "repeated_after_port_loss": [case.id for case in report.repeated_after_port_loss()],
        "shard": report.header.shard,
        "merged": [{**asdict(part), "lab": dict(part.lab)} for part in report.header.merged],
        "recoveries": _recoveries(report),
        "gate": report.header.gate.value,
        "run_id": report.header.run_id,
        "campaign": report.header.campaign,
        "selected": report.header.selected,
        "narrowed": dict(report.header.narrowed),
        "started": report.header.started,
        "duration_s": round(report.duration_s, 3),
        "dut": {
            "url": report.header.dut_url,
            "module": report.header.module,
            "identities": [_identity(dut) for dut in report.duts],
        },
        "modules": {
            "names": list(modules_of(report)),
            "cases": {case.id: case.module for case in report.cases if case.module},
            "firmwares": {firmware: list(modules) for firmware, modules in report.firmwares.items()},
            "withdrawn": [
                {"module": each.module, "reason": each.reason, "at": each.at, "quarantined": each.quarantined}
                for each in report.withdrawals
            ],
            "taken_over": [case.id for case in report.taken_over()],
        },
        "lab": dict(report.header.lab),
        "selftest": selftest_summary(report),
        "requirements": {
            "total": len(rows),
            "tested": tested,
            "untested": len(rows) - tested,
            "by_verdict": {verdict.value: sum(row.verdict is verdict for row in rows) for verdict in Verdict},
            "failing": [row.requirement.id for row in failing_requirements(report)],
            "optional_not_met": [row.requirement.id for row in optional_not_met(report)],
        },
        "interrupted": report.interrupted,
        "complete": report.is_complete,
        "incomplete": incomplete(report),
        "ending": asdict(report.ending),
        "resumed": [asdict(resumption) for resumption in report.resumptions],
        "planned": len(report.not_run) + len(report.cases),
        "not_run": list(report.not_run),
        "selection": {
            "pics": report.pics,
            "reductions": [asdict(reduction) for reduction in report.reductions],
        },
        "failures": [_failure(group) for group in groups(report.cases)],
        "failed_checks": [_check(case.id, check) for case in report.cases for check in case.checks],
        "departures": [_check(case.id, check) for case in report.cases for check in case.departures],
        "preflight": [asdict(line) for line in report.preflight],
        "deviations": [asdict(status) for status in report.deviations],
        "advice": [
            {"subject": row.subject, "cases": row.cases, **asdict(row.deprecation)}
            for row in advice(report.cases)
        ],
        "strict": {
            "held": sum(reading.held for case in report.cases for reading in case.strict),
            "not_held": sum(not reading.held for case in report.cases for reading in case.strict),
            "cases": [
                {"case": case.id, **asdict(reading)} for case in report.cases for reading in case.strict
            ],
        },
        "probes": [
            {"question": probe.question, "case": probe.case.id, "answers": dict(probe.case.observed)}
            for probe in probes(report.cases)
        ],
        "observed": [
            {"name": reading.name, "value": reading.value, "cases": len(reading.cases)}
            for reading in readings(report.cases)
        ],
        "exit_code": int(code),
        "meaning": meaning(report),
        "damage": list(report.damage),
    }


def _flaky(report: RunReport) -> dict[str, Any]:
    """The cases whose attempts came to different verdicts; without any the object has no member for them."""
    names = [case.id for case in report.flaky()]
    return {"flaky": len(names), "flaky_cases": names} if names else {}


def _failure(group: FailureGroup) -> dict[str, Any]:
    """Failing cases with one cause."""
    return {
        "ground": group.ground.value,
        "requirements": list(group.requirements),
        "words": group.words,
        "expected": group.check.expected,
        "actual": group.check.actual,
        "cases": [case.id for case in group.cases],
    }


def _recoveries(report: RunReport) -> dict[str, Any]:
    """What was climbed of the recovery ladder: counts by rung, and each climb with its case."""
    return {
        "rungs": [asdict(rung) for rung in report.rungs()],
        "climbs": [
            {"case": case.id, "helped": recovery.helped, **asdict(recovery)}
            for case in report.recovered()
            for recovery in case.recoveries
        ],
    }


def _identity(dut: DutIdentity) -> dict[str, str]:
    """The DUT, with the name that the bench file gives it, if there is one."""
    return {key: value for key, value in asdict(dut).items() if key != "module" or value}


def _check(case: str, check: FailedCheck) -> dict[str, Any]:
    return {"case": case, **asdict(check), "ground": check.ground.value if check.ground else None}
