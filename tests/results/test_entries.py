"""What a reader makes of the lines of a long run: small values, made once, and damage is still told by its line."""

from __future__ import annotations

import gc
import json
from dataclasses import asdict, fields
from pathlib import Path

import pytest

from hil.errors import UsageError
from hil.results.case_records import case_record, encode, read_case
from hil.results.collection import without_collection
from hil.results.entries import entries, shrink, steps
from hil.results.lines import read_lines, read_once
from hil.results.records import RESULTS, read
from hil.verdict import Role, Step
from tests.results.samples import FAILED, LINES, sample, write_run


def test_equal_words_are_one_object() -> None:
    first, second = entries([json.loads('[0.1, "at", "←", "OK", "response"]') for _ in range(2)])

    assert first.text is second.text
    assert first.kind is second.kind


def test_entries_that_are_made_stay_as_they_are() -> None:
    assert entries(LINES) is LINES


def test_an_entry_of_schema_1_has_no_kind() -> None:
    assert entries([[0.1, "at", "←", "OK"]])[0].kind == ""


def test_a_record_that_is_shrunk_gives_the_same_case() -> None:
    record = case_record(FAILED)

    shrink(record)

    assert read_case(record) == FAILED


@pytest.mark.parametrize("damage", ['"transcript":[[1]]', '"transcript":[7]', '"transcript":null'])
def test_damage_in_a_transcript_is_told_by_its_line(tmp_path: Path, damage: str) -> None:
    write_run(tmp_path / RESULTS, sample())
    lines = (tmp_path / RESULTS).read_text(encoding="utf-8").splitlines()
    head, _, _ = lines[2].partition('"transcript":')
    lines[2] = f"{head}{damage}}}"
    (tmp_path / RESULTS).write_text("\n".join(lines) + "\n", encoding="utf-8")

    with pytest.raises(UsageError, match="is damaged in line 3: expected a record of the kind case"):
        read(tmp_path)


def test_a_record_is_empty_when_its_value_is_made(tmp_path: Path) -> None:
    file = tmp_path / RESULTS
    file.write_text(f'{{"kind":"run"}}\n{encode(case_record(FAILED))}\n', encoding="utf-8")
    lines = read_lines(file)

    (made,) = read_once(file, lines[1:], read_case)

    assert made == FAILED
    assert [bool(line.record) for line in lines] == [True, False]


def test_the_search_for_garbage_goes_on_behind_the_block() -> None:
    with without_collection():
        assert not gc.isenabled()
        with without_collection():
            pass
        assert not gc.isenabled()

    assert gc.isenabled()


def test_a_step_reads_as_it_was_written_with_each_of_its_fields() -> None:
    step = Step(
        0.2,
        Role.CHECK,
        "AT+QFTPOPEN",
        "-5",
        "0",
        True,
        ("AUTH-05",),
        "a.py:42",
        "AT+QFTPOPEN=...",
        (0.0, 90.0),
    )
    written = json.loads(encode(asdict(step)))

    assert steps([written]) == (step,)
    assert [field.name for field in fields(Step) if getattr(step, field.name) == field.default] == []


def test_a_step_of_an_earlier_version_has_no_command_and_no_bounds() -> None:
    written = json.loads(encode(asdict(Step(0.2, Role.CHECK, "a", "b", "c", held=True))))
    del written["command"], written["bounds_s"]

    assert (steps([written])[0].command, steps([written])[0].bounds_s) == ("", ())
