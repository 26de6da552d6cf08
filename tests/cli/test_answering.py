"""A command line that only answers has no result but its text."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from hil.cli.answering import ANSWERS, only_answers
from hil.cli.main import COMMANDS, hil

HIL = [sys.executable, "-c", "from hil.cli.main import main; main()"]


@pytest.mark.parametrize(
    "line",
    [
        ("conformance", "--list", "--campaign", "smoke", "--requirement", "SSLCFG-RTC-03"),
        ("emulate", "--list-variants"),
        ("serve", "--list-networks"),
        ("serve", "--help"),
    ],
    ids=" ".join,
)
def test_an_answer_that_is_lost_is_trouble(line: tuple[str, ...], tmp_path: Path) -> None:
    with Path("/dev/full").open("wb") as full:
        ended = subprocess.run(
            [*HIL, *line], cwd=tmp_path, stdout=full, stderr=subprocess.PIPE, text=True, check=False
        )

    assert ended.stderr == (
        "hil: standard output is incomplete: No space left on device; write it where there is room\n"
    )
    assert ended.returncode == 3


@pytest.mark.parametrize("name", ANSWERS)
def test_the_options_of_an_answer_are_those_of_the_command(name: str) -> None:
    context = hil.make_context("hil", [name], resilient_parsing=True)
    command = hil.get_command(context, name)

    assert command is not None
    assert ANSWERS[name] <= {option for each in command.params for option in each.opts}


def test_a_run_and_a_server_are_more_than_an_answer() -> None:
    assert not any(only_answers([name]) for name in COMMANDS)
    assert not only_answers([])
