"""Hooks that give allure-pytest what it cannot know: DUT, judgements, AT exchanges, transcript, verdict.

They act if allure writes results (`--alluredir`); the listener is allure-pytest's.
Without the parameter `dut` the results of two DUTs would have one history, and
one would look like a retry of the other.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping
from types import MappingProxyType
from uuid import uuid4

import pytest

from hil.plugin.case_under_way import RESULT
from hil.plugin.markers import closest
from hil.plugin.stash_keys import DUT
from hil.report.allure import VERDICT, name_of_dut, weights
from hil.report.allure_steps import BROKEN, FAILED, SKIPPED, ShownStep, exchanges, judgements
from hil.results.case import CaseResult
from hil.verdict import Inconclusive


def active(config: pytest.Config) -> bool:
    """Whether allure-pytest writes results in this run."""
    return bool(config.getoption("allure_report_dir", None))


@pytest.hookimpl(wrapper=True, trylast=True)
def pytest_runtest_setup(item: pytest.Item) -> Generator[None, object, object]:
    """Name the DUT, after the fixtures of the case, and tell its parameters by their id."""
    try:
        return (yield)
    finally:
        if closest(item, "requirement") and active(item.config):
            _name(item)


def _name(item: pytest.Item) -> None:
    """Give allure the DUT and the id of the parameters in place of their values.

    allure shows any two values of bytes alike, and took cases that differ in them for
    repetitions of one; it shows an object with its address, which is another in each run.
    """
    import allure  # noqa: PLC0415 - only for those who use it

    dut = item.config.stash.get(DUT, None)
    allure.dynamic.parameter("dut", name_of_dut(dut, str(item.config.getoption("hil_dut"))))
    parameters = getattr(item, "callspec", None)
    if parameters is not None:
        allure.dynamic.parameter("case", parameters.id)
        for name in parameters.params:
            allure.dynamic.parameter(name, "", excluded=True, mode=allure.parameter_mode.HIDDEN)


@pytest.hookimpl(wrapper=True, tryfirst=True)  # behind the end of the case in `outcomes`
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
    """Add to allure's current test: requirements and verdict as labels, judgements and exchanges as steps, the transcript."""
    import allure  # noqa: PLC0415 - only for those who use it

    allure.dynamic.tag(case.verdict.value, *weights(case))
    allure.dynamic.label(VERDICT, case.verdict_words)
    for identifier in case.requirements:
        allure.dynamic.label("requirement", identifier)
    for step in judgements(case):
        _add_step(step)
    shown = list(exchanges(case.own_transcript))
    if shown:
        with allure.step(f"AT channel, {len(shown)} commands"):
            for step in shown:
                _add_step(step)
    if case.own_transcript:
        text = "\n".join(map(str, case.own_transcript))
        allure.attach(text, name="transcript", attachment_type=allure.attachment_type.TEXT)


def _add_step(step: ShownStep) -> None:
    """Add a step by allure's hooks: its context manager fails a step by an exception only, and shows where we raised it."""
    from allure_commons import plugin_manager  # noqa: PLC0415 - only for those who use it

    make = _RAISED.get(step.status)
    raised = make(step.title) if make else None
    of_error = {"exc_type": type(raised) if raised else None, "exc_val": raised, "exc_tb": None}
    uuid = str(uuid4())
    plugin_manager.hook.start_step(uuid=uuid, title=step.title, params=dict(step.fields))
    plugin_manager.hook.stop_step(uuid=uuid, title=step.title, **of_error)


_RAISED: Mapping[str, Callable[[str], BaseException]] = MappingProxyType(
    {FAILED: AssertionError, BROKEN: Inconclusive, SKIPPED: pytest.skip.Exception}
)
"""The exception of which allure makes each status but passed, made of a message."""
