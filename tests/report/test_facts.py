"""The facts of a run: what was selected, each DUT by its name, the numbers of an endurance run."""

from __future__ import annotations

from dataclasses import replace

from hil.report.facts import facts
from hil.results.model import RunReport
from hil.results.shard import Part
from tests.endurance.samples import course_of
from tests.results.samples import DUT, HEADER, sample


def test_each_module_of_a_pool_has_its_own_fields() -> None:
    report = RunReport(
        replace(HEADER, modules=("m1", "m2")),
        duts=(replace(DUT, module="m1"), replace(DUT, module="m2", revision="B")),
    )

    found = facts(report)

    assert [value for name, value in found if name == "module"] == ["m1", "m2"]
    assert (dict(found)["dut.m1.revision"], dict(found)["dut.m2.revision"]) == ("M95FAR02A08", "B")


def test_a_merged_run_names_its_parts() -> None:
    parts = tuple(
        Part(f"run-{shard[0]}", shard, HEADER.started, 1.0, "", "", "", 3) for shard in ("1/2", "2/2")
    )

    found = facts(RunReport(replace(HEADER, merged=parts)))

    assert ("selection", "full, merged of 2 shards") in found
    assert ("merged", "shard 2/2: run-2, 3 cases") in found


def test_an_endurance_run_has_its_numbers() -> None:
    found = dict(facts(sample(), course_of([1.0] * 4)))

    assert (found["endurance.rounds"], found["endurance.clock"]) == (
        str(course_of([1.0] * 4).rounds),
        course_of([1.0]).begin.clock.value,
    )


def test_no_fact_is_empty_and_damage_is_told() -> None:
    found = facts(replace(sample(), damage=("run.json is damaged",)))

    assert ("damage", "run.json is damaged") in found
    assert all(value for _, value in found)
