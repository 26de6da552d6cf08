"""When a rung of the recovery ladder is tried at all."""

from __future__ import annotations

from types import SimpleNamespace
from typing import cast

import pytest

from hil.lab.rungs import nothing_left_on
from hil.modem.line_state import LineState
from hil.modem.modem import Modem


def after(line: str, state: LineState = LineState.SILENT) -> Modem:
    """A DUT that is silent after that command line."""
    channel = SimpleNamespace(lines=["AT+CGATT?", line, "AT"])
    return cast(Modem, SimpleNamespace(channel=channel, remedies=(), line_state=state))


@pytest.mark.parametrize("line", ["AT+CMUX=0", "AT+ICF=6,0", "ATS3=64", "ATZ", "AT&F", "AT+QISEND", "ATE0&W"])
def test_leftovers_are_ended_after_a_command_that_leaves_a_mode_on(line: str) -> None:
    assert nothing_left_on(after(line)) == ""


@pytest.mark.parametrize("line", ["AT+ICF?", "AT+CMUX=?", "AT+QSCLK?", 'AT+QFTPOPEN="127.0.0.1",1', "ATQ0"])
def test_a_question_leaves_nothing_on_so_no_time_is_spent(line: str) -> None:
    assert nothing_left_on(after(line)).startswith("no command switched a multiplexer on")


def test_what_came_is_a_reason_too() -> None:
    assert nothing_left_on(after("AT+CSQ", LineState.PROMPT)) == ""
