"""What a user is told of a command line that click refuses: its words, and the nearest name that there is.

Commands, options and values of a choice have a nearest name, letter case aside; click has one for
options only, and heeds the case.
"""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

import click

CUTOFF = 0.6
"""How similar a name is, at least, to be meant."""

SHORT = 2
"""A word of so many characters is similar to anything; only its letter case may be wrong."""


def meant(word: str, known: Iterable[str]) -> str:
    """The known name that the user most likely means, letter case aside; empty if none is similar."""
    lower = {name.lower(): name for name in known}
    asked = word.lower()
    if len(asked) <= SHORT:
        return lower.get(asked, "")
    near = get_close_matches(asked, lower, n=1, cutoff=CUTOFF)
    begins = [name for name in lower if name.startswith(asked)]
    return lower[(near or begins)[0]] if near or begins else ""


def told(error: click.ClickException) -> str:
    """One line: what is wrong, the nearest name, and the page of help."""
    context = error.ctx if isinstance(error, click.UsageError) else None
    command = context.command_path if context else "hil"
    wrong, known = _searched(error)
    near = meant(wrong, known) if wrong else ""
    words = error.message if near and isinstance(error, click.NoSuchOption) else error.format_message()
    hint = f" Did you mean {near!r}?" if near else ""
    return f"{words}{hint} (see {command} --help)"


def _searched(error: click.ClickException) -> tuple[str, list[str]]:
    """The wrong word and the names that could have been meant."""
    context = error.ctx if isinstance(error, click.UsageError) else None
    match error:
        case click.NoSuchOption() if context is not None:
            return error.option_name, _options(context)
        case click.BadParameter(param=click.Parameter() as parameter) if isinstance(
            parameter.type, click.Choice
        ):
            return _last_quoted(error.message), list(map(str, parameter.type.choices))
        case click.UsageError() if context is not None and isinstance(context.command, click.Group):
            return _last_quoted(error.message), context.command.list_commands(context)
        case _:
            return "", []


def _options(context: click.Context) -> list[str]:
    parameters = context.command.get_params(context)
    return [name for each in parameters for name in (*each.opts, *each.secondary_opts) if name[:1] == "-"]


def _last_quoted(message: str) -> str:
    """The word of the user, which click puts between the first quotation marks of its message."""
    return message.partition("'")[2].partition("'")[0]
