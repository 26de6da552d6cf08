"""`hil schema`: the JSON Schemas of the files that a user writes, for editors."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

import click

from hil.campaign import deviations, own_requirements, pics_file
from hil.config.form import FileForm
from hil.emulator.device import personality_file
from hil.lab.bench_file import form as bench_form
from hil.lab.bench_file import lab

FORMS: Mapping[str, Callable[[], FileForm[Any]]] = MappingProxyType(
    {
        "bench": lambda: bench_form.FORM,
        "lab": lambda: lab.FORM,
        "pics": pics_file.form,
        "deviations": lambda: deviations.FORM,
        "personality": personality_file.form,
        "requirements": lambda: own_requirements.FORM,
    }
)
"""The files that have a schema, by name."""


@click.command(
    epilog="""\b
Examples:
  hil schema pics > pics.schema.json
  and as the first line of the TOML file:
  #:schema ./pics.schema.json""",
)
@click.argument("name", type=click.Choice(list(FORMS)))
def schema(*, name: str) -> None:
    """Print the JSON Schema of a file: an editor then completes its keys and marks wrong values."""
    click.echo(FORMS[name]().schema_text(), nl=False)
