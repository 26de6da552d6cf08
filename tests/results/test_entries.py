"""What a reader makes of the lines of a long run: small values, made once, and damage is still told by its line."""

from __future__ import annotations

import gc
import json
from collections.abc import Iterator
from dataclasses import asdict, fields, replace
from pathlib import Path
from typing import Any
from weakref import ref

import pytest

from hil.errors import UsageError
from hil.results.case_records import case_record, encode
from hil.results.collection import without_collection
from hil.results.entries import entries, steps
from hil.results.lines import Line
from hil.results.records import RESULTS, read, report_of, run_record
from hil.verdict import Role, Step
from tests.results.samples import FAILED, sample, write_run


def test_equal_words_are_one_object() -> None:
    first, second = entries([json.loads('[0.1, "at", "←", "OK", "response"]') for _ in range(2)])

    assert first.text is second.text
    assert first.kind is second.kind


def test_the_plan_and_the_cases_have_the_same_words_once(tmp_path: Path) -> None:
    write_run(tmp_path / RESULTS, sample())

    report = read(tmp_path)

    ids = {name: name for name in report.planned}
    assert all(case.id is ids[case.id] for case in report.cases)


def test_an_entry_of_schema_1_has_no_kind() -> None:
    assert entries([[0.1, "at", "←", "OK"]])[0].kind == ""


@pytest.mark.parametrize("damage", ['"transcript":[[1]]', '"transcript":[7]', '"transcript":null'])
def test_damage_in_a_transcript_is_told_by_its_line(tmp_path: Path, damage: str) -> None:
    write_run(tmp_path / RESULTS, sample())
    lines = (tmp_path / RESULTS).read_text(encoding="utf-8").splitlines()
    head, _, _ = lines[2].partition('"transcript":')
    lines[2] = f"{head}{damage}}}"
    (tmp_path / RESULTS).write_text("\n".join(lines) + "\n", encoding="utf-8")

    with pytest.raises(UsageError, match="is damaged in line 3: expected a record of the kind case"):
        read(tmp_path)


class _Record(dict[str, Any]):
    """A record to which a weak reference can be made."""


def test_one_record_is_held_at_a_time(tmp_path: Path) -> None:
    seen: list[ref[_Record]] = []
    held: list[int] = []

    def lines() -> Iterator[Line]:
        yield Line(1, run_record(sample()), "run")
        for number in range(2, 6):
            record = _Record(case_record(replace(FAILED, id=str(number))))
            seen.append(ref(record))
            yield Line(number, record, "case")
            held.append(sum(each() is not None for each in seen))

    report = report_of(tmp_path / RESULTS, lines())

    assert [case.id for case in report.cases] == ["2", "3", "4", "5"]
    assert held == [1, 1, 1, 1]


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
