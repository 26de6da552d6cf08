"""Renamed cases: the new name for an old one, and the hint where an old name selects nothing."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from hil.campaign.renamed import MOST_HINTS, current_id, hint_for_argument, hints_for_expression

ROOT = Path(__file__).parent.parent.parent

OLD = "suites/tls/test_other_servers.py::test_what_a_server_of_later_years_meets"
NEW = "suites/tls/test_unsupported_servers.py::test_a_modern_only_server_is_refused"
HINT = f"test test_what_a_server_of_later_years_meets was renamed to {NEW}"


@pytest.mark.parametrize(
    ("case", "current"),
    [
        (OLD, NEW),
        (f"{OLD}[tls13-only]", f"{NEW}[tls13-only]"),
        (NEW, NEW),
        ("tests/test_mine.py::test_this[a-b]", "tests/test_mine.py::test_this[a-b]"),
    ],
)
def test_an_old_id_has_a_current_one(case: str, current: str) -> None:
    assert current_id(case) == current


@pytest.mark.parametrize(
    "expression",
    [
        "test_what_a_server_of_later_years_meets",
        "what_a_server_of_later_years_meets and tls13-only",
        "not smoke and (A_Server_of_later_years)",
    ],
)
def test_an_expression_with_an_old_name_is_given_the_new_one(expression: str) -> None:
    assert hints_for_expression(expression) == (HINT,)


@pytest.mark.parametrize("expression", ["", "and or not", "no_such_case", "TLS1.2 and 0X0035"])
def test_another_expression_is_given_none(expression: str) -> None:
    assert hints_for_expression(expression) == ()


def test_a_common_part_of_names_is_given_few_hints() -> None:
    assert len(hints_for_expression("recorded")) == MOST_HINTS


@pytest.mark.parametrize(
    ("argument", "hint"),
    [
        (OLD, HINT),
        (f"/home/me/m95/{OLD}[tls13-only]", HINT),
        (
            "suites/tls/test_other_servers.py",
            "suites/tls/test_other_servers.py was renamed to suites/tls/test_unsupported_servers.py",
        ),
        (NEW, None),
        ("suites/tls/test_pairs.py", None),
        ("suites/tls", None),
        ("tests/test_mine.py::test_what_a_server_of_later_years_meets", None),
    ],
)
def test_an_argument_with_an_old_name_is_given_the_new_one(argument: str, hint: str | None) -> None:
    assert hint_for_argument(argument) == hint


@pytest.mark.parametrize("arguments", [["suites/tls", "-k", OLD.partition("::")[2]], [OLD]])
def test_pytest_prints_the_hint(arguments: list[str]) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "pytest", *arguments, "--collect-only", "-q", "-p", "no:cacheprovider"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )

    assert done.returncode in {pytest.ExitCode.USAGE_ERROR, pytest.ExitCode.NO_TESTS_COLLECTED}
    assert f"hint: {HINT}\n" in done.stdout
