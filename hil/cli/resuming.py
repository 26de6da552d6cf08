"""`hil conformance --resume RUN`: the options of the run that goes on, and those given now, which may not contradict."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click
from click.core import ParameterSource

from hil.errors import UsageError
from hil.results.model import RunReport
from hil.results.records import RESULTS

FREE = frozenset({"resume", "workers", "max_time", "case_time", "port_wait", "wait", "maxfail", "as_json"})
"""Options that change no verdict and may differ from those of the run."""


def folder_of(run: Path) -> Path:
    """The folder of a run that is named by it or by its results."""
    return (run.parent if run.name == RESULTS else run).resolve()


def options(ctx: click.Context, report: RunReport, folder: Path) -> dict[str, Any]:
    """The options of the command line that began the run, with the free ones of this command line.

    Raises `UsageError` for one that contradicts, and for a run that `hil conformance` did not begin.
    """
    program, *arguments = report.header.command or ("",)
    if arguments[:1] != [ctx.command.name]:
        began = " ".join((program, *arguments))
        raise UsageError(
            f"the run in {folder} was begun by `{began}`; only a run of hil {ctx.command.name} can be resumed, "
            f"and hil report {folder} renders this one"
        )
    began_with = ctx.command.make_context(ctx.command.name, list(arguments[1:]), parent=ctx.parent).params
    merged = dict(began_with)
    for parameter in ctx.command.params:
        name = parameter.name
        if name is None or ctx.get_parameter_source(name) is not ParameterSource.COMMANDLINE:
            continue
        if name in FREE:
            merged[name] = ctx.params[name]
        elif ctx.params[name] != began_with[name] and not _is_folder(name, ctx.params[name], folder):
            raise UsageError(_contradiction(parameter, ctx.params[name], began_with[name], folder))
    return {**merged, "resume": folder, "report_dir": folder}


def _is_folder(name: str, value: object, folder: Path) -> bool:
    return name == "report_dir" and isinstance(value, Path) and value.resolve() == folder


def _contradiction(parameter: click.Parameter, now: object, before: object, folder: Path) -> str:
    option = parameter.opts[0]
    return (
        f"{option} {_shown(now)} contradicts the run in {folder}, which began with {option} {_shown(before)}; "
        "leave it out, or start a new run"
    )


def _shown(value: object) -> str:
    if isinstance(value, tuple):
        return " ".join(map(str, value)) or "not given"
    return "not given" if value in {None, ""} else str(value)
