"""What Allure shows of a run."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

from hil.report.allure import CATEGORIES, steps
from hil.report.allure_cases import write_results
from hil.results.case import TranscriptLine
from hil.results.ending import ENDED
from hil.results.model import RunReport
from hil.verdict import Verdict
from tests.results.samples import LAST, sample


def test_lines_fold_into_exchanges() -> None:
    lines = [
        TranscriptLine(0, "at", "←", "+CREG: 1"),
        TranscriptLine(0, "at", "→", "AT"),
        TranscriptLine(0, "tls", "←", "ClientHello"),
        TranscriptLine(0, "at", "←", "OK"),
        TranscriptLine(0, "at", "→", "AT+QFTPCLOSE"),
    ]

    assert list(steps(tuple(lines))) == ["AT → OK", "AT+QFTPCLOSE"]


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
