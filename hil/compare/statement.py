"""A comparison in words: one table for each kind of change, for all renderings."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from hil.compare.comparison import Comparison, Outcome
from hil.compare.document import Document, Row, Table
from hil.compare.presence import Why
from hil.compare.verdicts import CaseChange, Direction

_TONE = {Outcome.NOT_WORSE: "better", Outcome.WORSE: "worse", Outcome.INCOMPARABLE: "other"}

_SINGLE_TONE = {Why.GONE: "worse", Why.NOT_RUN: "worse", Why.NEW: "better"}

_ACCEPTED = "accepted"


def document(found: Comparison) -> Document:
    """The comparison of two runs as a document."""
    base, later = found.base, found.later
    return Document(
        title=f"{base.dut} ({base.run_id}) -> {later.dut} ({later.run_id})",
        subtitle=(
            f"{found.common} common cases: {found.count(Direction.WORSE)} worse, {found.count(Direction.BETTER)} better, "
            f"{found.count(Direction.OTHER)} changed otherwise; {len(found.dialect)} changed values of the dialect"
        ),
        verdict=found.sentence,
        tone=_TONE[found.outcome],
        remarks=tuple(_remarks(found)),
        tables=tuple(_tables(found)),
    )


def _remarks(found: Comparison) -> Iterator[str]:
    yield from found.remarks
    for condition in found.conditions:
        if condition.weakens:
            yield f"{condition.weakens}: {condition.name} {condition.before or 'none'} -> {condition.after or 'none'}"
    if found.times:
        yield found.times
    for pattern in found.unused:
        yield f"--allow {pattern} accepts nothing: no worse verdict matches it"


def _tables(found: Comparison) -> Iterator[Table]:
    yield Table(
        "runs",
        "Runs",
        ("run", "DUT", "began", "selection", "verdicts"),
        tuple(
            Row((side.run_id, side.dut, side.started, side.selected, side.counts))
            for side in (found.base, found.later)
        ),
    )
    yield _cases(found.cases)
    yield Table(
        "requirements",
        "Requirements",
        ("change", "requirement", "before", "after", "cases worse", "cases better"),
        tuple(
            Row(
                (
                    each.direction,
                    each.requirement,
                    each.before,
                    each.after,
                    str(each.worse),
                    str(each.better),
                ),
                each.direction,
            )
            for each in found.requirements
        ),
    )
    yield from _one_sided(found)
    yield from _answers(found)
    yield Table(
        "times",
        "Times beyond noise",
        ("steps", "cases", "before", "after", "ratio"),
        tuple(
            Row(
                (
                    each.group,
                    str(each.pairs),
                    seconds(each.before_s),
                    seconds(each.after_s),
                    f"{each.ratio:.2f}",
                ),
                "worse" if each.is_slower else "better",
            )
            for each in found.shifts
        ),
        lead="Medians of the same passed cases of both runs; they decide no exit code.",
    )
    yield Table(
        "conditions",
        "Conditions",
        ("condition", "before", "after"),
        tuple(Row((each.name, each.before or "none", each.after or "none")) for each in found.conditions),
    )


def _cases(changes: Iterable[CaseChange]) -> Table:
    return Table(
        "cases",
        "Verdicts",
        ("case", "change", "before", "after", "requirements", "why before", "why after"),
        tuple(
            Row(
                (
                    each.name,
                    f"{each.direction}, {_ACCEPTED} by --allow {each.allowed}"
                    if each.allowed
                    else each.direction,
                    each.before.verdict,
                    each.after.verdict,
                    ", ".join(each.requirements),
                    _one_line(each.before.words),
                    _one_line(each.after.words),
                ),
                "other" if each.allowed else each.direction,
            )
            for each in changes
        ),
    )


def _one_sided(found: Comparison) -> Iterator[Table]:
    yield Table(
        "singles",
        "Cases of one run",
        ("case", "why", "verdict there"),
        tuple(
            Row((each.name, each.why, each.verdict), _SINGLE_TONE.get(each.why, "")) for each in found.singles
        ),
    )
    yield Table(
        "renamed",
        "Cases under another name",
        ("before", "after"),
        tuple(Row((each.before, each.after)) for each in found.renamed),
        lead="They are compared like any other case.",
    )


def _answers(found: Comparison) -> Iterator[Table]:
    yield Table(
        "dialect",
        "Dialect",
        ("what the note leaves open", "before", "after", "seen in"),
        tuple(
            Row((each.name, each.before, each.after, "probes" if each.probed else "transcripts"))
            for each in found.dialect
        ),
        lead="Values that a personality of the emulator has, too (docs/personalities.md).",
    )
    own = [each for each in found.answers if not each.follows]
    following = [each for each in found.answers if each.follows]
    for anchor, title, answers in (
        ("answers", "Other answers", own),
        ("following", "Answers that follow from the dialect", following),
    ):
        yield Table(
            anchor,
            title,
            ("answer", "before", "after", "cases", "question"),
            tuple(
                Row(
                    (
                        each.name,
                        _one_line(each.before),
                        _one_line(each.after),
                        str(len(each.cases)),
                        each.question,
                    )
                )
                for each in answers
            ),
        )
    yield Table(
        "readings",
        "Stricter readings",
        ("case", "reading", "expected", "before", "after"),
        tuple(
            Row(
                (each.case.rpartition("/")[2], each.name, each.expected, each.before, each.after),
                {(True, False): "worse", (False, True): "better"}.get(each.held, ""),
            )
            for each in found.readings
        ),
        lead="What a stricter assessor would judge; they give no verdict.",
    )
    yield Table(
        "departures",
        "Departures from optional requirements",
        ("requirement", "change", "departure", "cases"),
        tuple(
            Row(
                (each.requirement, "new" if each.is_new else "gone", each.sentence, str(len(each.cases))),
                "worse" if each.is_new else "better",
            )
            for each in found.departures
        ),
    )


def _one_line(words: str) -> str:
    return " ".join(words.split())


def seconds(value: float) -> str:
    """A time for people: `0.8 ms`, `312 ms`, `4.20 s`."""
    if value >= 1:
        return f"{value:.2f} s"
    return f"{value * 1000:.0f} ms" if value >= 0.01 else f"{value * 1000:.1f} ms"
