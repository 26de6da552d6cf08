"""The evidence file: each record comes back as it was written, a killed run is read up to its last whole line."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from hil.endurance.brief import brief
from hil.endurance.records import Control, End, Incident, IncidentKind, Means, Space, Why
from hil.endurance.series import Record, SeriesWriter, decoded, encoded, read

from .samples import BEGIN, sessions_of

SESSIONS = sessions_of([1.0])
LEAK = Incident(
    IncidentKind.LEAK,
    51,
    10,
    754.2,
    "implicit: open",
    "success",
    "-13",
    "kept",
    ("line 1", "line 2"),
    "captures/x",
)
RECORDS: tuple[Record, ...] = (
    BEGIN,
    *SESSIONS,
    Space(1, 60.5, (("UFS", 1000), ("RAM", 2000))),
    LEAK,
    Control(
        Why.SLOWDOWN,
        Means.RESTART,
        99.0,
        succeeded=True,
        sessions=tuple(SESSIONS[:2]),
        hindrance="kept",
        cells=("1801,2B5C", ""),
    ),
    Control(Why.ROW, Means.REGISTRATION, 99.5, succeeded=False, row=("network", "refusal")),
    End(100.0, "SIGINT", (("uploads", 5),), ("the context",)),
)


def written(path: Path, *records: Record) -> Path:
    writer = SeriesWriter(path)
    for record in records:
        writer.write(record)
    writer.close()
    assert writer.trouble == ""
    return path


@pytest.mark.parametrize("record", RECORDS, ids=lambda record: type(record).__name__)
def test_a_record_comes_back_as_it_was(record: Record) -> None:
    assert decoded(encoded(record)) == record


def test_a_run_is_read_back(tmp_path: Path) -> None:
    course = read(written(tmp_path / "series", *RECORDS))

    assert course is not None
    assert (course.begin, course.sessions, course.incidents) == (BEGIN, SESSIONS, [LEAK])
    assert course.so_far == "after 5 sessions in 1 rounds, 00:01:40 of module time, ended early: SIGINT"


def test_a_half_line_of_a_killed_run_is_left_out(tmp_path: Path) -> None:
    path = written(tmp_path / "series", BEGIN, *SESSIONS)
    path.write_bytes(path.read_bytes()[:-30])

    course = read(path)

    assert course is not None
    assert len(course.sessions) == len(SESSIONS) - 1
    assert course.end is None


def test_a_resumed_run_counts_from_its_own_begin(tmp_path: Path) -> None:
    course = read(written(tmp_path / "series", BEGIN, *SESSIONS, BEGIN, SESSIONS[0]))

    assert course is not None
    assert course.sessions == SESSIONS[:1]


def test_no_file_and_other_content_are_no_run(tmp_path: Path) -> None:
    (tmp_path / "other").write_text('{"type": "case"}\n[1]\n7\n\n')

    assert read(tmp_path / "absent") is None
    assert read(tmp_path / "other") is None


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="needs a device that is always full")  # noqa: PTH110
def test_a_full_disk_is_told_and_ends_nothing() -> None:
    writer = SeriesWriter(Path("/dev/full"))
    for record in RECORDS:
        writer.write(record)
        writer.sync()
    writer.close()

    assert writer.trouble == "/dev/full: No space left on device"


def test_the_numbers_of_a_run_name_the_first_of_each_kind(tmp_path: Path) -> None:
    course = read(
        written(
            tmp_path / "series",
            *RECORDS,
        )
    )
    assert course is not None

    found = brief(course)

    assert json.loads(json.dumps(found)) == found
    assert found["incidents"] == {
        "leak": {
            "count": 1,
            "first_session": 51,
            "first_at_s": 754.2,
            "first": "implicit: open: expected success, came -13 (kept)",
        }
    }
    assert found["ended_by"] == "SIGINT"
