"""What the reader knows of a value: a Python object, or where an unknown one comes from."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass
from enum import Enum
from itertools import islice, product
from typing import Any

MARK = "\0"
"""Encloses, in a text, the name of a part that is not known."""

EITHER, OR = "\1", "\2"
"""Enclose and separate, in a text, the forms of a part that is one of several."""

MOST_FORMS = 64
"""Forms of one text that are told apart."""


@dataclass(frozen=True, slots=True)
class Unknown:
    """A value that only a run would show; `path` are the names by which the code reached it."""

    path: tuple[str, ...] = ()

    def attribute(self, name: str) -> Unknown:
        """The attribute of that name."""
        return Unknown((*self.path, name))

    def __str__(self) -> str:
        return f"{MARK}{self.path[-1] if self.path else ''}{MARK}"


NOTHING_KNOWN = Unknown()


@dataclass(slots=True)
class Scope:
    """The names that a piece of code sees: its own, those of the function around it, those of its module."""

    names: dict[str, Any]
    outer: Scope | None
    module: Mapping[str, Any]

    def find(self, name: str) -> Any:
        """The value of a name."""
        scope: Scope | None = self
        while scope is not None:
            if name in scope.names:
                return scope.names[name]
            scope = scope.outer
        if name in self.module:
            return self.module[name]
        builtins = self.module.get("__builtins__", {})
        table = builtins if isinstance(builtins, dict) else vars(builtins)
        return table.get(name, Unknown((name,)))


@dataclass(frozen=True, slots=True, eq=False)
class Inner:
    """A function that the code of a case defines: it is read where it is called."""

    node: ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda
    scope: Scope


class Possible(list[Any]):
    """Items of which a run may leave some out."""


def one_of(values: Sequence[Any]) -> Any:
    """A text that is one of these texts or numbers; unknown if they are anything else."""
    if not values or not all(isinstance(value, str | int) for value in values):
        return NOTHING_KNOWN
    return EITHER + OR.join(map(str, values)) + EITHER


def forms(text: str) -> Iterator[str]:
    """The texts that a text may be."""
    parts = text.split(EITHER)
    if len(parts) % 2 == 0:
        yield text
        return
    choices = [part.split(OR) if place % 2 else [part] for place, part in enumerate(parts)]
    yield from map("".join, islice(product(*choices), MOST_FORMS))


def is_known(value: object) -> bool:
    """Whether no part of a value is unknown; looks into collections and data classes."""
    if isinstance(value, Unknown | Inner | Possible):
        return False
    if isinstance(value, str) and not isinstance(value, Enum):
        return MARK not in value and EITHER not in value
    if isinstance(value, bytes | int | float | range | Enum) or value is None:
        return True
    if is_dataclass(value) and not isinstance(value, type):
        return not any(isinstance(getattr(value, one.name, None), Unknown) for one in fields(value))
    if isinstance(value, Mapping):
        return all(map(is_known, value.values()))
    if isinstance(value, Sequence | set | frozenset):
        return all(map(is_known, value))
    return True
