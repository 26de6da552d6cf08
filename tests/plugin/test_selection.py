"""Which cases a run takes; an id that is not in the catalogue is never run past."""

from __future__ import annotations

import pytest

pytest_plugins = ("pytester",)

CASES = """
    import pytest

    @pytest.mark.hil_smoke
    @pytest.mark.hil_requirement("MODE-01")
    def test_a(): pass

    @pytest.mark.hil_requirement("MODE-02", "MODE-03")
    def test_b(): pass

    @pytest.mark.hil_requirement("AUTH-01")
    class TestGroup:
        @pytest.mark.hil_requirement("AUTH-02")
        def test_c(self): pass
"""


@pytest.mark.parametrize(
    ("options", "passed"),
    [
        ((), 3),
        (("--hil-campaign", "full"), 3),
        (("--hil-campaign", "smoke"), 1),
        (("--hil-requirement", "MODE-03"), 1),
        (("--hil-requirement", "MODE-01", "--hil-requirement", "AUTH-01"), 2),
        (("--hil-requirement", "AUTH-02"), 1),
        (("--hil-requirement", "MODE-02", "--hil-campaign", "smoke"), 0),
    ],
)
def test_a_selection_takes_its_cases_and_counts_the_others_as_deselected(
    pytester: pytest.Pytester, options: tuple[str, ...], passed: int
) -> None:
    pytester.makepyfile(CASES)

    result = pytester.runpytest_inprocess(*options)

    result.assert_outcomes(passed=passed, deselected=3 - passed)


@pytest.mark.parametrize("workers", [(), ("-n", "1")], ids=["one process", "a worker"])
def test_an_unknown_id_is_a_collection_error_that_names_test_and_neighbours(
    pytester: pytest.Pytester, workers: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("CI", raising=False)  # with it set, pytest repeats messages whole in its summary
    pytester.makepyfile(
        test_bad="""
        import pytest

        @pytest.mark.hil_requirement("MODE-01", "MODE-99")
        @pytest.mark.parametrize("n", [1, 2])
        def test_it(n): pass
        """
    )

    result = pytester.runpytest_inprocess(*workers)

    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(["test_bad.py::test_it: no requirement 'MODE-99' in *; nearest: MODE-09*"])
    assert result.stdout.str().count("no requirement 'MODE-99' in the catalogue of M95 FTPS App") == 1


def test_a_marker_without_an_id_is_a_collection_error(pytester: pytest.Pytester) -> None:
    pytester.makepyfile("import pytest\n@pytest.mark.hil_requirement\ndef test_it(): pass")

    result = pytester.runpytest_inprocess()

    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(["*::test_it: the marker hil_requirement names no id"])


def test_an_unknown_id_of_the_option_is_refused_in_one_line(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(CASES)

    result = pytester.runpytest_subprocess("--hil-requirement", "MODE-99")

    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines(["ERROR: --hil-requirement: no requirement 'MODE-99' in *; nearest: *"])
    assert "Traceback" not in result.stderr.str()
