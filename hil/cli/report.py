"""`hil report`: runs rendered again from their results.jsonl, also those that were killed."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import nullcontext
from pathlib import Path

import click

from hil.cli.concluding import conclude
from hil.cli.resuming import folder_of
from hil.errors import UsageError
from hil.report.formats import FORMATS, STANDARD, write_all
from hil.report.source import source_of
from hil.results.collection import without_collection
from hil.results.folder import command_line
from hil.results.lock import take
from hil.results.records import read

DEFAULT = (*STANDARD, "allure")


def chosen(context: click.Context, parameter: click.Parameter, values: Sequence[str]) -> tuple[str, ...]:
    """The names of the formats; several may stand behind one option, with commas."""
    names = [name.strip().lower() for value in values for name in value.split(",")]
    for name in names:
        if name not in FORMATS:
            raise click.BadParameter(
                f"{name or 'an empty name'} is no format; formats are {', '.join(FORMATS)}",
                context,
                parameter,
            )
    return tuple(dict.fromkeys(names)) or DEFAULT


def _formats() -> str:
    return "\n".join(f"  {name:<10}  {each.file:<16}  {each.meaning}" for name, each in FORMATS.items())


@click.command(
    epilog=f"""\b
Formats, and the files they are written to:
{_formats()}

\b
Examples:
  hil report reports/latest
  hil report out                              after a loss of power, or kill -9
  hil report out --format junit,html --output artefacts

\b
Exit codes are those of the run (hil conformance --help), of several runs the highest; a run that was killed
and has no failing case: 3.  To go on with the cases that have no verdict: hil conformance --resume RUN"""
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
def report(runs: tuple[Path, ...], formats: tuple[str, ...], output: Path | None) -> int:
    """Render RUN..., the folders of runs, again from their results.jsonl.

    An incomplete run says in each rendering how many cases have no verdict.
    """
    places = [folder_of(run) for run in runs]
    targets = _targets(places, output)
    return max(_report(place, target, formats) for place, target in zip(places, targets, strict=True))


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


@without_collection()
def _report(place: Path, target: Path, formats: Sequence[str]) -> int:
    found = read(place)  # before anything is written: the folder of a run it may not be
    try:
        target.mkdir(parents=True, exist_ok=True)
        with take(place, command_line()) if target == place else nullcontext():
            if target == place:
                found = read(place)  # the process that had the lock may have gone on with the run
            write_all(source_of(found, place), target, formats)
    except OSError as error:
        raise UsageError(
            f"cannot write the report into {target}: {error.strerror}; name a writable folder with room by --output"
        ) from error
    return int(conclude(found, target))
