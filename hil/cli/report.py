"""`hil report`: a run rendered again from its results.jsonl, also one that was killed."""

from __future__ import annotations

from pathlib import Path

import click

from hil.cli.concluding import conclude
from hil.errors import UsageError
from hil.report.allure_cases import clear, write_results
from hil.report.render import render
from hil.results.folder import ALLURE, command_line
from hil.results.lock import take
from hil.results.records import RESULTS, read


@click.command(
    epilog="""\b
Examples:
  hil report reports/latest
  hil report out                  after a loss of power, or kill -9

\b
Exit codes are those of the run (hil conformance --help); a run that was killed and has no failing case: 3.
To go on with the cases that have no verdict: hil conformance --resume RUN"""
)
@click.argument("run", type=click.Path(path_type=Path))
def report(run: Path) -> int:
    """Render RUN, the folder of a run, again from its results.jsonl.

    An incomplete run says in each rendering how many cases have no verdict.
    """
    read(run)  # before anything is written: the folder of a run it may not be
    folder = run.parent if run.name == RESULTS else run
    try:
        with take(folder, command_line()):
            found = read(folder)
            clear(folder / ALLURE)
            render(found, folder)
            write_results(found, folder / ALLURE)
    except OSError as error:
        raise UsageError(
            f"cannot write the report into {folder}: {error.strerror}; copy the folder to a writable place with room"
        ) from error
    return int(conclude(found, folder))
