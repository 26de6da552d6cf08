"""What a case needs of the DUT: from its code with its parameters and fixtures, its axes, its requirements, its markers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

from hil.campaign import command_needs
from hil.campaign.command_needs import Needs
from hil.campaign.features import of_axes, of_requirements
from hil.campaign.reading.reader import Reader
from hil.campaign.reading.source import function_of
from hil.campaign.reading.values import Unknown
from hil.plugin.markers import is_of_suites, marks, place, requirement_ids, suite_folders

SHARED_STEPS = "hil.session"
"""The module of hil whose functions are read as those of a suite."""

NEEDS: pytest.StashKey[Needs] = pytest.StashKey()


def needs(item: pytest.Item) -> Needs:
    """The needs of a case; read once."""
    if NEEDS not in item.stash:
        item.stash[NEEDS] = _needs(item)
    return item.stash[NEEDS]


def _needs(item: pytest.Item) -> Needs:
    found = command_needs.of_lines(command_lines(item))
    parameters = dict(item.callspec.params) if hasattr(item, "callspec") else {}
    if isinstance(parameters.get("name"), str) and isinstance(parameters.get("size"), int):
        file = f'AT+QSECWRITE="{parameters["name"]}",{parameters["size"]}'
        for name, number in command_needs.of_lines([file]).least.items():
            found.at_least(name, number)
    where = place(item)
    found.need(*of_axes(where[1] if where else {}), *of_requirements(requirement_ids(item)))
    return _with_marked(found, item)


def marked_needs(item: pytest.Item) -> Needs:
    """The needs that the markers of a case name: those of a DUT and a bench that have all else; no code is read."""
    return _with_marked(Needs(), item)


def _with_marked(found: Needs, item: pytest.Item) -> Needs:
    for mark in reversed(list(marks(item, "needs"))):
        found.need(*mark.args)
        for name, number in mark.kwargs.items():
            found.least[name] = number
    return found


def command_lines(item: pytest.Item) -> list[str]:
    """The command lines that the code of a case may send, in its order; fixtures first."""
    if not isinstance(item, pytest.Function):
        return []
    reads = _files(item)
    reader = Reader(reads)
    values = dict(item.callspec.params) if hasattr(item, "callspec") else {}
    fixtures = _Fixtures(item, reader, reads, values)
    for name in item.fixturenames:
        fixtures.value(name)
    reader.function(item.function, fixtures.values)
    return [*reader.lines, *fixtures.after]


def _files(item: pytest.Item) -> Callable[[str], bool]:
    """Whether a file has code of cases: one of the suites, of the project of the case, or the shared steps."""
    homes = suite_folders() if is_of_suites(item.path) else (item.config.rootpath,)
    return lambda name: _is_below(name, homes)


@cache
def _is_below(name: str, homes: tuple[Path, ...]) -> bool:
    path = Path(name).resolve()
    if str(path) == _shared_steps():
        return True
    return (
        any(path.is_relative_to(home) for home in homes) and "site-packages" not in path.parts[:-1]
    ) or any(path.is_relative_to(home) for home in suite_folders())


@cache
def _shared_steps() -> str:
    spec = find_spec(SHARED_STEPS)
    return str(Path(spec.origin).resolve()) if spec and spec.origin else ""


class _Fixtures:
    """The fixtures of one case: each is read once, before what requests it."""

    def __init__(
        self,
        item: pytest.Function,
        reader: Reader,
        reads: Callable[[str], bool],
        parameters: Mapping[str, Any],
    ) -> None:
        self._definitions = item._fixtureinfo.name2fixturedefs  # noqa: SLF001 - pytest tells it nowhere else
        self._reader, self._reads = reader, reads
        self.values: dict[str, Any] = dict(parameters)
        self.after: list[str] = []
        """What the fixtures send after the case."""

    def value(self, name: str) -> Any:
        """What a fixture gives, as far as its code tells."""
        if name not in self.values:
            self.values[name] = Unknown((name,))
            for definition in self._definitions.get(name, ())[-1:]:
                self.values[name] = self._read(name, definition.func, definition.argnames)
        return self.values[name]

    def _read(self, name: str, function: Callable[..., Any], requested: tuple[str, ...]) -> Any:
        given = {argument: self.value(argument) for argument in requested}
        real = function_of(function)
        if real is None or not self._reads(real.__code__.co_filename):
            return Unknown((name,))
        value, after = self._reader.fixture(function, given)
        self.after = [*after, *self.after]
        return Unknown((name,)) if isinstance(value, Unknown) or value is None else value
