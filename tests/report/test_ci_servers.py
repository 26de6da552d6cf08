"""What GitHub and GitLab get: annotations with their escapes, findings of the documented form, a summary."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from hil.report import github, gitlab
from hil.report.places import place_of
from hil.report.servers import annotation_lines, publish
from hil.report.source import Source
from hil.results.ending import Ending
from hil.results.model import RunReport
from hil.verdict import FailedCheck, Ground
from tests.results.samples import FAILED, HEADER, OTHERS, sample

CODE_QUALITY: dict[str, Any] = {
    "type": "array",
    "items": {
        "type": "object",
        "required": ["description", "check_name", "fingerprint", "severity", "location"],
        "additionalProperties": False,
        "properties": {
            "description": {"type": "string", "minLength": 1, "pattern": "^[^\\n]*$"},
            "check_name": {"type": "string", "minLength": 1},
            "fingerprint": {"type": "string", "pattern": "^[0-9a-f]{32,}$"},
            "severity": {"enum": ["info", "minor", "major", "critical", "blocker"]},
            "location": {
                "type": "object",
                "required": ["path", "lines"],
                "properties": {
                    "path": {"type": "string", "pattern": "^[^./]"},
                    "lines": {
                        "type": "object",
                        "required": ["begin"],
                        "properties": {"begin": {"type": "integer", "minimum": 1}},
                    },
                },
            },
        },
    },
}
"""The form that GitLab's documentation tells (Code Quality, report format), as a JSON Schema of ours."""

NOWHERE = {"GITHUB_WORKSPACE": "/nowhere"}


def failing(number: int, ground: Ground = Ground.NOTE, words: str = "a sentence") -> Any:
    check = FailedCheck((f"AUTH-{number:02}",), ground, words, "success", "-5")
    return replace(FAILED, id=f"suites/a/test_a.py::test_it[{number}]", checks=(check,), steps=())


def of(*cases: Any, gate: Ground = Ground.READING) -> RunReport:
    return RunReport(replace(HEADER, gate=gate), cases=cases, planned=tuple(case.id for case in cases))


def test_an_annotation_has_the_escapes_of_github() -> None:
    line = github.command("error", "50% of a\r\nb, c: d", title="a: 50%, b")

    assert line == "::error title=a%3A 50%25%2C b::50%25 of a%0D%0Ab, c: d"


def test_a_cause_is_one_annotation_at_its_first_test(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "suites/a").mkdir(parents=True)
    (tmp_path / "suites/a/test_a.py").touch()
    monkeypatch.chdir(tmp_path)

    (line,) = github.workflow_commands(of(failing(1), failing(1)), {"GITHUB_WORKSPACE": str(tmp_path)})

    assert line == (
        "::error file=suites/a/test_a.py,line=38,title=fail (note) AUTH-01%2C 2 cases"
        "::a sentence%0Afirst case: test_a.py::test_it[1]"
    )


def test_an_installed_suite_has_no_file_in_the_repository() -> None:
    (line,) = github.workflow_commands(of(failing(1)), NOWHERE)

    assert line.startswith("::error title=fail")


def test_there_are_ten_annotations_at_most_and_the_last_tells_the_rest() -> None:
    lines = list(github.workflow_commands(of(*map(failing, range(30))), NOWHERE))

    assert len(lines) == 10
    assert lines[-1] == "::error title=More failures::21 more failing cases for 21 more causes"
    assert len(list(github.workflow_commands(of(*map(failing, range(10))), NOWHERE))) == 10


def test_an_incomplete_run_is_an_error_of_its_own() -> None:
    report = replace(of(*map(failing, range(30))), ending=Ending(early="no answer to AT"))

    lines = list(github.workflow_commands(report, NOWHERE))

    assert len(lines) == 10
    assert lines[0].startswith("::error title=The run is incomplete::the run ended early: no answer to AT")


def test_a_fail_that_decides_nothing_is_a_warning() -> None:
    (line,) = github.workflow_commands(of(failing(1, Ground.READING), gate=Ground.NOTE), NOWHERE)

    assert line.startswith("::warning ")


def test_only_github_gets_annotations() -> None:
    assert list(annotation_lines(of(failing(1)), {})) == []
    assert len(list(annotation_lines(of(failing(1)), {"GITHUB_ACTIONS": "true"}))) == 1


def test_findings_have_the_form_that_gitlab_documents() -> None:
    found = json.loads(gitlab.rendered(Source(sample(), Path())))

    jsonschema.validate(found, CODE_QUALITY)
    assert len(found) >= 2


@pytest.mark.parametrize(
    ("ground", "severity"),
    [(Ground.NOTE, "critical"), (Ground.STANDARD, "major"), (Ground.READING, "minor")],
)
def test_the_severity_follows_from_the_ground(ground: Ground, severity: str) -> None:
    (finding,) = gitlab.findings(of(failing(1, ground)))

    assert finding["severity"] == severity


def test_a_fingerprint_stays_when_line_and_words_change_and_is_of_one_case() -> None:
    first, second = failing(1), failing(2)
    moved = replace(failing(1, words="a sentence after 5.3 s"), line=99)

    prints = [finding["fingerprint"] for finding in gitlab.findings(of(first, moved, second))]

    assert prints[0] == prints[1] != prints[2]
    assert len(json.loads(gitlab.rendered(Source(of(first, moved, second), Path())))) == 2


def test_a_run_that_passed_is_an_empty_array() -> None:
    assert json.loads(gitlab.rendered(Source(of(OTHERS[0]), Path()))) == []


def test_a_place_is_told_from_the_root_of_the_repository(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "hil-tests/suites/a").mkdir(parents=True)
    (tmp_path / "hil-tests/suites/a/test_a.py").touch()
    monkeypatch.chdir(tmp_path / "hil-tests")

    assert place_of(failing(1), {"CI_PROJECT_DIR": str(tmp_path)}) == ("hil-tests/suites/a/test_a.py", 38)
    assert place_of(failing(1), {}) == ("suites/a/test_a.py", 38)
    assert place_of(OTHERS[0], {}) is None
    assert place_of(failing(1), {"CI_PROJECT_DIR": "/nowhere"}) is None


def test_the_summary_is_added_to_that_of_earlier_steps(tmp_path: Path) -> None:
    summary = tmp_path / "step.md"
    summary.write_text("before\n")

    publish(Source(sample(), tmp_path), {"GITHUB_STEP_SUMMARY": str(summary)})

    assert summary.read_text().startswith("before\n# Conformance")
    assert not (tmp_path / "gl-code-quality-report.json").exists()


def test_gitlab_finds_its_report_in_the_folder_of_the_run(tmp_path: Path) -> None:
    publish(Source(sample(), tmp_path), {"GITLAB_CI": "true"})

    assert [path.name for path in tmp_path.iterdir()] == ["gl-code-quality-report.json"]
