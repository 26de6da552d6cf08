"""`hil pool`: the modules of a rack, who has which, how they did, and the end of a quarantine."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

import click

from hil.cli.json_object import echo_object
from hil.errors import PortError, UsageError, hint
from hil.lab.bench_file.reading import load
from hil.lab.pool import health
from hil.lab.pool.interface import Member
from hil.lab.pool.state import ModuleState, states
from hil.plugin.pool_choice import at_places, member_of
from hil.results.conclusion import Exit


@click.command(
    epilog="""\b
Examples:
  hil pool --bench rack.toml
  hil pool --bench rack.toml --json
  hil pool                                       all modules that runs of this machine remember
  hil pool --bench rack.toml --release m95-3     let runs take it again

\b
A run with several modules quarantines one that dies in it: its port does not return, it stays silent after all
attempts to bring it back, or another module answers. No run takes it until hil doctor passes for it, or
--release. No port is opened, so a module at a gateway counts as free until a run meets it.

\b
Exit codes:
  0    the modules are shown, or released
  2    the request is wrong: an option, the bench file, a name
  3    the quarantine cannot be lifted: the file belongs to another user""",
)
@click.option(
    "--bench",
    "file",
    type=click.Path(path_type=Path),
    default=None,
    metavar="FILE",
    help="The bench file (TOML).  [default: the modules that are remembered on this machine]",
)
@click.option(
    "--release",
    "released",
    multiple=True,
    metavar="NAME",
    help="Lift the quarantine of this module, if it has one; may be repeated.",
)
@click.option("--json", "as_json", is_flag=True, help="One JSON object in place of the table.")
def pool(*, file: Path | None, released: tuple[str, ...], as_json: bool) -> int:
    """Show the modules of a rack and their state; nothing is opened and nothing is locked."""
    members = _members(file)
    for name in released:
        _release(name, members, file)
    found = states(members)
    if as_json:
        shown = [{**asdict(each), "health": each.health} for each in found]
        echo_object({"modules": shown})
    else:
        _print(found)
    return int(Exit.CONFORMS)


def _members(file: Path | None) -> tuple[Member, ...]:
    if file is not None:
        loaded = load(file)
        return tuple(member_of(each) for module in loaded.modules for each in at_places(loaded, module))
    return tuple(Member(each.name, each.port) for each in health.known())


def _release(name: str, members: Sequence[Member], file: Path | None) -> None:
    named = [each for each in members if each.name == name]
    if not named:
        names = [each.name for each in members]
        near = hint(name, names, otherwise=f"there are {', '.join(names)}" if names else "none is known")
        raise UsageError(f"--release: {file or 'this machine'} has no module {name!r}{near}")
    for member in named:
        quarantined = health.of(member).quarantine is not None
        if quarantined and not health.lift(member):
            raise PortError(
                f"the quarantine of {name} cannot be lifted: its file cannot be written; ask its owner"
            )
        words = "is not quarantined any more" if quarantined else "was not quarantined"
        click.echo(f"{name} {words}", err=True)


def _print(found: Sequence[ModuleState]) -> None:
    if not found:
        click.echo("no module is remembered on this machine; give --bench FILE")
        return
    rows = [
        ("MODULE", "PORT", "STATE", "HEALTH"),
        *((e.name, e.port, e.state.value, e.health) for e in found),
    ]
    widths = [max(len(row[column]) for row in rows) for column in range(3)]
    for row, state in zip(rows, (None, *found), strict=True):
        padded = "  ".join(f"{cell:<{width}}" for cell, width in zip(row, widths, strict=False))
        click.echo(f"{padded}  {row[3]}")
        if state is not None and state.detail:
            since = f"since {state.since}: " if state.since else ""
            click.echo(f"  {since}{state.detail}")
