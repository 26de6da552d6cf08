"""Requirements of a third party in a run of pytest: markers, selection, deviations, results and coverage."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from hil.results.records import RESULTS, read
from hil.spec.catalogue import requirements
from tests.campaign.test_own_requirements import FULL, HEAD, ROW

pytest_plugins = ("pytester",)

CASES = """
    import pytest

    @pytest.mark.hil_requirement("ACME-REPORT-01", "MODE-01")
    def test_both(): pass

    @pytest.mark.hil_requirement("ACME-02")
    def test_own(): assert 1 + 1 == 3, "the clock is missing"

    @pytest.mark.hil_requirement("MODE-01")
    def test_of_the_note(): pass
"""

workers = pytest.mark.parametrize("workers", [(), ("-n", "2")], ids=["one process", "two workers"])


@pytest.fixture
def folder(pytester: pytest.Pytester) -> Path:
    pytester.makepyfile(test_acme=CASES)
    demanded = FULL.replace('kind = "optional"', 'kind = "mandatory"')  # a departure would be no fail
    (pytester.path / "acme.toml").write_text(HEAD + ROW + demanded, encoding="utf-8")
    return pytester.path


@workers
def test_they_stand_in_results_and_coverage(
    workers: tuple[str, ...], folder: Path, pytester: pytest.Pytester
) -> None:
    options = ("--hil-requirements", "acme.toml", "--hil-report-dir", "out", "-p", "no:cacheprovider")

    pytester.runpytest_subprocess(*options, *workers).assert_outcomes(passed=2, failed=1)

    report = read(folder / "out" / RESULTS)
    assert [row.id for row in report.header.own_requirements] == ["ACME-REPORT-01", "ACME-02"]
    summary = json.loads((folder / "out/summary.json").read_text())
    assert summary["requirements"]["total"] == len(requirements()) + 2
    page = (folder / "out/report.html").read_text()
    assert "The meter should have a clock." in page or "A clock" in page


def test_the_ini_key_is_relative_to_the_ini_file(
    folder: Path, pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytester.makeini("[pytest]\nhil_requirements = acme.toml\n")
    below = pytester.mkdir("below")
    (folder / "test_acme.py").rename(below / "test_acme.py")
    monkeypatch.chdir(below)

    result = pytester.runpytest_subprocess("--hil-requirement", "ACME-REPORT-01")

    result.assert_outcomes(passed=1, deselected=2)


@pytest.mark.parametrize(("identifier", "passed"), [("ACME-REPORT-01", 1), ("MODE-01", 2)])
def test_a_run_takes_the_cases_of_one(
    identifier: str, passed: int, folder: Path, pytester: pytest.Pytester
) -> None:
    result = pytester.runpytest_subprocess("--hil-requirements", "acme.toml", "--hil-requirement", identifier)

    result.assert_outcomes(passed=passed, deselected=3 - passed)


def test_an_id_of_the_prefix_that_is_not_in_the_file_is_a_collection_error(
    folder: Path, pytester: pytest.Pytester
) -> None:
    (folder / "acme.toml").write_text(HEAD + ROW, encoding="utf-8")

    result = pytester.runpytest_subprocess("--hil-requirements", "acme.toml")

    result.stdout.fnmatch_lines(
        ["*test_own: no requirement 'ACME-02' in the catalogue * or the requirements of your own*"]
    )
    assert result.ret == pytest.ExitCode.INTERRUPTED


def test_without_the_file_its_ids_are_unknown(folder: Path, pytester: pytest.Pytester) -> None:
    result = pytester.runpytest_subprocess()

    result.stdout.fnmatch_lines(["*test_both: no requirement 'ACME-REPORT-01' in the catalogue*"])


@pytest.mark.parametrize("options", [("--hil-requirements", "acme.toml"), ()], ids=["option", "ini key"])
def test_a_wrong_file_ends_the_run_in_one_line(
    options: tuple[str, ...], folder: Path, pytester: pytest.Pytester
) -> None:
    (folder / "acme.toml").write_text(HEAD.replace("ACME", "MODE") + ROW, encoding="utf-8")
    if not options:
        pytester.makeini("[pytest]\nhil_requirements = acme.toml\n")

    result = pytester.runpytest_subprocess(*options)

    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines(["ERROR: *acme.toml: catalogue.prefix: expected a prefix that *; got 'MODE'"])


def test_a_deviation_of_one_is_known(folder: Path, pytester: pytest.Pytester) -> None:
    tomorrow = (datetime.now(UTC) + timedelta(days=1)).date().isoformat()
    (folder / "known.toml").write_text(
        f'[[deviation]]\nrequirement = "ACME-02"\nobserved = "the clock is missing"\nreason = "no battery"\n'
        f"expires = {tomorrow}\n",
        encoding="utf-8",
    )

    result = pytester.runpytest_subprocess(
        *("--hil-requirements", "acme.toml", "--hil-deviations", "known.toml", "--hil-report-dir", "out")
    )

    result.assert_outcomes(passed=2, xfailed=1)
