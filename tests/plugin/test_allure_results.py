"""What allure's own files say of our cases."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.plugin.suite import CASES, CONFTEST

pytest_plugins = ("pytester",)


def results(folder: Path) -> dict[str, Any]:
    found = (json.loads(path.read_text()) for path in folder.glob("*-result.json"))
    return {result["name"]: result for result in found}


@pytest.fixture
def folder(pytester: pytest.Pytester) -> Path:
    pytester.makeconftest(CONFTEST)
    pytester.makepyfile(CASES)
    pytester.runpytest_subprocess("--hil-report-dir", "out", "--alluredir", "out/allure-results")
    return pytester.path / "out/allure-results"


def test_results_carry_dut_steps_transcript_requirements_and_verdict(folder: Path) -> None:
    found = results(folder)
    passed = found["test_pass"]

    assert {"name": "dut", "value": "'Quectel_M95 ****1234 at emulator://m95'"} in passed["parameters"]
    assert passed["steps"][0]["name"] == "AT channel, 1 commands"
    assert passed["steps"][0]["steps"][0]["name"] == "AT+QFTPOPEN → OK / +QFTPOPEN: 0"
    assert "AT+QFTPOPEN" in (folder / passed["attachments"][0]["source"]).read_text()
    assert {"name": "requirement", "value": "MODE-01"} in passed["labels"]
    assert {"name": "tag", "value": "pass"} in passed["labels"]


def test_allure_tells_the_dut_from_the_bench(folder: Path) -> None:
    statuses = {name: result["status"] for name, result in results(folder).items()}

    assert statuses["test_silent_but_alive"] == statuses["test_unexpected_result"] == "failed"
    assert statuses["test_silent_and_dead"] == statuses["test_defect_of_ours"] == "broken"
    assert statuses["test_inconclusive"] == "broken"
    assert statuses["test_not_applicable"] == "skipped"


def test_the_environment_and_the_categories_lie_beside_them(folder: Path) -> None:
    environment = (folder / "environment.properties").read_text()

    assert "dut.url=emulator://m95\n" in environment
    assert "dut.revision=M95FAR02A08\n" in environment
    assert "Inconclusive" in {row["name"] for row in json.loads((folder / "categories.json").read_text())}


def test_two_duts_have_two_histories(pytester: pytest.Pytester) -> None:
    pytester.makepyfile("import pytest\n@pytest.mark.hil_requirement('MODE-01')\ndef test_it(): pass")

    for dut in ("emulator://m95", "emulator://m95?imei=1"):
        pytester.runpytest_subprocess("--hil-dut", dut, "--alluredir", "allure")

    found = [json.loads(path.read_text()) for path in (pytester.path / "allure").glob("*-result.json")]
    assert len({result["historyId"] for result in found}) == 2
    assert len({result["testCaseId"] for result in found}) == 1


def test_a_strangers_results_are_left_alone(pytester: pytest.Pytester) -> None:
    pytester.makepyfile("def test_it(): pass")

    pytester.runpytest_subprocess("--alluredir", "allure")

    (result,) = results(pytester.path / "allure").values()
    assert "parameters" not in result
    assert not (pytester.path / "allure/categories.json").exists()


PARAMETERS = """
import pytest

class Thing:
    pass

@pytest.mark.hil_requirement("MODE-01")
@pytest.mark.parametrize("value", [b"a", b"b", bytearray(b"c"), bytearray(b"d"), Thing(), Thing(), (b"e",), (b"f",)])
@pytest.mark.parametrize("number", [1, 2])
def test_it(value, number):
    pass
"""


def test_cases_whose_parameters_look_alike_are_apart(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(PARAMETERS)

    pytester.runpytest_subprocess("--alluredir", "allure")

    texts = [path.read_text() for path in (pytester.path / "allure").glob("*-result.json")]
    found = [json.loads(text) for text in texts]
    told = {
        (
            result["testCaseId"],
            *sorted((row["name"], row["value"]) for row in result["parameters"] if not row.get("excluded")),
        )
        for result in found
    }
    assert len({result["historyId"] for result in found}) == len(told) == len(found) == 16
    assert not [text for text in texts if " object at " in text or "<class" in text]
    values = [row for result in found for row in result["parameters"] if row["name"] in {"value", "number"}]
    assert all(row["excluded"] for row in values)  # allure makes the id of the history of their values


STEPS = """
import pytest
from hil.expect import expect
from hil.verdict import Ground

@pytest.mark.hil_requirement("MODE-01")
def test_it():
    expect(4, "answer").equals(4)
    expect(5, "answer").equals(6)
"""
