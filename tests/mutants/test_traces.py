"""Traces of equivalent mutants: what makes one, and what it takes to count."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from hil.emulator.mutants.catalogue import mutant, mutants
from hil.results.case import CaseResult, TranscriptLine
from hil.selftest.forks import Outcome, Plan
from hil.verdict import Verdict

from . import survivors, table, traces
from .campaign import REACH
from .survivors import SURVIVORS, TRACES, Survivor, is_equivalent, read_trace
from .table import Run
from .test_judging import KILLED, SURVIVED
from .traces import RIGHT, compare, main, store

MUTANT = mutant("negate.if-explicit.TlsClient.verifies_server")
ROWS = (Survivor(MUTANT.id, "a reason", is_equivalent=True),)


def case(*texts: str, verdict: Verdict = Verdict.PASS) -> CaseResult:
    lines = tuple(TranscriptLine(float(place), "at", "→", text) for place, text in enumerate(texts))
    return CaseResult("a", "a", (), verdict, started="", duration_s=0.0, transcript=lines)


def outcomes(right: CaseResult, wrong: CaseResult, bent: int = 1) -> tuple[Outcome, Outcome]:
    notes: tuple[dict[str, Any], ...] = ({"kind": REACH, "evaluated": bent, "bent": bent},)
    return (
        Outcome(Plan(RIGHT, "", ()), (right,), "", 1.0),
        Outcome(Plan(MUTANT.id, "", ()), (wrong,), "", 1.0, notes),
    )


def test_equal_lines_at_each_point_of_observation_are_no_difference() -> None:
    compared = compare(MUTANT, outcomes(case("AT", "OK"), case("AT", "OK")))

    assert compared.differences == []
    assert compared.bent == 1


@pytest.mark.parametrize(
    "wrong", [case("AT", "ERROR"), case("AT"), case("AT", "OK", "OK"), case("AT", "OK", verdict=Verdict.FAIL)]
)
def test_another_line_or_verdict_is_a_difference(wrong: CaseResult) -> None:
    assert compare(MUTANT, outcomes(case("AT", "OK"), wrong)).differences


def test_ports_and_names_of_a_run_are_no_difference() -> None:
    one = case('AT+QFTPOPEN="127.0.0.1",44147', "227 Passive (127,0,0,1,172,115)", 'AT+QFTPUSER="m95-fe8575"')
    other = case('AT+QFTPOPEN="127.0.0.1",35001', "227 Passive (127,0,0,1,136,9)", 'AT+QFTPUSER="m95-00aa11"')

    assert compare(MUTANT, outcomes(one, other)).differences == []


def test_an_address_is_a_difference() -> None:
    one, other = case("PORT 127,0,0,1,172,115"), case("PORT 127,0,0,2,172,115")

    assert compare(MUTANT, outcomes(one, other)).differences


def test_a_stored_trace_of_the_mutant_makes_it_equivalent(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(survivors, "TRACES", tmp_path)
    before = is_equivalent(MUTANT.id, ROWS)

    file = store(compare(MUTANT, outcomes(case("AT", "OK"), case("AT", "OK"))), tmp_path)

    assert not before
    assert is_equivalent(MUTANT.id, ROWS)
    assert not is_equivalent(MUTANT.id, (Survivor(MUTANT.id, "a reason"),))
    assert not read_trace("negate.always.TlsClient.verifies_server", file)


def test_a_trace_in_which_the_mutant_was_never_at_work_shows_nothing(tmp_path: Path) -> None:
    file = tmp_path / "trace.json"
    file.write_text(json.dumps({"mutant": MUTANT.id, "bent": 0, "cases": {"a": ["AT"]}}), encoding="utf-8")

    assert not read_trace(MUTANT.id, file)


def test_an_equivalent_mutant_is_left_out_of_the_sum_and_few_may_be(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(table, "reason", lambda _name: "a reason")
    few, many = (Run(0, 1, count + 1, (*[KILLED] * count, SURVIVED)) for count in (24, 9))
    before = few.holds

    monkeypatch.setattr(table, "is_equivalent", lambda name: name == SURVIVED.mutant.id)

    assert not before
    assert few.holds
    assert not many.holds


def test_a_difference_is_told_and_nothing_is_stored(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def campaigns(loop: traces.TraceLoop) -> int:
        loop.compared.extend(outcomes(case("AT", "OK"), case("AT", "ERROR")))
        return 0

    monkeypatch.setattr(traces, "collect_and_run", campaigns)

    assert main([MUTANT.id, f"--folder={tmp_path}"]) == 1
    assert "lines differ" in capsys.readouterr().out
    assert list(tmp_path.iterdir()) == []


def test_every_stored_trace_is_that_of_a_row() -> None:
    for file in TRACES.glob("*.json"):
        assert file.stem in mutants()
        assert is_equivalent(file.stem), f"{file.name} has no row, or shows nothing"


def test_every_equivalent_row_has_a_trace_for_each_of_its_mutants() -> None:
    claimed = [name for name in mutants() for row in SURVIVORS if row.is_equivalent and row.covers(name)]

    assert [name for name in claimed if not is_equivalent(name)] == []
