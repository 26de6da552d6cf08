"""The table of error codes."""

from __future__ import annotations

from dataclasses import replace

from hil.report.view.errors import ErrorRow, Observed, error_rows, requirement_of
from hil.results.case import CaseResult
from hil.results.description import Description, PlannedCase
from hil.results.model import RunReport
from hil.spec.catalogue import requirements
from hil.spec.codes import ErrorCode
from hil.verdict import Role, Step, Verdict
from tests.results.samples import OTHERS, sample

NETWORK = "ERR-LOCAL-05"


def judged(actual: str, *, held: bool = True, role: Role = Role.CHECK, of: str = NETWORK) -> Step:
    return Step(0.1, role, "AT+QFTPOPEN", "-5 (network error)", actual, held, (of,))


def case(name: str, *steps: Step, verdict: Verdict = Verdict.PASS) -> CaseResult:
    return replace(OTHERS[0], id=name, requirements=(NETWORK,), verdict=verdict, steps=steps)


def row_of(code: ErrorCode, report: RunReport) -> ErrorRow:
    return next(row for row in error_rows(report) if row.code is code)


def test_each_code_of_table_4_has_the_requirement_that_holds_its_recipe() -> None:
    with_recipe = {found.id for found in requirements().values() if found.provoke}

    assert {requirement_of(code).id for code in ErrorCode} == with_recipe


def test_a_row_tells_meaning_recipe_cases_and_the_codes_that_came() -> None:
    report = replace(
        sample(),
        cases=(
            case("a", judged("-5 (network error)"), judged("-5 (network error)")),
            case("b", judged("-9 (timeout)", held=False), verdict=Verdict.FAIL),
            case("c", judged("0", held=False), judged("1000 bytes"), verdict=Verdict.FAIL),
        ),
    )

    row = row_of(ErrorCode.NETWORK, report)

    assert row.meaning == "network error"
    assert "closed port" in row.recipe
    assert "AT+QFTPOPEN" in row.stimulus
    assert (row.verdict, row.passed, len(row.cases)) == (Verdict.FAIL, 1, 3)
    assert row.observed == (
        Observed("-5 (network error)", 2),
        Observed("-9 (timeout)", 1),
        Observed("0 (success)", 1),
    )


def test_what_brings_the_dut_there_and_what_judges_another_requirement_is_not_observed() -> None:
    steps = (judged("-5 (network error)", role=Role.PREAMBLE), judged("-5 (network error)", of="GEN-01"))

    row = row_of(ErrorCode.NETWORK, replace(sample(), cases=(case("a", *steps),)))

    assert row.observed == ()


def test_a_bare_number_counts_where_it_is_the_code_itself() -> None:
    report = replace(sample(), cases=(case("a", judged("-5"), judged("-1")),))

    assert row_of(ErrorCode.NETWORK, report).observed == (Observed("-5 (network error)", 1),)


def test_a_code_without_a_verdict_names_the_planned_cases() -> None:
    planned = (PlannedCase("a", "A", (NETWORK,)), PlannedCase("b", "B", ("GEN-01",)))
    report = replace(
        sample(), cases=(), not_run=("a", "b"), planned=("a", "b"), description=Description(planned=planned)
    )

    row = row_of(ErrorCode.NETWORK, report)

    assert (row.verdict, row.not_run) == (None, ("a",))
