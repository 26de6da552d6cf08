"""Shards of a selection, and the one run that is made of their runs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from hil.errors import UsageError
from hil.results.case import CaseResult
from hil.results.conclusion import Exit, exit_code, meaning
from hil.results.ending import NOT_RECORDED, stopped_by
from hil.results.merging import merge
from hil.results.model import DeviationStatus, RunHeader, RunReport, Withdrawal
from hil.results.shard import Shard, shard_of
from hil.results.words import incomplete
from hil.verdict import Ground, Verdict
from tests.results.samples import DUT, HEADER, OTHERS
from tests.results.test_incomplete import RESUMED

SELECTION = tuple(f"suites/test_a.py::test_{letter}" for letter in "edcba")
COMMAND = ("hil", "merge", "run-1", "run-2")

PASSED, *_ = OTHERS


def case(name: str, verdict: Verdict = Verdict.PASS) -> CaseResult:
    return replace(PASSED, id=name, verdict=verdict)


def run_of(shard: str, **changes: object) -> RunReport:
    """A complete run of a shard of the selection, in which all cases pass."""
    part = shard_of(shard).part(SELECTION)
    mine = tuple(name for name in SELECTION if name in part)
    began = f"2026-01-31T10:{15 + shard_of(shard).number}:00+00:00"
    header = replace(HEADER, run_id=f"run-{shard}", shard=shard, started=began)
    report = RunReport(
        header=header,
        cases=tuple(map(case, mine)),
        duts=(DUT,),
        duration_s=90.0,
        planned=mine,
        selection=SELECTION,
    )
    return replace(report, **changes)  # type: ignore[arg-type]


def merged(*reports: RunReport) -> RunReport:
    return merge([(Path(f"run-{n}"), report) for n, report in enumerate(reports, start=1)], COMMAND)


def with_header(report: RunReport, **changes: object) -> RunReport:
    return replace(report, header=replace(report.header, **changes))  # type: ignore[arg-type]


def test_shards_part_a_selection_whatever_its_order() -> None:
    names = [f"t.py::test_{number:02d}" for number in range(11)]

    parts = [Shard(number, 3).part(reversed(names)) for number in (1, 2, 3)]

    assert [len(part) for part in parts] == [4, 4, 3]
    assert frozenset().union(*parts) == set(names)
    assert parts[0] == {names[0], names[3], names[6], names[9]}


@pytest.mark.parametrize(
    "text", ["", "2", "0/5", "6/5", "2/0", "a/b", "2/5/7", "-1/5", "2 / 5", "1/99999", "\u0662/5"]
)
def test_what_is_no_shard_is_refused_with_its_text(text: str) -> None:
    with pytest.raises(UsageError) as refused:
        shard_of(text)

    assert "expected NUMBER/COUNT" in str(refused.value)
    assert repr(text) in str(refused.value)


def test_a_shard_states_nothing_of_the_other_shards() -> None:
    report = run_of("1/2")

    assert exit_code(report) is Exit.CONFORMS
    assert meaning(report) == (
        "of shard 1/2 alone: every applicable case passed; 3 of the 5 selected cases; hil merge joins the shards"
    )


def test_merged_shards_are_the_run_of_the_selection() -> None:
    report = merged(run_of("2/2"), run_of("1/2"))

    assert [found.id for found in report.cases] == list(SELECTION)  # in the order of the selection
    assert {found.id[-1]: found.run for found in report.cases} == {
        "a": "run-1/2", "b": "run-2/2", "c": "run-1/2", "d": "run-2/2", "e": "run-1/2",
    }  # fmt: skip
    assert report.is_complete
    assert exit_code(report) is Exit.CONFORMS
    assert meaning(report) == "every applicable case passed"
    assert report.header.started == "2026-01-31T10:16:00+00:00"
    assert report.duration_s == pytest.approx(150)  # from the start of the first to the end of the last
    assert [(part.shard, part.cases) for part in report.header.merged] == [("2/2", 2), ("1/2", 3)]
    assert report.header.command == COMMAND
    assert report.header.shard == ""


def test_a_missing_shard_makes_the_run_incomplete_and_names_its_cases() -> None:
    report = merged(run_of("1/3"), run_of("3/3"))

    assert report.not_run == ("suites/test_a.py::test_e", "suites/test_a.py::test_b")
    assert incomplete(report) == "incomplete: 2 of 5 cases have no verdict (shard 2/3 is missing)"
    assert exit_code(report) is Exit.INFRASTRUCTURE


@pytest.mark.parametrize("ending", [stopped_by("SIGTERM"), NOT_RECORDED], ids=["stopped", "killed"])
def test_a_shard_that_ended_early_makes_the_run_incomplete(ending: object) -> None:
    short = run_of("2/2")
    last = short.planned[-1]

    report = merged(run_of("1/2"), replace(short, cases=short.cases[:-1], not_run=(last,), ending=ending))  # type: ignore[arg-type]

    assert report.not_run == (last,)
    assert exit_code(report) is Exit.INFRASTRUCTURE  # no signal stopped the merging
    assert "(shard 2/2: " in incomplete(report)


def test_a_fail_of_any_shard_is_a_fail_of_the_run() -> None:
    second = run_of("2/2")
    failed = replace(second, cases=(case(second.planned[0], Verdict.FAIL), *second.cases[1:]))

    assert exit_code(merged(run_of("1/2"), failed)) is Exit.DEVIATES


def test_a_deviation_is_judged_by_the_cases_of_all_shards() -> None:
    deviation = DeviationStatus("GEN-01: known", "GEN-01", (), outdated=True)
    first = replace(run_of("1/2"), deviations=(deviation,))
    known = replace(
        case(SELECTION[1], Verdict.KNOWN_DEVIATION), requirements=("GEN-01",), deviation="GEN-01: known"
    )
    second = run_of(
        "2/2", cases=(known, case(SELECTION[3])), deviations=(replace(deviation, outdated=False),)
    )

    (status,) = merged(first, second).deviations

    assert not status.outdated
    assert status.cases == (SELECTION[1],)


OTHER_FIRMWARE = replace(DUT, revision="M95FAR02A09")


@pytest.mark.parametrize(
    ("other", "words"),
    [
        (lambda: run_of("1/2"), "shard 1/2 came twice, in run-1 and run-2"),
        (lambda: run_of("2/3"), "expected shards of one division: run-1 is 1/2, and run-2 is 2/3"),
        (
            lambda: run_of("2/2", selection=(*SELECTION, "suites/test_b.py::test_new")),
            "first case that only one of both has is suites/test_b.py::test_new",
        ),
        (lambda: run_of("2/2", duts=(OTHER_FIRMWARE,)), "M95FAR02A08 in run-1; Quectel_Ltd Quectel_M95 M95FAR02A09"),
        (lambda: with_header(run_of("2/2"), shard=""), "run-2 is no shard"),
        (lambda: run_of("2/2", selection=()), "killed before it told its selection"),
        (lambda: with_header(run_of("2/2"), gate=Ground.NOTE), "expected gate reading, as it began, came note"),
        (lambda: with_header(run_of("2/2"), commit="fedcba987654"), "expected commit of m95-hil 0123456789ab"),
        (lambda: with_header(run_of("2/2"), inputs=(("--pics", "abc"),)), "--pics with the digest none"),
        (lambda: with_header(run_of("2/2"), tools=(("m95-hil", "0.0.9"),)), "version of m95-hil 0.1.0"),
        (lambda: replace(merged(run_of("1/2"), run_of("2/2"))), "run-2 is a merged run already"),
    ],
)  # fmt: skip
def test_what_does_not_belong_together_is_refused_with_both_sides(
    other: Callable[[], RunReport], words: str
) -> None:
    with pytest.raises(UsageError) as refused:
        merged(run_of("1/2"), other())

    assert words in str(refused.value)


def test_the_module_of_a_shard_may_differ() -> None:
    header: RunHeader = merged(
        with_header(run_of("1/2"), module="m95-1", dut_url="/dev/a", lab=(("name", "x"),)),
        with_header(run_of("2/2"), module="m95-2", dut_url="/dev/b", lab=(("name", "y"),)),
    ).header

    assert (header.modules, header.dut_url, header.lab) == (("m95-1", "m95-2"), "/dev/a, /dev/b", ())
    assert [part.lab for part in header.merged] == [(("name", "x"),), (("name", "y"),)]


def test_shards_on_several_modules_keep_them_and_what_left() -> None:
    left = Withdrawal("rack-2", "its port is gone", "2026-01-31T10:16:30+00:00", quarantined=True)
    first = replace(with_header(run_of("1/2"), modules=("rack-1", "rack-2")), withdrawals=(left,))
    second = replace(with_header(run_of("2/2"), module="m95-7"), resumptions=(RESUMED,))

    report = merged(first, second)

    assert report.header.modules == ("rack-1", "rack-2", "m95-7")
    assert [part.module for part in report.header.merged] == ["rack-1, rack-2", "m95-7"]
    assert report.withdrawals == (left,)
    assert report.resumptions == (RESUMED,)
