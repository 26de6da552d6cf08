"""`hil verify`: runs checked against their manifests: sealed, rendered and foreign files, and what is wrong."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from hil.cli.resuming import folder_of
from hil.seal.examination import Examination, Standing, examine, worst
from hil.seal.signature import Trust
from hil.seal.signing import certificates_of
from hil.seal.state import Role
from hil.seal.tree import shown

MOST_PROBLEMS = 20
"""So many problems of a run are printed; --json has all."""

CODES = {Standing.SOUND: 0, Standing.WRONG: 1, Standing.UNSEALED: 3}


@click.command(
    epilog="""\b
Examples:
  hil verify reports/latest
  hil verify reports/2026* --json
  hil verify reports/RUN --ca lab-ca.pem

\b
Exit codes:
  0    sealed and sound
  1    a file is changed, missing, foreign or unreadable, the manifest is damaged or of another run, or
       a signature does not hold, or --ca or --certificate were given and there is none
  2    the request is wrong, as a folder without a run
  3    unsealed: the run was killed, is under way, or has no manifest; nothing else is wrong

\b
A chain without a signature shows accidents, and changes by whoever does not write a new chain.
Note the head outside of the folder, or sign it: hil seal --help"""
)
@click.argument("runs", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="RUN...")
@click.option(
    "--ca",
    multiple=True,
    type=click.Path(path_type=Path),
    metavar="PEM",
    help="The run has to be signed or stamped under one of these authorities; may be repeated.",
)
@click.option(
    "--certificate",
    multiple=True,
    type=click.Path(path_type=Path),
    metavar="PEM",
    help="The run has to be signed with one of these certificates; may be repeated.",
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object with all problems.")
def verify(
    *, runs: tuple[Path, ...], ca: tuple[Path, ...], certificate: tuple[Path, ...], as_json: bool
) -> int:
    """Check the files of RUN..., the folders of runs, against their manifest.jsonl."""
    authorities, signers = (
        tuple(each for path in paths for each in certificates_of(path)) for paths in (ca, certificate)
    )
    examined = [examine(folder_of(run), Trust(authorities, signers)) for run in runs]
    if as_json:
        click.echo(json.dumps({"schema": 1, "runs": [as_object(each) for each in examined]}, indent=2))
    else:
        for each in examined:
            for line in lines(each):
                click.echo(line)
    return CODES[worst(examined)]


def lines(examined: Examination) -> Iterator[str]:
    """What is said of a run on a terminal."""
    counts = examined.counts or {}
    shown_counts = ", ".join(f"{counts.get(role, 0)} {role.value}" for role in Role if counts.get(role))
    yield f"{shown(str(examined.folder))}: {examined.standing.value}; run {shown(examined.run) or 'unknown'}"
    if examined.why_unsealed:
        yield f"  unsealed: {examined.why_unsealed}"
    elif examined.sealed_at:
        yield f"  sealed {examined.sealed_at}"
    if shown_counts:
        yield f"  files: {shown_counts}"
    for problem in examined.problems[:MOST_PROBLEMS]:
        yield f"  {problem}"
    if rest := examined.problems[MOST_PROBLEMS:]:
        yield f"  and {len(rest)} more; --json has all"
    for note in examined.notes:
        yield f"  {note}"
    if examined.head:
        yield f"  head {examined.head} ({examined.links} links)"


def as_object(examined: Examination) -> dict[str, Any]:
    """The run as an object of JSON."""
    counts = examined.counts or {}
    return {
        "folder": shown(str(examined.folder)),
        "run_id": examined.run,
        "standing": examined.standing.value,
        "sealed_at": examined.sealed_at,
        "unsealed": examined.why_unsealed,
        "head": examined.head,
        "links": examined.links,
        "files": {role.value: counts.get(role, 0) for role in Role},
        "problems": [
            {
                "kind": problem.kind.value,
                "file": shown(problem.file),
                "expected": problem.expected,
                "found": problem.found,
            }
            for problem in examined.problems
        ],
        "notes": list(examined.notes),
    }
