"""A file that a user writes: read, checked against its form; what is wrong is one line with file, key and value.

`msgspec` finds the wrong value.  Its message names the place; what was expected
there is taken from the form, what came from the file.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime, time
from pathlib import Path
from typing import Any, TypeVar

import msgspec
from msgspec import inspect

from hil.config.form import FileForm, expected_words, is_secret, item_type, without_metadata
from hil.config.text import text_of
from hil.errors import UsageError, hint

T = TypeVar("T")

LONGEST_VALUE = 120
"""Characters of a value that an error shows."""

SHOWN_KEYS = 8
"""How many known keys an error lists; of more it tells the number."""

_OF_TOML = (datetime, date, time)  # TOML has these types itself: a string is none of them
_PLACE = re.compile(r"at `\$(?P<path>[^`]*)`$|`(?:key|value)` in `\$(?P<table>[^`]*)`$")
_STEP = re.compile(r"\.(?P<key>\w+)|\[(?P<index>\d+)\]")


def load(path: Path, form: FileForm[T]) -> T:
    """The value of the file; raises `UsageError` of one line."""
    return convert(path, read(path), form)


def read(path: Path) -> dict[str, Any]:
    """The tables of the file, unchecked; `UsageError` when it cannot be read or is no TOML."""
    return parsed(path, text_of(path))


def parsed(path: Path, text: str) -> dict[str, Any]:
    """The tables of that text of the file, unchecked; `UsageError` when it is no TOML."""
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as trouble:
        raise UsageError(f"{path}: is no TOML: {trouble}") from None
    except RecursionError:
        raise UsageError(f"{path}: its values are nested too deep") from None


def convert(
    path: Path, table: Mapping[str, Any], form: FileForm[T], *, at: str = "", beside: Iterable[str] = ()
) -> T:
    """The value of tables that were read from that file; raises `UsageError` of one line.

    `at` is the key of a table that has a form of its own, and `beside` are keys of that
    table that were read before.
    """
    root = inspect.type_info(form.type)
    _refuse_unknown_keys(path, table, root, form, at=at, beside=tuple(beside))
    try:
        value: T = msgspec.convert(table, form.type, builtin_types=_OF_TOML)
    except msgspec.ValidationError as error:
        if isinstance(error.__cause__, UsageError):  # a form may check what no pattern can
            raise UsageError(f"{path}: {at}{'.' if at else ''}{error.__cause__}") from None
        raise _located(path, table, root, str(error), at) from None
    return value


class _Hidden:
    """Stands for a secret in an error."""

    def __repr__(self) -> str:
        return "a value that is not shown"


def wrong(path: Path, key: str, *, expected: str, got: object, among: Iterable[object] = ()) -> UsageError:
    """The error of a value that does not fit; `among` are the values whose nearest one is named."""
    words = [str(word) for word in among]
    near = hint(got, words) if isinstance(got, str) else ""
    return UsageError(f"{path}: {key}: expected {expected}; got {_as_written(got)}{near}")


def _as_written(value: object) -> str:
    """A value as the file has it; of one that is not there the word for it."""
    match value:
        case None:
            return "nothing"
        case bool():
            return str(value).lower()
        case datetime() | date() | time():
            return value.isoformat()
        case dict():
            return f"{{ {', '.join(f'{key} = {_as_written(each)}' for key, each in value.items())} }}"
        case list() | tuple():
            return f"[{', '.join(map(_as_written, value))}]"
    return _shortened(repr(value))


def _shortened(written: str) -> str:
    """A value as it can stand in one line of an error."""
    return (
        written
        if len(written) <= LONGEST_VALUE
        else f"{written[:LONGEST_VALUE]}... ({len(written)} characters)"
    )


# --- unknown keys -------------------------------------------------------------------------------------------------


def _refuse_unknown_keys(
    path: Path,
    table: Mapping[str, Any],
    root: inspect.Type,
    form: FileForm[Any],
    *,
    at: str,
    beside: tuple[str, ...],
) -> None:
    of_table = (*beside, *(field.name for field in _fields(root))) if at else ()
    for place, known in _unknown(table, root, at, of_table):
        keys = list(known) or list(_keys(root))
        shown = ", ".join(keys) if len(keys) <= SHOWN_KEYS else f"one of {len(keys)} keys ({form.page})"
        raise UsageError(f"{path}: unknown key {place}; expected {shown}{hint(_sought(place, known), keys)}")


def _sought(place: str, known: tuple[str, ...]) -> str:
    """What is compared with the known keys: the last one where those of one table are known."""
    return place.rpartition(".")[2] if known else place


def _unknown(
    value: Any, info: inspect.Type, place: str, known: tuple[str, ...]
) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The places of unknown keys, each with the keys known there; without any, all keys of the file are."""
    kind = without_metadata(info)
    if isinstance(value, list) and (item := item_type(kind)) is not None:
        names = tuple(field.name for field in _fields(item))
        for index, entry in enumerate(value):
            yield from _unknown(entry, item, f"{place}[{index}]", names)
    elif isinstance(value, dict) and (fields := _fields(kind)):
        types = {field.name: field.type for field in fields}
        for key, entry in value.items():
            at = f"{place}.{key}" if place else key
            if key in types:
                inner = tuple(field.name for field in _fields(types[key])) if known else ()
                yield from _unknown(entry, types[key], at, inner or known)
            else:
                yield _first_key(at, entry), known


def _first_key(place: str, value: Any) -> str:
    while isinstance(value, dict) and value:
        key, value = next(iter(value.items()))
        place = f"{place}.{key}"
    return place


def _keys(info: inspect.Type, place: str = "") -> Iterator[str]:
    for field in _fields(info):
        at = f"{place}.{field.name}" if place else field.name
        item = item_type(field.type)
        if item is not None and _fields(item):
            yield f"[[{at}]]"
        elif _fields(field.type):
            yield from _keys(field.type, at)
        else:
            yield at


def _fields(info: inspect.Type) -> tuple[inspect.Field, ...]:
    kind = without_metadata(info)
    return kind.fields if isinstance(kind, inspect.DataclassType) else ()


# --- wrong values -------------------------------------------------------------------------------------------------


def _located(path: Path, table: Mapping[str, Any], root: inspect.Type, message: str, at: str) -> UsageError:
    place = _PLACE.search(message)
    value: Any = table
    info, key = root, at
    hidden = False
    for step in _STEP.finditer((place["path"] or place["table"] or "") if place else ""):
        if step["key"]:
            info = next(field.type for field in _fields(info) if field.name == step["key"])
            value, key = value[step["key"]], f"{key}.{step['key']}" if key else step["key"]
        else:
            info = item_type(info) or info
            value, key = value[int(step["index"])], f"{key}[{step['index']}]"
        hidden |= is_secret(info)
    for field in _fields(info) if isinstance(value, dict) else ():
        if field.required and field.name not in value:
            absent = f"{key}.{field.name}" if key else field.name
            return wrong(path, absent, expected=expected_words(field.type, field.name), got=None)
    kind = without_metadata(info)
    choices = kind.values if isinstance(kind, inspect.LiteralType) else ()
    came = _Hidden() if hidden else value
    return wrong(path, key, expected=expected_words(info, key), got=came, among=choices)
