"""A run that did not end is known by its plan; its words, its exit code, and a damaged file."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from hil.errors import UsageError
from hil.results.case_records import case_record, encode
from hil.results.conclusion import Exit, exit_code, meaning
from hil.results.ending import ENDED, Resumption, stopped_by
from hil.results.model import RunReport
from hil.results.records import RESULTS, end_record, read, resumed_record, run_record
from hil.results.words import ended_early, incomplete
from tests.results.samples import DUT, HEADER, OTHERS, sample, write_run

PASSED, *_ = OTHERS
PLANNED = (PASSED.id, "t.py::test_b", "t.py::test_c")
REPORT = RunReport(header=HEADER, planned=PLANNED, cases=(PASSED,), pics="m95.toml")
RESUMED = Resumption("2026-02-01T08:00:00+00:00", ("hil", "conformance", "--resume", "out"))


def write(folder: Path, *lines: str) -> Path:
    (folder / RESULTS).write_text("\n".join(lines) + "\n", encoding="utf-8")
    return folder


RUN, CASE = encode(run_record(REPORT)), encode(case_record(PASSED))
END = encode(end_record(replace(REPORT, ending=stopped_by("SIGTERM"), not_run=PLANNED[1:])))


def test_a_killed_run_knows_what_was_not_run(tmp_path: Path) -> None:
    report = read(write(tmp_path, RUN, CASE, '{"kind":"case","id'))

    assert report.not_run == ("t.py::test_b", "t.py::test_c")
    assert report.pics == "m95.toml"
    assert report.duration_s == pytest.approx(2.1)  # the passed case began after two seconds
    assert exit_code(report) is Exit.INFRASTRUCTURE
    assert incomplete(report) == (
        "incomplete: 2 of 3 cases have no verdict (its file has no end: the run was killed, or it still goes on)"
    )
    assert incomplete(report) in meaning(report)


def test_a_run_that_was_killed_after_its_last_case_does_not_conform(tmp_path: Path) -> None:
    whole = encode(run_record(replace(REPORT, planned=(PASSED.id,))))

    report = read(write(tmp_path, whole, CASE))

    assert report.not_run == ()
    assert exit_code(report) is Exit.INFRASTRUCTURE
    assert meaning(report) == (
        "no statement about the DUT as a whole: the run did not come to its end; incomplete: its only case has a verdict, "
        "but the run did not come to its end (its file has no end: the run was killed, or it still goes on)"
    )
    assert ended_early(report) == (
        "the run ended early: its file has no end: the run was killed, or it still goes on; its only case has a verdict"
    )


@pytest.mark.parametrize(("signal", "code"), [("SIGINT", 130), ("SIGTERM", 143), ("SIGHUP", 129)], ids=str)
def test_a_signal_has_its_exit_code_and_is_read_again(signal: str, code: int, tmp_path: Path) -> None:
    report = replace(sample(), ending=stopped_by(signal))
    write_run(tmp_path / RESULTS, report)

    assert read(tmp_path) == report
    assert int(exit_code(report)) == code
    assert ended_early(report) == f"the run ended early: {signal}; 1 of 188 cases were not run"


def test_a_signal_after_the_last_case_makes_the_run_incomplete() -> None:
    report = replace(REPORT, planned=(PASSED.id,), ending=stopped_by("SIGTERM"))

    assert not report.is_complete
    assert replace(report, ending=ENDED).is_complete


def test_a_resumed_run_is_as_complete_as_its_last_part(tmp_path: Path) -> None:
    resumed = encode(resumed_record(RESUMED))

    stopped = read(write(tmp_path, RUN, CASE, END))
    killed_again = read(write(tmp_path, RUN, CASE, END, resumed))

    assert stopped.ending.signal == "SIGTERM"
    assert (killed_again.ending.is_recorded, killed_again.ending.signal) == (False, "")
    assert killed_again.resumptions == (RESUMED,)
    assert str(RESUMED) == "resumed 2026-02-01T08:00:00+00:00 by hil conformance --resume out"


def test_ctrl_c_in_a_file_of_schema_3_is_read(tmp_path: Path) -> None:
    header, end = json.loads(RUN), json.loads(END)
    header["schema"], end["interrupted"] = 3, True
    del header["planned"], end["ending"]

    report = read(write(tmp_path, json.dumps(header), CASE, json.dumps(end)))

    assert (report.planned, report.interrupted) == ((), True)


def test_a_killed_run_of_schema_3_says_that_it_has_no_plan(tmp_path: Path) -> None:
    header = {key: value for key, value in json.loads(RUN).items() if key != "planned"}

    report = read(write(tmp_path, json.dumps({**header, "schema": 3}), CASE))

    assert incomplete(report).startswith("incomplete: 1 cases have a verdict, and the file has no plan")


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        ((RUN, '{"kind":"ca', CASE), "damaged in line 2: expected a record, a JSON object with a kind"),
        ((RUN, "", CASE), "damaged in line 2"),
        ((RUN, CASE, "7", END), "damaged in line 3"),
        ((RUN, CASE, "[" * 100_000, END), "damaged in line 3"),
        ((RUN, '{"kind":"case","id":"x"}', END), "damaged in line 2: expected a record of the kind case"),
        ((RUN, '{"kind":"case","id":"x"}'), "damaged in line 2: expected a record of the kind case"),
        (('{"kind":"ru', CASE), "line 1 is damaged"),
        (('{"kind":"run","schema":4}', CASE), "line 1 is damaged"),
        ((CASE,), "its first line is damaged or no run header"),
        (("",), "its first line is damaged or no run header"),
    ],
)
def test_damage_is_told_with_its_line(lines: tuple[str, ...], words: str, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=words) as told:
        read(write(tmp_path, *lines))

    assert str(tmp_path / RESULTS) in str(told.value)


def test_a_last_line_of_zeros_is_an_incomplete_one(tmp_path: Path) -> None:
    write(tmp_path, RUN, CASE)
    with (tmp_path / RESULTS).open("ab") as results:
        results.write(b"\0" * 512)  # what a loss of power may leave

    assert [case.id for case in read(tmp_path).cases] == [PASSED.id]


def test_a_folder_without_a_run_says_what_to_name(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"there is no run at .*; give the folder of a run"):
        read(tmp_path / "nowhere")


def test_the_dut_of_a_killed_run_is_known(tmp_path: Path) -> None:
    write_run(tmp_path / RESULTS, replace(sample(), duts=(DUT,)))
    data = (tmp_path / RESULTS).read_bytes()
    (tmp_path / RESULTS).write_bytes(data[: data.rindex(b'{"kind":"end"')])

    assert read(tmp_path).duts == (DUT,)
