"""`hil pics`: an example of the file of claims, or a check of one."""

from __future__ import annotations

import json
from pathlib import Path

import click

from hil.campaign.pics_file import example, load
from hil.campaign.static_review import review
from hil.cli.bench_options import DUT
from hil.errors import UsageError
from hil.plugin.bench_place import place


@click.command(
    epilog="""\b
Examples:
  hil pics --example > m95.toml
  hil pics m95.toml""",
)
@click.argument("file", type=click.Path(path_type=Path), required=False)
@click.option("--example", "wanted", is_flag=True, help="Print a file that claims everything, with comments.")
@click.option("--json", "as_json", is_flag=True, help="The claims as one JSON object.")
def pics(*, file: Path | None, wanted: bool, as_json: bool) -> None:
    """Check a PICS file and print what it claims, or print an example."""
    if wanted and (file is not None or as_json):
        raise UsageError("expected a file to check, or --example alone; got both")
    if wanted:
        click.echo(example(), nl=False)
        return
    if file is None:
        raise UsageError("expected a file to check, or --example; got neither")
    claims = load(file)
    place(claims).bench(DUT)  # its addresses and ports can be used
    found = [each.line for each in review(claims)]
    if as_json:
        content = {"schema": 1, "claims": dict(claims.values), "static_deviations": found}
        click.echo(json.dumps(content, indent=2, ensure_ascii=False))
        return
    for key, value in claims.values.items():
        click.echo(f"{key:<28} {value}")
    for line in found:
        click.echo(f"static deviation: {line}")
