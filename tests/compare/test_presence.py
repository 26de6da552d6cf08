"""A case that one run lacks is new, gone, renamed, not selected or not run there, as plans and digests tell."""

from __future__ import annotations

from dataclasses import replace

import pytest

from hil.compare.presence import Why, presence
from hil.results.model import RunHeader
from tests.compare.runs import BENCH, case, report

COMMON, EXTRA = case("test_common"), case("test_extra", "GEN-02")


@pytest.mark.parametrize(
    ("suites", "header", "expected"),
    [
        ("s2", BENCH, Why.GONE),
        ("s1", BENCH, Why.NOT_SELECTED),  # the cases are the same: it can only have been left out
        ("s2", replace(BENCH, campaign="smoke"), Why.NOT_SELECTED),
        ("s2", replace(BENCH, narrowed=(("-k", "close"),)), Why.NOT_SELECTED),
    ],
)
def test_a_case_that_the_later_run_lacks(suites: str, header: RunHeader, expected: Why) -> None:
    found = presence(report(COMMON, EXTRA), report(COMMON, suites=suites, header=header))

    assert [(single.name, single.why) for single in found.singles] == [("test_a.py::test_extra", expected)]
    assert [pair.after.id for pair in found.pairs] == [COMMON.id]


def test_a_case_that_is_planned_and_has_no_verdict_was_not_run() -> None:
    found = presence(report(COMMON, EXTRA), report(COMMON, planned=(COMMON.id, EXTRA.id), suites="s2"))

    assert [single.why for single in found.singles] == [Why.NOT_RUN]


def test_a_case_that_only_the_later_suites_have_is_new() -> None:
    found = presence(report(COMMON), report(COMMON, EXTRA, suites="s2"))

    assert [single.why for single in found.singles] == [Why.NEW]


@pytest.mark.parametrize(
    "identifier",
    [
        "suites/b/test_b.py::test_extra",
        "suites/a/test_a.py::test_extra_of_another_name",
        "suites/a/test_a.py::test_extra[seclevel0]",
    ],
)
def test_a_case_under_another_name_is_compared(identifier: str) -> None:
    late = replace(EXTRA, id=identifier)

    found = presence(report(COMMON, EXTRA), report(COMMON, late, suites="s2"))

    assert [(each.before, each.after) for each in found.renamed] == [(EXTRA.id, identifier)]
    assert {pair.after.id: pair.before.id for pair in found.pairs} == {
        COMMON.id: COMMON.id,
        identifier: EXTRA.id,
    }
    assert found.singles == ()


def test_a_case_that_several_new_ones_are_like_is_gone() -> None:
    late = [
        replace(EXTRA, id=f"suites/a/test_a.py::test_extra[{number}]", title=str(number))
        for number in range(2)
    ]

    found = presence(report(COMMON, EXTRA), report(COMMON, *late, suites="s2"))

    assert [single.why for single in found.singles] == [Why.NEW, Why.NEW, Why.GONE]


def test_a_case_that_is_planned_under_its_own_name_has_no_other_one() -> None:
    late = replace(EXTRA, id="suites/b/test_b.py::test_extra")
    planned = (COMMON.id, EXTRA.id, late.id)

    found = presence(report(COMMON, EXTRA), report(COMMON, late, planned=planned, suites="s2"))

    assert found.renamed == ()
    assert [single.why for single in found.singles] == [Why.NEW, Why.NOT_RUN]
