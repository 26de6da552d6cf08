"""The options of `hil conformance --campaign endurance`: how long its load lasts, and what draws it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import wraps
from types import MappingProxyType
from typing import Any

import click

from hil.endurance.span import DEFAULT, seconds_of
from hil.errors import UsageError

CAMPAIGN = "endurance"


ALONE: Mapping[str, str] = MappingProxyType(
    {
        "--module": f"the campaign {CAMPAIGN} runs on one module; name one, and start a run for each",
        "--estimate": f"the campaign {CAMPAIGN} takes the time of --for; leave it out",
        "--shard": f"the cases of the campaign {CAMPAIGN} judge one load on one module, which has no parts; leave it out",
        "--case-time": f"the load of the campaign {CAMPAIGN} lasts as long as --for; leave it out",
        "--resume": f"the load of the campaign {CAMPAIGN} cannot go on after a break, since a restart of the module "
        "hides what it had lost; hil report RUN renders what there is, a new run repeats it",
    }
)
"""Options that do not go with the campaign, and why."""


@dataclass(frozen=True, slots=True)
class EnduranceOptions:
    """The options as given; None where one is not."""

    span: str | None
    seed: int | None

    @staticmethod
    def is_chosen(campaign: str) -> bool:
        """Whether the run is one of endurance."""
        return campaign == CAMPAIGN

    def check(self, campaign: str, others: Mapping[str, object]) -> None:
        """Raise `UsageError` for a wrong span, and for options that do not go together.

        `others` are the values of the other options, by their names in `ALONE`.
        """
        if not self.is_chosen(campaign):
            for name, value in (("--for", self.span), ("--seed", self.seed)):
                if value is not None:
                    raise UsageError(f"{name}: expected with --campaign {CAMPAIGN} only; leave it out")
            return
        seconds_of(self.span or DEFAULT)
        workers = others.get("-n")
        if workers not in {None, 1}:
            raise UsageError(
                f"-n {workers}: the campaign {CAMPAIGN} runs on one module; leave -n out "
                "(with a bench file of several modules, choose one by --module NAME)"
            )
        for option, why in ALONE.items():
            if others.get(option):
                raise UsageError(f"{option}: {why}")

    @property
    def arguments(self) -> tuple[str, ...]:
        """The options as pytest takes them."""
        return (
            *((f"--hil-for={self.span}",) if self.span else ()),
            *((f"--hil-seed={self.seed}",) if self.seed is not None else ()),
        )


def endurance_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command the options, and its function their values as `endurance`."""

    @click.option(
        "--for",
        "span",
        default=None,
        metavar="SPAN",
        help="Of the campaign endurance: how long, as 90s, 30min, 8h or 1h30min; module time on an emulated module,"
        f" time of the wall on a real one.  [default: {DEFAULT}]",
    )
    @click.option(
        "--seed",
        type=int,
        default=None,
        metavar="N",
        help="Of the campaign endurance: draws the order of its works and the bytes of its files.  [default: 0]",
    )
    @wraps(command)
    def taking(*arguments: Any, span: str | None, seed: int | None, **words: Any) -> Any:
        return command(*arguments, endurance=EnduranceOptions(span, seed), **words)

    return taking
