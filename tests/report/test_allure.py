"""What Allure shows of a run."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from hil.report.allure import BY_VERDICT, CATEGORIES, VERDICT
from hil.report.allure_cases import rendered, write_results
from hil.report.source import Source
from hil.results.case import CaseResult
from hil.results.description import Description, PlannedCase
from hil.results.ending import ENDED
from hil.results.model import DutIdentity, RunReport
from hil.verdict import Cause, FailedCheck, Ground, Role, Step, Verdict
from tests.results.samples import DUT, FAILED, HEADER, LAST, LINES, OTHERS, sample

CHECK = FailedCheck(
    ("AUTH-05",), Ground.NOTE, "AT+QFTPOPEN: expected -5, came 0", "-5", "0", "test_server.py:42"
)


def written(folder: Path, report: RunReport) -> list[dict[str, Any]]:
    write_results(report, folder)
    return [json.loads(path.read_text()) for path in folder.glob("*-result.json")]


def test_each_case_is_one_result_with_its_verdict_and_transcript(tmp_path: Path) -> None:
    report = replace(sample(), not_run=(), ending=ENDED)

    found = {result["fullName"]: result for result in written(tmp_path, report)}

    assert set(found) == {case.id for case in report.cases}
    for case in report.cases:
        result = found[case.id]
        assert {"name": "tag", "value": case.verdict.value} in result["labels"]
        assert result["stop"] - result["start"] == round(case.duration_s * 1000)
        if case.transcript:
            text = (tmp_path / result["attachments"][0]["source"]).read_text()
            assert text.splitlines() == [str(line) for line in case.transcript]


def test_allure_tells_the_verdicts_apart(tmp_path: Path) -> None:
    (case, *_) = sample().cases
    cases = tuple(replace(case, id=verdict.value, verdict=verdict, reason="so") for verdict in Verdict)

    found = {result["fullName"]: result for result in written(tmp_path, replace(sample(), cases=cases))}

    groups = {
        name: next(
            group["name"]
            for group in CATEGORIES
            if result["status"] in group["matchedStatuses"]
            and re.fullmatch(str(group.get("messageRegex", "(?s).*")), result["statusDetails"]["message"])
        )
        for name, result in found.items()
        if result["status"] != "passed"
    }
    assert groups == {
        "fail": "The DUT deviates",
        "inconclusive": "Inconclusive",
        "error": "The bench failed",
        "not_applicable": "Not applicable",
        "known_deviation": "Not applicable",
        LAST: "Not run",
        "the run ended early": "Not run",
    }


def test_the_history_of_a_case_is_that_of_one_dut(tmp_path: Path) -> None:
    report = sample()
    other = replace(report, duts=tuple(replace(dut, imei="***4321") for dut in report.duts))

    first, second = written(tmp_path / "a", report), written(tmp_path / "b", other)

    assert {result["testCaseId"] for result in first} == {result["testCaseId"] for result in second}
    assert not {result["historyId"] for result in first} & {result["historyId"] for result in second}
    assert len({result["historyId"] for result in first}) == len(report.cases) + 2  # one not run, and the run


def one(folder: Path, case: CaseResult, report: RunReport | None = None) -> dict[str, Any]:
    """The result of that case."""
    (found,) = written(folder, report or RunReport(HEADER, (case,), duts=(DUT,)))
    return found


def labels(result: Mapping[str, Any], name: str) -> list[str]:
    return [label["value"] for label in result["labels"] if label["name"] == name]


def test_a_case_has_its_judgements_as_steps_with_both_sides(tmp_path: Path) -> None:
    preamble, check, channel = one(tmp_path, FAILED)["steps"]

    assert (preamble["name"], preamble["status"]) == ("refused settings: came nothing", "passed")
    assert (check["name"], check["status"]) == ("AT+QFTPOPEN: expected -5, came 0", "failed")
    assert {row["name"]: row["value"] for row in check["parameters"]} == {
        "expected": "-5",
        "actual": "0",
        "requirements": "AUTH-05",
        "place": "test_server.py:42",
    }
    assert check["start"] - preamble["start"] == 190
    assert channel["steps"][0]["name"] == 'AT+QFTPOPEN="127.0.0.1",990 → OK / +QFTPOPEN: 0'


def test_what_a_passed_case_departs_from_is_no_failed_step(tmp_path: Path) -> None:
    departing = replace(OTHERS[0], steps=(Step(0.1, Role.CHECK, "answer", "5 s", "9 s", held=False),))

    assert one(tmp_path, departing)["steps"][0]["status"] == "skipped"


def test_a_missing_stimulus_is_a_broken_step(tmp_path: Path) -> None:
    unmet = replace(OTHERS[1], steps=(Step(0.1, Role.STIMULUS, "fault", "seen", "not seen", held=False),))

    assert one(tmp_path, unmet)["steps"][0]["status"] == "broken"


def test_a_failed_case_has_expected_and_actual_and_what_its_requirements_state(tmp_path: Path) -> None:
    result = one(tmp_path, replace(FAILED, checks=(CHECK,), reason=CHECK.sentence))

    assert result["statusDetails"] == {
        "message": "Fail (note): AT+QFTPOPEN: expected -5, came 0",
        "trace": "[note] AT+QFTPOPEN: expected -5, came 0 (AUTH-05)",
        "expected": "-5",
        "actual": "0",
    }
    assert (labels(result, VERDICT), labels(result, "ground")) == (["fail (note)"], ["note"])
    assert "- **AUTH-05** (note" in result["description"]


EVIDENCE: dict[str, Any] = {
    "sessions": ("sessions/a/session-1.json", "sessions/a/session-2.json"),
    "captures": ("captures/a/session-1.pcapng",),
}
LINKS = [
    ("sessions/a/session-1.json", "../sessions/a/session-1.json"),
    ("sessions/a/session-2.json", "../sessions/a/session-2.json"),
    ("confidential: captures/a/session-1.pcapng", "../captures/a/session-1.pcapng"),
]


def test_the_session_files_of_a_failed_case_are_attached_and_captures_are_linked(tmp_path: Path) -> None:
    case = replace(FAILED, transcript=(), **EVIDENCE)
    (tmp_path / "sessions/a").mkdir(parents=True)
    (tmp_path / "sessions/a/session-1.json").write_text("{}")

    rendered(Source(RunReport(HEADER, (case,)), tmp_path), tmp_path / "allure")

    (result,) = (json.loads(path.read_text()) for path in (tmp_path / "allure").glob("*-result.json"))
    (attachment,) = result["attachments"]  # the second file is lost
    assert (attachment["name"], attachment["type"]) == ("session-1.json", "application/json")
    assert (tmp_path / "allure" / attachment["source"]).read_text() == "{}"
    assert [(link["name"], link["url"]) for link in result["links"]] == LINKS
    assert not list((tmp_path / "allure").glob("*pcapng*"))


def test_the_session_files_of_a_passed_case_are_linked(tmp_path: Path) -> None:
    case = replace(OTHERS[0], **EVIDENCE)
    (tmp_path / "sessions/a").mkdir(parents=True)
    (tmp_path / "sessions/a/session-1.json").write_text("{}")

    write_results(RunReport(HEADER, (case,)), tmp_path / "allure", evidence=tmp_path)

    (result,) = (json.loads(path.read_text()) for path in (tmp_path / "allure").glob("*-result.json"))
    assert "attachments" not in result
    assert [(link["name"], link["url"]) for link in result["links"]] == LINKS


def test_the_same_run_gives_the_same_files(tmp_path: Path) -> None:
    for name in ("a", "b"):
        write_results(sample(), tmp_path / name)

    first, second = (
        {path.name: path.read_bytes() for path in (tmp_path / name).iterdir()} for name in ("a", "b")
    )
    assert first == second


def test_cases_whose_parameters_have_one_text_are_apart(tmp_path: Path) -> None:
    cases = tuple(replace(OTHERS[0], id=f"suites/t.py::test[{name}]") for name in ("a0", "a1", "b0"))

    found = written(tmp_path, RunReport(HEADER, cases))

    for key in ("uuid", "testCaseId", "historyId"):
        assert len({result[key] for result in found}) == 3
    assert {tuple(row["name"] for row in result["parameters"]) for result in found} == {("dut",)}


def test_each_module_of_a_pool_has_a_history_of_its_own(tmp_path: Path) -> None:
    first, second = (replace(DUT, module=name, imei=f"***{name}") for name in ("m1", "m2"))
    case = replace(OTHERS[0], module="m1")

    def history(judge: str, *duts: DutIdentity) -> str:
        folder = tmp_path / f"{judge}{len(duts)}"
        report = RunReport(HEADER, (replace(case, module=judge),), duts=duts)
        return str(one(folder, case, report)["historyId"])

    assert history("m1", first, second) == history("m1", first)
    assert history("m1", first, second) != history("m2", first, second)


def test_a_module_with_a_name_keeps_its_history_at_another_port(tmp_path: Path) -> None:
    named = replace(DUT, module="m1")
    moved = replace(named, url="/dev/ttyUSB7")
    case = replace(OTHERS[0], module="m1")

    histories = {
        one(tmp_path / dut.url.rpartition("/")[2], case, RunReport(HEADER, (case,), duts=(dut,)))["historyId"]
        for dut in (named, moved)
    }

    assert len(histories) == 1


def test_a_case_that_was_not_run_has_its_title_suite_and_requirements(tmp_path: Path) -> None:
    planned = PlannedCase(LAST, "The last one", ("TLS-01",))
    report = replace(sample(), cases=(), description=Description(planned=(planned,)))

    result = next(each for each in written(tmp_path, report) if each["fullName"] == LAST)

    assert result["description"] == "The last one"
    assert (labels(result, "requirement"), labels(result, "suite")) == (["TLS-01"], ["test_matrix"])


WORDS = {
    "fail (note)": "Fail on the note",
    "fail (standard)": "Fail on a standard",
    "fail (reading)": "Fail on our reading",
    "fail": "The DUT deviates",
    "inconclusive": "Inconclusive",
    "inconclusive (no stimulus, or disturbed)": "Inconclusive",
    "inconclusive (left open)": "Left open by the note",
    "error": "The bench failed",
    "known deviation (note)": "Known deviation",
    "not applicable": "Not applicable",
    "not run": "Not run",
    "pass": "",
    "pass (optional not met)": "",
}


@pytest.mark.parametrize(("words", "group"), WORDS.items())
def test_the_configuration_groups_by_the_verdict(words: str, group: str) -> None:
    assert next((name for name, pattern in BY_VERDICT if re.search(f"^{pattern}$", words)), "") == group


def test_the_verdicts_of_the_categories_are_those_of_cases() -> None:
    found = {
        replace(FAILED, verdict=verdict, cause=cause, checks=checks).verdict_words
        for verdict in Verdict
        for cause in (None, *Cause)
        for checks in ((), *((replace(CHECK, ground=ground),) for ground in Ground))
    }

    assert {words for words in found if words.startswith("fail")} <= set(WORDS)
    assert {words for words in found if words.startswith("inconclusive")} <= set(WORDS)


def test_the_environment_tells_the_selection_and_the_verdict(tmp_path: Path) -> None:
    report = replace(
        sample(), header=replace(HEADER, narrowed=(("-k", "close"),), lab=(("place of: bench", "a\\b"),))
    )

    write_results(report, tmp_path)

    lines = (tmp_path / "environment.properties").read_text().splitlines()
    assert "selection=full, -k close" in lines
    assert any(line.startswith("verdict=not every selected case passed; incomplete: ") for line in lines)
    assert "lab.place\\ of\\:\\ bench=a\\\\b" in lines
    assert json.loads((tmp_path / "allurerc.json").read_text())["name"].endswith(": full, -k close")


def test_a_transcript_is_attached_under_a_name_of_its_case(tmp_path: Path) -> None:
    (attachment,) = one(tmp_path, FAILED)["attachments"]

    assert (tmp_path / attachment["source"]).read_text().splitlines() == [str(line) for line in LINES]
