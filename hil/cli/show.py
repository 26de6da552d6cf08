"""`hil show`: one case of a run in the terminal, or all that fail."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from hil.cli.case_text import COLOURS, ShownCase, lines_of
from hil.cli.damaged import readable
from hil.cli.json_object import SCHEMA
from hil.cli.resuming import folder_of
from hil.errors import UsageError
from hil.results.case_records import case_record
from hil.results.finding import find
from hil.results.model import RunReport
from hil.spec.catalogue import requirements
from hil.verdict import Verdict


@click.command(
    epilog="""\b
Examples:
  hil show reports/latest                           the cases, with their numbers and verdicts
  hil show reports/latest 412                       the case with that number
  hil show out 'test_modes.py::test_implicit[0]'    ... with that name
  hil show out implicit                             ... with that word in its id, where it is the only one
  hil show out --failed | less                      all failing cases
  hil show out 412 --json                           its record, its requirements, its evidence

\b
The number of a case is its place in results.jsonl; the end of a run tells it.
NO_COLOR=1 leaves the colours out; a file never gets any."""
)
@click.argument("run", type=click.Path(path_type=Path), metavar="RUN")
@click.argument("case", required=False, default="", metavar="[CASE]")
@click.option("--failed", is_flag=True, help="All failing cases; with CASE those of them that it fits.")
@click.option("--json", "as_json", is_flag=True, help="JSON: one object for a CASE, else an array.")
def show(run: Path, case: str, *, failed: bool, as_json: bool) -> int:
    """Show CASE of RUN: purpose, requirements, verdict, expected and actual, steps, transcript, evidence files.

    CASE is a number, an id, or a part of an id.  Without CASE the cases are listed.
    """
    folder = folder_of(run)
    report = readable(folder)
    for damage in report.damage:
        click.echo(f"hil: warning: {damage}", err=True)
    chosen = find(report.cases, case, report.not_run) if case else tuple(enumerate(report.cases, start=1))
    if failed:
        chosen = tuple((number, each) for number, each in chosen if each.verdict is Verdict.FAIL)
    shown = [ShownCase(report, folder, number, each) for number, each in chosen]
    if case and not failed and len(shown) > 1:
        _list(shown)
        raise UsageError(f"{len(shown)} cases have {case!r} in their ids; name one by its number or its name")
    if as_json:
        found = [_record(each) for each in shown]
        content = {"schema": SCHEMA, **found[0]} if case and not failed else found
        _print([json.dumps(content, indent=2, ensure_ascii=False)])
    elif case or failed:
        _print_all(shown, report, named=case)
    else:
        _list(shown)
    return 0


def _print_all(shown: Sequence[ShownCase], report: RunReport, *, named: str) -> None:
    if not shown:
        which = f"no case with {named!r} in its id fails" if named else "no case fails"
        _print([f"{which}: {len(report.cases)} cases of the run {report.header.run_id} have a verdict"])
    for place, each in enumerate(shown):
        _print([*([""] if place else []), *lines_of(each)])


def _list(shown: Sequence[ShownCase]) -> None:
    for each in shown:
        words = click.style(f"{each.case.verdict_words:<20}", fg=COLOURS[each.case.verdict])
        _print([f"{each.number:>5}  {words}  {each.case.name}"])


def _print(lines: Sequence[str]) -> None:
    """Print lines; click leaves the colours out where the output is no terminal."""
    click.echo("\n".join(lines), color=False if os.environ.get("NO_COLOR") else None)


def _record(shown: ShownCase) -> dict[str, Any]:
    known = requirements(shown.report.header.own_requirements)
    return {
        "number": shown.number,
        "run_id": shown.report.header.run_id,
        **case_record(shown.case),
        "catalogue": [asdict(known[name]) for name in shown.judged if name in known],
        "evidence": [
            {"path": str(path.relative_to(shown.folder)), "exists": is_there}
            for path, is_there in shown.evidence
        ],
    }
