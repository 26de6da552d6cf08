"""The renderings for other tools of runs as users make them: by workers of xdist, on a pool of modules."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

from hil.report.formats import write_all
from hil.report.source import source_of
from hil.results.folder import ALLURE, CSV, JUNIT
from hil.results.model import RunReport
from hil.results.records import read
from hil.verdict import Verdict
from tests.cli.racks import hil, rack
from tests.plugin.suite import CASES, CONFTEST
from tests.report.junit_forms import claimed, complaints, counted

pytest_plugins = ("pytester",)


def modules(folder: Path, report: RunReport) -> set[str]:
    """The modules of the cases in `cases.csv`, after each rendering was seen to have every case once."""
    content = (folder / JUNIT).read_bytes()
    assert complaints(content) == []
    assert counted(content) == claimed(content)
    assert counted(content)["tests"] == len(report.cases)
    write_all(source_of(report, folder), folder, ("csv",))
    text = (folder / CSV / "cases.csv").read_text(encoding="utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text, newline="")))
    assert [row["id"] for row in rows] == [case.id for case in report.cases]
    names = [json.loads(path.read_text())["fullName"] for path in (folder / ALLURE).glob("*-result.json")]
    assert sorted(names) == sorted(case.id for case in report.cases)
    return {row["module"] for row in rows}


def test_a_run_by_workers_of_xdist(pytester: pytest.Pytester) -> None:
    pytester.makeconftest(CONFTEST)
    pytester.makepyfile(CASES)

    pytester.runpytest_subprocess("-n", "2", "--hil-report-dir", "out")

    report = read(pytester.path / "out")
    assert set(report.counts()) - {verdict for verdict, count in report.counts().items() if count} == {
        Verdict.KNOWN_DEVIATION
    }
    assert modules(pytester.path / "out", report) == {""}


def test_a_run_on_a_pool(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HIL_LOCK_DIR", str(tmp_path / "locks"))
    with rack(tmp_path, 2) as two:
        done = hil(
            tmp_path,
            *("conformance", *two.bench, "-n", "2", "-k", "sslversion_seclevel", "--report-dir", "out"),
        )

    assert done.returncode == 0, done.stdout + done.stderr
    assert modules(tmp_path / "out", read(tmp_path / "out")) == {"m0", "m1"}
    junit = (tmp_path / "out" / JUNIT).read_text(encoding="utf-8")
    assert "module: m0" in junit
    assert 'name="selection" value="full, -k sslversion_seclevel"' in junit
