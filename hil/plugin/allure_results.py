"""Hooks that give allure-pytest what it cannot know: DUT, AT exchanges, transcript, verdict.

They act if allure writes results (`--alluredir`); the listener is allure-pytest's.
Without the parameter `dut` the results of two DUTs would have one history, and
one would look like a retry of the other.
"""

from __future__ import annotations

from collections.abc import Generator

import pytest

from hil.plugin.collect import RESULT
from hil.plugin.markers import closest
from hil.plugin.stash_keys import DUT
from hil.report.allure import steps, weights
from hil.results.case import CaseResult


def active(config: pytest.Config) -> bool:
    """Whether allure-pytest writes results in this run."""
    return bool(config.getoption("allure_report_dir", None))


@pytest.hookimpl(wrapper=True, trylast=True)
def pytest_runtest_setup(item: pytest.Item) -> Generator[None, object, object]:
    """Name the DUT, after the fixtures of the case."""
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
    """Add the finished case to allure's test, which is open until the log of the case is finished."""
    report = yield
    if call.when == "teardown" and active(item.config):
        case = item.stash.get(RESULT, None)
        if case is not None:
            add_case(case)
    return report


def add_case(case: CaseResult) -> None:
    """Add to allure's current test: requirements and verdict as labels, AT exchanges as steps, the transcript."""
    import allure  # noqa: PLC0415 - only for those who use it

    allure.dynamic.tag(case.verdict.value, *weights(case))
    for identifier in case.requirements:
        allure.dynamic.label("requirement", identifier)
    exchanges = list(steps(case.own_transcript))
    if exchanges:
        with allure.step(f"AT channel, {len(exchanges)} commands"):
            for title in exchanges:
                with allure.step(title):
                    pass
    if case.own_transcript:
        text = "\n".join(map(str, case.own_transcript))
        allure.attach(text, name="transcript", attachment_type=allure.attachment_type.TEXT)
