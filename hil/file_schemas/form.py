"""A JSON Schema (draft 2020-12) made from frozen types, as `dataclasses.asdict` writes them: each member is there, and no other."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import msgspec

DRAFT = "https://json-schema.org/draft/2020-12/schema"

Schema = dict[str, Any]
"""A JSON Schema or a part of one."""

TEXT: Schema = {"type": "string"}
TEXTS: Schema = {"type": "array", "items": TEXT}
NUMBER: Schema = {"type": "number"}
WHOLE: Schema = {"type": "integer"}
TRUTH: Schema = {"type": "boolean"}
TEXT_BY_NAME: Schema = {"type": "object", "additionalProperties": TEXT}
OBJECTS: Schema = {"type": "array", "items": {"type": "object"}}
HEX: Schema = {"type": "string", "pattern": "^([0-9a-f]{2})*$"}


@dataclass(frozen=True, slots=True)
class RecordForm:
    """The schema of a file, or of each line of it."""

    title: str
    description: str
    schema: Schema

    def schema_text(self) -> str:
        """The JSON Schema as text."""
        head = {"$schema": DRAFT, "title": self.title, "description": self.description}
        return json.dumps({**head, **self.schema}, indent=2) + "\n"


def definitions(types: Iterable[type]) -> dict[str, Schema]:
    """The definitions of these types and of all that they hold, by name."""
    _, made = msgspec.json.schema_components(types, ref_template="#/$defs/{name}")
    return {name: _exact(schema) for name, schema in made.items()}


def _exact(schema: Schema) -> Schema:
    found = {key: value for key, value in schema.items() if key != "title"}
    if "description" in found:
        found["description"] = " ".join(found["description"].split())
    if "properties" in found:
        found["properties"] = {name: _plain(each) for name, each in found["properties"].items()}
        found["required"] = list(found["properties"])
        found["additionalProperties"] = False
    return found


def _plain(schema: Schema) -> Schema:
    """The schema of a member without its default, which the writer writes; bytes stand in hexadecimal."""
    if schema.get("contentEncoding") == "base64":
        return HEX
    return {key: _within(value) for key, value in schema.items() if key != "default"}


def _within(value: Any) -> Any:
    match value:
        case dict():
            return _plain(value)
        case list():
            return [_within(each) for each in value]
    return value


def with_members(schema: Schema, members: Mapping[str, Schema], *, without: Iterable[str] = ()) -> Schema:
    """The schema of an object with other members, or with another form of them."""
    kept = {name: each for name, each in schema["properties"].items() if name not in set(without)}
    properties = {**members, **{name: members.get(name, each) for name, each in kept.items()}}
    return {**schema, "properties": properties, "required": list(properties)}


def of_kind(kind: str, schema: Schema, members: Mapping[str, Schema] | None = None) -> Schema:
    """The schema of a record of that kind."""
    return with_members(schema, {"kind": {"const": kind}, **(members or {})})
