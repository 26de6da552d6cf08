"""`hil personality`: what the probes of a run measured, as a personality of the emulated module."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import click

from hil.emulator.device.personality import Personality
from hil.emulator.device.personality_file import personality as read_personality
from hil.emulator.device.personality_file import shipped
from hil.errors import UsageError
from hil.results.model import RunReport, Value
from hil.results.records import RESULTS, read
from hil.spec.cme import CME_TEXTS
from hil.spec.dialect import DialectKey


@click.command(
    epilog="""\b
Examples:
  hil conformance --dut /dev/ttyUSB0                     the probes are part of the campaign
  hil personality --from reports/RUN -o ./mine.toml
  hil conformance --dut 'emulator://m95?personality=./mine.toml'""",
)
@click.option("--from", "run", required=True, metavar="RUN", help=f"The folder of a run, or its {RESULTS}.")
@click.option("-o", "--output", default=None, metavar="FILE", help="Where to write it; stdout by default.")
@click.option(
    "--based-on",
    default="note",
    type=click.Choice(shipped()),
    help="Whose values stand for what was not measured; only what differs from it is written.",
)
def personality(*, run: str, output: str | None, based_on: str) -> None:
    """Save what the probes of a run measured as a personality file for the emulator.

    A key that no probe of the run measured keeps the value of the personality that it is based on.
    """
    report = read(Path(run))
    found = measured(report, read_personality(based_on))
    if not found:
        raise UsageError(f"{run} holds no answer of a probe; run the cases of suites/probes")
    text = as_toml(found, based_on=based_on, title=_title(report))
    if output is None:
        click.echo(text, nl=False)
        return
    try:
        Path(output).write_text(text, encoding="utf-8")
    except OSError as trouble:
        raise UsageError(f"{output} cannot be written: {trouble.strerror}") from trouble
    read_personality(output if "/" in output or output.endswith(".toml") else f"./{output}")
    click.echo(f"{output}: {len(found)} of {len(fields(Personality))} keys were measured", err=True)


def measured(report: RunReport, base: Personality) -> dict[str, Any]:
    """The measured keys, with their values in the types of `Personality`.

    Raises `UsageError` if two cases measured different values.
    """
    values = _values(report)
    found: dict[str, Any] = {key: value for (key, item), value in values.items() if not item}
    compact = _items(values, DialectKey.COMPACT_REPLIES)
    if compact:
        unknown = base.compact_replies - compact.keys()
        found[DialectKey.COMPACT_REPLIES.value] = unknown | {name for name, is_so in compact.items() if is_so}
    texts = _items(values, DialectKey.CME_TEXTS)
    if texts:
        found[DialectKey.CME_TEXTS.value] = {
            code: text for code, text in texts.items() if text != CME_TEXTS.get(int(code))
        }
    order = [entry.name for entry in fields(Personality)]
    return dict(sorted(found.items(), key=lambda entry: order.index(entry[0])))


def _values(report: RunReport) -> dict[tuple[str, str], Value]:
    values: dict[tuple[str, str], Value] = {}
    for case in report.cases:
        for found in case.measured:
            earlier = values.setdefault((found.key, found.item), found.value)
            if earlier != found.value:
                name = f"{found.key} {found.item}".strip()
                raise UsageError(
                    f"the cases of this run disagree: {name} is {earlier!r} and {found.value!r}; "
                    "save the personality of a run on one DUT"
                )
    return values


def _items(values: Mapping[tuple[str, str], Value], wanted: DialectKey) -> dict[str, Value]:
    return {item: value for (key, item), value in values.items() if key == wanted.value}


def as_toml(found: Mapping[str, Any], *, based_on: str, title: str) -> str:
    """The file: what differs from the base, and in a comment what was not measured."""
    base = read_personality(based_on)
    differing = {key: value for key, value in found.items() if replace(base, **{key: value}) != base}
    missing = [entry.name for entry in fields(Personality) if entry.name not in found]
    lines = [f"# Measured by the probes of m95-hil: {title}.", f"based_on = {_toml(based_on)}", ""]
    lines += [f"{key} = {_toml(value)}" for key, value in differing.items()]
    lines += ["", f"# Not measured, and taken from {based_on}: {', '.join(missing) or 'nothing'}."]
    return "\n".join(lines) + "\n"


# --- text -------------------------------------------------------------------------------------------------------


def _toml(value: Any) -> str:
    match value:
        case bool():
            return str(value).lower()
        case Mapping():
            return "{ " + ", ".join(f"{key} = {_toml(item)}" for key, item in value.items()) + " }"
        case frozenset() | set():
            return _toml(sorted(value))
        case tuple() | list():
            return "[" + ", ".join(map(_toml, value)) + "]"
    return json.dumps(value)  # a string of printable ASCII is the same in TOML


def _title(report: RunReport) -> str:
    duts: Iterable[str] = (f"{dut.manufacturer} {dut.model} {dut.revision}" for dut in report.duts)
    return f"run {report.header.run_id}, {', '.join(duts) or 'no DUT'}"
