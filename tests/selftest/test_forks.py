"""The cases that a campaign of a fork runs, and what pytest tears down between them."""

from __future__ import annotations

import json
import os
from types import SimpleNamespace
from typing import Any, cast

import pytest

from hil.results.case import CaseResult, TranscriptLine
from hil.results.case_records import case_record, encode, read_case
from hil.selftest.forks import ForkLoop, Plan
from hil.verdict import Verdict

pytest_plugins = ("pytester",)

CASES = """
import pytest

@pytest.fixture(scope="package")
def server():
    yield "open"

@pytest.mark.hil_requirement("AUTH-05")
def test_needed(server):
    pass

@pytest.mark.hil_requirement("MODE-01")
def test_reserve(server):
    pass
"""


class InProcess:
    """Runs the cases of a plan without a fork."""

    def __init__(self) -> None:
        self.not_needed = 0

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        reserve = tuple(item.nodeid for item in session.items if item.name == "test_reserve")
        plan = Plan("some-defect", "emulator://m95", (), wanted=("AUTH-05",), rest=reserve)
        loop = ForkLoop(lambda _items: (), lambda _outcome: None)
        self.not_needed = loop.run_cases(session, plan, session.items)
        return True


def test_a_case_after_one_that_is_not_needed_starts_with_everything_torn_down(
    pytester: pytest.Pytester,
) -> None:
    for package in ("first", "second"):
        pytester.mkpydir(package)
        pytester.path.joinpath(package, f"test_{package}.py").write_text(CASES, encoding="utf-8")
    runner = InProcess()

    result = pytester.inline_run("-p", "no:cacheprovider", plugins=[runner])

    result.assertoutcome(passed=2)
    assert runner.not_needed == 2


REPEATED = """
import pytest

ORDER = []

@pytest.fixture
def kept():
    yield ORDER
    with open("order.txt", "w") as file:
        file.write(" ".join(ORDER))

@pytest.mark.hil_requirement("AUTH-05")
def test_first(kept):
    kept.append("first")

@pytest.mark.hil_requirement("MODE-01")
def test_second(kept):
    kept.append("second")
"""


class Repeats:
    """Runs the cases of a plan, and then in the other order, without a fork."""

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        names = tuple(item.nodeid for item in session.items)
        plan = Plan("some values", "emulator://m95", names, again=names[::-1])
        loop = ForkLoop(lambda _items: (), lambda _outcome: None)
        loop.run_cases(session, plan, [*session.items, *session.items[::-1]])
        return True


def test_cases_run_once_more_with_fixtures_of_their_own(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(REPEATED)

    result = pytester.inline_run("-p", "no:cacheprovider", plugins=[Repeats()])

    result.assertoutcome(passed=4)
    assert pytester.path.joinpath("order.txt").read_text(encoding="utf-8") == "first second second first"


@pytest.mark.parametrize("verdict", [Verdict.PASS, Verdict.FAIL])
def test_only_a_case_that_is_shown_is_told_with_its_transcript(verdict: Verdict) -> None:
    lines = (TranscriptLine(0.0, "at", "→", "AT", "command"),)
    case = CaseResult("a", "a", ("MODE-01",), verdict, "", 0.1, transcript=lines)
    loop = ForkLoop(lambda _items: (), lambda _outcome: None)
    ours, loop._pipe = os.pipe()
    loop._shown = frozenset({Verdict.PASS})

    loop.pytest_runtest_logreport(cast(Any, SimpleNamespace(hil_case=encode(case_record(case)))))

    os.close(loop._pipe)
    with os.fdopen(ours) as pipe:
        told = read_case(json.loads(pipe.read()))
    assert told.verdict is verdict
    assert told.transcript == (lines if verdict is Verdict.PASS else ())
