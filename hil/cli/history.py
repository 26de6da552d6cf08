"""`hil history`: many runs, and what they tell together: flaking cases, trend of each requirement, slowest cases."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

import click

from hil.cli.compare import AS_JSON, MOST_ROWS, chosen_form, deliver
from hil.compare.chronicle import document, table_of_runs
from hil.compare.document import markdown, text
from hil.compare.history import History
from hil.compare.history import history as history_of
from hil.compare.page import page
from hil.compare.past import past_runs
from hil.errors import UsageError, absent
from hil.verdict import Verdict


@click.command(
    epilog="""\b
Examples:
  hil history reports
  hil history reports --module rack-3 --last 20
  hil history reports nightly --output history.html
  hil history reports --format csv > runs.csv

\b
Exit codes:
  0    the history was made
  2    wrong usage, or no run in these folders
  130  ended by Ctrl-C""",
)
@click.argument("folders", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="FOLDER...")
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "html", "markdown", "json", "csv"]),
    default=None,
    help="The form of the output; csv has the table of runs.  [default: that of the name of --output, else text]",
)
@AS_JSON
@click.option("--output", type=click.Path(path_type=Path, dir_okay=False), help="Write it into this file.")
@click.option("--module", default="", metavar="NAME", help="Only runs on this module: its name, or its port.")
@click.option("--last", type=click.IntRange(1), default=None, metavar="N", help="Only the last N runs.")
@click.option("--all", "every", is_flag=True, help="Print all rows of each table.")
def history(
    *,
    folders: Sequence[Path],
    form: str | None,
    as_json: bool,
    output: Path | None,
    module: str,
    last: int | None,
    every: bool,
) -> int:
    """Tell the history of the runs in FOLDER...: those in it, and in the folders in it.

    Runs that cannot be read are named and left out; folders without a run are ignored.
    """
    runs, skipped = past_runs(folders)
    found = history_of(runs, skipped, module=module, last=last)
    if not found.runs:
        raise UsageError(
            _nothing(folders, module, [run.modules for run in runs], [each.reason for each in skipped])
        ) from absent(min(folders, key=Path.is_absolute))
    deliver(
        _content(found, chosen_form(form or "", output, as_json=as_json), None if every else MOST_ROWS),
        output,
    )
    return 0


def _content(found: History, form: str, most: int | None) -> str:
    match form:
        case "json":
            return f"{json.dumps({'schema': 1, **as_object(found)}, indent=2)}\n"
        case "csv":
            return table_of_runs(found)
        case "html":
            return page(document(found).title, [document(found)])
        case "markdown":
            return markdown(document(found))
    return text(document(found), most=most)


def as_object(found: History) -> dict[str, object]:
    """The history for programs; a run has the counts of its verdicts in place of its cases."""
    runs = [
        {
            "folder": run.folder,
            "run_id": run.run_id,
            "began": run.began,
            "selected": run.selected,
            "firmware": run.firmware,
            "modules": run.modules,
            "suites": run.suites,
            "complete": run.is_complete,
            "duration_s": run.duration_s,
            "verdicts": {verdict.value: run.count(verdict) for verdict in Verdict},
        }
        for run in found.runs
    ]
    return {
        "module": found.module,
        "runs": runs,
        "skipped": [asdict(each) for each in found.skipped],
        "flakes": [{**asdict(each), "rate": round(each.rate, 6)} for each in found.flakes],
        "requirements": [{**asdict(each), "steady": each.is_steady} for each in found.trends],
        "slowest": [asdict(each) for each in found.slowest],
    }


def _nothing(
    folders: Sequence[Path], module: str, modules: Sequence[Sequence[str]], damage: Sequence[str]
) -> str:
    names = ", ".join(map(str, folders))
    if modules:
        known = sorted({name for each in modules for name in each})
        return f"no run in {names} is on the module {module}; the runs there are on {', '.join(known)}"
    if damage:
        return f"no run in {names} can be read: {damage[0]}; name a folder that holds whole runs, such as reports"
    return f"there is no run in {names}; name a folder that holds runs, such as reports"
