"""The JSON object that a command prints under `--json`, and options that print a table, or under `--json` an object."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

import click

SCHEMA = 1
"""The number of the form of these objects; it grows when a key changes its meaning or goes."""


def echo_object(content: Mapping[str, Any]) -> None:
    """Print an object with its `schema`, in ASCII: a name of a file may hold bytes that are no text."""
    click.echo(json.dumps({"schema": SCHEMA, **content}, indent=2))


class _Listing(click.Option):
    """An option that prints and ends the command before any other option is judged."""

    def __init__(
        self,
        *arguments: Any,
        table: Callable[[], str],
        content: Callable[[], Mapping[str, Any]],
        **given: Any,
    ) -> None:
        super().__init__(*arguments, **given)
        self._table, self._content = table, content

    def handle_parse_result(
        self, ctx: click.Context, opts: Mapping[str, Any], args: list[str]
    ) -> tuple[Any, list[str]]:
        """Print and end where the option stands; `--json` may stand before or behind it."""
        if opts.get(self.name or "") and not ctx.resilient_parsing:
            if opts.get("as_json"):
                echo_object(self._content())
            else:
                click.echo(self._table())
            ctx.exit()
        return super().handle_parse_result(ctx, opts, args)


def listing(
    name: str, table: Callable[[], str], content: Callable[[], Mapping[str, Any]], about: str
) -> Callable[..., Any]:
    """The option of that name, for a command with a flag `as_json`."""
    return click.option(
        name,
        cls=_Listing,
        table=table,
        content=content,
        is_flag=True,
        is_eager=True,
        expose_value=False,
        help=about,
    )
