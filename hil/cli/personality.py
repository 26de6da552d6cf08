"""`hil personality`: what a run showed of a module, as a personality of the emulated module."""

from __future__ import annotations

import json
import math
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import fields, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import click

from hil.bench import is_emulated
from hil.cli.emulate import ENDED, INTERRUPTED
from hil.cli.json_object import echo_object
from hil.cli.personality_search import Draft, Search
from hil.cli.recorded_run import firmwares, recorded
from hil.cli.rehearsal import OutOfTime, Stage, on_stage
from hil.emulator.device.personality import Personality
from hil.emulator.device.personality_file import personality as read_personality
from hil.emulator.device.personality_file import shipped
from hil.errors import UsageError
from hil.plugin.time_limit import seconds_of
from hil.results.case import Value
from hil.results.model import RunReport
from hil.results.records import RESULTS, read
from hil.spec.cme import CME_TEXTS
from hil.spec.dialect import DialectKey


@click.command(
    epilog="""\b
Examples:
  hil conformance --dut /dev/ttyUSB0                     the probes are part of the campaign
  hil personality --from reports/RUN -o ./mine.toml
  hil conformance --dut 'emulator://m95?personality=./mine.toml'
  hil personality reports/RUN -o ./mine.toml              also tries the variants: minutes""",
)
@click.argument("real_run", required=False, type=click.Path(path_type=Path))
@click.option(
    "--from", "run", metavar="RUN", help=f"The probes alone: the folder of a run, or its {RESULTS}."
)
@click.option("-o", "--output", default=None, metavar="FILE", help="Where to write it; stdout by default.")
@click.option(
    "--based-on",
    default="note",
    type=click.Choice(shipped()),
    help="Whose values stand for what was not measured; only what differs from it is written.",
)
@click.option(
    "--max-time",
    default=None,
    metavar="TIME",
    help="Search at most so long, as 90s, 15m or 1h30m; then the best so far is written.",
)
@click.option(
    "--json",
    "as_json",
    is_flag=True,
    help="One JSON object with the text of the file, in place of the file on stdout.",
)
def personality(
    *,
    real_run: Path | None,
    run: str | None,
    output: str | None,
    based_on: str,
    max_time: str | None,
    as_json: bool,
) -> int:
    """Save what a run showed of a module as a personality file for the emulator.

    REAL_RUN is a run with the record of its line.  Its cases run on the emulator, and the
    switches of its variants are tried until the answers are those of the module.  The file
    says which differences remain.  Ctrl-C and --max-time write the best so far.

    With --from, the file has what the probes of a run measured.  A key that no probe
    measured keeps the value of the personality that it is based on.
    """
    if (real_run is None) == (run is None):
        raise UsageError(
            "name one run: hil personality RUN tries the variants, --from RUN takes the probes alone"
        )
    if real_run is not None:
        return _search(real_run, output, based_on, until=_until(max_time), as_json=as_json)
    report = read(Path(str(run)))
    found = measured(report, read_personality(based_on))
    if not found:
        raise UsageError(f"{run} holds no answer of a probe; run the cases of suites/probes")
    text = as_toml(found, based_on=based_on, title=_title(report))
    missing = [entry.name for entry in fields(Personality) if entry.name not in found]
    facts = {"based_on": based_on, "keys": _plain(found), "missing": missing}
    if _save(text, output, facts if as_json else None):
        click.echo(f"{output}: {len(found)} of {len(fields(Personality))} keys were measured", err=True)
    return ENDED


def _save(text: str, output: str | None, facts: Mapping[str, Any] | None) -> bool:
    """Print a personality, or write it into a file and read that again; whether there is a file.

    With facts, standard output gets an object of them and the text instead.
    """
    if output is not None:
        _write(text, output)
    if facts is not None:
        echo_object({"file": output, **facts, "toml": text})
    elif output is None:
        click.echo(text, nl=False)
    return output is not None


def _write(text: str, output: str) -> None:
    try:
        Path(output).write_text(text, encoding="utf-8")
    except OSError as trouble:
        raise UsageError(f"{output} cannot be written: {trouble.strerror}") from trouble
    read_personality(output if "/" in output or output.endswith(".toml") else f"./{output}")


def _until(max_time: str | None) -> float:
    """The end of the time, on the monotonic clock."""
    return math.inf if max_time is None else time.monotonic() + seconds_of(max_time)


def _search(run: Path, output: str | None, based_on: str, *, until: float, as_json: bool) -> int:
    """Draft a personality by its differences from the emulator."""
    real, report = recorded(run).cases, read(run)
    if len(report.firmwares) > 1:
        raise UsageError(
            f"{run} is of modules of several kinds: {firmwares(report)}; expected one kind, "
            "which a personality describes; record a run on each: hil conformance --bench FILE --module NAME"
        )
    known = {case.id for case in report.cases}
    chosen = {case: found for case, found in real.items() if case in known}
    if not chosen:
        raise UsageError(f"{run} has no case with both a result and a record of its line; record a whole run")
    stderr = sys.stderr  # pytest takes what is printed meanwhile

    def tell(text: str) -> None:
        click.echo(f"hil personality: {text}", file=stderr)

    keys = _measured_or_nothing(report, based_on, tell)
    drafts: list[Draft] = []
    with TemporaryDirectory(prefix="m95-hil-") as folder:

        def written(found: Mapping[str, Any]) -> str:
            file = Path(folder) / "start.toml"
            text = as_toml(found, based_on=based_on, title="the start of a search")
            file.write_text(text, encoding="utf-8")
            return str(file)

        def search(stage: Stage) -> None:
            drafts.append(Search(chosen, stage, based_on, keys, written, tell).draft())

        try:
            on_stage(tuple(chosen), tell, search, has_preflight=_had_preflight(report), until=until)
        except OutOfTime as end:
            raise UsageError(
                f"--max-time ended the search before it could compare anything: {end}; give it more time, "
                f"or take what the probes measured: hil personality --from {run}"
            ) from end
    (draft,) = drafts
    text = draft_toml(draft, based_on=based_on, title=_title(report))
    if _save(text, output, _facts(draft, based_on) if as_json else None):
        click.echo(
            f"{output}: {draft.after.differing} of {draft.after.compared} exchanges differ, "
            f"{draft.before.differing} of {draft.before.compared} without it",
            err=True,
        )
    return INTERRUPTED if draft.is_interrupted else ENDED


def _facts(draft: Draft, based_on: str) -> dict[str, Any]:
    return {
        "based_on": based_on,
        "keys": _plain(draft.keys),
        "variants": dict(draft.values),
        "before": {"compared": draft.before.compared, "differing": draft.before.differing},
        "after": {"compared": draft.after.compared, "differing": draft.after.differing},
        "stopped": draft.stopped,
    }


def _had_preflight(report: RunReport) -> bool:
    """Whether the module had been through the preflight; that of `hil conformance` has an emulated DUT of its own."""
    command = report.header.command
    if {"--no-preflight", "--hil-no-preflight"} & set(command):
        return False
    return command[1:2] != ("conformance",) or not is_emulated(report.header.dut_url)


def _measured_or_nothing(report: RunReport, based_on: str, tell: Callable[[str], None]) -> dict[str, Any]:
    """What the probes measured, with which the search begins; nothing if they disagree."""
    try:
        found = measured(report, read_personality(based_on))
    except UsageError as disagreement:
        tell(f"the search begins without what the probes measured: {disagreement}")
        return {}
    if found:
        tell(f"the search begins with {len(found)} keys that the probes of the run measured")
    return found


def draft_toml(draft: Draft, *, based_on: str, title: str) -> str:
    """The file of a draft: measured keys and variants, and in comments what they remove and what remains."""
    base = read_personality(based_on)
    kept = [pair for pair in base.variants if pair.partition(":")[0] not in draft.values]
    variants = tuple(kept + [f"{name}:{value}" for name, value in draft.values.items()])
    lines = [
        f"# Drafted by m95-hil from the record of {title}.",
        (
            f"# Of {draft.before.compared} exchanges {draft.before.differing} differed from {based_on}; "
            f"of {draft.after.compared} with this file {draft.after.differing}."
        ),
        *_unfinished(draft),
        f"based_on = {_toml(based_on)}",
        *(f"{key} = {_toml(value)}" for key, value in _differing(draft.keys, base).items()),
        f"variants = {_toml(variants)}",
        "",
    ]
    remaining = [(command, each) for command in draft.after.commands for each in command.differences]
    lines.append("# What remains:" if remaining else "# Nothing remains.")
    for command, each in remaining:
        lines.append(_comment(f"{command.command}: {each.kind}, {each.count} times, as at {each.sent}"))
        lines.append(_comment(f"  module    {' | '.join(each.first)}"))
        lines.append(_comment(f"  emulator  {' | '.join(each.second)}"))
    return "\n".join(lines) + "\n"


def _unfinished(draft: Draft) -> Iterator[str]:
    """What a draft does not know, in comments."""
    if draft.stopped:
        yield _comment(f"The search was stopped, {draft.stopped}; more may be found.")
    if draft.after.cases < draft.before.cases:
        yield f"# Only {draft.after.cases} of {draft.before.cases} cases were compared with this file."
    if draft.after.only_first:
        count, first = len(draft.after.only_first), draft.after.only_first[0]
        what = "case hangs" if count == 1 else "cases hang"
        yield _comment(f"{count} {what} on the emulator and could not be compared, such as {first}")


def _comment(text: str) -> str:
    """A line of a comment, in characters that TOML allows there."""
    return "# " + "".join(letter if letter.isprintable() else "." for letter in text)


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
    missing = [entry.name for entry in fields(Personality) if entry.name not in found]
    lines = [f"# Measured by the probes of m95-hil: {title}.", f"based_on = {_toml(based_on)}", ""]
    lines += [f"{key} = {_toml(value)}" for key, value in _differing(found, base).items()]
    lines += ["", f"# Not measured, and taken from {based_on}: {', '.join(missing) or 'nothing'}."]
    return "\n".join(lines) + "\n"


def _differing(found: Mapping[str, Any], base: Personality) -> dict[str, Any]:
    return {key: value for key, value in found.items() if replace(base, **{key: value}) != base}


def _plain(found: Mapping[str, Any]) -> dict[str, Any]:
    """The keys in types of JSON; sets in order."""
    return {
        key: sorted(value) if isinstance(value, set | frozenset) else value for key, value in found.items()
    }


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
