"""`hil compare`: what changed between runs, such as those of two firmwares, of two modules, of a module and the emulator."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType

import click

from hil.cli.resuming import folder_of
from hil.compare.comparison import Comparison, Outcome, Run, compared
from hil.compare.document import Document, markdown, text
from hil.compare.page import page
from hil.compare.statement import document
from hil.errors import UsageError
from hil.results.records import read
from hil.results.whole_file import write_file

MOST_ROWS = 20
"""So many rows of a table are printed; the other forms have all."""


AS_JSON = click.option("--json", "as_json", is_flag=True, help="The same as --format json.")
"""The option that every command with JSON has, beside the forms of this one."""


def chosen_form(form: str, output: Path | None, *, as_json: bool = False) -> str:
    """The form that was asked for; without one, that of the name of the file; raises `UsageError` for two forms."""
    if as_json:
        if form not in {"", "json"}:
            raise UsageError(f"--json beside --format {form}: expected one form")
        return "json"
    known = {".html": "html", ".md": "markdown", ".json": "json", ".csv": "csv"}
    return form or (known.get(output.suffix.lower(), "text") if output else "text")


def deliver(content: str, output: Path | None) -> None:
    """Print the content, or write it into a file; raises `UsageError`."""
    if output is None:
        click.echo(content, nl=False)
        return
    try:
        output.parent.mkdir(parents=True, exist_ok=True)
        write_file(output, content.encode(errors="backslashreplace"))
    except OSError as error:
        raise UsageError(
            f"cannot write {output}: {error.strerror}; name a file in a writable folder by --output"
        ) from error


@click.command(
    epilog="""\b
Examples:
  hil compare reports/fw-a reports/fw-b
  hil compare reports/fw-a reports/fw-b --output compare.html
  hil compare base other-1 other-2 --format markdown >> "$GITHUB_STEP_SUMMARY"
  hil compare base now --allow DATA-07 --allow 'test_resume.py::*'

\b
Exit codes:
  0    no verdict is worse (or --allow accepts those that are)
  1    a verdict is worse
  2    wrong usage, a folder without a run, a damaged one
  3    no statement: no common case, a run that is not whole, cases that end in an error now
  130  ended by Ctrl-C

\b
docs/comparing.md explains what counts as worse, as gone, and as beyond noise.""",
)
@click.argument("base", type=click.Path(path_type=Path))
@click.argument("later", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "html", "markdown", "json"]),
    default=None,
    help="The form of the output.  [default: that of the name of --output, else text]",
)
@AS_JSON
@click.option("--output", type=click.Path(path_type=Path, dir_okay=False), help="Write it into this file.")
@click.option(
    "--allow",
    "allowed",
    multiple=True,
    metavar="PATTERN",
    help="Accept worse verdicts of this requirement or case (* and ? stand for other letters); may be repeated.",
)
@click.option("--all", "every", is_flag=True, help="Print all rows of each table.")
def compare(
    *,
    base: Path,
    later: Sequence[Path],
    form: str | None,
    as_json: bool,
    output: Path | None,
    allowed: Sequence[str],
    every: bool,
) -> int:
    """Compare each run LATER with the run BASE: verdicts, cases, dialect, answers, times, conditions.

    A run is the folder of its report, or its results.jsonl.
    """
    first = _run(base)
    found = [compared(first, _run(other), allowed) for other in later]
    form = chosen_form(form or "", output, as_json=as_json)
    if form == "json":
        content = f"{json.dumps({'schema': 1, 'comparisons': list(map(as_object, found))}, indent=2)}\n"
    else:
        content = "\n".join(_FORMS[form]([document(each) for each in found], None if every else MOST_ROWS))
    deliver(content, output)
    if output is not None:
        for each in found:
            click.echo(f"{each.later.run_id}: {each.sentence}")
    return int(max((each.outcome for each in found), key=_GRAVITY.index))


_GRAVITY = (Outcome.NOT_WORSE, Outcome.INCOMPARABLE, Outcome.WORSE)
"""Of several comparisons, a worse verdict gives the exit code."""


def _run(path: Path) -> Run:
    folder = folder_of(path)
    return Run(read(folder), folder)


def _as_text(documents: Sequence[Document], most: int | None) -> list[str]:
    return [text(each, most=most) for each in documents]


def _as_markdown(documents: Sequence[Document], most: int | None) -> list[str]:
    del most  # a file has all
    return [markdown(each) for each in documents]


def _as_page(documents: Sequence[Document], most: int | None) -> list[str]:
    del most
    return [page("Comparison of runs", documents)]


_FORMS: Mapping[str, Callable[[Sequence[Document], int | None], list[str]]] = MappingProxyType(
    {"text": _as_text, "markdown": _as_markdown, "html": _as_page}
)


def as_object(found: Comparison) -> dict[str, object]:
    """The comparison for programs, with its outcome and its sentence."""
    return {
        "outcome": found.outcome.name.lower(),
        "exit_code": int(found.outcome),
        "sentence": found.sentence,
        **dataclasses.asdict(found),
    }
