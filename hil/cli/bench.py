"""`hil bench`: an example of a bench file, or a check of one."""

from __future__ import annotations

import json
import sys
from datetime import UTC, datetime
from pathlib import Path

import click

from hil.campaign.bench_of_pics import notice
from hil.campaign.deviations import load as load_deviations
from hil.campaign.pics import Pics
from hil.campaign.pics_file import load as load_pics
from hil.errors import UsageError
from hil.evidence.redaction import masked_imei
from hil.lab.bench_file.example import example
from hil.lab.bench_file.reading import load
from hil.plugin.bench_choice import Choice
from hil.plugin.bench_place import place


@click.command(
    epilog="""\b
Examples:
  hil bench --example > bench.toml
  hil bench --check bench.toml
  hil conformance --bench bench.toml --module m95-1""",
)
@click.option(
    "--check",
    "checked",
    type=click.Path(path_type=Path),
    default=None,
    metavar="FILE",
    help="Check a bench file, with the files and secrets that it names; nothing is opened or dialled.",
)
@click.option("--example", "wanted", is_flag=True, help="Print a bench file with the meaning of each key.")
@click.option("--json", "as_json", is_flag=True, help="With --check: the modules as one JSON object.")
def bench(*, checked: Path | None, wanted: bool, as_json: bool) -> None:
    """Check a bench file and print its modules, or print an example."""
    if wanted and checked is not None:
        raise UsageError("expected --example or --check FILE; got both")
    if as_json and checked is None:
        raise UsageError("--json has no effect without --check FILE; leave it out")
    if wanted:
        click.echo(example(), nl=False)
    elif checked is not None:
        _check(checked, as_json=as_json)
    else:
        raise UsageError("expected --example or --check FILE; got neither")


def _check(path: Path, *, as_json: bool) -> None:
    loaded = load(path)
    lines, facts = [], []
    for module in loaded.modules:
        choice = Choice(loaded, module)
        claims = load_pics(choice.pics) if choice.pics else Pics()
        if choice.deviations:
            load_deviations(choice.deviations, datetime.now(UTC).date())
        made = place(claims, choice.stated).bench(module.port)
        setup = choice.setup()
        facts.append(
            {
                "name": module.name,
                "port": module.port,
                "baud": setup.baudrate,
                "flow_control": module.flow_control,
                "imei": masked_imei(setup.imei),
                "apn": setup.access_point.name,
                "public": made.public,
                "power": module.power["driver"] if module.power else "",
                "tags": list(module.tags),
            }
        )
        lines.append(
            f"{module.name:<16} {module.port}  {setup.baudrate} bit/s, flow control {module.flow_control}, "
            f"IMEI {masked_imei(setup.imei) or 'any'}, APN {setup.access_point.name}, dials {made.public}"
            f"{', power by ' + module.power['driver'] if module.power else ''}"
            f"{', tags ' + ' '.join(module.tags) if module.tags else ''}"
        )
        if old := notice(claims):
            print(f"hil: notice: {old}", file=sys.stderr)
    if as_json:
        click.echo(json.dumps({"schema": 1, "modules": facts}, indent=2, ensure_ascii=False))
        return
    click.echo("\n".join(lines))
    click.echo(f"{path}: {len(lines)} {'module' if len(lines) == 1 else 'modules'}, no error found")
