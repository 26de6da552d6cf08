"""The syntax tree of a function, from the file that defines it."""

from __future__ import annotations

import ast
from collections.abc import Callable
from functools import cache
from pathlib import Path
from types import FunctionType
from typing import Any

Function = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda


def function_of(value: object) -> FunctionType | None:
    """The function behind a callable: that of a method, and that which a decorator wraps."""
    found: Any = getattr(value, "__func__", value)
    while hasattr(found, "__wrapped__"):
        found = found.__wrapped__
    return found if isinstance(found, FunctionType) else None


def tree_of(function: Callable[..., Any]) -> Function | None:
    """The definition of a function; None when its source cannot be read."""
    code = getattr(function, "__code__", None)
    if code is None:
        return None
    return _definitions(code.co_filename).get((code.co_name, code.co_firstlineno))


@cache
def _definitions(filename: str) -> dict[tuple[str, int], Function]:
    try:
        tree = ast.parse(Path(filename).read_text(encoding="utf-8"))
    except (OSError, SyntaxError, ValueError):
        return {}
    found: dict[tuple[str, int], Function] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            first = min([node.lineno, *(decorator.lineno for decorator in node.decorator_list)])
            found[node.name, first] = node
        elif isinstance(node, ast.Lambda):
            found.setdefault(("<lambda>", node.lineno), node)
    return found
