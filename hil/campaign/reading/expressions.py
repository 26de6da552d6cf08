"""Expressions whose value follows from the source: constants, parameters, tables, texts made of them.

What a run would have to show is `Unknown`.  Nothing is executed but operators,
constructors of values, and methods of texts, numbers and collections.
"""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Mapping
from dataclasses import asdict, is_dataclass, replace
from enum import Enum
from itertools import islice, product
from types import BuiltinFunctionType, FunctionType
from typing import Any

from hil.campaign.reading.values import NOTHING_KNOWN, Inner, Possible, Scope, Unknown, is_known, one_of

MOST_ROUNDS = 64
"""Rounds of a loop over known values that are read."""

LARGEST = 1 << 22
"""Bytes, characters or items of a value that an operator makes here."""

_OPERATORS: Mapping[type[ast.AST], Callable[[Any, Any], Any]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.FloorDiv: operator.floordiv,
    ast.Mod: operator.mod,
    ast.LShift: operator.lshift,
    ast.BitOr: operator.or_,
    ast.BitAnd: operator.and_,
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
    ast.Is: operator.is_,
    ast.IsNot: operator.is_not,
    ast.In: lambda item, items: item in items,
    ast.NotIn: lambda item, items: item not in items,
}
_UNARY: Mapping[type[ast.AST], Callable[[Any], Any]] = {
    ast.Not: operator.not_,
    ast.USub: operator.neg,
    ast.UAdd: operator.pos,
    ast.Invert: operator.invert,
}
_FUNCTIONS = frozenset(
    {str, int, bool, bytes, len, range, tuple, list, dict, set, frozenset, sorted}
    | {min, max, sum, abs, repr, any, all, replace, asdict}
)
_ARRANGING = frozenset({enumerate, zip, reversed, product})
"""They pass unknown items on."""
_LAZY: Mapping[Any, Callable[..., Any]] = {
    next: lambda items, *default: next(iter([*items, *default])),
    map: lambda function, *items: list(map(function, *items)),
}
_METHODS_OF = (str, bytes, int, tuple, list, dict, set, frozenset, range, Mapping)

Call = Callable[[Any, list[Any], dict[str, Any]], Any]


class Expressions:
    """Evaluates expressions; `call` is asked for the value of a call that is not computed here."""

    def __init__(self, call: Call) -> None:
        self._call = call
        self._readers: Mapping[type[ast.AST], Callable[[Any, Scope], Any]] = {
            ast.Constant: lambda node, _: node.value,
            ast.Name: lambda node, scope: scope.find(node.id),
            ast.Attribute: self._attribute,
            ast.Subscript: self._subscript,
            ast.Call: self._called,
            ast.Tuple: lambda node, scope: tuple(self._items(node.elts, scope)),
            ast.List: lambda node, scope: list(self._items(node.elts, scope)),
            ast.Set: self._set,
            ast.Dict: self._dict,
            ast.JoinedStr: lambda node, scope: "".join(str(self.value(part, scope)) for part in node.values),
            ast.FormattedValue: self._formatted,
            ast.BinOp: self._binary,
            ast.UnaryOp: self._unary,
            ast.BoolOp: self._logical,
            ast.Compare: self._compared,
            ast.IfExp: self._choice,
            ast.NamedExpr: self._named,
            ast.Lambda: Inner,
            ast.ListComp: self._list_comprehended,
            ast.SetComp: self._list_comprehended,
            ast.GeneratorExp: self._list_comprehended,
            ast.DictComp: self._dict_comprehended,
            ast.Slice: self._slice,
        }

    def value(self, node: ast.AST | None, scope: Scope) -> Any:
        """The value of an expression; every call in it has been read."""
        if node is None:
            return None
        reader = self._readers.get(type(node))
        if reader is not None:
            return reader(node, scope)
        for child in ast.iter_child_nodes(node):  # yield, await, starred
            if isinstance(child, ast.expr):
                self.value(child, scope)
        return NOTHING_KNOWN

    def truth(self, node: ast.expr, scope: Scope) -> bool | None:
        """Whether a condition holds; None if only a run would show it."""
        value = self.value(node, scope)
        if isinstance(value, Unknown) or not is_known(value):
            return None
        try:
            return bool(value)
        except Exception:  # an object of the suites with a __bool__ of its own
            return None

    def rounds(self, node: ast.expr, scope: Scope) -> Iterator[Any]:
        """The values of a loop; one unknown value if they are not known."""
        yield from each(self.value(node, scope))

    def assign(self, target: ast.expr, value: Any, scope: Scope) -> None:
        """Give a name, or each name of a tuple, its value."""
        if isinstance(target, ast.Name):
            scope.names[target.id] = value
        elif isinstance(target, ast.Tuple | ast.List):
            parts = list(value) if isinstance(value, tuple | list) else []
            starred = any(isinstance(element, ast.Starred) for element in target.elts)
            fits = len(parts) == len(target.elts) and not starred
            for place, element in enumerate(target.elts):
                self.assign(element, parts[place] if fits else NOTHING_KNOWN, scope)
        elif isinstance(target, ast.Starred):
            self.assign(target.value, NOTHING_KNOWN, scope)

    # --- one kind of expression each ------------------------------------------------------------------------------

    def _attribute(self, node: ast.Attribute, scope: Scope) -> Any:
        value = self.value(node.value, scope)
        if isinstance(value, Unknown):
            return value.attribute(node.attr)
        return _computed(lambda: getattr(value, node.attr), Unknown((node.attr,)))

    def _subscript(self, node: ast.Subscript, scope: Scope) -> Any:
        value, index = self.value(node.value, scope), self.value(node.slice, scope)
        if isinstance(value, Unknown | Inner):
            return NOTHING_KNOWN
        if isinstance(index, Unknown) or isinstance(value, Possible):
            return one_of(value) if isinstance(value, tuple | list) else NOTHING_KNOWN
        return _computed(lambda: value[index])

    def _slice(self, node: ast.Slice, scope: Scope) -> Any:
        parts = [self.value(part, scope) for part in (node.lower, node.upper, node.step)]
        return slice(*parts) if all(map(is_known, parts)) else NOTHING_KNOWN

    def _called(self, node: ast.Call, scope: Scope) -> Any:
        function = self.value(node.func, scope)
        arguments = list(self._items(node.args, scope))
        named = self._keywords(node.keywords, scope)
        known = all(map(is_known, arguments)) and all(map(is_known, named.values()))
        if _makes_a_value(function):
            self._call(function, arguments, named)
            return _computed(lambda: function(*arguments, **named))
        if isinstance(function, Hashable) and function in _ARRANGING and all(map(_is_collection, arguments)):
            return _computed(lambda: list(islice(function(*arguments, **named), MOST_ROUNDS)))
        if known and _is_pure(function):
            return _computed(lambda: _limited(_eager(function)(*arguments, **named)))
        if isinstance(getattr(function, "__self__", None), list):  # append, extend
            return _computed(lambda: function(*arguments, **named))
        return self._call(function, arguments, named)

    def _keywords(self, keywords: Iterable[ast.keyword], scope: Scope) -> dict[str, Any]:
        named: dict[str, Any] = {}
        for keyword in keywords:
            value = self.value(keyword.value, scope)
            if keyword.arg is not None:
                named[keyword.arg] = value
            elif isinstance(value, Mapping):
                named |= {str(name): one for name, one in value.items()}
        return named

    def _items(self, nodes: Iterable[ast.expr], scope: Scope) -> Iterator[Any]:
        for node in nodes:
            if isinstance(node, ast.Starred):
                value = self.value(node.value, scope)
                yield from each(value)
            else:
                yield self.value(node, scope)

    def _set(self, node: ast.Set, scope: Scope) -> Any:
        items = list(self._items(node.elts, scope))
        return _computed(lambda: frozenset(items)) if all(map(is_known, items)) else items

    def _dict(self, node: ast.Dict, scope: Scope) -> Any:
        made: dict[Any, Any] = {}
        for key, item in zip(node.keys, node.values, strict=True):
            value = self.value(item, scope)
            if key is None:
                made |= value if isinstance(value, Mapping) else {}
            else:
                made[_hashable(self.value(key, scope))] = value
        return made

    def _formatted(self, node: ast.FormattedValue, scope: Scope) -> Any:
        value = self.value(node.value, scope)
        form = str(self.value(node.format_spec, scope)) if node.format_spec else ""
        if isinstance(value, Unknown) or (isinstance(value, str) and not form):
            return str(value)
        if not is_known(value):
            return str(NOTHING_KNOWN)
        return _computed(lambda: format(value, form), str(NOTHING_KNOWN))

    def _binary(self, node: ast.BinOp, scope: Scope) -> Any:
        left, right = self.value(node.left, scope), self.value(node.right, scope)
        if isinstance(left, str) and isinstance(right, Unknown) and isinstance(node.op, ast.Add):
            return left + str(right)
        return _applied(node.op, left, right)

    def _unary(self, node: ast.UnaryOp, scope: Scope) -> Any:
        value = self.value(node.operand, scope)
        function = _UNARY[type(node.op)]
        return _computed(lambda: function(value)) if is_known(value) else NOTHING_KNOWN

    def _logical(self, node: ast.BoolOp, scope: Scope) -> Any:
        ends = isinstance(node.op, ast.Or)
        unknown = False
        value: Any = NOTHING_KNOWN
        for part in node.values:
            value = self.value(part, scope)
            if not is_known(value):
                unknown = True
            elif bool(value) is ends:
                return NOTHING_KNOWN if unknown and not ends else value if not unknown else NOTHING_KNOWN
        return NOTHING_KNOWN if unknown else value

    def _compared(self, node: ast.Compare, scope: Scope) -> Any:
        left = self.value(node.left, scope)
        holds: Any = True
        for sign, side in zip(node.ops, node.comparators, strict=True):
            right = self.value(side, scope)
            one = _applied(sign, left, right)
            holds = NOTHING_KNOWN if NOTHING_KNOWN in (holds, one) else holds and one
            left = right
        return holds

    def _choice(self, node: ast.IfExp, scope: Scope) -> Any:
        holds = self.truth(node.test, scope)
        if holds is not None:
            return self.value(node.body if holds else node.orelse, scope)
        self.value(node.body, scope)
        self.value(node.orelse, scope)
        return NOTHING_KNOWN

    def _named(self, node: ast.NamedExpr, scope: Scope) -> Any:
        value = self.value(node.value, scope)
        self.assign(node.target, value, scope)
        return value

    def _list_comprehended(self, node: ast.ListComp | ast.SetComp | ast.GeneratorExp, scope: Scope) -> Any:
        items: list[Any] = []
        complete = self._comprehended(node.elt, node.generators, scope, items)
        return items if complete else Possible(items)

    def _dict_comprehended(self, node: ast.DictComp, scope: Scope) -> Any:
        pair = ast.Tuple(elts=[node.key, node.value], ctx=ast.Load())
        items: list[Any] = []
        complete = self._comprehended(pair, node.generators, scope, items)
        return {_hashable(key): value for key, value in items} if complete else NOTHING_KNOWN

    def _comprehended(
        self, element: ast.expr, generators: list[ast.comprehension], scope: Scope, items: list[Any]
    ) -> bool:
        """Collect the items; whether these are all and no others."""
        if not generators:
            items.append(self.value(element, scope))
            return True
        first, *others = generators
        over = self.value(first.iter, scope)
        complete = _is_collection(over) and not isinstance(over, Possible)
        for value in each(over):
            inner = Scope({}, scope, scope.module)
            self.assign(first.target, value, inner)
            holds = [self.truth(condition, inner) for condition in first.ifs]
            complete = complete and None not in holds
            if False not in holds:
                complete = self._comprehended(element, others, inner, items) and complete
        return complete


def _is_collection(value: Any) -> bool:
    return isinstance(value, Collection) and not isinstance(value, str | bytes)


def each(value: Any) -> Iterator[Any]:
    """The items of a collection; one unknown item if it is unknown."""
    if _is_collection(value):
        yield from islice(value, MOST_ROUNDS)
    else:
        yield NOTHING_KNOWN


def _makes_a_value(function: Any) -> bool:
    """Whether this is a data class or a class method of one; it keeps unknown parts."""
    owner = getattr(function, "__self__", function)
    return isinstance(owner, type) and is_dataclass(owner)


def _is_pure(function: Any) -> bool:
    if isinstance(function, type):
        return function in _FUNCTIONS or function in _LAZY or issubclass(function, Enum)
    if isinstance(getattr(function, "__self__", None), _METHODS_OF):
        return True
    return isinstance(function, FunctionType | BuiltinFunctionType) and (
        function in _FUNCTIONS or function in _LAZY
    )


def _eager(function: Any) -> Any:
    return _LAZY.get(function, function) if isinstance(function, Hashable) else function


def _applied(sign: ast.AST, left: Any, right: Any) -> Any:
    function = _OPERATORS.get(type(sign))
    if function is None or not is_known(left) or not is_known(right):
        return NOTHING_KNOWN
    if isinstance(sign, ast.Mult | ast.LShift) and not _is_small(left, right):
        return NOTHING_KNOWN
    return _computed(lambda: function(left, right))


def _is_small(left: Any, right: Any) -> bool:
    size = 1
    for side in (left, right):
        size *= len(side) if hasattr(side, "__len__") else max(1, abs(int(side))) if _is_number(side) else 1
    return size <= LARGEST


def _is_number(value: Any) -> bool:
    """Whether a product grows with it; a span of time, for example, stays one."""
    return isinstance(value, int | float)


def _limited(value: Any) -> Any:
    return NOTHING_KNOWN if isinstance(value, str | bytes) and len(value) > LARGEST else value


def _hashable(key: Any) -> Any:
    return key if isinstance(key, Hashable) and is_known(key) else NOTHING_KNOWN


def _computed(compute: Callable[[], Any], otherwise: Any = NOTHING_KNOWN) -> Any:
    try:
        return compute()
    except Exception:  # the code of a case may compute anything; a run will show its error
        return otherwise
