"""The form of a file: a dataclass with constraints, from which the check and the JSON Schema are made."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Annotated, Any, Generic, TypeVar

import msgspec
from msgspec import Meta, inspect

T = TypeVar("T")

DRAFT = "https://json-schema.org/draft/2020-12/schema"

Words = Annotated[str, Meta(pattern=r"\S", extra={"expected": "words in quotes"})]
"""A string with at least one visible character."""

Line = Annotated[
    str, Meta(pattern=r"^[ -~]*$(?!\n)", extra={"expected": "a line of printable ASCII in quotation marks"})
]
"""A string of printable ASCII; it may be empty."""

Lines = Annotated[tuple[Line, ...], Meta(extra={"expected": "a list of lines of printable ASCII"})]


def whole(low: int, high: int) -> Meta:
    """The constraint of an integer: both bounds are allowed values."""
    return Meta(ge=low, le=high)


def number(low: float, high: float) -> Meta:
    """The constraint of a number with or without a fraction: both bounds are allowed values."""
    return Meta(ge=low, le=high, extra={"expected": f"a number from {low:g} to {high:g}"})


def pattern(regular_expression: str) -> Meta:
    """The constraint of a string."""
    return Meta(pattern=regular_expression)


def meaning(text: str) -> Meta:
    """What a key means; an editor shows it."""
    return Meta(description=text)


def expected(words: str) -> Meta:
    """What an error says was expected, where the type alone says too little."""
    return Meta(extra={"expected": words})


def table_with(key: str, text: str) -> Meta:
    """What the JSON Schema says of a table with that key, of which others know the other keys."""
    return Meta(
        extra_json_schema={"required": [key], "properties": {key: {"type": "string", "description": text}}},
        extra={"expected": f"a table with the key {key}"},
    )


def secret(words: str) -> Meta:
    """What an error says was expected of a secret, whose value no error shows."""
    return Meta(extra={"expected": words, "is_secret": True})


@dataclass(frozen=True, slots=True)
class FileForm(Generic[T]):
    """A file that a user writes: its name, its type, and the page of the documentation that explains its keys."""

    name: str
    title: str
    page: str
    type: Callable[..., T] = field(repr=False)

    def schema(self) -> dict[str, Any]:
        """The JSON Schema of the file (draft 2020-12); keys that the type does not have are refused."""
        made = msgspec.json.schema(self.type, schema_hook=_no_schema)
        for definition in made["$defs"].values():
            if "properties" in definition:
                definition["additionalProperties"] = False
                definition.pop("title", None)
        return {
            "$schema": DRAFT,
            "title": self.title,
            "description": f"Checked by m95-hil; the keys are explained in {self.page}.",
            **made,
        }

    def schema_text(self) -> str:
        """The JSON Schema as text."""
        return json.dumps(self.schema(), indent=2) + "\n"


def _no_schema(kind: type) -> dict[str, Any]:
    raise NotImplementedError(kind)


# --- what a form expects, in words ---------------------------------------------------------------------------------


def expected_words(info: inspect.Type, key: str) -> str:
    """What is expected at that key."""
    if isinstance(info, inspect.Metadata):
        words = (info.extra or {}).get("expected")
        return str(words) if words else expected_words(info.type, key)
    match info:
        case inspect.BoolType():
            return "true or false"
        case inspect.IntType(ge=int(low), le=int(high)):
            return f"a number from {low} to {high}"
        case inspect.IntType():
            return "a whole number"
        case inspect.StrType():
            return "words in quotes"
        case inspect.DateType():
            return "a date such as 2027-03-31"
        case inspect.DateTimeType():
            return "a date and time such as 2027-03-31T12:00:00Z"
        case inspect.LiteralType(values=values):
            return f"one of {', '.join(map(str, values))}"
    return _of_container(info, key)


def _of_container(info: inspect.Type, key: str) -> str:
    if isinstance(info, inspect.DictType):
        return f"a table, each value {expected_words(info.value_type, key)}"
    match item_type(info):
        case None:
            return "a table"
        case inspect.LiteralType(values=values):
            return f"a list of {', '.join(map(str, values))}"
        case inspect.DataclassType():
            return f"entries headed [[{key}]]"
    return "a list"


def is_secret(info: inspect.Type) -> bool:
    """Whether no error may show a value of that type."""
    return isinstance(info, inspect.Metadata) and (
        bool((info.extra or {}).get("is_secret")) or is_secret(info.type)
    )


def item_type(info: inspect.Type) -> inspect.Type | None:
    """The type of the items of a list; None for what is no list."""
    kind = without_metadata(info)
    if isinstance(kind, inspect.ListType | inspect.VarTupleType | inspect.FrozenSetType):
        return kind.item_type
    return None


def without_metadata(info: inspect.Type) -> inspect.Type:
    """The type without its descriptions."""
    return without_metadata(info.type) if isinstance(info, inspect.Metadata) else info
