"""Each judgement of a case is kept as a step, held or not, without secrets."""

from __future__ import annotations

from pathlib import Path

import pytest

from hil.expect import expect, preamble, stimulus
from hil.judgement import MOST_STEPS
from hil.verdict import Inconclusive, Mismatch, Role, Step
from tests.expect.samples import MAY, MUST, answer, case

OPENED = answer("AT+QFTPOPEN=1", "OK", "+QFTPOPEN:0", result=0)
REFUSED = answer("AT+QSSLCFG=1", "ERROR")


def brief(step: Step) -> tuple[Role, str, str, str, bool, tuple[str, ...]]:
    return step.role, step.subject, step.expected, step.actual, step.held, step.requirements


def test_what_held_is_kept_with_both_sides_beside_what_did_not() -> None:
    with case(MUST, MAY) as under_way:
        preamble(OPENED).succeeded()
        stimulus(True, "no query came")
        expect(2, "MUST-01", what="the number of sessions").is_between(1, 3)
        expect(REFUSED, "MAY-01").accepted()

    assert [brief(step) for step in under_way.steps] == [
        (Role.PREAMBLE, "AT+QFTPOPEN", "success", "0", True, ()),
        (Role.STIMULUS, "stimulus", "the DUT meets what the case is about", "it did", True, ()),
        (Role.CHECK, "the number of sessions", "1 to 3", "2", True, ("MUST-01",)),
        (Role.CHECK, "AT+QSSLCFG=1", "OK", "ERROR", False, ("MAY-01",)),
    ]
    assert all(step.where.startswith("test_steps.py:") for step in under_way.steps)
    assert [step.t for step in under_way.steps] == sorted(step.t for step in under_way.steps)


def test_the_check_that_ends_a_case_is_its_last_step() -> None:
    with case(MUST) as under_way, pytest.raises(Mismatch):
        expect(REFUSED).accepted()

    assert [step.held for step in under_way.steps] == [False]


def test_a_missing_stimulus_tells_what_was_missing() -> None:
    with case(MUST) as under_way, pytest.raises(Inconclusive):
        stimulus(False, "no query came")

    assert [(step.actual, step.held) for step in under_way.steps] == [("no query came", False)]


def test_what_is_known_only_of_a_failure_is_not_told_of_a_success(tmp_path: Path) -> None:
    with case(MUST) as under_way:
        expect(tmp_path / "upload.bin").is_absent()

    assert [(step.expected, step.actual) for step in under_way.steps] == [("no such file", "no such file")]


def test_no_step_holds_a_secret() -> None:
    with case(MUST) as under_way:
        expect(answer('AT+QFTPPASS="hunter2"', "OK")).accepted()

    assert "hunter2" not in str(under_way.steps)


def test_of_very_many_judgements_the_first_and_the_last_are_kept() -> None:
    with case(MUST) as under_way:
        for number in range(MOST_STEPS + 50):
            expect(number, what="a number").equals(number)

    kept = [step.actual for step in under_way.steps]
    assert (kept[0], kept[-1], len(kept)) == ("0", str(MOST_STEPS + 49), MOST_STEPS)
