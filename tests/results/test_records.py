"""`results.jsonl`: what is written is read again, and a killed run stays readable."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from hil.errors import UsageError
from hil.results.case_records import encode
from hil.results.model import RunReport
from hil.results.records import read, run_record
from hil.results.writer import ResultWriter
from tests.results.samples import DUT, FAILED, HEADER, OTHERS, sample, write_run


def test_a_run_reads_as_it_was_written(tmp_path: Path) -> None:
    write_run(tmp_path / "results.jsonl", sample())

    assert read(tmp_path / "results.jsonl") == sample()


def test_cut_anywhere_the_whole_cases_are_kept(tmp_path: Path) -> None:
    report = RunReport(header=HEADER, cases=(FAILED, OTHERS[0]), duts=(DUT,))
    write_run(tmp_path / "whole.jsonl", report)
    whole = (tmp_path / "whole.jsonl").read_bytes()
    head = whole.index(b"\n") + 1

    for cut in range(head, len(whole)):
        (tmp_path / "cut.jsonl").write_bytes(whole[:cut])
        kept = read(tmp_path / "cut.jsonl").cases
        assert kept == report.cases[: len(kept)]
        assert len(kept) >= whole[:cut].count(b'"kind":"case"') - 1


def test_each_record_is_on_disk_before_the_next(tmp_path: Path) -> None:
    with ResultWriter(tmp_path / "results.jsonl") as writer:
        writer.write(encode(run_record(RunReport(header=HEADER))))

        assert read(tmp_path / "results.jsonl").header == HEADER


@pytest.mark.parametrize("strange", ["\u2028", "\x85", "\ud800", "\x00", "\n"])
def test_strange_characters_do_not_break_a_line(tmp_path: Path, strange: str) -> None:
    line = encode({"kind": "run", "schema": 1, "x": f"a{strange}b"})
    with ResultWriter(tmp_path / "results.jsonl") as writer:
        writer.write(line)

    assert (tmp_path / "results.jsonl").read_bytes().count(b"\n") == 1


def test_each_record_is_told_to_the_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    synced: list[int] = []
    monkeypatch.setattr("os.fsync", lambda descriptor: synced.append(os.fstat(descriptor).st_size))

    write_run(tmp_path / "results.jsonl", sample())

    data = (tmp_path / "results.jsonl").read_bytes()
    assert synced == [at + 1 for at, byte in enumerate(data) if byte == ord("\n")]


def test_a_file_of_another_schema_is_refused(tmp_path: Path) -> None:
    (tmp_path / "results.jsonl").write_text(json.dumps({"kind": "run", "schema": 99}) + "\n")

    with pytest.raises(UsageError, match="schema 99"):
        read(tmp_path / "results.jsonl")


def test_a_file_of_others_is_refused(tmp_path: Path) -> None:
    (tmp_path / "results.jsonl").write_text('{"event": 1}\n')

    with pytest.raises(UsageError, match="no run header"):
        read(tmp_path / "results.jsonl")
