"""Campaigns, claims, deviations and readings, from the command line of pytest to the summary."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from hil.results.disturbance import DisturbanceKind
from hil.results.records import read
from tests.plugin.suite import CONFTEST

pytest_plugins = ("pytester",)

PRODUCT = """
    import pytest

    PLACES = [
        pytest.param(marks=pytest.mark.hil_axes("transfers", size=size, storage=storage, mode=mode), id=f"{size}{storage}{mode}")
        for size in (1, 2, 3) for storage in ("RAM", "SD") for mode in ("active", "passive")
    ]

    @pytest.mark.hil_requirement("MODE-01")
    @pytest.mark.parametrize((), PLACES)
    def test_place(): pass

    @pytest.mark.hil_requirement("MODE-02")
    def test_alone(): pass
"""

MIXED = """
    import pytest

    @pytest.mark.hil_requirement("MODE-01")
    @pytest.mark.hil_needs("sd")
    def test_card(): raise AssertionError("this must not run")

    @pytest.mark.hil_requirement("MODE-01")
    @pytest.mark.hil_needs(ram_bytes=20000)
    def test_large(): pass

    @pytest.mark.hil_requirement("VER-01")
    def test_ssl30(): pass

    @pytest.mark.hil_requirement("MODE-01")
    def test_plain(): pass
"""

DEVIATING = """
    import pytest

    @pytest.mark.hil_requirement("MODE-01")
    def test_known(modem): assert 4 + 1 == 6, "the answer was five"

    @pytest.mark.hil_requirement("MODE-01")
    def test_otherwise(modem): assert 4 + 1 == 7, "the answer was none"

    @pytest.mark.hil_requirement("MODE-02")
    def test_well(modem): pass
"""

KNOWN = """
[[deviation]]
requirement = "{}"
observed = "answer was {}"
reason = "ticket 12"
expires = 2999-12-31
"""


def summary(pytester: pytest.Pytester) -> Any:
    return json.loads((pytester.path / "out/summary.json").read_text())


def page(pytester: pytest.Pytester) -> str:
    return (pytester.path / "out/report.html").read_text()


@pytest.mark.parametrize("workers", [(), ("-n2",)], ids=["one process", "two workers"])
def test_pairwise_takes_a_covering_array_and_all_that_stands_alone(
    workers: tuple[str, ...], pytester: pytest.Pytester
) -> None:
    pytester.makepyfile(PRODUCT)

    pytester.runpytest_inprocess("--hil-report-dir", "out", "--hil-campaign", "pairwise", *workers)

    found = summary(pytester)
    (reduction,) = found["selection"]["reductions"]
    kept = reduction["kept"]
    assert 6 <= kept <= 8  # 3 x 2 is the longest pair of axes
    assert found["total"] == found["pass"] == 1 + kept
    assert (reduction["product"], reduction["cases"]) == ("transfers", 12)
    assert len(reduction["left_out"]) == 12 - kept
    assert f"transfers: {kept} of 12 cases" in page(pytester)


def test_what_is_not_claimed_is_not_applicable_with_the_reason(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(MIXED)
    (pytester.path / "m95.toml").write_text(
        "[ftp]\nstorages = ['UART']\n[tls]\nversions = ['TLS1.2']\n[security_files]\nram_bytes = 10000\n"
    )

    result = pytester.runpytest_inprocess("--hil-report-dir", "out", "--hil-pics", "m95.toml")

    found = summary(pytester)
    assert (found["pass"], found["not_applicable"], found["fail"]) == (1, 3, 0)
    assert result.ret == 0
    for reason in (
        "the DUT does not claim an SD card: ftp.storages of its PICS",
        "the DUT does not claim SSL3.0 (note 1.1): tls.versions of its PICS",
        "the DUT claims security_files.ram_bytes = 10000; the case needs 20000",
    ):
        assert reason in page(pytester)


@pytest.mark.parametrize(
    ("mark", "said"),
    [
        ("needs('ssl3')", "unknown feature 'ssl3'; the nearest is 'ssl3.0'"),
        ("needs()", "the marker hil_needs names no feature"),
        ("needs(ram_byte=3)", "no number of the PICS is called 'ram_byte'; the nearest is 'ram_bytes'"),
        ("axes(size=1)", "the marker hil_axes wants the name of a product"),
        ("probe()", "the marker hil_probe wants one question"),
    ],
)
def test_a_marker_that_names_what_there_is_not_is_an_error_of_collection(
    mark: str, said: str, pytester: pytest.Pytester
) -> None:
    pytester.makepyfile(f"import pytest\n@pytest.mark.hil_{mark}\ndef test_it(): pass")

    result = pytester.runpytest_inprocess()

    result.stdout.fnmatch_lines([f"*test_it: {said}*"])
    assert result.ret == pytest.ExitCode.INTERRUPTED


@pytest.mark.parametrize(
    ("option", "text", "said"),
    [
        ("--hil-pics", "[tls]\nversion = []", "unknown key tls.version"),
        ("--hil-deviations", KNOWN.format("MODE-01", "five").replace("2999", "2019"), "past its date"),
        ("--hil-deviations", KNOWN.format("MODE-99", "five"), "MODE-99"),
    ],
)
def test_a_wrong_file_ends_the_run_before_it_begins(
    option: str, text: str, said: str, pytester: pytest.Pytester
) -> None:
    pytester.makepyfile(MIXED)
    (pytester.path / "file.toml").write_text(text)

    result = pytester.runpytest_inprocess("--hil-report-dir", "out", option, "file.toml")

    result.stderr.fnmatch_lines([f"ERROR: *file.toml: *{said}*"])
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    assert not Path(pytester.path / "out/results.jsonl").exists()


def test_a_known_deviation_has_a_count_of_its_own_and_other_fails_stay(pytester: pytest.Pytester) -> None:
    pytester.makeconftest(CONFTEST)
    pytester.makepyfile(DEVIATING)
    (pytester.path / "known.toml").write_text(KNOWN.format("MODE-01", "five"))

    result = pytester.runpytest_inprocess("--hil-report-dir", "out", "--hil-deviations", "known.toml")

    found = summary(pytester)
    assert (found["pass"], found["fail"], found["known_deviation"], found["exit_code"]) == (1, 1, 1, 1)
    (status,) = found["deviations"]
    assert [case.rpartition("::")[2] for case in status["cases"]] == ["test_known"]
    assert status["outdated"] is False
    assert "known: ticket 12 (until 2999-12-31)" in page(pytester)
    result.assert_outcomes(passed=1, failed=1, xfailed=1)


def test_a_run_whose_fails_are_all_known_ends_with_0(pytester: pytest.Pytester) -> None:
    pytester.makeconftest(CONFTEST)
    pytester.makepyfile(DEVIATING)
    (pytester.path / "known.toml").write_text(
        KNOWN.format("MODE-01", "five") + KNOWN.format("MODE-01", "none")
    )

    result = pytester.runpytest_inprocess("--hil-report-dir", "out", "--hil-deviations", "known.toml")

    found = summary(pytester)
    assert (found["fail"], found["known_deviation"], found["exit_code"], result.ret) == (0, 2, 0, 0)
    assert found["meaning"] == "every applicable case passed, known deviations apart"


def test_an_entry_whose_requirement_passes_now_is_a_failure(pytester: pytest.Pytester) -> None:
    pytester.makeconftest(CONFTEST)
    pytester.makepyfile(DEVIATING)
    (pytester.path / "known.toml").write_text(KNOWN.format("MODE-02", "five"))

    pytester.runpytest_inprocess(
        "--hil-report-dir", "out", "--hil-deviations", "known.toml", "--hil-requirement", "MODE-02"
    )

    found = summary(pytester)
    assert found["deviations"][0]["outdated"] is True
    assert (found["pass"], found["exit_code"]) == (1, 1)
    assert "outdated: its requirement passes now" in page(pytester)


def test_strict_readings_and_answers_to_open_questions_stand_beside_the_verdicts(
    pytester: pytest.Pytester,
) -> None:
    pytester.makepyfile(
        """
        import pytest

        @pytest.mark.hil_requirement("AUTH-05")
        def test_refused(hil_strictly):
            hil_strictly("alert", ("unknown_ca", "bad_certificate"), "handshake_failure")

        @pytest.mark.hil_requirement("MODE-01")
        @pytest.mark.hil_probe("What does QFTPCLOSE say when nothing is open?")
        def test_close(hil_observe):
            hil_observe("answer", "+QFTPCLOSE: -10")
        """
    )

    pytester.runpytest_inprocess("--hil-report-dir", "out")

    found = summary(pytester)
    assert (found["pass"], found["exit_code"]) == (2, 0)
    assert (found["strict"]["held"], found["strict"]["not_held"]) == (0, 1)
    assert found["strict"]["cases"][0]["expected"] == "unknown_ca or bad_certificate"
    assert found["probes"][0]["answers"] == {"answer": "+QFTPCLOSE: -10"}
    assert found["observed"] == []
    assert "What does QFTPCLOSE say when nothing is open?" in page(pytester)
    assert "Stricter readings that did not hold" in page(pytester)


DISTURBED = """
    import pytest
    from hil.bench import LineTrouble
    from hil.transcript import Direction, Kind, Pco

    pytestmark = pytest.mark.hil_requirement("MODE-01")

    def test_restarted(modem, bench):
        bench.append(Pco.AT, Direction.FROM_DUT, "RDY", kind=Kind.RESTART)

    def test_noisy(modem, bench):
        bench.append(Pco.AT, Direction.FROM_DUT, repr(b"O\\x00K"), kind=Kind.NOISE)
        assert False, "ERROR came"

    def test_in_doubt(modem):
        modem.line_trouble = lambda: LineTrouble("3 bytes are missing")
        assert False, "ERROR came"

    def test_restarted_in_silence(modem):
        modem.line_trouble = lambda: LineTrouble("the echo is on again", restarted=True)
        assert False, "ERROR came"

    def test_sound(modem):
        modem.line_trouble = lambda: None
        assert False, "ERROR came"
"""


def test_a_disturbed_case_says_nothing_about_the_dut(pytester: pytest.Pytester) -> None:
    pytester.makeconftest(CONFTEST)
    pytester.makepyfile(DISTURBED)

    result = pytester.runpytest_inprocess("--hil-report-dir", "out")

    found = summary(pytester)
    assert (found["inconclusive"], found["fail"], found["pass"]) == (4, 1, 0)
    assert "the line does not carry bytes as they are: 3 bytes are missing" in page(pytester)
    assert "the DUT restarted by itself: the echo is on again" in page(pytester)
    disturbances = [case.disturbance for case in read(pytester.path / "out").cases]
    assert [found.kind if found else None for found in disturbances] == [
        DisturbanceKind.RESTART,
        DisturbanceKind.NOISE,
        DisturbanceKind.LINE,
        DisturbanceKind.RESTART,
        None,
    ]
    result.assert_outcomes(failed=5)
