"""Values of a command line that cannot be meant, whatever the option: empty ones, and numbers that are none.

A script gives an empty value where its variable is not set; taken as it is, it would be the
working folder, or no choice at all.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from math import isfinite

import click

YEAR_S = 366 * 24 * 3600
"""No run, no wait and no session takes longer."""


def require_meant(command: click.Command, name: str, parent: click.Context, arguments: Iterable[str]) -> None:
    """Raise `click.UsageError` for the first such value of a command line, and for words that click cannot part."""
    context = click.Context(command, parent=parent, info_name=name)
    try:
        given, _, order = command.make_parser(context).parse_args(list(arguments))
    except click.UsageError as wrong:
        wrong.ctx = wrong.ctx or context
        raise
    for parameter in order:
        for value in _values(given.get(parameter.name or "")):
            if why := _trouble(parameter, value):
                raise click.BadParameter(why, ctx=context, param=parameter)


def leave_rights_to_the_command(command: click.Command) -> None:
    """Let click accept paths that this user may not read: the command tells that as trouble of the environment."""
    for parameter in command.params:
        if isinstance(parameter.type, click.Path):
            parameter.type.readable = False


def _values(given: object) -> Iterator[str]:
    if isinstance(given, str):
        yield given
    elif isinstance(given, list | tuple):
        yield from (each for each in given if isinstance(each, str))


def _trouble(parameter: click.Parameter, value: str) -> str:
    if not value.strip():
        return "expected a value; got an empty one; leave it out, or give one"
    if "\n" in value or "\r" in value:
        return f"expected a value of one line; got {value!r}"
    match parameter.type:
        case click.types.FloatParamType():
            return _trouble_of_number(value, is_time=_is_time(parameter))
        case click.types.IntParamType() if not _is_whole(value):
            return f"expected a whole number; got {value!r}"
        case _:
            return ""


def _is_time(parameter: click.Parameter) -> bool:
    return parameter.metavar == "SECONDS"


def _trouble_of_number(value: str, *, is_time: bool) -> str:
    try:
        number = float(value)
    except ValueError:
        return f"expected a number; got {value!r}"
    if not isfinite(number):
        return f"expected a finite number; got {value!r}"
    if is_time and number > YEAR_S:
        return f"expected a time of a year at most, in seconds; got {value!r}"
    return ""


def _is_whole(value: str) -> bool:
    try:
        int(value)
    except ValueError:
        return False
    return True
