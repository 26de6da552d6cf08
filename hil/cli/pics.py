"""`hil pics`: an example of the file of claims, or a check of one."""

from __future__ import annotations

from pathlib import Path

import click

from hil.campaign.pics_file import example, load
from hil.campaign.static_review import review
from hil.errors import UsageError


@click.command(
    epilog="""\b
Examples:
  hil pics --example > m95.toml
  hil pics m95.toml""",
)
@click.argument("file", type=click.Path(path_type=Path), required=False)
@click.option("--example", "wanted", is_flag=True, help="Print a file that claims everything, with comments.")
def pics(*, file: Path | None, wanted: bool) -> None:
    """Check a PICS file and print what it claims, or print an example."""
    if wanted:
        click.echo(example(), nl=False)
    elif file is not None:
        claims = load(file)
        for key, value in claims.values.items():
            click.echo(f"{key:<28} {value}")
        for found in review(claims):
            click.echo(f"static deviation: {found.line}")
    else:
        raise UsageError("expected a file to check, or --example; got neither")
