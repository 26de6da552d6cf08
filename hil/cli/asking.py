"""The options of `hil conformance` that ask about cases instead of running them, or that bound a run by its failures."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

import click

from hil.cli.last_failed import LAST


@dataclass(frozen=True, slots=True)
class Asking:
    """The options as given; None or empty where one is not."""

    only_list: bool = False
    explained: str | None = None
    last_failed: str | None = None
    maxfail: int | None = None
    as_json: bool = False


_OPTIONS = (
    click.option(
        "--list",
        "only_list",
        is_flag=True,
        help="Run nothing: print the cases that would run, by requirement, and their number.  No DUT is touched.",
    ),
    click.option(
        "--explain",
        "explained",
        default=None,
        metavar="CASE",
        help="Run nothing: print what this case proves, on which clause, what it needs, and how it is judged.",
    ),
    click.option(
        "--last-failed",
        is_flag=False,
        flag_value=LAST,
        default=None,
        metavar="[RUN]",
        help="Only the cases that did not pass, or not run, in this run; without RUN in the latest one"
        " of --report-dir, or of reports/.",
    ),
    click.option(
        "--maxfail",
        type=click.IntRange(min=1),
        default=None,
        metavar="N",
        help="End the run when so many cases have failed; the rest is not run.",
    ),
    click.option(
        "--json",
        "as_json",
        is_flag=True,
        help="JSON on standard output: of --list, --explain and --estimate their facts, of a run its summary.json;"
        " what is told goes to standard error.",
    ),
)


def asking_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command the options, and its function their values as `asking`."""

    @wraps(command)
    def taking(*arguments: Any, **given: Any) -> Any:
        asking = Asking(**{name: given.pop(name) for name in Asking.__dataclass_fields__})
        return command(*arguments, asking=asking, **given)

    for option in reversed(_OPTIONS):
        taking = option(taking)
    return taking
