"""`hil schema`: the JSON Schemas of the files that a user writes, for editors, and of those that a run writes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Protocol

import click

from hil.campaign import deviations, own_requirements, pics_file
from hil.emulator.device import personality_file
from hil.file_schemas import results_file, session_file, summary_file
from hil.lab.bench_file import form as bench_form
from hil.lab.bench_file import lab


class Form(Protocol):
    """What has a JSON Schema."""

    def schema_text(self) -> str:
        """The JSON Schema as text."""


FORMS: Mapping[str, Callable[[], Form]] = MappingProxyType(
    {
        "bench": lambda: bench_form.FORM,
        "lab": lambda: lab.FORM,
        "pics": pics_file.form,
        "deviations": lambda: deviations.FORM,
        "personality": personality_file.form,
        "requirements": lambda: own_requirements.FORM,
        "results": results_file.results,
        "run": results_file.run,
        "summary": summary_file.summary,
        "session": session_file.session,
    }
)
"""The files that have a schema, by name: those of a user first, then those of a run."""


@click.command(
    epilog="""\b
Examples:
  hil schema pics > pics.schema.json
  and as the first line of the TOML file:
  #:schema ./pics.schema.json
  hil schema results > results.schema.json      of each line of results.jsonl""",
)
@click.argument("name", type=click.Choice(list(FORMS)))
def schema(*, name: str) -> None:
    """Print the JSON Schema of a file: an editor then completes its keys and marks wrong values.

    Of results, run, summary and session it is that of what a run writes, for programs that read it.
    """
    click.echo(FORMS[name]().schema_text(), nl=False)
