"""`hil repro`: a case of a run as a folder for the maker of the firmware."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from hil.cli.json_object import echo_object
from hil.cli.resuming import folder_of
from hil.repro.folder import CAPTURES, write
from hil.repro.limits import Limit
from hil.results.case import CaseResult
from hil.results.finding import find_one
from hil.results.folder import capture_folder
from hil.results.records import read

WRITTEN, NO_SCRIPT = 0, 1


@click.command(
    epilog="""\b
Examples:
  hil repro reports/latest test_modes.py::test_implicit[0]
  hil repro reports/latest bad-signature-explicit-active --out for-the-maker
  hil repro reports/latest 17                       the case number 17 of the run

\b
Exit codes:
  0    the folder is written, with the script repro.py
  1    the folder is written without a script; README.md says why, and what to do instead
  2    no such run or case, or the folder has files
  3    a folder may not be read or written"""
)
@click.argument("run", type=click.Path(path_type=Path))
@click.argument("case")
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    help="The folder to write, a new one.  [default: repro-CASE]",
)
@click.option("--json", "as_json", is_flag=True, help="One JSON object: the folder, its files, the case.")
def repro(*, run: Path, case: str, out: Path | None, as_json: bool) -> int:
    """Write a folder by which an engineer without m95-hil makes CASE of RUN again.

    CASE is the id, a part of it that only one case has, or the number of the case.  The folder has the AT lines, what
    the servers were, what they saw, the captures, and a script that needs a module, Python and pyserial.
    """
    place = folder_of(run)
    report = read(place)
    found = find_one(report.cases, case, report.not_run)
    folder = out or Path(f"repro-{capture_folder(found.id)}")
    against = write(report, place, found, folder)
    code = NO_SCRIPT if against else WRITTEN
    if as_json:
        echo_object(_content(folder, found, against))
        return code
    click.echo(f"{folder}: {found.name}, {found.verdict_words}")
    for limit in against:
        click.echo(f"no script: {limit.what}; {limit.instead}")
    if any((folder / "captures").glob("*")):
        click.echo("captures/ is confidential: it holds the random credentials of the run")
    return code


def _content(folder: Path, case: CaseResult, against: tuple[Limit, ...]) -> dict[str, Any]:
    files = sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())
    return {
        "folder": str(folder),
        "case": {"id": case.id, "title": case.title, "verdict": case.verdict.value, "reason": case.reason},
        "files": files,
        "confidential": [name for name in files if name.startswith(f"{CAPTURES}/")],
        "limits": [{"what": limit.what, "instead": limit.instead} for limit in against],
    }
