"""`hil report`: runs rendered again from their results.jsonl, also those that were killed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import click

from hil.cli.rendering import Request, publish_copy, report_on
from hil.cli.resuming import folder_of
from hil.cli.selftest_copy import add_selftest
from hil.errors import UsageError, hint
from hil.lab.bench_file.lab import load
from hil.report.formats import FORMATS, STANDARD

DEFAULT = (*STANDARD, "allure")


def chosen(context: click.Context, parameter: click.Parameter, values: Sequence[str]) -> tuple[str, ...]:
    """The names of the formats; several may stand behind one option, with commas."""
    names = [name.strip().lower() for value in values for name in value.split(",")]
    for name in names:
        if name not in FORMATS:
            raise click.BadParameter(
                f"{name or 'an empty name'} is no format; formats are {', '.join(FORMATS)}"
                f"{hint(name, FORMATS)}",
                context,
                parameter,
            )
    return tuple(dict.fromkeys(names))


def _formats() -> str:
    width = max(len(each.file) for each in FORMATS.values())
    return "\n".join(f"  {name:<10}  {each.file:<{width}}  {each.meaning}" for name, each in FORMATS.items())


@click.command(
    epilog=f"""\b
Formats, and the files they are written to:
{_formats()}

\b
Examples:
  hil report reports/latest
  hil report out                              after a loss of power, or kill -9
  hil report out --format junit,html --output artefacts
  hil report out --format pdf --lab lab.toml --issued 2027-03-31 --lint
  hil report out --format markdown              out/summary.md, for an issue or a merge request
  hil report run-1 run-2 --output both          both/run-1/, both/run-2/
  hil report out --public --output for-the-maker

\b
Exit codes are those of the run (hil conformance --help), of several runs the highest; a run that was killed
and has no failing case: 3.  With --lint 2 if the report is a draft.  To go on with the cases that have no verdict: hil conformance --resume RUN
One case in the terminal: hil show RUN CASE"""
)
@click.argument("runs", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="RUN...")
@click.option(
    "--format",
    "formats",
    multiple=True,
    callback=chosen,
    metavar="NAME,...",
    help=f"What to write, see below.  [default: {','.join(DEFAULT)}]",
)
@click.option(
    "--output",
    type=click.Path(path_type=Path, file_okay=False),
    default=None,
    help="Folder for the renderings; of several runs each has a folder in it.  [default: the folder of the run]",
)
@click.option(
    "--lab",
    type=click.Path(path_type=Path, dir_okay=False),
    default=None,
    help="What a formal report tells of the laboratory: a file with the table [lab] (docs/report.md); "
    "it stands above that of the bench file.",
)
@click.option(
    "--issued",
    type=click.DateTime(("%Y-%m-%d",)),
    default=None,
    metavar="DATE",
    help="The date of issue of a formal report, as 2027-03-31.",
)
@click.option(
    "--lint", is_flag=True, help="Tell each reason why a formal report is a draft; alone it writes nothing."
)
@click.option(
    "--selftest",
    type=click.Path(path_type=Path),
    default=None,
    metavar="FILE",
    help="The record of hil selftest, copied into the folder of each run: evidence that the method is fit.",
)
@click.option(
    "--public",
    is_flag=True,
    help="Make a copy of the run for third parties in --output: without captures/, IMEI and IMSI by their last digits.",
)
def report(
    runs: tuple[Path, ...],
    formats: tuple[str, ...],
    output: Path | None,
    lab: Path | None,
    issued: datetime | None,
    *,
    selftest: Path | None,
    lint: bool,
    public: bool,
) -> int:
    """Render RUN..., the folders of runs, again from their results.jsonl.

    The paths of all renderings are printed.  What was selected is part of each title, and an
    incomplete run says in each rendering how many cases have no verdict.
    """
    places = [folder_of(run) for run in runs]
    if public and output is None:
        raise UsageError("--public makes a copy of the run: name a new folder for it by --output")
    if selftest is not None:
        add_selftest(places, selftest)
    request = Request(
        formats or (() if lint else DEFAULT),
        (*(load(lab) if lab else ()), *((("issued", f"{issued:%Y-%m-%d}"),) if issued else ())),
        lint=lint,
    )
    make = publish_copy if public else report_on
    return max(
        make(place, target, request) for place, target in zip(places, _targets(places, output), strict=True)
    )


def _targets(places: Sequence[Path], output: Path | None) -> list[Path]:
    if output is None:
        return list(places)
    if len(places) == 1:
        return [output]
    names = [place.name for place in places]
    twice = next((name for name in names if names.count(name) > 1), "")
    if twice:
        raise UsageError(
            f"two runs have the name {twice}, and {output} has one folder for it; render them one by one"
        )
    return [output / name for name in names]
