"""The verdicts of a run as a sentence: each fail with its ground, each inconclusive case with its cause."""

from __future__ import annotations

from hil.results.model import RunReport
from hil.verdict import Cause, Ground, Verdict, decides

AS_FAR_AS_CLAIMED = "conforms as far as claimed: "
"""Before the verdict of a run whose DUT does not claim all that the note states."""

WHOLE = "full"
"""The campaign with all cases."""

_GROUND = {
    Ground.NOTE: "on the note",
    Ground.STANDARD: "on a standard",
    Ground.READING: "on our reading",
}


def scope(report: RunReport) -> str:
    """The cases that a verdict is about: `applicable case`, `applicable case of the campaign smoke`, `selected case`."""
    header = report.header
    if header.narrowed:
        return "selected case"
    return (
        "applicable case"
        if header.campaign == WHOLE
        else f"applicable case of the campaign {header.campaign}"
    )


def conclusion(meaning: str, report: RunReport, *, conforms: bool) -> tuple[str, ...]:
    """The meaning of an exit code, then what the run came to, in parts: `fail: 2 on the note, 1 on our reading`."""
    parts = [_conforming(meaning, report) if conforms else meaning]
    if not report.is_complete:
        parts.append(incomplete(report))
    if report.header.shard:
        parts.append(
            f"{len(report.planned)} of the {len(report.selection)} selected cases; hil merge joins the shards"
        )
    if report.header.narrowed:
        narrowing = ", ".join(report.header.narrowing)
        parts.append(f"only a part of the campaign {report.header.campaign} was selected: {narrowing}")
    unclaimed = report.static.deviations
    if unclaimed:
        without_reason = sum(not found.deviation for found in unclaimed)
        parts[0] = f"{AS_FAR_AS_CLAIMED}{parts[0]}" if conforms else parts[0]
        parts.append(
            f"static deviations: {len(unclaimed)} (stated by the note, not claimed), "
            f"{without_reason} without a dated reason"
        )
    parts += [text for text in (_fails(report), _gate(report), _inconclusive(report)) if text]
    departed = len(report.optional_not_met())
    if departed:
        parts.append(f"optional not met: {departed} case{'' if departed == 1 else 's'}")
    flaky = len(report.flaky())
    if flaky:
        parts.append(
            f"flaky: {flaky} case{'' if flaky == 1 else 's'} came to different verdicts when repeated"
        )
    return tuple(parts)


def incomplete(report: RunReport) -> str:
    """`incomplete: 37 of 140 cases have no verdict (SIGTERM)`; empty for a complete run."""
    if report.is_complete:
        return ""
    why = f" ({report.ending.early})" if report.ending.early else ""
    missing, total = len(report.not_run), len(report.not_run) + len(report.cases)
    if not report.ending.is_recorded and not report.planned:
        return f"incomplete: {len(report.cases)} cases have a verdict, and the file has no plan{why}"
    if not missing:
        return f"incomplete: {_all_have_verdicts(total)}, but the run did not come to its end{why}"
    return f"incomplete: {missing} of {total} cases have no verdict{why}"


def ended_early(report: RunReport) -> str:
    """`the run ended early: SIGTERM; 37 of 140 cases were not run`; empty for a complete run."""
    if report.is_complete:
        return ""
    why = report.ending.early or "no reason is recorded"
    missing, total = len(report.not_run), len(report.not_run) + len(report.cases)
    left = f"{missing} of {total} cases were not run" if missing else _all_have_verdicts(total)
    return f"the run ended early: {why}; {left}"


def _all_have_verdicts(total: int) -> str:
    return f"each of its {total} cases has a verdict" if total != 1 else "its only case has a verdict"


def _conforming(meaning: str, report: RunReport) -> str:
    counts = report.counts()
    if counts[Verdict.FAIL]:
        meaning = "no case failed on a ground that decides"
    elif counts[Verdict.INCONCLUSIVE]:
        meaning = f"{meaning} or is left open by the note"
    return f"{meaning}, known deviations apart" if counts[Verdict.KNOWN_DEVIATION] else meaning


def _fails(report: RunReport) -> str:
    counts = [f"{count} {_GROUND[ground]}" for ground, count in report.fails_by_ground().items() if count]
    return f"fail: {', '.join(counts)}" if counts else ""


def _gate(report: RunReport) -> str:
    gate = report.header.gate
    spared = [
        ground for ground, count in report.fails_by_ground().items() if count and not decides(gate, ground)
    ]
    if not spared:
        return ""
    return f"a fail {' or '.join(_GROUND[ground] for ground in spared)} decides nothing (gate {gate.value})"


def _inconclusive(report: RunReport) -> str:
    words = {Cause.LEFT_OPEN: "left open by the note", Cause.NO_STIMULUS: Cause.NO_STIMULUS.value}
    counts = [f"{count} {words[cause]}" for cause, count in report.inconclusive_by_cause().items() if count]
    return f"inconclusive: {', '.join(counts)}" if counts else ""


def counts_line(report: RunReport) -> str:
    """`pass 170 (2 optional not met), fail 3 (2 note; 1 reading), inconclusive 1 (1 left open), error 0, ...`."""
    shown = ((verdict, count, _detail(verdict, report)) for verdict, count in report.shown_counts().items())
    return ", ".join(f"{verdict.words} {count}{detail}" for verdict, count, detail in shown)


def _detail(verdict: Verdict, report: RunReport) -> str:
    match verdict:
        case Verdict.FAIL:
            parts = [f"{count} {ground.value}" for ground, count in report.fails_by_ground().items() if count]
        case Verdict.INCONCLUSIVE:
            parts = [
                f"{count} {cause.value}" for cause, count in report.inconclusive_by_cause().items() if count
            ]
        case Verdict.PASS:
            departed = len(report.optional_not_met())
            parts = [f"{departed} optional not met"] if departed else []
        case _:
            parts = []
    return f" ({'; '.join(parts)})" if parts else ""
