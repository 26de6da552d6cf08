"""How long the driver waits for what a DUT has been proven not to answer."""

from __future__ import annotations

import pytest

from hil.modem.patience import FACTOR, LEAST_S, Patience, stimulus_of

PUT, OPEN = stimulus_of('AT+QFTPPUT="a",3'), stimulus_of('AT+QFTPOPEN="h",21')
DOCUMENTED_S = 180.0


@pytest.fixture
def patience() -> Patience:
    """A case of EX422-02 has proven that AT+QFTPPUT hangs; one of EX422-03 is under way."""
    made = Patience()
    made.begin("first", ["EX422-02"])
    made.prove(PUT, "hang")
    made.begin("second", ["EX422-03"])
    return made


def answered(patience: Patience, seconds: float) -> None:
    patience.note_response(OPEN, seconds, is_success_from_network=True)


def test_an_unproven_stimulus_has_its_documented_time(patience: Patience) -> None:
    assert patience.limit_s(OPEN, DOCUMENTED_S) == DOCUMENTED_S
    assert patience.limit_s(stimulus_of('AT+QFTPPUT="b",5', with_data=True), DOCUMENTED_S) == DOCUMENTED_S


def test_a_proven_stimulus_has_a_short_time_whatever_its_parameters(patience: Patience) -> None:
    assert patience.limit_s(stimulus_of('AT+QFTPPUT="b",5'), DOCUMENTED_S) == LEAST_S
    assert patience.limit_s(PUT, LEAST_S / 2) == LEAST_S / 2


def test_the_short_time_follows_what_is_usual_for_the_dut(patience: Patience) -> None:
    for seconds in (2.0, 3.0, 60.0):
        answered(patience, seconds)

    assert patience.limit_s(PUT, DOCUMENTED_S) == FACTOR * 3.0
    assert patience.limit_s(PUT, FACTOR) == FACTOR


def test_local_answers_and_errors_say_nothing_of_the_network(patience: Patience) -> None:
    patience.note_response(OPEN, 60.0, is_success_from_network=False)

    assert patience.limit_s(PUT, DOCUMENTED_S) == LEAST_S


def test_a_stimulus_that_is_answered_again_is_proven_for_its_requirements_only(patience: Patience) -> None:
    patience.note_response(PUT, 1.0, is_success_from_network=True)

    assert patience.limit_s(PUT, DOCUMENTED_S) == DOCUMENTED_S
    patience.begin("third", ["EX422-02", "GEN-01"])
    assert patience.limit_s(PUT, DOCUMENTED_S) < DOCUMENTED_S


def test_an_answer_before_the_proof_does_not_count() -> None:
    patience = Patience()
    patience.note_response(PUT, 0.1, is_success_from_network=True)
    patience.begin("first", ["EX422-02"])
    patience.prove(PUT, "hang")
    patience.begin("second", ["EX422-03"])

    assert patience.limit_s(PUT, DOCUMENTED_S) == LEAST_S


def test_the_second_attempt_after_a_hang_waits_in_full(patience: Patience) -> None:
    assert patience.note_no_response(PUT) == " (a short wait: no response in first)"

    patience.begin("second", ["EX422-03"], broken_by="hang")

    assert patience.limit_s(PUT, DOCUMENTED_S) == DOCUMENTED_S
    assert patience.note_no_response(PUT) == ""


def test_the_second_attempt_after_a_restart_waits_shortly_for_a_proven_restart(patience: Patience) -> None:
    patience.begin("second", ["EX422-03"], broken_by="restart")
    assert patience.limit_s(PUT, DOCUMENTED_S) == DOCUMENTED_S

    patience.prove(PUT, "restart")

    assert patience.limit_s(PUT, DOCUMENTED_S) == LEAST_S


def test_a_proof_is_of_one_kind(patience: Patience) -> None:
    proof = patience.proof(PUT, "hang")

    assert proof is not None
    assert proof.case == "first"
    assert patience.proof(PUT, "restart") is None


@pytest.mark.parametrize(
    ("answered_between", "requirements", "proven"),
    [
        (False, ["GEN-02"], True),
        (True, ["GEN-02"], False),
        (True, ["GEN-01", "GEN-02"], True),
    ],
)
def test_a_command_left_unanswered_in_two_cases_is_proven(
    answered_between: bool, requirements: list[str], proven: bool
) -> None:
    patience = Patience()
    for case, own in (("first", ["GEN-01"]), ("second", requirements)):
        patience.begin(case, own)
        assert patience.proof(PUT) is None
        assert patience.note_no_response(PUT) == ""
        patience.note_silence()
        if answered_between and case == "first":
            patience.note_response(PUT, 1.0, is_success_from_network=True)

    assert (patience.proof(PUT) is not None) is proven


def test_a_case_that_left_nothing_unanswered_proves_nothing() -> None:
    patience = Patience()
    for case in ("first", "second"):
        patience.begin(case, ["GEN-01"])
        patience.note_silence()

    assert patience.proof(PUT) is None
