"""Statements of a case in their order: what is sure to happen is read once, what a run decides on each way."""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from hil.campaign.reading.expressions import Call, Expressions
from hil.campaign.reading.values import NOTHING_KNOWN, Inner, Scope


class Body:
    """The body of one function, and what it returns or yields."""

    def __init__(self, call: Call, *, yielded: Callable[[], None]) -> None:
        self._expressions = Expressions(call)
        self._yielded = yielded
        self._given: list[Any] = []
        self._readers: Mapping[type[ast.stmt], Callable[[Any, Scope], bool]] = {
            ast.Assign: self._assigned,
            ast.AnnAssign: self._annotated,
            ast.AugAssign: self._augmented,
            ast.Return: self._returned,
            ast.Expr: self._expression,
            ast.If: self._if,
            ast.For: self._for,
            ast.While: self._while,
            ast.With: self._with,
            ast.Try: self._try,
            ast.Raise: self._raised,
            ast.FunctionDef: self._defined,
            ast.Match: self._match,
        }

    def read(self, statements: Sequence[ast.stmt], scope: Scope) -> Any:
        """The value that the function returns, or yields first."""
        self._block(statements, scope)
        return self._given[0] if self._given else None

    def expression(self, node: ast.expr, scope: Scope) -> Any:
        """The value of the body of a lambda."""
        return self._expressions.value(node, scope)

    def _block(self, statements: Sequence[ast.stmt], scope: Scope) -> bool:
        """Read statements; whether the function has ended for sure."""
        return any(self._statement(statement, scope) for statement in statements)

    def _statement(self, statement: ast.stmt, scope: Scope) -> bool:
        reader = self._readers.get(type(statement))
        if reader is not None:
            return reader(statement, scope)
        for child in ast.iter_child_nodes(statement):
            if isinstance(child, ast.expr):
                self._expressions.value(child, scope)
        return False

    def _assigned(self, node: ast.Assign, scope: Scope) -> bool:
        value = self._value(node.value, scope)
        for target in node.targets:
            self._expressions.assign(target, value, scope)
        return False

    def _annotated(self, node: ast.AnnAssign, scope: Scope) -> bool:
        if node.value is not None:
            self._expressions.assign(node.target, self._value(node.value, scope), scope)
        return False

    def _augmented(self, node: ast.AugAssign, scope: Scope) -> bool:
        read = ast.BinOp(left=_loaded(node.target), op=node.op, right=node.value)
        self._expressions.assign(node.target, self._value(read, scope), scope)
        return False

    def _returned(self, node: ast.Return, scope: Scope) -> bool:
        self._given.append(self._value(node.value, scope))
        return True

    def _expression(self, node: ast.Expr, scope: Scope) -> bool:
        self._value(node.value, scope)
        return False

    def _value(self, node: ast.expr | None, scope: Scope) -> Any:
        if isinstance(node, ast.Yield):
            self._given.append(self._expressions.value(node.value, scope))
            self._yielded()
            return NOTHING_KNOWN
        return self._expressions.value(node, scope)

    def _if(self, node: ast.If, scope: Scope) -> bool:
        holds = self._expressions.truth(node.test, scope)
        if holds is not None:
            return self._block(node.body if holds else node.orelse, scope)
        ways = [dict(scope.names), dict(scope.names)]
        ended = [
            self._block(statements, Scope(names, scope.outer, scope.module))
            for statements, names in zip((node.body, node.orelse), ways, strict=True)
        ]
        going_on = [names for names, end in zip(ways, ended, strict=True) if not end]
        scope.names.update(_merged(going_on or ways))
        return all(ended)

    def _for(self, node: ast.For, scope: Scope) -> bool:
        for value in self._expressions.rounds(node.iter, scope):
            self._expressions.assign(node.target, value, scope)
            self._block(node.body, scope)
        self._block(node.orelse, scope)
        return False

    def _while(self, node: ast.While, scope: Scope) -> bool:
        self._expressions.value(node.test, scope)
        self._block(node.body, scope)
        return False

    def _with(self, node: ast.With, scope: Scope) -> bool:
        for item in node.items:
            value = self._expressions.value(item.context_expr, scope)
            if item.optional_vars is not None:
                self._expressions.assign(item.optional_vars, value, scope)
        return self._block(node.body, scope)

    def _try(self, node: ast.Try, scope: Scope) -> bool:
        ended = self._block(node.body, scope)
        for handler in node.handlers:
            self._block(handler.body, Scope(dict(scope.names), scope.outer, scope.module))
        if not ended:
            ended = self._block(node.orelse, scope)
        return self._block(node.finalbody, scope) or (ended and not node.handlers)

    def _raised(self, node: ast.Raise, scope: Scope) -> bool:
        self._expressions.value(node.exc, scope)
        return True

    def _defined(self, node: ast.FunctionDef, scope: Scope) -> bool:
        scope.names[node.name] = Inner(node, scope)
        return False

    def _match(self, node: ast.Match, scope: Scope) -> bool:
        self._expressions.value(node.subject, scope)
        for case in node.cases:
            self._block(case.body, Scope(dict(scope.names), scope.outer, scope.module))
        return False


def _merged(ways: Sequence[dict[str, Any]]) -> dict[str, Any]:
    first, *others = ways
    return {
        name: value if all(name in other and other[name] is value for other in others) else NOTHING_KNOWN
        for name, value in first.items()
    } | {name: NOTHING_KNOWN for other in others for name in other.keys() - first.keys()}


def _loaded(target: ast.expr) -> ast.expr:
    return ast.Name(id=target.id, ctx=ast.Load()) if isinstance(target, ast.Name) else target
