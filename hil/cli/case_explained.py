"""`hil conformance --explain CASE`: what a case proves, on which clause, what it needs, how it is judged."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from difflib import get_close_matches

import click

from hil.campaign.features import FEATURES
from hil.campaign.renamed import current_id
from hil.cli.case_list import SCHEMA, collect
from hil.errors import UsageError
from hil.plugin.listing import ExplainedCase, ListedCase
from hil.results.failure_lines import columns, wrapped
from hil.spec.catalogue import Requirement, requirements
from hil.verdict import strongest

NEAREST = 3
MOST_COMMANDS = 12
"""So many command lines are shown; JSON has all."""


def explain(wanted: str, arguments: Sequence[str], *, as_json: bool) -> None:
    """Print the explanation; raises `UsageError` that names the nearest cases where `wanted` fits none, or several."""
    found = _one(wanted, collect(arguments).cases)
    (case,) = collect(_only(arguments, found), explained=[found]).in_full
    rows = [requirements()[name] for name in case.requirements if name in requirements()]
    if as_json:
        content = {
            "schema": SCHEMA,
            **asdict(case),
            "numbers": dict(case.numbers),
            "place": dict(case.place),
            "requirements": [asdict(row) for row in rows],
            "judged": list(_judged(case, rows)),
        }
        click.echo(json.dumps(content, indent=2, ensure_ascii=False))
        return
    click.echo("\n".join(_lines(case, rows)))


def _only(arguments: Sequence[str], case: str) -> list[str]:
    """The arguments with this case in place of the folder of the suites."""
    home = arguments[0]
    return [f"{home.rpartition('/')[0]}/{case}", *arguments[1:]]


def _one(wanted: str, cases: Sequence[ListedCase]) -> str:
    """The id of the only case that is meant: its id, its name, or a part of its id, letter case aside."""
    asked = current_id(wanted).lower()
    names = {case.id: case.id.rpartition("/")[2] for case in cases}
    for fits in (
        [each for each in names if each.lower() == asked],
        [each for each, name in names.items() if name.lower() == asked],
        [each for each in names if asked and asked in each.lower()],
    ):
        if len(fits) == 1 or _are_one_test(fits):
            return fits[0]
        if fits:
            shown = ", ".join(names[each] for each in fits[:NEAREST])
            raise UsageError(
                f"--explain: {wanted!r} is in the id of {len(fits)} cases: {shown}, ...; "
                "name one (hil conformance --list -k WORD lists them)"
            )
    if (row := requirements().get(wanted.upper())) is not None:
        raise UsageError(
            f"--explain: {row.id} is a requirement; hil conformance --list --requirement {row.id} names its cases"
        )
    functions = {name.partition("[")[0]: name for name in reversed(names.values())}
    tests = {name.rpartition("::")[2]: whole for name, whole in functions.items()}
    near = get_close_matches(asked.partition("[")[0], [*functions, *tests], n=NEAREST, cutoff=0.4)
    hint = f"; nearest: {', '.join(dict.fromkeys(near))}" if near else ""
    raise UsageError(
        f"--explain: no case has {wanted!r} in its id{hint}; hil conformance --list lists all cases"
    )


def _are_one_test(found: Sequence[str]) -> bool:
    """Whether all are parameter sets of one test: then the first one stands for it."""
    return len({each.partition("[")[0] for each in found}) == 1


def _lines(case: ExplainedCase, rows: Sequence[Requirement]) -> Iterator[str]:
    width = columns()
    yield case.id
    for title, parts in (
        ("purpose", [case.purpose]),
        ("place", [f"{name} {value}" for name, value in case.place]),
        ("proves", [part for row in rows for part in _of_requirement(row)]),
        ("needs", list(_needs(case))),
        ("sends", _commands(case)),
        ("judged", list(_judged(case, rows))),
        ("code", [f"{case.file}:{case.line}"]),
    ):
        for number, part in enumerate(parts):
            first, *rest = wrapped(part, width - 10)
            yield f"{title if number == 0 else '':<10}{first}"
            yield from (f"{'':<10}{line.strip()}" for line in rest)


def _of_requirement(row: Requirement) -> Iterator[str]:
    yield f"{row.id}: {row.title} ({row.kind.value}; {row.clause}, ground {row.ground.value})"
    yield row.statement
    if row.stimulus:
        yield f"stimulus: {row.stimulus}"
    if row.expected:
        yield f"expected: {row.expected}"
    if row.reasoning:
        yield f"reading: {row.reasoning}"


def _needs(case: ExplainedCase) -> Iterator[str]:
    yield from (f"{name}: {FEATURES.get(name, name)}" for name in case.features)
    yield from (f"{name} of at least {number}" for name, number in case.numbers)
    if not case.features and not case.numbers:
        yield "nothing that a DUT of the note may lack"


def _commands(case: ExplainedCase) -> list[str]:
    more = len(case.commands) - MOST_COMMANDS
    return [*case.commands[:MOST_COMMANDS], *([f"and {more} more (--json)"] if more > 0 else [])]


def _judged(case: ExplainedCase, rows: Sequence[Requirement]) -> Iterator[str]:
    binding = [row for row in rows if row.is_mandatory]
    ground = strongest(row.ground for row in binding)
    if ground is not None:
        yield (
            f"fail, if a check of {', '.join(row.id for row in binding)} does not hold; its ground is that of the "
            f"failed check, here {ground.value} at the strongest (--gate says which grounds decide)"
        )
    if len(binding) < len(rows):
        free = ", ".join(row.id for row in rows if not row.is_mandatory)
        yield f"pass, if only a check of {free} does not hold: the departure is counted and reported"
    if case.judges_form:
        yield "the form of responses counts: names, fields, their order, quotation, final result codes"
    if case.probe:
        yield f"it answers a question that the note leaves open: {case.probe}"
    yield "inconclusive, if its stimulus did not come about or the bench was disturbed; error, if the bench failed"
    yield "not applicable, if the DUT does not claim what the case needs (--pics)"
