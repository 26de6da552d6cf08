"""The PICS as a TOML file: its form, its check, and an example with the meaning of each key."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field, make_dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Annotated, Any, Literal

from hil.campaign import contradictions
from hil.campaign.pics import KEYS, Choices, Flag, Key, Number, Pics, Text
from hil.config import file
from hil.config.form import FileForm, meaning, whole
from hil.config.text import text_of
from hil.errors import UsageError


@cache
def form() -> FileForm[Any]:
    """The form of the file: a dataclass with one field for each table."""
    tables: dict[str, list[tuple[str, Any, Any]]] = {}
    for key, kind in KEYS.items():
        table, _, name = key.partition(".")
        entry = (name, Annotated[_type(kind), meaning(kind.meaning)], field(default=kind.default))
        tables.setdefault(table, []).append(entry)
    types = {name: make_dataclass(name, fields, frozen=True) for name, fields in tables.items()}
    root = make_dataclass(
        "pics",
        [(name, type_, field(default_factory=type_)) for name, type_ in types.items()],
        frozen=True,
    )
    return FileForm("pics", "PICS/IXIT of a DUT", "docs/selection.md", root)


def load(path: Path) -> Pics:
    """The claims of a file; raises `UsageError` of one line that names the key."""
    text = text_of(path)
    read = file.parsed(path, text)
    tables = file.convert(path, _spelled_as_known(read), form())
    claimed = {}
    for key in KEYS:
        table, _, name = key.partition(".")
        claimed[key] = getattr(getattr(tables, table), name)
    written = frozenset(f"{table}.{name}" for table, entries in read.items() for name in entries)
    values = contradictions.following(claimed, written)
    found = contradictions.find(values, written)
    if found is not None:
        raise UsageError(contradictions.told(path, text, values, found))
    return Pics(MappingProxyType(values), str(path), written)


def _type(kind: Key) -> Any:
    match kind:
        case Choices(values=values):
            return tuple[Literal[values], ...]  # type: ignore[valid-type]  # made when it runs
        case Flag():
            return bool
        case Number(low=low, high=high):
            return Annotated[int, whole(low, high)]
        case Text():
            return str


def _spelled_as_known(tables: Mapping[str, Any]) -> dict[str, Any]:
    """The tables with the words of each list of choices in the spelling of the note; upper and lower case are equal."""
    return {
        table: {name: _respelled(f"{table}.{name}", value) for name, value in entries.items()}
        if isinstance(entries, dict)
        else entries
        for table, entries in tables.items()
    }


def _respelled(key: str, value: Any) -> Any:
    kind = KEYS.get(key)
    if not isinstance(kind, Choices) or not isinstance(value, list):
        return value
    known = {str(word).lower(): word for word in kind.values}
    return [known.get(str(word).lower(), word) if isinstance(word, str) else word for word in value]


# --- the example --------------------------------------------------------------------------------------------------


def example() -> str:
    """A file that claims everything, with the meaning of each key."""
    lines = [
        "# PICS/IXIT for `hil conformance --pics FILE`: what the DUT claims, and the properties of its bench.",
        "# Every key is optional; without it the DUT claims all that the note says, as in this file.",
    ]
    table = ""
    for key, kind in KEYS.items():
        section, _, name = key.partition(".")
        if section != table:
            lines += ["", f"[{section}]"]
            table = section
        lines.append(f"{name} = {_written(kind.default)}  # {kind.meaning}")
    return "\n".join(lines) + "\n"


def _written(value: object) -> str:
    match value:
        case bool():
            return str(value).lower()
        case tuple():
            return f"[{', '.join(map(_written, value))}]"
        case str():
            return f'"{value}"'
    return str(value)
