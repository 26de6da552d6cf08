"""`gl-code-quality-report.json`: the failing cases as GitLab shows them in a merge request (its Code Quality report).

A finding is a failing case.  Its fingerprint is made of what stays from run to run, so
that GitLab can tell a new failure from a known one.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from hashlib import sha256
from types import MappingProxyType
from typing import Any

from hil.report.places import place_of
from hil.report.source import Source
from hil.results.case import CaseResult
from hil.results.failure_lines import shortened
from hil.results.failures import deciding
from hil.results.model import RunReport
from hil.verdict import FailedCheck, Ground, Verdict

SEVERITY: Mapping[Ground | None, str] = MappingProxyType(
    {Ground.NOTE: "critical", Ground.STANDARD: "major", Ground.READING: "minor", None: "info"}
)
"""GitLab's severity by the ground of the fail; `info` for an optional requirement that is not met."""

LONGEST = 400
"""So many characters has a description; GitLab shows one line."""


def rendered(source: Source) -> bytes:
    """The bytes of the file: an array, empty where all cases passed."""
    found = {finding["fingerprint"]: finding for finding in findings(source.report)}  # GitLab wants each once
    text = json.dumps(list(found.values()), indent=1, ensure_ascii=False)
    return f"{text}\n".encode(errors="backslashreplace")


def findings(report: RunReport) -> Iterator[dict[str, Any]]:
    """One finding for each failing case, and for each departure from an optional requirement."""
    for case in report.cases:
        if case.verdict is Verdict.FAIL:
            yield _finding(case, deciding(case))
        for check in case.departures:
            yield _finding(case, check)


def _finding(case: CaseResult, check: FailedCheck) -> dict[str, Any]:
    requirement = check.requirements[0] if check.requirements else "conformance"
    path, line = place_of(case) or (case.file, case.line)  # GitLab demands a path
    return {
        "description": shortened(
            f"{', '.join(check.requirements[:3])}: {check.sentence} ({case.name})", LONGEST
        ),
        "check_name": requirement,
        "fingerprint": sha256(
            f"{case.id}\0{requirement}\0{check.expected}".encode(errors="replace")
        ).hexdigest(),
        "severity": SEVERITY[check.ground],
        "location": {"path": path, "lines": {"begin": max(line, 1)}},
    }
