"""One run made of the runs of several shards: each case once, with the run that judged it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from hil.errors import UsageError
from hil.results.case import CaseResult
from hil.results.conclusion import deviation_status
from hil.results.description import joined
from hil.results.ending import Ending
from hil.results.folder import run_id
from hil.results.model import DeviationStatus, RunHeader, RunReport
from hil.results.pool_words import modules_of
from hil.results.resuming import require_same_setting
from hil.results.shard import Part, Shard, shard_of
from hil.results.static import NOT_REVIEWED, StaticReview


def merge(runs: Sequence[tuple[Path, RunReport]], command: tuple[str, ...]) -> RunReport:
    """The run of these runs of shards, each with its folder; a shard that is missing or incomplete makes it incomplete.

    Raises `UsageError` for runs that are no shards of one selection, that began with another
    version, gate or input file, that have one shard twice, or whose DUTs differ in model or firmware.
    """
    if not runs:
        raise UsageError(
            "expected the folders of the runs of all shards, as hil merge run-1 run-2; none came"
        )
    for where, report in runs:
        _require_shard(where, report)
    first_where, first = runs[0]
    for where, report in runs[1:]:
        _require_same_selection(first_where, first, where, report)
        require_same_setting(_comparable(first.header), _comparable(report.header), where)
    _require_distinct(runs)
    _require_one_kind_of_dut(runs)
    reports = [report for _, report in runs]
    header = first.header
    order = {name: number for number, name in enumerate(first.selection)}
    cases = tuple(
        sorted(
            (replace(case, run=report.header.run_id) for report in reports for case in report.cases),
            key=lambda case: order.get(case.id, len(order)),
        )
    )
    judged = {case.id for case in cases}
    selftests = {report.selftest for report in reports}
    labs = {report.header.lab for report in reports}
    static = next((report.static for report in reports if report.static != NOT_REVIEWED), NOT_REVIEWED)
    return RunReport(
        header=replace(
            header,
            run_id=f"{run_id(header.campaign, datetime.now(UTC))}-merged",
            started=min(report.header.started for report in reports),
            dut_url=", ".join(dict.fromkeys(report.header.dut_url for report in reports)),
            module="",
            modules=tuple(dict.fromkeys(name for report in reports for name in _modules(report))),
            platform=", ".join(dict.fromkeys(report.header.platform for report in reports)),
            command=command,
            lab=header.lab if len(labs) == 1 else (),
            shard="",
            merged=tuple(map(_part, reports)),
        ),
        cases=cases,
        duts=tuple(dict.fromkeys(dut for report in reports for dut in report.duts)),
        duration_s=_lasted_s(reports),
        planned=first.selection,
        resumptions=tuple(went_on for report in reports for went_on in report.resumptions),
        withdrawals=tuple(left for report in reports for left in report.withdrawals),
        ending=_ending(reports, shard_of(header.shard).of),
        not_run=tuple(name for name in first.selection if name not in judged),
        reductions=first.reductions,
        deviations=tuple(_statuses(reports, cases, static)),
        pics=first.pics,
        preflight=tuple(dict.fromkeys(line for report in reports for line in report.preflight)),
        static=static,
        description=joined(first.selection, [report.description for report in reports]),
        selftest=first.selftest if len(selftests) == 1 else None,
        damage=tuple(dict.fromkeys(text for report in reports for text in report.damage)),
    )


def _part(report: RunReport) -> Part:
    header = report.header
    return Part(
        header.run_id,
        header.shard,
        header.started,
        round(report.duration_s, 3),
        header.dut_url,
        ", ".join(_modules(report)),
        header.platform,
        len(report.cases),
        header.lab,
    )


def _modules(report: RunReport) -> tuple[str, ...]:
    """The names in the bench file of the modules that judged a run."""
    return modules_of(report) or tuple(filter(None, (report.header.module,)))


def _require_shard(where: Path, report: RunReport) -> None:
    if report.header.merged:
        raise UsageError(
            f"{where} is a merged run already: name the runs of its shards instead, with those that it lacks"
        )
    if not report.header.shard:
        raise UsageError(f"{where} is no shard, but a run of all that it selected: nothing is to be merged")
    if not report.selection:
        raise UsageError(
            f"the run in {where} was killed before it told its selection; "
            f"hil conformance --resume {where} goes on with it, then merge again"
        )


def _require_same_selection(first_where: Path, first: RunReport, where: Path, report: RunReport) -> None:
    shards = [shard_of(each.header.shard) for each in (first, report)]
    if shards[0].of != shards[1].of:
        raise UsageError(
            f"expected shards of one division: {first_where} is {shards[0]}, and {where} is {shards[1]}"
        )
    other = sorted(set(first.selection) ^ set(report.selection))
    if other:
        raise UsageError(
            f"{first_where} and {where} are shards of two selections: expected the same options of selection, PICS and "
            f"suites; the first case that only one of both has is {other[0]}"
        )


def _comparable(header: RunHeader) -> RunHeader:
    """The header without the DUT: each shard has its own."""
    return replace(header, dut_url="", module="", modules=())


def _require_distinct(runs: Sequence[tuple[Path, RunReport]]) -> None:
    seen: dict[str, Path] = {}
    for where, report in runs:
        shard = report.header.shard
        if shard in seen:
            raise UsageError(
                f"shard {shard} came twice, in {seen[shard]} and {where}: name one of them; "
                f"a run that was broken off goes on by hil conformance --resume"
            )
        seen[shard] = where
    twice = [
        name for name, count in Counter(case.id for _, run in runs for case in run.cases).items() if count > 1
    ]
    if twice:
        raise UsageError(f"expected each case in one run; {twice[0]} has two verdicts")


def _require_one_kind_of_dut(runs: Sequence[tuple[Path, RunReport]]) -> None:
    """A verdict holds for one model and one firmware."""
    kinds: dict[str, Path] = {}
    for where, report in runs:
        for dut in report.duts:
            kinds.setdefault(f"{dut.manufacturer} {dut.model} {dut.revision}", where)
    if len(kinds) > 1:
        shown = "; ".join(f"{kind} in {where}" for kind, where in kinds.items())
        raise UsageError(
            f"expected DUTs of one model and firmware, because a verdict holds for these; came {shown}"
        )


def _lasted_s(reports: Sequence[RunReport]) -> float:
    """From the start of the first run to the end of the last one."""
    began = [datetime.fromisoformat(report.header.started) for report in reports]
    ends = [
        start + timedelta(seconds=report.duration_s) for start, report in zip(began, reports, strict=True)
    ]
    return (max(ends) - min(began)).total_seconds()


def _ending(reports: Sequence[RunReport], of: int) -> Ending:
    """What the merged run lacks: shards, and the ends of shards."""
    present = {report.header.shard for report in reports}
    missing = [name for number in range(1, of + 1) if (name := str(Shard(number, of))) not in present]
    reasons = [f"shard {name} is missing" for name in missing]
    reasons += [
        f"shard {report.header.shard}: {report.ending.early or 'cases were not run'}"
        for report in reports
        if not report.is_complete
    ]
    return Ending(early="; ".join(reasons))


def _statuses(
    reports: Sequence[RunReport], cases: Sequence[CaseResult], static: StaticReview
) -> Iterator[DeviationStatus]:
    """Each entry of the deviations file, judged by all cases."""
    entries = dict.fromkeys(
        (status.deviation, status.requirement) for report in reports for status in report.deviations
    )
    explained = {found.deviation for found in static.deviations}
    for deviation, requirement in entries:
        status = deviation_status(deviation, requirement, cases)
        yield replace(status, outdated=False) if deviation in explained else status
