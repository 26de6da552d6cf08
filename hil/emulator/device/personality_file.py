"""Personalities as TOML files: those that ship, and those that users write.

A file has the keys of `Personality`; one that is absent has the value of the
personality that `based_on` names, by default the note's.
"""

from __future__ import annotations

import difflib
import re
import tomllib
from collections.abc import Callable, Collection, Mapping
from dataclasses import fields, replace
from datetime import UTC, datetime
from pathlib import Path
from types import MappingProxyType
from typing import Any

from hil.emulator.device.personality import CHOICES, NOTE, Personality
from hil.errors import UsageError

_FOLDER = Path(__file__).parent / "personalities"
_BASE = "based_on"
_CODE = re.compile(r"[0-9]{1,5}")


def shipped() -> tuple[str, ...]:
    """The names of the personalities that ship."""
    return tuple(sorted((path.stem for path in _FOLDER.glob("*.toml")), key=str.lower))


def personality(name_or_path: str) -> Personality:
    """A shipped personality by its name, any other by the path of its file; raises `UsageError`.

    What contains a `/` or ends with `.toml` is a path.
    """
    if "/" in name_or_path or name_or_path.endswith(".toml"):
        return _read(Path(name_or_path))
    names = {name.lower(): name for name in shipped()}
    name = names.get(name_or_path.lower())
    if name is None:
        raise UsageError(
            f"no personality is called {name_or_path!r}; {_nearest(name_or_path, shipped())}"
            " (there are " + ", ".join(shipped()) + "; a file of your own is named by a path with a /)"
        )
    return _read(_FOLDER / f"{name}.toml")


def _read(path: Path) -> Personality:
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise UsageError(f"the personality {path} can't be read: {error.strerror}") from error
    except ValueError as error:  # no UTF-8, or no TOML
        raise UsageError(f"the personality {path} is no TOML: {error}") from error
    return _of_table(table, where=str(path))


def _of_table(table: Mapping[str, Any], *, where: str) -> Personality:
    known = {entry.name: str(entry.type) for entry in fields(Personality)}
    values = dict(table)
    base = _base(values.pop(_BASE, None), where)
    checked = {}
    for key, value in values.items():
        if key not in known:
            raise UsageError(f"{where}: no key is called {key!r}; {_nearest(key, [*known, _BASE])}")
        expected, read = _READERS[known[key]]
        try:
            checked[key] = read(value)
        except TypeError:
            raise UsageError(f"{where}: {key}: expected {expected}, came {value!r}") from None
        _check_choice(key, checked[key], where)
    return replace(base, **checked)


def _base(name: object, where: str) -> Personality:
    if name is None:
        return NOTE
    if not isinstance(name, str) or name not in shipped():
        raise UsageError(f"{where}: {_BASE}: expected one of {', '.join(shipped())}, came {name!r}")
    return personality(name)


def _check_choice(key: str, value: Any, where: str) -> None:
    choices = CHOICES.get(key)
    if choices is None:
        return
    for item in value if isinstance(value, frozenset) else (value,):
        if item not in choices:
            raise UsageError(
                f"{where}: {key}: expected {_words(choices)}, came {item!r}"
                + (f"; {_nearest(item, choices)}" if isinstance(item, str) else "")
            )


def _words(choices: Collection[object]) -> str:
    return ", ".join(str(choice) for choice in choices)


def _nearest(word: str, words: Collection[Any]) -> str:
    match = difflib.get_close_matches(word, [str(known) for known in words], n=1, cutoff=0.0)
    return f"the nearest is {match[0]!r}"


# --- types -----------------------------------------------------------------------------------------------------


def _exactly(kind: type) -> Callable[[Any], Any]:
    def read(value: Any) -> Any:
        if type(value) is not kind:  # a boolean is an int to isinstance
            raise TypeError
        return value

    return read


def _line(value: Any) -> str:
    if not isinstance(value, str) or not value.isascii() or not (value.isprintable() or not value):
        raise TypeError
    return value


def _lines(value: Any) -> tuple[str, ...]:
    if not isinstance(value, list):
        raise TypeError
    return tuple(_line(item) for item in value)


def _names(value: Any) -> frozenset[str]:
    return frozenset(_lines(value))


def _moment(value: Any) -> datetime:
    if not isinstance(value, datetime) or not 2000 <= value.year < 2100:  # AT+CCLK has two digits of the year
        raise TypeError
    return value if value.tzinfo is not None else value.replace(tzinfo=UTC)


def _texts(value: Any) -> Mapping[str, str]:
    if not isinstance(value, dict) or not all(_CODE.fullmatch(code) for code in value):
        raise TypeError
    return MappingProxyType({code: _line(text) for code, text in value.items()})


_READERS: Mapping[str, tuple[str, Callable[[Any], Any]]] = {
    "str": ("a line of printable ASCII in quotation marks", _line),
    "int": ("a whole number", _exactly(int)),
    "bool": ("true or false", _exactly(bool)),
    "datetime": ("a date and time from 2000 to 2099, like 2004-01-01T00:00:00Z", _moment),
    "tuple[str, ...]": ("a list of lines of printable ASCII", _lines),
    "frozenset[str]": ("a list of names of replies", _names),
    "Mapping[str, str]": ('a table of texts by number, like {4012 = "..."}', _texts),
}
"""By the annotation of the field: what is expected, in words, and who reads it."""
