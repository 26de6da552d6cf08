"""The requirement catalogue: 461 numbered requirements drawn from the note, kept in `requirements.toml`.

The file is read once, when first asked for, so that importing this costs nothing.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files
from types import MappingProxyType

from hil.errors import UsageError


class Kind(StrEnum):
    """How much a requirement weighs."""

    MANDATORY = "mandatory"  # missing it is a nonconformity
    OPTIONAL = "optional"  # a deviation is reported
    INFORMATIVE = "informative"  # recorded, or guidance for the bench


class Verification(StrEnum):
    """How it can be verified at all."""

    TEST = "test"
    INSPECTION = "inspection"
    PHYSICAL_ONLY = "physical-only"


class Basis(StrEnum):
    """What a requirement rests on."""

    EXPLICIT = "explicit"  # stated by the note
    EXAMPLE = "example"  # shown in its chapter 4 only
    INFERRED = "inferred"  # a logical consequence, or our reading
    DELEGATED = "delegated"  # left by the note to documents [1] or [2]


@dataclass(frozen=True, slots=True)
class Requirement:
    """One row of the catalogue; `clause` is the section of the note.  The file has remarks for a reader besides."""

    id: str
    clause: str
    title: str
    statement: str
    kind: Kind
    verification: Verification
    basis: Basis
    platform: str

    @property
    def group(self) -> str:
        """The subject of the requirement: `SSLCFG-CTX` of `SSLCFG-CTX-03`."""
        return self.id.rpartition("-")[0]


@dataclass(frozen=True, slots=True)
class Document:
    """The document that the requirements were drawn from."""

    title: str
    revision: str
    date: str

    def __str__(self) -> str:
        return f"{self.title} {self.revision} ({self.date})"


@cache
def _file() -> Mapping[str, object]:
    return tomllib.loads(files("hil.spec").joinpath("requirements.toml").read_text(encoding="utf-8"))


@cache
def document() -> Document:
    """The note, as the catalogue names it."""
    head = _file()["catalogue"]
    assert isinstance(head, dict)
    return Document(title=head["document"], revision=head["revision"], date=head["date"])


@cache
def requirements() -> Mapping[str, Requirement]:
    """All requirements by id, in the order of the note."""
    rows = _file()["requirement"]
    assert isinstance(rows, list)
    return MappingProxyType({row["id"]: _requirement(row) for row in rows})


def requirement(identifier: str) -> Requirement:
    """The requirement of that id; `UsageError` names the nearest ids if there is none."""
    found = requirements().get(identifier)
    if found is None:
        from difflib import get_close_matches  # noqa: PLC0415 - only a mistake pays for it

        near = get_close_matches(identifier, requirements(), n=3)
        hint = f"; nearest: {', '.join(near)}" if near else ""
        raise UsageError(f"no requirement {identifier!r} in the catalogue of {document()}{hint}")
    return found


def _requirement(row: Mapping[str, str]) -> Requirement:
    return Requirement(
        id=row["id"],
        clause=row["section"],
        title=row["title"],
        statement=row["statement"],
        kind=Kind(row["kind"]),
        verification=Verification(row["verification"]),
        basis=Basis(row["basis"]),
        platform=row["platform"],
    )
