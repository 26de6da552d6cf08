"""What describes a run, as names and values: properties of JUnit, the environment of Allure, `run.csv`.

One list for all of them, so that a fact has the same name in each rendering.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict
from typing import Any

from hil.endurance.brief import brief
from hil.endurance.records import Course
from hil.results.conclusion import exit_code, meaning
from hil.results.model import DutIdentity, RunReport
from hil.results.pool_words import modules_of
from hil.results.words import incomplete
from hil.spec.catalogue import document

Fact = tuple[str, str]


def facts(report: RunReport, course: Course | None = None) -> tuple[Fact, ...]:
    """The facts of a run in a fixed order; a name may come several times, and no value is empty."""
    found = (*_selected(report), *_duts(report), *_numbers(report), *_made_by(report), *_endurance(course))
    return tuple((name, value) for name, value in found if value)


def _selected(report: RunReport) -> Iterator[Fact]:
    header = report.header
    yield "run_id", header.run_id
    yield "document", str(document())
    yield "campaign", header.campaign
    yield "selection", header.selected
    yield "verdict", meaning(report)
    yield "exit_code", str(int(exit_code(report)))
    yield "incomplete", incomplete(report)
    for damage in report.damage:
        yield "damage", damage
    yield "started", header.started
    yield "duration_s", f"{report.duration_s:.3f}"
    yield "gate", header.gate.value
    yield "shard", header.shard
    for part in header.merged:
        yield "merged", f"shard {part.shard}: {part.run_id}, {part.cases} cases"
    for resumption in report.resumptions:
        yield "resumed", str(resumption)
    yield "pics", report.pics


def _duts(report: RunReport) -> Iterator[Fact]:
    header = report.header
    yield "dut.url", header.dut_url
    yield "module", header.module
    for name in modules_of(report):
        yield "module", name
    for dut in report.duts:
        yield from ((f"dut.{name}", value) for name, value in _identity(dut))
    for withdrawal in report.withdrawals:
        yield "withdrawn", str(withdrawal)
    yield from ((f"lab.{key}", value) for key, value in header.lab)


def _identity(dut: DutIdentity) -> Iterator[Fact]:
    """The fields of a DUT; those of a module of a pool have its name: `dut.m1.revision`."""
    place = f"{dut.module}." if dut.module else ""
    yield from (
        (f"{place}{name}", value) for name, value in asdict(dut).items() if name not in {"module", "url"}
    )


def _numbers(report: RunReport) -> Iterator[Fact]:
    yield "planned", str(len(report.cases) + len(report.not_run))
    yield "not_run", str(len(report.not_run))
    yield from ((verdict.value, str(count)) for verdict, count in report.counts().items())
    yield from ((f"fail.{ground.value}", str(count)) for ground, count in report.fails_by_ground().items())
    for cause, count in report.inconclusive_by_cause().items():
        yield f"inconclusive.{cause.name.lower()}", str(count)
    yield "optional_not_met", str(len(report.optional_not_met()))
    if report.flaky():
        yield "flaky", str(len(report.flaky()))


def _made_by(report: RunReport) -> Iterator[Fact]:
    header = report.header
    yield "python", header.python
    yield "openssl", header.openssl
    yield "platform", header.platform
    yield "commit", header.commit
    yield from ((f"tool.{name}", version) for name, version in header.tools)


def _endurance(course: Course | None) -> Iterator[Fact]:
    if course is not None:
        yield from _flat("endurance", brief(course))


def _flat(name: str, value: Any) -> Iterator[Fact]:
    if isinstance(value, Mapping):
        for key, each in value.items():
            yield from _flat(f"{name}.{key}", each)
    elif value is not None:
        yield name, str(value)
