"""What a mutant does wrongly, by the kind of the value: operators that change a value, and operators of conduct.

An operator of a value gets the right one and returns a wrong one, or the right
one where it can do no harm.  An operator of conduct decides whether and how a step
is carried out.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from enum import Enum
from types import MappingProxyType
from typing import Any

from hil.emulator.at.outcome import ERROR, OK, Outcome
from hil.spec.codes import ErrorCode


class Kind(Enum):
    """The kind of a value, as far as operators tell them apart."""

    SWITCH = "yes or no"
    NUMBER = "a number"
    CODE = "a result: a number, or a negative <err>"
    TEXT = "a text"
    WORD = "a text of a closed set"
    BYTES = "bytes"
    PEM = "a security file"
    SPAN = "a time in seconds"
    LIMIT = "a time in seconds that is the most"
    LIST = "several values in their order"
    SET = "several values"
    OPTION = "a value, or none"
    OUTCOME = "the response to a command"
    LINES = "the response to a command, with information text"
    END = "the response to a command, with something done after it"
    ACTION = "something done"
    CHECK = "something done that may be refused"


UNSET: Any = object()


@dataclass(slots=True)
class Memory:
    """What a mutant remembers of the right values of its step, in one module."""

    first: Any = UNSET
    previous: Any = UNSET
    error: int | None = None
    default: Any = UNSET
    sibling: Callable[[], Any] = lambda: UNSET
    bounds: tuple[int, int] | None = None

    def note(self, right: Any) -> None:
        """Remember a right value, after it was used."""
        if self.first is UNSET:
            self.first = right
        if right != self.previous:
            self.previous = right
        if isinstance(right, int) and not isinstance(right, bool) and _is_error(right):
            self.error = right


Change = Callable[[Any, Memory], Any]
Conduct = Callable[[Callable[[], Any], Memory], Any]


@dataclass(frozen=True, slots=True)
class Operator:
    """One thing that goes wrong: `change` of a value, or `conduct` of a step."""

    name: str
    kinds: frozenset[Kind]
    change: Change | None = None
    conduct: Conduct | None = None


def _of(*kinds: Kind) -> Callable[..., Operator]:
    def make(name: str, change: Change) -> Operator:
        return Operator(name, frozenset(kinds), change)

    return make


def _remembered(name: str) -> Change:
    def change(right: Any, memory: Memory) -> Any:
        kept = getattr(memory, name)
        ends = isinstance(right, (bytes, bytearray)) and not right  # the end of a stream stays one
        return right if kept is UNSET or ends else kept

    return change


def _within(value: int, memory: Memory) -> int:
    if memory.bounds is None:
        return value
    low, high = memory.bounds
    return low + (value - low) % (high - low + 1)


def _more(by: int) -> Change:
    return lambda right, memory: _within(right + by, memory)


def _wrapped(bits: int) -> Change:
    """Only numbers above the range of so many bits change; negative ones have their own operators."""
    return lambda right, _memory: right & ((1 << bits) - 1) if right >= 0 else right


def _cut(length: int) -> Change:
    return lambda right, _memory: right[:length]


def _cut_at_mark(right: str, _memory: Memory) -> str:
    """The text before the first character, beyond the second, that is no letter or digit."""
    match = re.search(r"[^0-9A-Za-z]", right[2:])
    return right[: 2 + match.start()] if match else right


def _swapped(right: Any, memory: Memory) -> Any:
    other = memory.sibling()
    return right if other is UNSET or type(other) is not type(right) else other


def _neighbour(right: int, _memory: Memory) -> int:
    """The next row of Table 4 of the same sign."""
    rows = sorted(int(code) for code in ErrorCode if (code < 0) == (right < 0))
    return rows[(rows.index(right) + 1) % len(rows)] if right in rows else right


def _unknown(right: int, _memory: Memory) -> int:
    """The code of an unknown error: -1 of Table 4, or 100 of +CME ERROR (27.007 9.2)."""
    return right if not _is_error(right) else -1 if right < 0 else 100


def _last_error(right: int, memory: Memory) -> int:
    return memory.error if _is_error(right) and memory.error is not None else right


def _is_error(value: int) -> bool:
    return value < 0 or value in set(ErrorCode)


def _without_first(right: Any, _memory: Memory) -> Any:
    return _like(right, list(right)[1:]) if len(right) > _least(right) else right


def _without_last(right: Any, _memory: Memory) -> Any:
    return _like(right, list(right)[:-1]) if len(right) > _least(right) else right


def _least(right: Any) -> int:
    """What remains of several values: a set of findings may become empty."""
    return 0 if isinstance(right, (set, frozenset)) else 1


def _only_first(right: Any, _memory: Memory) -> Any:
    return _like(right, list(right)[:1]) if len(right) > 1 else right


def _like(right: Any, items: list[Any]) -> Any:
    return type(right)(items) if isinstance(right, (tuple, list, set, frozenset)) else items


def _changed_byte(index: int) -> Change:
    def change(right: bytes, _memory: Memory) -> bytes:
        changed = bytearray(right)
        if changed:
            changed[index] ^= 1
        return bytes(changed)

    return change


def _replacing(pattern: bytes, by: bytes) -> Change:
    return lambda right, _memory: bytes(right).replace(pattern, by)


def _damaged(right: bytes, _memory: Memory) -> bytes:
    """The file with one bit of its middle changed, which is in the coded part."""
    middle = len(right) // 2
    return right[:middle] + bytes([right[middle] ^ 1]) + right[middle + 1 :] if right else right


def _refuse(_evaluate: Callable[[], Any], _memory: Memory) -> Outcome:
    return ERROR


def _say_yes(_evaluate: Callable[[], Any], _memory: Memory) -> Outcome:
    return OK


def _do_and_refuse(right: Outcome, _memory: Memory) -> Outcome:
    return replace(right, lines=(), final=ERROR.final)


def _without_lines(right: Outcome, _memory: Memory) -> Outcome:
    return replace(right, lines=())


def _with_lines_twice(right: Outcome, _memory: Memory) -> Outcome:
    return replace(right, lines=(*right.lines, *right.lines))


def _without_end(right: Outcome, _memory: Memory) -> Outcome:
    return replace(right, then=None)


def _skip(_evaluate: Callable[[], Any], _memory: Memory) -> None:
    return None


_ALL_VALUES = (
    Kind.SWITCH,
    Kind.NUMBER,
    Kind.CODE,
    Kind.TEXT,
    Kind.WORD,
    Kind.BYTES,
    Kind.PEM,
    Kind.LIST,
    Kind.SET,
)
_switch, _number, _code = _of(Kind.SWITCH), _of(Kind.NUMBER, Kind.CODE), _of(Kind.CODE)
_text, _bytes, _list = _of(Kind.TEXT), _of(Kind.BYTES), _of(Kind.LIST)
_letters = _of(Kind.TEXT, Kind.WORD)
_some, _file, _span = _of(Kind.LIST, Kind.SET), _of(Kind.PEM), _of(Kind.SPAN)
_response, _lines, _end = _of(Kind.OUTCOME), _of(Kind.LINES), _of(Kind.END)
_any = _of(*_ALL_VALUES)


def _conduct(*kinds: Kind) -> Callable[[str, Conduct], Operator]:
    return lambda name, conduct: Operator(name, frozenset(kinds), None, conduct)


_outcome, _action = _conduct(Kind.OUTCOME), _conduct(Kind.ACTION)

OPERATORS: tuple[Operator, ...] = (
    _any("latch", _remembered("first")),
    _any("stale", _remembered("previous")),
    _any("forget", _remembered("default")),
    _any("swap", _swapped),
    _switch("negate", lambda right, _memory: not right),
    _switch("say-yes", lambda _right, _memory: True),
    _switch("say-no", lambda _right, _memory: False),
    _number("one-more", _more(1)),
    _number("one-less", _more(-1)),
    _number("zero", lambda _right, _memory: 0),
    _number("wrap-8", _wrapped(8)),
    _number("wrap-16", _wrapped(16)),
    _code("unsigned", lambda right, _memory: abs(right)),
    _code("neighbour", _neighbour),
    _code("unknown", _unknown),
    _code("last-error", _last_error),
    _letters("cut-last", lambda right, _memory: right[:-1]),
    _text("cut-at-8", _cut(8)),
    _text("cut-at-16", _cut(16)),
    _text("cut-at-mark", _cut_at_mark),
    _letters("cut-first", lambda right, _memory: right[1:]),
    _text("upper", lambda right, _memory: right.upper()),
    _text("lower", lambda right, _memory: right.lower()),
    _some("drop-first", _without_first),
    _some("drop-last", _without_last),
    _some("only-first", _only_first),
    _list("reverse", lambda right, _memory: _like(right, list(right)[::-1])),
    _bytes("flip-first", _changed_byte(0)),
    _bytes("flip-last", _changed_byte(-1)),
    _bytes("drop-byte", lambda right, _memory: right[:-1] if len(right) > 1 else right),
    _bytes("lose-byte", lambda right, _memory: right[1:] if len(right) > 1 else right),
    _bytes("double-block", lambda right, _memory: right + right),
    _bytes("zero-block", lambda right, _memory: bytes(len(right))),
    _bytes("strip-bit-8", lambda right, _memory: bytes(byte & 0x7F for byte in right)),
    _bytes("strip-cr", _replacing(b"\r", b"")),
    _bytes("add-cr", _replacing(b"\n", b"\r\n")),
    _bytes("strip-nul", _replacing(b"\0", b"")),
    _file("damage", _damaged),
    _file("cut-half", lambda right, _memory: right[: len(right) // 2]),
    _span("half", lambda right, _memory: right / 2),
    _of(Kind.SPAN, Kind.LIMIT)("double", lambda right, _memory: right * 2),
    Operator("lose", frozenset({Kind.OPTION}), lambda _right, _memory: None),
    _outcome("refuse", _refuse),
    _outcome("ignore", _say_yes),
    _response("refuse-done", _do_and_refuse),
    _lines("no-lines", _without_lines),
    _lines("double-lines", _with_lines_twice),
    _end("no-end", _without_end),
    _action("skip", _skip),
    Operator("accept", frozenset({Kind.CHECK}), None, _skip),
)
"""All operators, in the order of the tables."""

BY_NAME: Mapping[str, Operator] = MappingProxyType({operator.name: operator for operator in OPERATORS})

_KINDS: tuple[tuple[Any, Kind], ...] = (
    (bool, Kind.SWITCH),
    (int, Kind.NUMBER),
    (str, Kind.TEXT),
    ((bytes, bytearray), Kind.BYTES),
    ((set, frozenset), Kind.SET),
    ((tuple, list), Kind.LIST),
    (float, Kind.SPAN),
    (Outcome, Kind.OUTCOME),
)
"""The first type that fits counts: a bool is an int, too."""


def kind_of(value: Any) -> Kind | None:
    """The kind of a value at hand; None if no operator takes it."""
    return next((kind for type_, kind in _KINDS if isinstance(value, type_)), None)


ALSO: Mapping[Kind, frozenset[Kind]] = MappingProxyType(
    {
        Kind.NUMBER: frozenset({Kind.NUMBER, Kind.CODE, Kind.SPAN, Kind.LIMIT}),
        Kind.TEXT: frozenset({Kind.TEXT, Kind.WORD}),
        Kind.LIST: frozenset({Kind.LIST, Kind.SET}),
        Kind.SPAN: frozenset({Kind.SPAN, Kind.LIMIT}),
        Kind.BYTES: frozenset({Kind.BYTES, Kind.PEM}),
        Kind.OUTCOME: frozenset({Kind.OUTCOME, Kind.LINES, Kind.END}),
    }
)
"""What a value of a kind may be, too; the target has told which of them it is."""
