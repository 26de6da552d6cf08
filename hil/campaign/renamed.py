"""Renamed cases of the suites: their old node ids and the new ones (suites/renamed.toml).

The table names test functions; the parameters in brackets keep their ids.  An entry
with brackets would rename a single case.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from hil.errors import UsageError

FILE = "renamed.toml"
TABLE = "renamed"

MOST_HINTS = 3
SHORTEST_PART = 6
"""Characters of a part of a name: shorter words are too common."""

_OPERATORS = frozenset({"and", "or", "not"})
_WORD = re.compile(r"[\w:.+/-]+")


@cache
def renamed() -> Mapping[str, str]:
    """Old node id → new node id, both from `suites/` on."""
    spec = find_spec("hil.suites")
    if spec is None or not spec.submodule_search_locations:
        raise UsageError("the suites are not installed; reinstall m95-hil")
    text = (Path(next(iter(spec.submodule_search_locations))) / FILE).read_text(encoding="utf-8")
    table: dict[str, str] = tomllib.loads(text)[TABLE]
    return table


def current_id(case: str) -> str:
    """The node id that a case has now; for a case that was not renamed its own."""
    table = renamed()
    function, bracket, parameters = case.partition("[")
    return table.get(case) or table.get(function, function) + bracket + parameters


def hints_for_expression(expression: str) -> tuple[str, ...]:
    """One line for each renamed test that a `-k` expression names; at most `MOST_HINTS`.

    A whole name counts before a part of a name.
    """
    words = [word for word in _WORD.findall(expression.lower()) if word not in _OPERATORS]
    whole = [item for item in renamed().items() if _names(item[0]).intersection(words)]
    parts = [item for item in renamed().items() if _has_a_part(item[0], words)]
    return tuple(_hint(old, new) for old, new in (whole or parts)[:MOST_HINTS])


def hint_for_argument(argument: str) -> str | None:
    """One line if the argument of a pytest run is the old node id or the old file of a test, else None."""
    path, _, name = argument.partition("::")
    function = name.partition("[")[0]
    for old, new in renamed().items():
        old_path, _, old_name = old.partition("::")
        if f"/{Path(path).as_posix()}".endswith(f"/{old_path}") and (function or old_name) == old_name:
            if function:
                return _hint(old, new)
            new_path = new.partition("::")[0]
            return None if new_path == old_path else f"{old_path} was renamed to {new_path}"
    return None


def _names(node_id: str) -> frozenset[str]:
    """The names by which `-k` selects a test as a whole, in lower case."""
    path, _, function = node_id.lower().partition("::")
    file = Path(path)
    return frozenset({function, function.removeprefix("test_"), file.name, file.stem})


def _has_a_part(node_id: str, words: Iterable[str]) -> bool:
    function = node_id.lower().partition("::")[2]
    return any(len(word) >= SHORTEST_PART and word in function for word in words)


def _hint(old: str, new: str) -> str:
    return f"test {old.partition('::')[2]} was renamed to {new}"
