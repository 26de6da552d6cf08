"""A comparison in words: one table for each kind of change, for all renderings."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from hil.compare.comparison import Comparison, Outcome
from hil.compare.dialect import DialectChange
from hil.compare.document import Document, Row, Table
from hil.compare.presence import Why
from hil.compare.verdicts import CaseChange, Direction

_TONE = {Outcome.NOT_WORSE: "better", Outcome.WORSE: "worse", Outcome.INCOMPARABLE: "other"}

_SINGLE_TONE = {Why.GONE: "worse", Why.NOT_RUN: "worse", Why.NEW: "better"}


MOST_REQUIREMENTS = 5
"""So many requirements of a case are named; JSON has all."""


def document(found: Comparison) -> Document:
    """The comparison of two runs as a document."""
    base, later = found.base, found.later
    return Document(
        title=f"{base.run_id} -> {later.run_id}",
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
        ("run", "selection", "verdicts", "DUT"),
        tuple(Row((side.run_id, side.selected, side.counts, side.dut)) for side in (found.base, found.later)),
    )
    yield _groups(found.cases)
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
        is_detail=True,
    )


def _groups(changes: Iterable[CaseChange]) -> Table:
    """The changes by what they have in common: the same verdicts, requirements and sides of the deciding check."""
    of: dict[tuple[str, ...], list[CaseChange]] = {}
    for each in changes:
        of.setdefault(_cells(each)[1:], []).append(each)
    order = list(Direction)
    alike = sorted(of.items(), key=lambda group: (order.index(group[1][0].direction), -len(group[1])))
    return Table(
        "changes",
        "Changed verdicts",
        ("cases", *_COLUMNS[1:]),
        tuple(
            Row((f"{counted(len(cases))}, such as {cases[0].name}", *cells), _tone(cases[0]))
            for cells, cases in alike
        ),
    )


_COLUMNS = ("case", "change", "before", "after", "requirements", "why before", "why after")


def _cells(each: CaseChange) -> tuple[str, ...]:
    accepted = f", accepted by --allow {each.allowed}" if each.allowed else ""
    return (
        each.name,
        f"{each.direction}{accepted}",
        each.before.verdict,
        each.after.verdict,
        _few(each.requirements),
        _one_line(each.before.words),
        _one_line(each.after.words),
    )


def _few(names: tuple[str, ...]) -> str:
    shown = ", ".join(names[:MOST_REQUIREMENTS])
    more = len(names) - MOST_REQUIREMENTS
    return f"{shown} and {more} more" if more > 0 else shown


def _tone(each: CaseChange) -> str:
    return "other" if each.allowed else each.direction


def counted(cases: int) -> str:
    """`1 case`, `7 cases`."""
    return "1 case" if cases == 1 else f"{cases} cases"


def _cases(changes: Iterable[CaseChange]) -> Table:
    return Table(
        "cases",
        "Cases with a changed verdict",
        _COLUMNS,
        tuple(Row(_cells(each), _tone(each)) for each in changes),
        is_detail=True,
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


_NOT_JUDGED = (
    "Observed, and judged by no case. Settings that earlier cases left differ with the order of the cases."
)

_RACING = "The DUT meets two events at the same time, and reports one of them: these may differ in each run of one DUT."


def _dialect(changes: Iterable[DialectChange]) -> Table:
    """The changed values; those of several items of a key that changed alike stand in one row."""
    of: dict[tuple[str, ...], list[str]] = {}
    for each in changes:
        seen = "probes" if each.probed else "transcripts"
        of.setdefault((each.meaning, each.before, each.after, seen), []).append(each.item_words)
    return Table(
        "dialect",
        "Dialect",
        ("what the note leaves open", "before", "after", "seen in", "of"),
        tuple(Row((*cells, ", ".join(filter(None, items)))) for cells, items in of.items()),
        lead="Values that a personality of the emulator has, too (docs/personalities.md).",
    )


def _answers(found: Comparison) -> Iterator[Table]:
    yield _dialect(found.dialect)
    own = [each for each in found.answers if not each.follows and not each.is_racing]
    racing = [each for each in found.answers if not each.follows and each.is_racing]
    following = [each for each in found.answers if each.follows]
    for anchor, title, lead, answers in (
        ("answers", "Other answers", _NOT_JUDGED, own),
        ("racing", "Answers that a race decides", _RACING, racing),
        ("following", "Answers that follow from the dialect", "", following),
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
            lead=lead,
            is_detail=anchor != "answers",
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
