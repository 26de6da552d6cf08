"""Options of `hil conformance` that have no effect beside others, or contradict them: refused, with the reason."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from types import MappingProxyType

import click
from click.core import ParameterSource

from hil.bench import is_emulated
from hil.cli.bench_options import DUT as EMULATED
from hil.errors import UsageError

_BENCH = frozenset(
    {
        *("--dut", "--bench", "--module", "--tags", "--baud", "--flow-control", "--wait"),
        *("--public", "--listen", "--ports", "--host-name", "--standard-ports"),
    }
)
_SELECTION = frozenset({"--campaign", "-k", "--requirement", "--shard", "--pics"})

WITH: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "--explain": frozenset({"--json"}),
        "--estimate": _SELECTION | _BENCH | {"-n", "--no-preflight", "--port-wait", "--json"},
    }
)
"""What runs no case, and the options that have an effect beside it; others are refused."""

LISTED = _SELECTION | {"--bench", "--module", "--tags", "--last-failed", "--json"}
"""The options that have an effect beside `--list`.

Others are told and not refused: a user sees what a command line would run, by one word more.
"""

CONTRADICTIONS: Mapping[tuple[str, str], str] = MappingProxyType(
    {
        ("--last-failed", "--resume"): "--resume goes on with the planned cases of its run",
        ("--list", "--resume"): "hil show RUN lists the cases of a run",
        ("--last-failed", "--for"): "the cases of endurance judge one load, and have no part",
    }
)
"""Pairs of options that ask for different things, and why."""


def require_sense(context: click.Context) -> None:
    """Tell options of the command line that have no effect beside another one, or raise `UsageError`."""
    given = given_options(context)
    for mode, others in WITH.items():
        idle = [name for name in given if name != mode and name not in others]
        if mode in given and idle:
            raise UsageError(
                f"{idle[0]} has no effect beside {mode}, which runs no case; leave one of them out"
            )
    for (first, second), why in CONTRADICTIONS.items():
        if {first, second} <= set(given):
            raise UsageError(f"{first} beside {second}: {why}; leave one of them out")
    for notice in _notices(context, given):
        print(f"hil: notice: {notice}", file=sys.stderr)


def _notices(context: click.Context, given: tuple[str, ...]) -> Iterator[str]:
    if "--list" in given:
        known = LISTED | ({"--report-dir"} if "--last-failed" in given else set())
        idle = [name for name in given if name != "--list" and name not in known]
        if idle:
            yield f"no effect beside --list, which runs nothing: {' '.join(idle)}"
    elif "--wait" in given and _has_emulated_dut(context):
        yield "no effect on an emulated module, which belongs to this run alone: --wait"


def _has_emulated_dut(context: click.Context) -> bool:
    return context.params["file"] is None and all(map(is_emulated, context.params["duts"] or (EMULATED,)))


def given_options(context: click.Context) -> tuple[str, ...]:
    """The options that stand on the command line, by their names, in the order of the help."""
    return tuple(
        parameter.opts[0]
        for parameter in context.command.params
        if parameter.name is not None
        and context.get_parameter_source(parameter.name) is ParameterSource.COMMANDLINE
    )
