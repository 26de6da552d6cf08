"""`hil conformance --list`: the cases that a selection has, by requirement; nothing runs, and no DUT is touched."""

from __future__ import annotations

import io
import json
from collections.abc import Iterable, Mapping, Sequence
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import asdict

import click
import pytest

from hil.campaign.renamed import hints_for_expression
from hil.cli.broken_plugins import without_broken_plugins
from hil.cli.pytest_words import last_line
from hil.errors import InfrastructureError, UsageError
from hil.plugin.listing import ListedCase, Listing
from hil.plugin.own_runs import no_workers_of_xdist, refusal
from hil.spec import catalogue
from hil.spec.catalogue import Verification

SCHEMA = 1
"""The form of the JSON of `--list` and `--explain`."""

_NO_CASE: Mapping[Verification, str] = {
    Verification.INSPECTION: "is verified by inspection, so no case has it",
    Verification.PHYSICAL_ONLY: "is verified on a physical module by other means than AT, so no case has it",
}


def collect(arguments: Sequence[str], *plugins: object, explained: Iterable[str] = ()) -> Listing:
    """Collect what these arguments of pytest select; raises what keeps it from that."""
    listing, said = Listing(frozenset(explained)), io.StringIO()
    run = [*arguments, *no_workers_of_xdist(), *without_broken_plugins()]  # as the run of these cases has it
    with redirect_stdout(said), redirect_stderr(said):
        code = pytest.main([*run, "--collect-only", "-q"], plugins=[listing, *plugins])
    if code == pytest.ExitCode.USAGE_ERROR:
        raise UsageError(refusal(said.getvalue()))
    if code not in {pytest.ExitCode.OK, pytest.ExitCode.NO_TESTS_COLLECTED}:
        raise InfrastructureError(f"the suites cannot be collected: {last_line(said.getvalue())}")
    return listing


def none_fits(campaign: str, requirements: Sequence[str], expression: str) -> str:
    """Why a selection is empty, with what its words may have meant."""
    chosen = [f"--campaign {campaign}", *(f"--requirement {each}" for each in requirements)]
    if expression:
        chosen.append(f"-k {expression!r}")
    rows = [catalogue.requirements()[each] for each in requirements if each in catalogue.requirements()]
    reasons = [f"{row.id} {_NO_CASE[row.verification]}" for row in rows if row.verification in _NO_CASE]
    return "; ".join(
        [f"no case ran: none fits {' '.join(chosen)}", *reasons, *hints_for_expression(expression)]
    )


def show(cases: Sequence[ListedCase], *, campaign: str, as_json: bool) -> None:
    """Print the cases by requirement, and their number."""
    rows = by_requirement(cases)
    if as_json:
        content = {
            "schema": SCHEMA,
            "campaign": campaign,
            "counts": {"cases": len(cases), "requirements": len(rows)},
            "cases": [asdict(case) for case in cases],
            "requirements": rows,
        }
        click.echo(json.dumps(content, indent=2, ensure_ascii=False))
        return
    known = {case.id: case for case in cases}
    lines = []
    for name, found in rows.items():
        lines.append(f"{name} ({len(found)})")
        lines += [f"  {each}{_mark(known[each])}" for each in found]
    click.echo("\n".join([*lines, f"{_count(cases)} of {len(rows)} requirements"]))


def by_requirement(cases: Iterable[ListedCase]) -> dict[str, list[str]]:
    """The ids of the cases of each requirement, in the order of the catalogue."""
    found: dict[str, list[str]] = {}
    for case in cases:
        for name in case.requirements:
            found.setdefault(name, []).append(case.id)
    order = {name: place for place, name in enumerate(catalogue.requirements())}
    return dict(sorted(found.items(), key=lambda row: order.get(row[0], len(order))))


def _mark(case: ListedCase) -> str:
    return f"  (not applicable: {case.not_applicable})" if case.not_applicable else ""


def _count(cases: Sequence[ListedCase]) -> str:
    idle = sum(bool(case.not_applicable) for case in cases)
    some = f", {idle} of them not applicable," if idle else ""
    return f"{len(cases)} {'case' if len(cases) == 1 else 'cases'}{some}"
