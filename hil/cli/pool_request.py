"""The modules that `hil conformance` takes from a bench file: reserved before anything runs, or refused with the reason."""

from __future__ import annotations

import sys
from dataclasses import replace
from typing import Any

import click

from hil.cli.bench_options import BenchOptions
from hil.errors import PortError
from hil.lab.bench_file.choice import words_of
from hil.lab.bench_file.reading import load
from hil.lab.pool import health
from hil.lab.pool.local import LocalPool, quarantined
from hil.plugin.pool_choice import AUTO, member_of, require_same, reserved, wanted


class WorkerCount(click.ParamType[int | str]):
    """A number of workers, or `auto`."""

    name = "workers"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int | str:
        """The number, 1 or more, or the word."""
        if value == AUTO:
            return AUTO
        try:
            count = int(value)
        except ValueError:
            count = 0
        if count < 1:
            self.fail(f"expected a number of workers, 1 or more, or {AUTO}; got {value!r}", param, ctx)
        return count


def taken(
    where: BenchOptions, workers: int | str | None, *, given: frozenset[str]
) -> tuple[BenchOptions, LocalPool | None]:
    """The options with the names of the modules that this run has reserved; None for a run on one DUT.

    `given` are the keys of a module for which an option stands.  Raises `UsageError` for
    a choice that is wrong, and `PortError` where too few modules are free.
    """
    if where.file is None or where.duts:
        return where, None
    loaded = load(where.file)
    modules = wanted(loaded, names=where.names, tags=words_of(where.tags), workers=workers)
    if not modules:
        _require_sound(where)
        return where, None
    require_same(loaded, modules, given=given)
    pool = reserved(loaded, modules, names=where.names, workers=workers, wait_s=where.wait, tell=_tell)
    for why in pool.left_out.values():
        _tell(f"left out: {why}")
    return replace(where, modules=tuple(member.name for member in pool.members), tags=""), pool


def _require_sound(where: BenchOptions) -> None:
    """Raise `PortError` for the only module of a run if it is quarantined."""
    if where.choice is None:
        return
    member = member_of(where.choice.module)
    found = health.of(member).quarantine
    if found is not None:
        raise PortError(quarantined(member.name, found))


def _tell(words: str) -> None:
    print(f"hil: {words}", file=sys.stderr)
