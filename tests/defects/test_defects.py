"""Who tests the tests: each seeded defect makes cases of its requirements fail, and no others; some of each family."""

from __future__ import annotations

import json
import subprocess
import sys
from functools import cache
from typing import Any

import pytest

from hil.emulator.defects import DEFECTS
from hil.selftest.judging import is_optional
from hil.spec.catalogue import requirements
from tests.suite_run import HANG_S

from .matrix import JSON
from .proof import ROOT

QUICK = (
    *("accepts-expired-ca", "accepts-foreign-ca", "offers-unconfigured-suite", "offers-higher-version"),
    *("data-connection-in-clear", "continues-in-clear-after-auth-refused", "sends-no-client-certificate"),
    *("ssl30-becomes-tls10", "all-versions-means-tls12", "rc4-md5-never-offered", "ignorertctime-inverted"),
    *("explicit-by-default", "ftps-switch-ignored", "context-stuck-at-zero"),
    *("close-result-1", "get-drops-last-byte", "put-count-off-by-one", "stat-word-wrong"),
    *("path-result-missing", "locip-without-address", "deact-answers-ok", "context-print-lacks-ca-name"),
    *("nvram-checksum-differs", "third-ram-file-evicts-first", "duplicate-upload-overwrites"),
    *("deleted-file-stays-readable", "secread-always-wrong", "accepts-unoffered-suite"),
)
"""Some of each family, for every run of the tests; `make defects` runs all."""


@cache
def proof() -> Any:
    folder = ROOT / "reports/defects-quick"
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "tests.defects",
            *QUICK,
            "--others",
            "3",
            "--first",
            "2",
            f"--report-dir={folder}",
        ],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=HANG_S,
        check=False,
    )
    assert (folder / JSON).exists(), done.stdout + done.stderr
    return json.loads((folder / JSON).read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", QUICK)
def test_a_defect_is_killed_by_its_own_cases_only(name: str) -> None:
    row = proof()["matrix"][name]

    noticed = row["departing"] if is_optional(row["requirements"]) else row["killers"]
    assert any(row["killers"].values()) or any(noticed.values()), f"survived: {row}"
    assert row["strays"] == []
    assert row["trouble"] == ""


def test_without_a_defect_all_of_these_cases_pass() -> None:
    assert proof()["unsound"] == []
    assert proof()["holds"] is True


def test_a_failure_is_told_in_sentences() -> None:
    told = [text for row in proof()["matrix"].values() for texts in row["told"].values() for text in texts]

    assert told
    assert proof()["expressions"] == []


def test_fewer_than_25_defects_name_optional_requirements_alone() -> None:
    assert len([name for name, defect in DEFECTS.items() if is_optional(defect.requirements)]) < 25


@pytest.mark.parametrize("name", DEFECTS)
def test_a_defect_names_requirements_of_the_catalogue(name: str) -> None:
    assert set(DEFECTS[name].requirements) <= set(requirements())
