"""Runs the suites as a rehearsal and reads what each case declared and used."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from tests.needs import rehearsal, uses

ROOT = Path(__file__).parent.parent.parent


@dataclass(frozen=True, slots=True)
class Case:
    """One case of a rehearsal; the verdict is a word."""

    verdict: str
    reason: str
    declared: frozenset[str]
    used: frozenset[str]
    negotiated: frozenset[str]
    least_declared: Mapping[str, int]
    least_used: Mapping[str, int]


def rehearse(folder: Path, *, cases: int | None, pics: str = "") -> Mapping[str, Case]:
    """Run that many cases (None: all) with these claims; returns them by their ids."""
    declared, report = folder / "declared.json", folder / "report"
    command = [sys.executable, "-m", "pytest", "--pyargs", "hil.suites", "-q"]
    command += ["-p", "tests.needs.rehearsal", "-p", "no:cacheprovider", "-p", "no:xdist"]
    command += [f"--hil-report-dir={report}"]
    if pics:
        (folder / "claims.toml").write_text(pics, encoding="utf-8")
        command += [f"--hil-pics={folder / 'claims.toml'}"]
    chosen = {rehearsal.DECLARED: str(declared), rehearsal.SAMPLE: str(cases or "")}
    done = subprocess.run(
        command, cwd=ROOT, env={**os.environ, **chosen}, capture_output=True, text=True, check=False
    )
    assert declared.exists(), done.stdout[-2000:] + done.stderr[-2000:]
    return _read(report / "results.jsonl", json.loads(declared.read_text(encoding="utf-8")))


def _read(records: Path, declared: Mapping[str, tuple[list[str], dict[str, int]]]) -> dict[str, Case]:
    found = {}
    for line in records.read_text(encoding="utf-8").splitlines():
        record = json.loads(line)
        if record["kind"] == "case":
            features, least = declared[record["id"]]
            found[record["id"]] = Case(
                verdict=record["verdict"],
                reason=record["reason"],
                declared=frozenset(features),
                used=uses.features(record["transcript"]),
                negotiated=uses.negotiated(record["transcript"]),
                least_declared=least,
                least_used=uses.numbers(record["transcript"]),
            )
    return found
