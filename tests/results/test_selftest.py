"""The record of a selftest: its verdict with reasons, its file, and the installation that it speaks of."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from hil.cli.selftest import exit_code
from hil.errors import UsageError
from hil.report.summary import summarise
from hil.results.conclusion import Exit
from hil.results.description import Description
from hil.results.model import RunReport
from hil.results.records import read as read_run
from hil.results.selftest import FalseFail, PairResult, Selftest, VariantTrial
from hil.results.selftest_file import SELFTEST, encode, read
from hil.results.selftest_words import OTHER_INSTALLATION, differences, selftest_lines
from hil.results.suite_files import digest_of_all
from hil.selftest.markdown import rendered
from tests.results.samples import HEADER, sample, write_run
from tests.results.selftests import AGREED, CANNOT, FIT, INSTALLATION, KILLED, OVERLOOKED

FALSE_FAIL = VariantTrial(
    "patience:30-s", "waits 30 s", 12, (FalseFail("suites/a.py::test_x", "fail", "why"),)
)
FAILED_PAIR = replace(AGREED[0], result=PairResult.FAILED, detail="no answer")


def test_the_line_tells_date_seed_kills_false_fails_and_pairs() -> None:
    assert FIT.line == (
        "selftest of 2026-01-30: fit; seed 7; 1 of 1 defects noticed; 0 false fails in 52 cases on 2 sound modules; "
        "TLS pairs: 1 of 2 with the lower tester, 1 of 2 with the emulated module (NSS 3.87.1)"
    )
    assert FIT.unjudged_pairs == (("SSL3.0", "0X0005"),)


@pytest.mark.parametrize(
    ("test", "reason", "code"),
    [
        (FIT, "", Exit.CONFORMS),
        (replace(FIT, defects=()), "no defect was tried", Exit.INFRASTRUCTURE),
        (
            replace(FIT, defects=(KILLED, OVERLOOKED)),
            "1 of 2 defects were not noticed: other-defect",
            Exit.DEVIATES,
        ),
        (
            replace(FIT, variants=(FALSE_FAIL,)),
            "1 false fails: suites/a.py::test_x on patience:30-s",
            Exit.DEVIATES,
        ),
        (replace(FIT, variants=()), "no case ran on a sound module", Exit.INFRASTRUCTURE),
        (
            replace(FIT, defects=(replace(KILLED, trouble="1 case without a result"),)),
            "1 campaigns are incomplete: defect accepts-expired: 1 case without a result",
            Exit.INFRASTRUCTURE,
        ),
        (
            replace(FIT, pairs=(*AGREED, FAILED_PAIR)),
            "1 TLS pairs failed: TLS1.2 0X0035 (lower tester, NSS)",
            Exit.DEVIATES,
        ),
        (
            replace(FIT, pairs=(), peers=(), missing=("openssl",)),
            "TLS pairs: not checked; no foreign TLS program works here; install openssl",
            Exit.INFRASTRUCTURE,
        ),
        (
            replace(FIT, pairs=CANNOT),
            "TLS pairs: not checked; no foreign TLS program works here",
            Exit.INFRASTRUCTURE,
        ),
        (replace(FIT, pairs=(), peers=(), without_peers=True), "", Exit.CONFORMS),
        (replace(FIT, stopped="a signal"), "the selftest was stopped: a signal", Exit.INTERRUPTED),
    ],
)
def test_what_speaks_against_an_installation(test: Selftest, reason: str, code: Exit) -> None:
    assert test.reasons == ((reason,) if reason else ())
    assert test.verdict == ("not fit" if reason else "fit")
    assert exit_code(test) is code


def test_pairs_that_a_stopped_selftest_did_not_reach_are_no_missing_program() -> None:
    test = replace(FIT, pairs=(), peers=(), stopped="a signal")

    assert test.reasons == ("the selftest was stopped: a signal", "TLS pairs: not reached")


@pytest.mark.parametrize("test", [FIT, replace(FIT, variants=(FALSE_FAIL,), pairs=(FAILED_PAIR,))])
def test_the_file_holds_the_whole_record(test: Selftest, tmp_path: Path) -> None:
    (tmp_path / SELFTEST).write_bytes(encode(test))

    assert read(tmp_path / SELFTEST) == test


def test_what_the_file_says_of_its_verdict_is_not_believed(tmp_path: Path) -> None:
    content = encode(replace(FIT, defects=(KILLED, OVERLOOKED))).replace(
        b'"verdict": "not fit"', b'"verdict": "fit"'
    )
    (tmp_path / SELFTEST).write_bytes(content)

    assert read(tmp_path / SELFTEST).verdict == "not fit"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "expected JSON"),
        (b"[]", "expected schema 1, came None"),
        (b'{"schema": 9}', "expected schema 1, came 9"),
        (b'{"schema": 1}', "is a damaged record of hil selftest"),
        (encode(FIT).replace(b'"lower tester"', b'"elsewhere"'), "is a damaged record of hil selftest"),
        (encode(FIT)[:-100], "expected JSON"),
    ],
)
def test_a_file_that_is_no_record_is_refused(content: bytes, said: str, tmp_path: Path) -> None:
    (tmp_path / SELFTEST).write_bytes(content)

    with pytest.raises(UsageError, match=said):
        read(tmp_path / SELFTEST)


def of_files(*names: str, suites: dict[str, str]) -> RunReport:
    described = Description(suites=digest_of_all(suites), catalogue="33")
    planned = tuple(f"{name}::test_x" for name in names)
    return RunReport(header=HEADER, planned=planned, description=described, selftest=FIT)


@pytest.mark.parametrize(
    ("report", "found"),
    [
        (RunReport(header=HEADER), ()),
        (of_files("suites/a.py", suites={"suites/a.py": "11"}), ()),
        (of_files("suites/a.py", "suites/b.py", suites=dict(INSTALLATION.suites)), ()),
        (of_files("suites/a.py", suites={"suites/a.py": "99"}), ("other files of the cases",)),
        (
            of_files("own/c.py", suites={"own/c.py": "11"}),
            ("it does not know the cases of own/c.py",),
        ),
        (
            RunReport(header=HEADER, description=Description(catalogue="34")),
            ("another catalogue of requirements",),
        ),
        (
            RunReport(header=replace(HEADER, tools=(("m95-hil", "0.2.0"), *HEADER.tools[1:]))),
            ("m95-hil 0.1.0 there, 0.2.0 in this run",),
        ),
        (RunReport(header=replace(HEADER, commit="")), ("commit 0123456789ab there, none in this run",)),
    ],
)
def test_a_selftest_of_another_installation_is_seen(report: RunReport, found: tuple[str, ...]) -> None:
    assert differences(FIT, report) == found


def test_a_run_tells_the_selftest_in_its_folder(tmp_path: Path) -> None:
    write_run(tmp_path / "results.jsonl", sample())
    (tmp_path / SELFTEST).write_bytes(
        encode(replace(FIT, installation=replace(INSTALLATION, python="CPython 3.12.1")))
    )

    report = read_run(tmp_path)

    line, warning = selftest_lines(report)
    assert line == FIT.line
    assert warning == (
        f"warning: {OTHER_INSTALLATION}: Python CPython 3.12.1 there, CPython 3.11.7 in this run"
    )
    assert summarise(report)["selftest"]["line"] == FIT.line
    assert summarise(report)["selftest"]["other_installation"]
    assert summarise(sample())["selftest"] is None


def test_a_damaged_record_in_the_folder_is_damage_of_the_run(tmp_path: Path) -> None:
    write_run(tmp_path / "results.jsonl", sample())
    (tmp_path / SELFTEST).write_bytes(b"{}")

    report = read_run(tmp_path)

    assert report.selftest is None
    assert any("no record of hil selftest" in text for text in report.damage)


def test_the_page_shows_what_failed() -> None:
    page = rendered(replace(FIT, variants=(FALSE_FAIL,), pairs=(*AGREED, FAILED_PAIR))).decode()

    assert "- false fail on patience:30-s: suites/a.py::test_x: fail: why" in page
    assert "- TLS1.2 0X0035, lower tester with NSS: no answer" in page
    assert "| accepts-expired | an expired chain is accepted | AUTH-05 | suites/a.py::test_x |  |" in page
