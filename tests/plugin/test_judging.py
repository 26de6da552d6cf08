"""What the checks of a case come to: ground, departures, causes, known deviations, pytest's own outcome."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

import hil.campaign.deviations  # msgspec looks these up among the modules, which pytester forgets
import hil.campaign.own_requirements  # noqa: F401
from hil.results.case import CaseResult
from hil.results.model import RunReport
from hil.results.records import read
from hil.verdict import Cause, Ground, Verdict
from tests.plugin.suite import CONFTEST
from tests.report.unpacked import whole

pytest_plugins = ("pytester",)

OWN = """
[catalogue]
prefix = "ACME"
document = "ACME Meter"
""" + "".join(
    f"""
[[requirement]]
id = "ACME-{identifier}"
section = "1"
title = "a title"
statement = "a statement"
kind = "{kind}"
ground = "{ground}"
"""
    for identifier, kind, ground in (
        ("NOTE-01", "mandatory", "note"),
        ("MUST-01", "mandatory", "standard"),
        ("READ-01", "mandatory", "reading"),
        ("MAY-01", "optional", "reading"),
        ("MAY-02", "optional", "reading"),
    )
)

CASES = """
import pytest
from hil.api import Cause, Inconclusive, UnexpectedResult, ChannelTimeout, expect, expect_all, left_open, preamble

mark = pytest.mark.hil_requirement

@mark("ACME-NOTE-01", "ACME-READ-01", "ACME-MAY-01")
def test_two_grounds(modem):
    with expect_all():
        expect("0", "ACME-READ-01", what="type 1").equals("1")
        expect("0", "ACME-NOTE-01", what="type 7").equals("1")
        expect("0", "ACME-MAY-01", what="type 5").equals("1")

@mark("ACME-MUST-01", "ACME-MAY-01")
def test_a_departure_goes_on(modem):
    expect("0", "ACME-MAY-01", what="type 5").equals("1")
    expect("0", "ACME-MUST-01", what="type 7").equals("0")

@mark("ACME-MAY-01", "ACME-MAY-02")
def test_a_plain_assert_about_optional_matters(modem):
    assert 1 + 1 == 3

@mark("ACME-MAY-01", "ACME-READ-01")
def test_a_plain_assert(modem):
    assert 1 + 1 == 3

@mark("ACME-MAY-01")
def test_an_optional_value_that_is_missing(modem):
    expect(None, what="the end").is_present()

@mark("ACME-READ-01")
def test_silence(modem):
    raise ChannelTimeout("no answer to AT+QFTPOPEN")

@mark("ACME-MAY-01")
def test_silence_in_an_optional_case(modem):
    raise ChannelTimeout("no answer to AT+QFTPOPEN")

@mark("ACME-MAY-01")
def test_a_refused_preamble(modem):
    raise UnexpectedResult.mismatch(expected="success of AT+QIACT", actual="ERROR")

@mark("ACME-MUST-01")
def test_a_refused_preamble_of_a_mandatory_case(modem):
    raise UnexpectedResult.mismatch(expected="success of AT+QIACT", actual="ERROR")

@mark("ACME-NOTE-01")
def test_left_open(modem):
    left_open("the note does not say what +++ does")

@mark("ACME-NOTE-01")
def test_no_stimulus(modem):
    raise Inconclusive("no session came")

@mark("ACME-NOTE-01", "ACME-MAY-01")
def test_ids_are_missing(modem):
    expect(1, what="a number").equals(1)

@mark("ACME-READ-01")
def test_reading(modem):
    expect(1, what="a number").equals(2)
"""


def run(
    pytester: pytest.Pytester, chosen: str = "", *options: str
) -> tuple[RunReport, dict[str, CaseResult], pytest.RunResult]:
    pytester.makeconftest(CONFTEST)
    pytester.makepyfile(test_cases=CASES)
    pytester.path.joinpath("acme.toml").write_text(OWN)
    result = pytester.runpytest_inprocess(
        "--hil-report-dir", "out", "--hil-requirements", "acme.toml", "-k", chosen, *options
    )
    report = read(pytester.path / "out")
    return report, {case.id.rpartition("::test_")[2]: case for case in report.cases}, result


@pytest.mark.parametrize("workers", [(), ("-n", "2")], ids=["one process", "two workers"])
def test_each_case_has_its_verdict_with_ground_or_cause(
    pytester: pytest.Pytester, workers: tuple[str, ...]
) -> None:
    _, cases, _ = run(pytester, "", *workers)

    assert {name: case.verdict_words for name, case in cases.items()} == {
        "two_grounds": "fail (note)",
        "a_departure_goes_on": "pass (optional not met)",
        "a_plain_assert_about_optional_matters": "pass (optional not met)",
        "a_plain_assert": "fail (reading)",
        "an_optional_value_that_is_missing": "pass (optional not met)",
        "silence": "fail (standard)",
        "silence_in_an_optional_case": "fail (standard)",
        "a_refused_preamble": "inconclusive (no stimulus, or disturbed)",
        "a_refused_preamble_of_a_mandatory_case": "fail (standard)",
        "left_open": "inconclusive (left open)",
        "no_stimulus": "inconclusive (no stimulus, or disturbed)",
        "ids_are_missing": "error",
        "reading": "fail (reading)",
    }


def test_every_failed_check_is_kept_with_its_requirements_and_place(pytester: pytest.Pytester) -> None:
    _, cases, result = run(pytester, "two_grounds")

    case = cases["two_grounds"]
    assert [(check.ground, check.sentence, check.requirements) for check in case.checks] == [
        (Ground.READING, "type 1: expected 1, came 0", ("ACME-READ-01",)),
        (Ground.NOTE, "type 7: expected 1, came 0", ("ACME-NOTE-01",)),
    ]
    assert [check.requirements for check in case.departures] == [("ACME-MAY-01",)]
    assert case.checks[0].where == "test_cases.py:9"
    result.stdout.fnmatch_lines(
        ["*[[]note] type 7: expected 1, came 0 (ACME-NOTE-01) at test_cases.py:10*", "*Transcript call*"]
    )
    result.stdout.no_fnmatch_line("*equals*")


def test_a_secret_in_a_failed_step_is_masked(pytester: pytest.Pytester) -> None:
    pytester.makeconftest(CONFTEST)
    pytester.makepyfile(
        test_cases="""
        import pytest
        from hil.errors import UnexpectedResult

        @pytest.mark.hil_requirement("MODE-01")
        def test_it(modem):
            raise UnexpectedResult.mismatch(expected='success of AT+QFTPPASS="hunter2"', actual="ERROR")
        """
    )

    result = pytester.runpytest_inprocess("--hil-report-dir", "out")

    assert "hunter2" not in (pytester.path / "out/results.jsonl").read_text()
    result.stdout.fnmatch_lines(['*expected success of AT+QFTPPASS="[*][*][*]"; came ERROR*'])
    result.stdout.no_fnmatch_line("*hunter2*")


def test_an_error_names_the_ids_to_choose_from(pytester: pytest.Pytester) -> None:
    _, cases, _ = run(pytester, "ids_are_missing")

    assert (
        "ACME-NOTE-01 (mandatory, note), ACME-MAY-01 (optional, reading)" in cases["ids_are_missing"].reason
    )


@pytest.mark.parametrize(
    ("chosen", "gate", "outcomes"),
    [
        ("departure or optional_matters or value", "reading", {"passed": 3}),
        ("left_open", "reading", {"xfailed": 1}),
        ("no_stimulus", "reading", {"failed": 1}),
        ("test_reading", "reading", {"failed": 1}),
        ("test_reading", "standard", {"xfailed": 1}),
        ("two_grounds or test_silence", "note", {"failed": 1, "xfailed": 2}),
        ("two_grounds or test_silence", "standard", {"failed": 3}),
    ],
)
def test_pytest_counts_as_failed_what_decides_the_exit_code(
    pytester: pytest.Pytester, chosen: str, gate: str, outcomes: dict[str, int]
) -> None:
    report, _, result = run(pytester, chosen, "--hil-gate", gate)

    result.assert_outcomes(**outcomes)
    assert report.header.gate is Ground(gate)
    assert result.ret == (pytest.ExitCode.TESTS_FAILED if "failed" in outcomes else pytest.ExitCode.OK)


def test_the_cause_is_kept_and_only_of_inconclusive_cases(pytester: pytest.Pytester) -> None:
    _, cases, _ = run(pytester, "left_open or no_stimulus or test_reading")

    assert {name: case.cause for name, case in cases.items()} == {
        "left_open": Cause.LEFT_OPEN,
        "no_stimulus": Cause.NO_STIMULUS,
        "reading": None,
    }


@pytest.mark.parametrize(
    ("known", "verdict"),
    [
        (("ACME-READ-01",), Verdict.FAIL),
        (("ACME-NOTE-01",), Verdict.FAIL),
        (("ACME-READ-01", "ACME-NOTE-01"), Verdict.KNOWN_DEVIATION),
    ],
)
def test_a_known_deviation_covers_every_failed_check(
    pytester: pytest.Pytester, known: tuple[str, ...], verdict: Verdict
) -> None:
    until = (datetime.now(UTC) + timedelta(days=9)).date()
    entries = (
        f'[[deviation]]\nrequirement = "{name}"\nobserved = "type"\nreason = "r"\nexpires = {until}\n'
        for name in known
    )
    pytester.path.joinpath("known.toml").write_text("\n".join(entries))

    _, cases, _ = run(pytester, "two_grounds", "--hil-deviations", "known.toml")

    assert cases["two_grounds"].verdict is verdict


def test_the_transcript_below_a_failure_is_that_of_the_case(pytester: pytest.Pytester) -> None:
    pytester.makeconftest(CONFTEST)
    pytester.makepyfile(
        test_cases="""
        import pytest
        from hil.expect import expect
        from hil.transcript import Direction, Kind, Pco

        @pytest.mark.hil_requirement("MODE-01")
        def test_it(modem, bench):
            with bench.aside():
                bench.append(Pco.AT, Direction.TO_DUT, "ATE1V1Q0", kind=Kind.COMMAND)
                bench.append(Pco.TLS, Direction.FROM_DUT, "ClientHello", kind=Kind.HANDSHAKE)
            expect(0, what="the number of sessions").equals(1)
        """
    )

    result = pytester.runpytest_inprocess("--hil-report-dir", "out")

    case = read(pytester.path / "out").cases[0]
    assert [line.kind for line in case.transcript][-2:] == ["line check", "handshake"]
    assert "ATE1V1Q0" not in [line.text for line in case.own_transcript]
    assert "ClientHello" in [line.text for line in case.own_transcript]
    result.stdout.no_fnmatch_line("*→ ATE1V1Q0*")
    assert "ATE1V1Q0" not in whole((pytester.path / "out/report.html").read_text())
    assert "ATE1V1Q0" not in (pytester.path / "out/junit.xml").read_text()
