"""What an error of the driver becomes in the words of the doctor."""

from __future__ import annotations

import pytest

from hil.errors import HilError
from hil.lab.doctor.finding import of_error


@pytest.mark.parametrize(
    ("said", "detail", "step"),
    [
        ("/dev/a does not exist; check the cable", "/dev/a does not exist", "check the cable"),
        ("the port failed", "the port failed", "look"),
        ("expected success of ATE0; came ERROR", "expected success of ATE0; came ERROR", "look"),
        (
            "expected a Quectel M95; AT+CGMM says ''",
            "expected a Quectel M95; AT+CGMM says ''",
            "look",
        ),
    ],
)
def test_only_a_next_step_is_shown_as_one(said: str, detail: str, step: str) -> None:
    finding = of_error("port", HilError(said), "look")

    assert (finding.detail, finding.step) == (detail, step)
