"""Which way a verdict changed: by case, and by requirement."""

from __future__ import annotations

from dataclasses import replace

import pytest

from hil.compare.verdicts import Direction, Pair, case_changes, direction, requirement_changes
from hil.results.case import CaseResult
from hil.verdict import Cause, Ground, Verdict
from tests.compare.runs import PASSED, case, failing, inconclusive

LEFT_OPEN = inconclusive(PASSED, Cause.LEFT_OPEN)
NO_STIMULUS = inconclusive(PASSED, Cause.NO_STIMULUS)
ERROR = replace(PASSED, verdict=Verdict.ERROR)
NOT_APPLICABLE = replace(PASSED, verdict=Verdict.NOT_APPLICABLE)
NOTE, READING = failing(PASSED), failing(PASSED, Ground.READING)
KNOWN = replace(NOTE, verdict=Verdict.KNOWN_DEVIATION)


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        (PASSED, PASSED, None),
        (PASSED, NOTE, Direction.WORSE),
        (PASSED, KNOWN, Direction.WORSE),
        (PASSED, LEFT_OPEN, Direction.WORSE),
        (PASSED, NO_STIMULUS, Direction.WORSE),
        (READING, NOTE, Direction.WORSE),
        (NO_STIMULUS, READING, Direction.WORSE),
        (NOTE, PASSED, Direction.BETTER),
        (NOTE, READING, Direction.BETTER),
        (NO_STIMULUS, PASSED, Direction.BETTER),
        (NOTE, NO_STIMULUS, Direction.OTHER),  # nothing shows that the fail is gone
        (NOTE, KNOWN, Direction.OTHER),
        (PASSED, ERROR, Direction.OTHER),
        (ERROR, NOTE, Direction.OTHER),
        (PASSED, NOT_APPLICABLE, Direction.OTHER),
        (ERROR, ERROR, None),
        (NOTE, NOTE, None),
        (NOTE, failing(PASSED, actual="-1"), Direction.OTHER),
    ],
    ids=lambda value: value.verdict_words if isinstance(value, CaseResult) else str(value),
)
def test_a_change_has_a_direction(before: CaseResult, after: CaseResult, expected: Direction | None) -> None:
    assert direction(Pair(before, after)) is expected


def test_changes_tell_both_sides_and_the_worse_ones_stand_first() -> None:
    better, worse = case("test_better"), case("test_worse", "GEN-01", "GEN-02")

    found = case_changes(
        [Pair(failing(better), better), Pair(worse, failing(worse, of="GEN-02")), Pair(PASSED, PASSED)]
    )

    assert [change.direction for change in found] == [Direction.WORSE, Direction.BETTER]
    assert found[0].requirements == ("GEN-02",)
    assert (found[0].before.verdict, found[0].after.verdict) == ("pass", "fail (note)")
    assert found[0].after.words == "expected -5, came 0"
    assert found[1].before.words == "expected -5, came 0"


def test_a_requirement_changes_by_its_deciding_case_and_counts_the_others() -> None:
    one, two, three = (case(f"test_{number}", "GEN-01", "GEN-02") for number in range(3))

    found = requirement_changes(
        [Pair(one, failing(one, of="GEN-01")), Pair(two, two), Pair(failing(three, of="GEN-02"), three)]
    )

    assert [(each.requirement, each.direction, each.before, each.after) for each in found] == [
        ("GEN-01", Direction.WORSE, "pass", "fail (note)"),
        ("GEN-02", Direction.BETTER, "fail (note)", "pass"),
    ]
    assert (found[0].worse, found[0].better) == (1, 1)
