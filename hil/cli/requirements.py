"""`hil requirements`: the catalogue, and the requirements that no case of the suites verifies."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import asdict

import click

from hil.errors import UsageError, hint
from hil.plugin.collected import cases_by_requirement
from hil.spec import catalogue
from hil.spec.catalogue import Requirement, RequirementKind, Verification
from hil.verdict import Ground

_NO_CASE = {
    Verification.INSPECTION: "inspection: no case can verify it",
    Verification.PHYSICAL_ONLY: "only on a physical module, by means other than AT",
}


@click.command(
    epilog="""\b
Examples:
  hil requirements --group AUTH
  hil requirements --clause 2.4 --kind mandatory
  hil requirements --untested --kind mandatory
  hil requirements --json | python -m json.tool""",
)
@click.option("--group", default=None, metavar="GROUP", help="Only this group: PAIR, AUTH, SSLCFG-CTX, ...")
@click.option(
    "--clause", default=None, metavar="CLAUSE", help="Only this clause of the note and those below it."
)
@click.option(
    "--kind",
    type=click.Choice([kind.value for kind in RequirementKind]),
    default=None,
    help="Only this kind.",
)
@click.option(
    "--ground",
    type=click.Choice([ground.value for ground in Ground]),
    default=None,
    help="Only those that rest on the note, a standard or a reading.",
)
@click.option("--untested", is_flag=True, help="Only those that no case of the suites names.")
@click.option("--json", "as_json", is_flag=True, help="Complete rows as a JSON array.")
def requirements(
    *,
    group: str | None,
    clause: str | None,
    kind: str | None,
    ground: str | None,
    untested: bool,
    as_json: bool,
) -> None:
    """List the requirements of the catalogue: id, kind, ground, the clause on which it rests, title."""
    rows = list(_chosen(group=group, clause=clause, kind=kind, ground=ground))
    if untested:
        named = cases_by_requirement()
        rows = [row for row in rows if row.id not in named]
    if as_json:
        click.echo(
            json.dumps([{**asdict(row), "group": row.group} for row in rows], indent=2, ensure_ascii=False)
        )
        return
    for row in rows:
        why = f"  [{_NO_CASE[row.verification]}]" if untested and row.verification in _NO_CASE else ""
        click.echo(
            f"{row.id:<20} {row.kind.value:<12} {row.ground.value:<9} {row.clause:<24} {row.title}{why}"
        )
    if untested:
        open_ = sum(row.verification is Verification.TEST for row in rows)
        click.echo(
            f"{open_} of them could be tested; the others are for inspection or a real module", err=True
        )
    click.echo(
        f"{len(rows)} of {len(catalogue.requirements())} requirements of {catalogue.document()}", err=True
    )


def _chosen(
    *, group: str | None, clause: str | None, kind: str | None, ground: str | None
) -> Iterator[Requirement]:
    everything = catalogue.requirements().values()
    groups = {row.group for row in everything}
    if group is not None and group.upper() not in groups:
        raise UsageError(f"no group {group!r}; there are {', '.join(sorted(groups))}{hint(group, groups)}")
    found = [
        row
        for row in everything
        if (group is None or row.group == group.upper())
        and (clause is None or _concerns(row, clause))
        and (kind is None or row.kind.value == kind)
        and (ground is None or row.ground.value == ground)
    ]
    if clause is not None and not any(_concerns(row, clause) for row in everything):
        raise UsageError(f"no requirement of clause {clause!r}; clauses are written as 2.4 or 4.2.1")
    yield from found


def _concerns(row: Requirement, clause: str) -> bool:
    rests = row.clause if row.clause.startswith("note ") else ""
    places = re.split(r"[\s/(),]+", f"{row.section} {rests}")  # as in "2.2/5.2" or "1.1 (Table 1)"
    return any(place == clause or place.startswith(f"{clause}.") for place in places)
