"""Verdicts, expected and actual, transcripts: what a run records of its cases."""

from __future__ import annotations

import pytest

from hil.plugin.case_under_way import MOST_LINES
from hil.results.case import CaseResult, Measurement, TranscriptLine
from hil.results.records import read
from tests.plugin.suite import CASES, CONFTEST, VERDICTS

pytest_plugins = ("pytester",)


def run(pytester: pytest.Pytester, cases: str, *options: str) -> dict[str, CaseResult]:
    pytester.makeconftest(CONFTEST)
    pytester.makepyfile(test_cases=cases)
    pytester.runpytest_inprocess("--hil-report-dir", "out", *options)
    report = read(pytester.path / "out" / "results.jsonl")
    return {case.id.rpartition("::")[2]: case for case in report.cases}


@pytest.mark.parametrize("workers", [(), ("-n", "2")], ids=["one process", "two workers"])
def test_each_way_to_end_has_its_verdict(pytester: pytest.Pytester, workers: tuple[str, ...]) -> None:
    cases = run(pytester, CASES, *workers)

    assert {name: case.verdict.value for name, case in cases.items()} == VERDICTS


def test_pytest_counts_not_applicable_as_skipped_and_inconclusive_as_failed(
    pytester: pytest.Pytester,
) -> None:
    pytester.makeconftest(CONFTEST)
    pytester.makepyfile(CASES)

    result = pytester.runpytest_inprocess("-k", "test_not_applicable or test_inconclusive")

    result.assert_outcomes(skipped=1, failed=2)
    assert result.ret == pytest.ExitCode.TESTS_FAILED


def test_a_fail_stands_and_the_tear_down_is_told(pytester: pytest.Pytester) -> None:
    case = run(pytester, CASES, "-k", "test_fail_and_broken_teardown")["test_fail_and_broken_teardown"]

    assert case.phase == "call"
    assert "the file is not there" in case.reason
    assert "then in the teardown: the port went away" in case.reason


def test_a_comparison_gives_expected_and_actual(pytester: pytest.Pytester) -> None:
    problem = run(pytester, CASES, "-k", "test_fail")["test_fail"].problem

    assert problem is not None
    assert (problem.expected, problem.actual) == ("4 + 1 == 6", "5")
    assert problem.where.startswith("test_cases.py:")


@pytest.mark.parametrize(
    ("statement", "expected", "actual"),
    [
        ("assert 3 in (1, 2)", "3 in (1, 2)", "3"),
        ("assert opened", "opened", "False"),
        ("assert opened, 'no session was opened'", "opened", "no session was opened"),
        ("assert 1 == 2, 'wrong count'", "1 == 2", "1 (wrong count)"),
        ("raise Mismatch(expected='-5', actual='0')", "-5", "0"),
        ("raise UnexpectedResult.mismatch(expected='OK', actual='ERROR')", "OK", "ERROR"),
        ("raise AssertionError('expected -5; came 0')", "", "expected -5; came 0"),
        ("assert not opened == False", "not opened == False", "not False == False"),
    ],
)
def test_other_statements_too(pytester: pytest.Pytester, statement: str, expected: str, actual: str) -> None:
    cases = f"""
        import pytest
        from hil.errors import UnexpectedResult
        from hil.verdict import Mismatch

        @pytest.mark.hil_requirement("MODE-01")
        def test_it():
            opened = False
            {statement}
    """

    problem = run(pytester, cases)["test_it"].problem

    assert problem is not None
    assert problem.expected == expected
    assert problem.actual.splitlines()[0] == actual


def test_a_swallowed_comparison_does_not_explain_a_later_case(pytester: pytest.Pytester) -> None:
    cases = """
        import pytest
        pytestmark = pytest.mark.hil_requirement("MODE-01")

        def test_first():
            with pytest.raises(AssertionError):
                assert 1 == 2

        def test_second():
            raise AssertionError("the port is open")
    """

    problem = run(pytester, cases)["test_second"].problem

    assert problem is not None
    assert (problem.expected, problem.actual) == ("", "the port is open")


def test_the_transcript_of_each_case_is_its_own(pytester: pytest.Pytester) -> None:
    cases = run(pytester, CASES, "-k", "test_pass or test_fail")

    for name in ("test_pass", "test_fail"):
        assert [line.text for line in cases[name].transcript] == ["AT+QFTPOPEN", "OK", "+QFTPOPEN: 0"]
        assert [line.kind for line in cases[name].transcript] == ["command", "response", "response"]
        assert 0 <= cases[name].transcript[0].t < 5


def test_a_long_transcript_keeps_both_its_ends(pytester: pytest.Pytester) -> None:
    cases = """
        import pytest
        from hil.plugin.stash_keys import TRANSCRIPT

        @pytest.mark.hil_requirement("MODE-01")
        def test_it(modem, pytestconfig):
            for number in range(3000):
                pytestconfig.stash[TRANSCRIPT].note(str(number))
    """

    lines = run(pytester, cases)["test_it"].transcript

    assert len(lines) == MOST_LINES + 1
    assert (lines[0].text, lines[-1].text) == ("AT+QFTPOPEN", "2999")
    assert lines[MOST_LINES // 2].text == "… 2003 entries left out …"


def test_the_screen_shows_the_end_of_the_transcript_below_a_failure(pytester: pytest.Pytester) -> None:
    pytester.makeconftest(CONFTEST)
    pytester.makepyfile(CASES)

    result = pytester.runpytest_inprocess("-k", "test_pytest_fail")

    result.stdout.fnmatch_lines(["*Transcript call*", "*at * → AT+QFTPOPEN"])


def test_title_cell_readings_and_requirements_are_kept(pytester: pytest.Pytester) -> None:
    cases = """
        import pytest
        from hil.plugin.stash_keys import MEASURED, OBSERVED

        @pytest.mark.hil_requirement("MODE-01", "MODE-02")
        @pytest.mark.hil_matrix(sslversion=3, ciphersuite="0X0035", seclevel=1, mode="implicit")
        def test_it(request):
            '''An implicit session is opened.'''
            request.node.stash[OBSERVED] = {"SNI": "not sent"}
            request.node.stash[MEASURED] = {("cmee_default", ""): 1, ("boot_urcs", ""): ("RDY",)}

        @pytest.mark.hil_requirement("MODE-01")
        @pytest.mark.parametrize("port", [990])
        def test_a_port_of_its_own(port):
            pass
    """

    found = run(pytester, cases)

    case = found["test_it"]
    assert case.title == "An implicit session is opened"
    assert case.requirements == ("MODE-01", "MODE-02")
    assert case.observed == (("SNI", "not sent"),)
    assert case.measured == (Measurement("cmee_default", 1), Measurement("boot_urcs", ("RDY",)))
    assert case.cell is not None
    assert (case.cell.sslversion, case.cell.mode) == (3, "implicit")
    assert found["test_a_port_of_its_own[990]"].title == "a port of its own [990]"


def test_a_secret_in_a_message_is_masked(pytester: pytest.Pytester) -> None:
    cases = """
        import pytest

        @pytest.mark.hil_requirement("MODE-01")
        def test_it():
            raise AssertionError('no answer to AT+QFTPPASS="hunter2"')
    """

    case = run(pytester, cases)["test_it"]

    assert case.problem is not None
    assert "hunter2" not in case.reason + case.problem.actual
    assert 'AT+QFTPPASS="***"' in case.reason


def test_a_test_without_requirements_is_none_of_ours(pytester: pytest.Pytester) -> None:
    cases = """
        import pytest

        @pytest.mark.hil_requirement("MODE-01")
        def test_ours(): pass

        def test_theirs(): pass
    """

    assert list(run(pytester, cases)) == ["test_ours"]
    assert read(pytester.path / "out" / "results.jsonl").not_run == ()


def test_a_line_reads_as_a_line() -> None:
    assert str(TranscriptLine(0.5, "at", "→", "AT")) == "   0.500  at           → AT"
