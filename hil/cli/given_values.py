"""Values of a command line that cannot be meant, whatever the option: empty ones, and numbers that are none.

A script gives an empty value where its variable is not set; taken as it is, it would be the
working folder, or no choice at all.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from math import isfinite

import click


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
    if isinstance(parameter.type, click.types.FloatParamType) and not _is_finite(value):
        return f"expected a finite number; got {value!r}"
    return ""


def _is_finite(value: str) -> bool:
    try:
        return isfinite(float(value))
    except ValueError:
        return True  # click says what it is
