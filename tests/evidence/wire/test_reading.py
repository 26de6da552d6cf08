"""The record read again: as it was written, and with one clear line where it is damaged."""

from __future__ import annotations

import errno
import json
import os
from pathlib import Path
from typing import NoReturn

import pytest

from hil.errors import UsageError
from hil.evidence.wire.reading import records_of, segments
from hil.evidence.wire.writer import WireRecord


def written(folder: Path) -> Path:
    """A run with two cases on two lines; returns its folder."""
    wire = WireRecord(lambda: folder / "wire", worker="main", key=b"k")
    wire.hide("hidden-1")
    wire.begin_case("first")
    line = wire.line("/dev/ttyUSB0", baudrate=115200, clock_rate=1.0)
    line.sent(b"AT+QFTPUSER=hidden-1\r")
    line.received(b"\r\nO")
    line.received(b"K\r\n")
    line.sent(b"PEM\nwithout end")
    wire.end_case("first", "pass")
    wire.begin_case("second")
    other = wire.line("emulator://m95", baudrate=115200, clock_rate=10.0)
    line.received(b"\x00\xff\n")
    other.sent(b"AT\r")
    wire.end_case("second", "fail")
    wire.close()
    return folder


def file_of(run: Path) -> Path:
    return run / "wire/main.jsonl"


def test_the_bytes_come_back_by_case_and_line(tmp_path: Path) -> None:
    first, second, third = segments(written(tmp_path))

    assert [moved.data for moved in first.moved if not moved.is_sent] == [b"\r\nO", b"K\r\n"]
    assert [moved.data for moved in first.moved if moved.is_sent][1] == b"PEM\nwithout end"
    assert (first.case, first.verdict, second.verdict) == ("first", "pass", "fail")
    assert [moved.data for moved in second.moved] == [b"\x00\xff\n"]
    assert third.opened.clock_rate == 10.0


def test_a_placeholder_has_its_mark(tmp_path: Path) -> None:
    sent = next(segments(written(tmp_path))).moved[0]

    (mark,) = sent.marks
    assert sent.data[mark.at : mark.at + mark.length] == f"~{mark.name}"[:8].encode()


def test_an_incomplete_last_line_is_left_out(tmp_path: Path) -> None:
    file = file_of(written(tmp_path))
    file.write_bytes(file.read_bytes()[:-20])

    assert [segment.case for segment in segments(tmp_path)] == ["first", "second", "second"]


@pytest.mark.parametrize(
    ("number", "text", "told"),
    [
        (1, '{"kind":"wire","schema":2}', "has schema 2; this version of m95-hil reads 1"),
        (1, '{"kind":"run"}', "is no record of a line: .*its first line is no header"),
        (1, '{"kind":"wi', "damaged in line 1"),
        (4, '{"t":1,"line":1,"to":"AT', "damaged in line 4: .* came no JSON object"),
        (4, '{"t":1,"line":7,"to":"AT"}', "damaged in line 4: .* came KeyError: 7"),
        (4, '{"t":1,"line":1,"to_base64":"?"}', "damaged in line 4: .* came Error"),
        (4, '{"kind":"other"}', "damaged in line 4: .* came ValueError: the kind 'other'"),
    ],
)
def test_damage_is_told_by_its_line(tmp_path: Path, number: int, text: str, told: str) -> None:
    file = file_of(written(tmp_path))
    lines = file.read_text(encoding="utf-8").splitlines()
    lines[number - 1] = text
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")

    with pytest.raises(UsageError, match=told):
        list(segments(tmp_path))


@pytest.mark.parametrize(
    ("made", "told"),
    [
        ((), "has no results.jsonl"),
        (("results.jsonl",), r"has no wire/\*.jsonl"),
    ],
)
def test_a_folder_without_a_record_is_told(tmp_path: Path, made: tuple[str, ...], told: str) -> None:
    for name in made:
        (tmp_path / name).touch()

    with pytest.raises(UsageError, match=told):
        list(segments(tmp_path))


def test_an_empty_record_is_told(tmp_path: Path) -> None:
    file_of(written(tmp_path)).write_bytes(b"")

    with pytest.raises(UsageError, match="its first line is incomplete"):
        list(segments(tmp_path))


def test_a_record_that_finds_no_place_ends_and_says_so(tmp_path: Path) -> None:
    (tmp_path / "wire").touch()
    wire = WireRecord(lambda: tmp_path / "wire", worker="main", key=b"k")
    wire.begin_case("first")

    line = wire.line("/dev/ttyUSB0", baudrate=115200, clock_rate=1.0)
    line.sent(b"AT\r")

    assert "the record of the line cannot be written" in wire.trouble


def test_each_line_of_the_file_is_an_object(tmp_path: Path) -> None:
    lines = file_of(written(tmp_path)).read_text(encoding="ascii").splitlines()

    assert all(isinstance(json.loads(line), dict) for line in lines)


def test_records_that_this_user_may_not_read_are_not_missing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "wire").mkdir()
    monkeypatch.setattr(os, "scandir", forbidden)

    with pytest.raises(
        UsageError, match="wire cannot be read: Permission denied; run hil as the user who recorded the run"
    ):
        records_of(tmp_path)


def forbidden(_place: object) -> NoReturn:
    raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
