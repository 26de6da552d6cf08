"""`hil fidelity`: where two recorded runs differ, such as those of a module and of the emulator."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import click

from hil.cli.recorded_run import recorded
from hil.fidelity.comparison import CommandScore, Difference, Fidelity, compared

SAME, DIFFERENT = 0, 1

_WIDTH = 100


@click.command(
    epilog="""\b
Examples:
  hil conformance --dut /dev/ttyUSB0 --report-dir reports/real
  hil conformance --report-dir reports/emulated
  hil fidelity reports/real reports/emulated
  hil fidelity reports/real reports/emulated --json | jq .fidelity
  hil personality --from reports/real -o ./mine.toml      the emulator as that module is

\b
Exit codes:
  0    no answer differs in words or order
  1    some differ
  2    a folder without a run, a run without a record or a damaged one, runs without a common case
  130  ended by Ctrl-C""",
)
@click.argument("real_run", type=click.Path(path_type=Path))
@click.argument("emulated_run", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="All of it as one JSON object.")
@click.option(
    "--examples",
    type=click.IntRange(1, 1000),
    default=3,
    show_default=True,
    help="How many differences of a command are shown.",
)
def fidelity(*, real_run: Path, emulated_run: Path, as_json: bool, examples: int) -> int:
    """Compare what a module and the emulator answered to the same cases.

    The exchanges of equal cases are aligned.  Each command has a score, the share of its
    exchanges with the same answer; the worst stands first.  What differs by nature does
    not count: ports, addresses, clocks, identities, sizes of random keys, secrets.  A time
    differs if it does so beyond noise; it changes no score and no exit code.
    """
    real, emulated = recorded(real_run), recorded(emulated_run)
    found = compared(real.cases, emulated.cases)
    runs = {"real": real, "emulated": emulated}
    notes = [f"the {name} run {note}" for name, run in runs.items() for note in run.notes()]
    if as_json:
        click.echo(json.dumps({**as_object(found), "notes": notes}, indent=2))
    else:
        for line in (*as_lines(found, examples=examples), *(f"         {note}" for note in notes)):
            click.echo(line)
    return DIFFERENT if found.differing else SAME


def as_lines(found: Fidelity, *, examples: int) -> Iterator[str]:
    """The comparison for people."""
    for command in found.commands:
        if command.differing:
            yield f"{command.score:7.1%}  {command.command}: {command.differing} of {command.compared} differ"
            for each in command.differences[:examples]:
                yield from _difference(each)
            if len(command.differences) > examples:
                yield f"           … and {len(command.differences) - examples} more (--examples)"
    slow = [command for command in found.commands if command.time]
    if slow:
        yield "times beyond noise, in seconds of module time, medians:"
        yield from (f"           {each.command}: {_times(each)}" for each in slow)
    yield (
        f"{found.score:7.1%}  overall: {found.compared - found.differing} of {found.compared} exchanges of "
        f"{found.cases} cases have the same answer"
    )
    yield from _apart(found)


def _difference(each: Difference) -> Iterator[str]:
    yield f"           {each.kind}, {each.count} times, as at {_short(each.sent)}"
    yield f"             real      {_short(' | '.join(each.first) or 'nothing')}"
    yield f"             emulated  {_short(' | '.join(each.second) or 'nothing')}"
    yield f"             in {each.case}"


def _short(text: str) -> str:
    return text if len(text) <= _WIDTH else f"{text[: _WIDTH - 1]}…"


def _times(command: CommandScore) -> str:
    assert command.time is not None
    return f"real {command.time.first_s:.3f}, emulated {command.time.second_s:.3f}"


def _apart(found: Fidelity) -> Iterator[str]:
    if found.unaligned:
        yield f"         {found.unaligned} requests were sent in one run only: the driver went on as the answers were"
    if found.left_over:
        yield (
            f"         {found.left_over} answers tell what other earlier cases have left, and count as the same: "
            "the order of the cases differs"
        )
    for name, cases in (("real", found.only_first), ("emulated", found.only_second)):
        if cases:
            yield f"         {len(cases)} cases are in the {name} run only, such as {cases[0]}"


def as_object(found: Fidelity) -> dict[str, object]:
    """The comparison for programs."""
    return {
        "schema": 1,
        "fidelity": round(found.score, 6),
        "compared": found.compared,
        "differing": found.differing,
        "cases": found.cases,
        "only_in_real": found.only_first,
        "only_in_emulated": found.only_second,
        "unaligned_requests": found.unaligned,
        "left_over": found.left_over,
        "commands": [
            {
                "command": command.command,
                "score": round(command.score, 6),
                "compared": command.compared,
                "differing": command.differing,
                "time_s": {"real": command.time.first_s, "emulated": command.time.second_s}
                if command.time
                else None,
                "differences": [
                    {
                        "kind": each.kind.value,
                        "count": each.count,
                        "real": each.first,
                        "emulated": each.second,
                        "sent": each.sent,
                        "case": each.case,
                    }
                    for each in command.differences
                ],
            }
            for command in found.commands
        ],
    }
