"""What allure-pytest cannot know: the DUT as a parameter, AT lines as steps, the transcript, the verdict.

Active when allure writes (`--alluredir`); the listener itself is allure-pytest's.
Without the `dut` parameter the results of two DUTs would share one history, and
one would hide as a retry of the other.
"""

from __future__ import annotations

import json
from collections.abc import Generator, Iterator
from dataclasses import asdict
from pathlib import Path

import pytest

from hil.plugin.collect import RESULT
from hil.plugin.markers import closest
from hil.plugin.stash_keys import DUT
from hil.results.model import CaseResult, Line, RunReport

CATEGORIES = (
    {"name": "Inconclusive", "matchedStatuses": ["broken"], "messageRegex": "(?s).*Inconclusive.*"},
    {"name": "The DUT deviates", "matchedStatuses": ["failed"]},
    {"name": "The bench failed", "matchedStatuses": ["broken"]},
    {"name": "Not applicable", "matchedStatuses": ["skipped"]},
)
"""Allure's groups of results; the first that fits takes a result."""


def active(config: pytest.Config) -> bool:
    """Whether allure-pytest writes results in this run."""
    return bool(config.getoption("allure_report_dir", None))


@pytest.hookimpl(wrapper=True, trylast=True)
def pytest_runtest_setup(item: pytest.Item) -> Generator[None, object, object]:
    """Name the DUT, once the fixtures have or have not found one."""
    try:
        return (yield)
    finally:
        if closest(item, "requirement") and active(item.config):
            import allure  # noqa: PLC0415 - only for those who use it

            allure.dynamic.parameter("dut", _name_of_dut(item.config))


def _name_of_dut(config: pytest.Config) -> str:
    url = str(config.getoption("hil_dut"))
    dut = config.stash.get(DUT, None)
    return f"{dut.model} {dut.imei} at {url}" if dut else url


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Add the finished case to allure's test, which stays open until the log of the case is finished."""
    report = yield
    if call.when == "teardown" and active(item.config):
        case = item.stash.get(RESULT, None)
        if case is not None:
            add_case(case)
    return report


def add_case(case: CaseResult) -> None:
    """Add to allure's current test: requirements and verdict as labels, AT exchanges as steps, the transcript."""
    import allure  # noqa: PLC0415 - only for those who use it

    # allure leaves these two without types
    allure.dynamic.tag(case.verdict.value)  # type: ignore[no-untyped-call]
    for identifier in case.requirements:
        allure.dynamic.label("requirement", identifier)  # type: ignore[no-untyped-call]
    exchanges = list(steps(case.transcript))
    if exchanges:
        with allure.step(f"AT channel, {len(exchanges)} commands"):
            for title in exchanges:
                with allure.step(title):
                    pass
    if case.transcript:
        text = "\n".join(map(str, case.transcript))
        allure.attach(text, name="transcript", attachment_type=allure.attachment_type.TEXT)


def steps(lines: tuple[Line, ...]) -> Iterator[str]:
    """AT exchanges in one line each: the command line with what came back for it."""
    command = ""
    answers: list[str] = []
    for line in lines:
        if line.pco != "at":
            continue
        if line.direction == "→":
            if command:
                yield _step(command, answers)
            command, answers = line.text, []
        elif line.direction == "←":
            answers.append(line.text)
    if command:
        yield _step(command, answers)


def _step(command: str, answers: list[str]) -> str:
    return f"{command} → {' / '.join(answers)}" if answers else command


def describe_run(report: RunReport, folder: Path) -> None:
    """Write what allure shows beside the results: the environment of the run and the groups of verdicts."""
    header = report.header
    environment = {
        "dut.url": header.dut_url,
        **{
            f"dut.{name}": value
            for dut in report.duts
            for name, value in asdict(dut).items()
            if name != "url"
        },
        "campaign": header.campaign,
        "python": header.python,
        "openssl": header.openssl,
        "platform": header.platform,
        "commit": header.commit,
        **{f"tool.{name}": version for name, version in header.tools},
    }
    folder.mkdir(parents=True, exist_ok=True)
    lines = [f"{name}={_escaped(value)}" for name, value in environment.items() if value]
    (folder / "environment.properties").write_text("\n".join(lines) + "\n", encoding="utf-8")
    (folder / "categories.json").write_text(json.dumps(CATEGORIES, indent=2), encoding="utf-8")


def _escaped(value: str) -> str:
    return value.replace("\\", "\\\\").replace("\n", "\\n")
