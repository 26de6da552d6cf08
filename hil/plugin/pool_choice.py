"""Several modules of a bench file for one run: how many, which, and whether one verdict holds for all of them.

A case runs on whatever module is free.  So what is applicable and what is expected has
to be the same for each: claims, known deviations, and what the bench can do with it.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

from hil.bench import is_emulated
from hil.errors import UsageError
from hil.lab.bench_file.choice import fitting
from hil.lab.bench_file.form import Module
from hil.lab.bench_file.reading import LoadedBench
from hil.lab.pool import local, places
from hil.lab.pool.interface import Member
from hil.lab.pool.place_url import has_places

AUTO = "auto"
"""As many workers as modules."""


def wanted(
    loaded: LoadedBench, *, names: Sequence[str], tags: Sequence[str], workers: int | str | None
) -> tuple[Module, ...]:
    """The modules from which a run with so many workers chooses; empty for a run on one DUT.

    Without `workers`, several names mean all of these.  An emulated module alone serves
    any number of workers.  Raises `UsageError` for more workers than modules.
    """
    if workers is None and len(names) < 2:
        return ()
    found = tuple(
        each for module in fitting(loaded, names=names, tags=tags) for each in at_places(loaded, module)
    )
    if len(found) == 1 and is_emulated(found[0].port):
        return ()
    if isinstance(workers, int) and workers > len(found):
        raise UsageError(
            f"-n {workers} needs {workers} modules, and {loaded.path} has {len(found)} that "
            f"{'fits' if len(found) == 1 else 'fit'}: {', '.join(each.name for each in found)}; "
            "a module serves one worker"
        )
    return found if len(found) > 1 else ()


def at_places(loaded: LoadedBench, module: Module) -> Iterator[Module]:
    """The module, or one for each place where its port is any place with some tags."""
    if not has_places(module.port):
        yield module
        return
    for place in places.fitting(module.port):
        at_place = loaded.named(f"{module.name}/{place}")
        if at_place is not None:
            yield at_place


def reserved(
    loaded: LoadedBench,
    modules: Sequence[Module],
    *,
    names: Sequence[str],
    workers: int | str | None,
    wait_s: float = 0.0,
    tell: Callable[[str], None] = lambda _: None,
) -> local.LocalPool:
    """Reserve as many of these modules as the run takes: all of the named ones, `workers`, or those that are free."""
    least, most = 1, None
    if isinstance(workers, int):
        least = most = workers
    elif names and workers is None:
        least = most = len(modules)
    for module in modules:
        loaded.setup(module)  # a secret that is missing is told before anything runs
    return local.reserve(
        [member_of(module) for module in modules],
        run_pid=os.getpid(),
        least=least,
        most=most,
        wait_s=wait_s,
        tell=tell,
    )


def member_of(module: Module) -> Member:
    """A module of a bench file as a member of a pool."""
    return Member(module.name, module.port, tuple(module.tags), module.imei)


def _content(loaded: LoadedBench, name: str) -> object:
    path: Path | None = loaded.beside(name)
    try:
        return path.read_bytes() if path else None
    except OSError:
        return name  # the reader of that file tells it


_SAME: Mapping[str, tuple[Callable[[LoadedBench, Module], object], str]] = {
    "pics": (
        lambda loaded, module: _content(loaded, module.pics),
        "the claims decide which cases are applicable",
    ),
    "deviations": (
        lambda loaded, module: _content(loaded, module.deviations),
        "a known deviation decides what a fail counts for",
    ),
    "power": (
        lambda _, module: bool(module.power) or is_emulated(module.port),
        "cases that cut the supply are applicable on the one only",
    ),
    "network_tester": (
        lambda _, module: bool(module.network_tester) or is_emulated(module.port),
        "cases that need the network tester are applicable on the one only",
    ),
    "port": (
        lambda _, module: is_emulated(module.port),
        "cases for emulated modules are applicable on the one only",
    ),
}
"""What has to be the same for all modules of a run, by key: how it is compared, and why."""


def require_same(
    loaded: LoadedBench, modules: Sequence[Module], *, given: frozenset[str] = frozenset()
) -> None:
    """Raise `UsageError` with both lines where a case would come to another verdict on another module.

    `given` are the keys for which an option of the run stands above the file.
    """
    first = modules[0]
    for key, (value_of, why) in _SAME.items():
        if key in given:
            continue
        other = next((each for each in modules if value_of(loaded, each) != value_of(loaded, first)), None)
        if other is not None:
            places = [loaded.place_in(each, key, _shown(each, key)) for each in (first, other)]
            option = f"give --{key} for all, or " if key in {"pics", "deviations"} else ""
            raise UsageError(
                f"expected the same {key} for all modules of a run; got {places[0]} and {places[1]}: {why}; "
                f"{option}choose other modules by --module or --tags"
            )


def _shown(module: Module, key: str) -> object:
    value = getattr(module, key)
    return value.get("driver", "none") if isinstance(value, dict) else value
