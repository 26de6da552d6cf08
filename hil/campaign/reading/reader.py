"""The reader of a case: its function, its fixtures and the functions of the suites that they call.

The calls of the driver are where a case meets the DUT: `driver` turns each into the
command lines that it would send.  Whatever else a case calls sends nothing.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from hil.campaign.reading import driver
from hil.campaign.reading.source import Function, function_of, tree_of
from hil.campaign.reading.statements import Body
from hil.campaign.reading.values import NOTHING_KNOWN, Inner, Scope, Unknown

DEEPEST = 12
"""Calls within calls that are followed."""

MOST_CALLS = 4000
"""Calls that are followed in one case."""

_OF_THE_SAME_SIZE = {("hil.modem.payload_guard", "inert")}
"""Functions that give content of the size of their first argument; only the size counts."""

Reads = Callable[[str], bool]
"""Whether the functions of a file are read; those of other files are taken to send nothing."""


class Reader:
    """Reads functions and keeps the command lines in the order of the code."""

    def __init__(self, reads: Reads) -> None:
        self._reads = reads
        self._depth = 0
        self._calls = 0
        self.lines: list[str] = []
        self._handed_over = -1

    def fixture(self, function: Callable[..., Any], values: Mapping[str, Any]) -> tuple[Any, list[str]]:
        """Read a fixture; returns what it gives, and the lines that it sends after the case."""
        self._handed_over = -1
        value = self.function(function, values)
        if self._handed_over < 0:
            return value, []
        after = self.lines[self._handed_over :]
        del self.lines[self._handed_over :]
        return value, after

    def function(self, function: Callable[..., Any], values: Mapping[str, Any]) -> Any:
        """Read a function with these arguments; returns what it returns or yields first."""
        real = function_of(function)
        tree = tree_of(real) if real else None
        if real is None or tree is None:
            return NOTHING_KNOWN
        names = {name: values.get(name, Unknown((name,))) for name in inspect.signature(real).parameters}
        return self._body(tree, Scope(names, None, real.__globals__))

    def _body(self, tree: Function, scope: Scope) -> Any:
        if self._depth >= DEEPEST or self._calls >= MOST_CALLS:
            return NOTHING_KNOWN
        self._depth += 1
        self._calls += 1
        try:
            body = Body(self._call, yielded=self._at_yield)
            if isinstance(tree.body, list):
                return body.read(tree.body, scope)
            return body.expression(tree.body, scope)
        finally:
            self._depth -= 1

    def _at_yield(self) -> None:
        if self._depth == 1 and self._handed_over < 0:
            self._handed_over = len(self.lines)

    def _call(self, function: Any, arguments: list[Any], named: dict[str, Any]) -> Any:
        if isinstance(function, Unknown):
            if function.path[-1:] == ("randbytes",) and len(arguments) == 1 and isinstance(arguments[0], int):
                return bytes(arguments[0])  # of random content only the size counts
            self.lines += driver.lines(function.path, arguments, named)
            self._callbacks((*arguments, *named.values()))
            return Unknown(function.path[-1:])
        if isinstance(function, Inner):
            return self._inner(function, arguments, named)
        real = function_of(function)
        if real is not None and (real.__module__, real.__name__) in _OF_THE_SAME_SIZE:
            return arguments[0]
        if real is None or not self._reads(real.__code__.co_filename):
            self.lines += driver.lines(_path(function), arguments, named)
            self._callbacks((*arguments, *named.values()))
            return NOTHING_KNOWN
        tree = tree_of(real)
        if tree is None:
            return NOTHING_KNOWN
        owner = getattr(function, "__self__", None)
        given = [owner, *arguments] if owner is not None else arguments
        return self._body(tree, Scope(_bound(real, given, named), None, real.__globals__))

    def _callbacks(self, values: Iterable[Any]) -> None:
        """Read the functions of the case that are given to somebody else, who may call them."""
        for value in values:
            if isinstance(value, Inner):
                self._inner(value, [], {})

    def _inner(self, function: Inner, arguments: list[Any], named: dict[str, Any]) -> Any:
        names = _bound_to(function.node, arguments, named)
        return self._body(function.node, Scope(names, function.scope, function.scope.module))


def _path(function: Any) -> tuple[str, ...]:
    return tuple(str(getattr(function, "__qualname__", "")).split("."))


def _bound(function: Callable[..., Any], arguments: list[Any], named: dict[str, Any]) -> dict[str, Any]:
    signature = inspect.signature(function)
    try:
        bound = signature.bind_partial(*arguments, **named)
    except TypeError:
        return {name: Unknown((name,)) for name in signature.parameters}
    bound.apply_defaults()
    return {name: bound.arguments.get(name, Unknown((name,))) for name in signature.parameters}


def _bound_to(node: Function, arguments: list[Any], named: dict[str, Any]) -> dict[str, Any]:
    rules = node.args
    positional = [argument.arg for argument in (*rules.posonlyargs, *rules.args)]
    names: dict[str, Any] = {name: Unknown((name,)) for name in positional}
    names |= {argument.arg: Unknown((argument.arg,)) for argument in rules.kwonlyargs}
    names |= dict(zip(positional, arguments, strict=False))
    if rules.vararg is not None:
        names[rules.vararg.arg] = tuple(arguments[len(positional) :])
    return names | named
