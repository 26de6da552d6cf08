"""On what a verdict stands: data of the case, never its words."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace
from typing import cast

import pytest

from hil.cli.main import COMMANDS
from hil.expect import expect
from hil.judgement import RunningCase, running
from hil.modem.exchange import Exchange
from hil.repro.judged import judged
from hil.repro.recorded import Recorded
from hil.results.case import TranscriptLine
from hil.spec.catalogue import requirement
from hil.spec.codes import ResultCode
from hil.verdict import Mismatch
from tests.compare.runs import PASSED


def test_a_judgement_of_a_response_names_its_command_and_another_one_names_none() -> None:
    case = RunningCase((requirement("FTPCFG-01"),))
    exchange = Exchange("AT+QFTPCFG=1,1", ("ERROR",), ResultCode.ERROR)

    with running(case):
        with pytest.raises(Mismatch):
            expect(exchange).accepted()
        expect(1, what="the number").equals(1)

    assert [step.command for step in case.steps] == ["AT+QFTPCFG=1,1", ""]


def test_the_command_is_in_the_table_of_hil() -> None:
    assert "repro" in COMMANDS


@pytest.mark.parametrize("question", ["ATI", "AT+GMR", "AT+CGMR", "AT+CGSN", "AT+QCCID"])
def test_the_identity_of_a_module_is_not_compared(question: str) -> None:
    steps = [
        {"n": 1, "t": 0.1, "send": question, "kind": "line"},
        {"n": 2, "t": 0.2, "send": "AT+QIACT", "kind": "line"},
    ]
    case = replace(PASSED, transcript=(TranscriptLine(1.0, "at", "→", "AT+QIACT", "command"),))
    source = cast("Recorded", SimpleNamespace(case=case, sessions=()))

    assert judged(source, steps)["steps"] == [2]
