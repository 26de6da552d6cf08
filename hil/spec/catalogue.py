"""The requirement catalogue: the numbered requirements of the note, in `requirements.toml`.

The file is read at the first use; the import of this module reads nothing.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files
from types import MappingProxyType

from hil.errors import UsageError
from hil.verdict import Ground


class RequirementKind(StrEnum):
    """How binding a requirement is."""

    MANDATORY = "mandatory"  # a violation is a nonconformity
    OPTIONAL = "optional"  # the sources leave it to the maker; a departure is reported
    INFORMATIVE = "informative"  # recorded only, or guidance for the bench


class Verification(StrEnum):
    """How a requirement can be verified."""

    TEST = "test"
    INSPECTION = "inspection"
    PHYSICAL_ONLY = "physical-only"


class Basis(StrEnum):
    """Where a requirement was found."""

    EXPLICIT = "explicit"  # stated by the note
    EXAMPLE = "example"  # shown in its chapter 4 only
    INFERRED = "inferred"  # a logical consequence, or the reading of this project
    DELEGATED = "delegated"  # left by the note to documents [1] or [2]


@dataclass(frozen=True, slots=True)
class Requirement:
    """One row of the catalogue; `section` is the section of the note.

    `ground` is what a judgement of it stands on, `clause` the place that says so (of the
    note, an RFC, 3GPP, a Quectel document), `reasoning` the inference of a reading.
    `stimulus`, `expected` and `provoke` are guidance for a reader (`hil requirements --json`);
    `provoke` is the recipe of an error code, empty for other requirements.
    """

    id: str
    section: str
    title: str
    statement: str
    kind: RequirementKind
    verification: Verification
    basis: Basis
    platform: str
    smoke: bool
    stimulus: str
    expected: str
    provoke: str
    notes: str
    ground: Ground
    clause: str
    reasoning: str

    @property
    def is_mandatory(self) -> bool:
        """Whether a violation is a nonconformity."""
        return self.kind is RequirementKind.MANDATORY

    @property
    def group(self) -> str:
        """The subject of the requirement: `SSLCFG-CTX` of `SSLCFG-CTX-03`."""
        return self.id.rpartition("-")[0]


@dataclass(frozen=True, slots=True)
class Document:
    """The document of the requirements."""

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
    """The note, by its title, revision and date."""
    head = _file()["catalogue"]
    assert isinstance(head, dict)
    return Document(title=head["document"], revision=head["revision"], date=head["date"])


def requirements(own: Iterable[Requirement] = ()) -> Mapping[str, Requirement]:
    """All requirements by id, in the order of the note; then those of a third party (`own`)."""
    return MappingProxyType({**_of_the_note(), **{row.id: row for row in own}}) if own else _of_the_note()


@cache
def _of_the_note() -> Mapping[str, Requirement]:
    rows = _file()["requirement"]
    assert isinstance(rows, list)
    return MappingProxyType({row["id"]: _requirement(row) for row in rows})


def requirement(identifier: str, own: Iterable[Requirement] = ()) -> Requirement:
    """The requirement of that id, of the catalogue or of `own`; `UsageError` names the nearest ids if there is none."""
    known = requirements(own)
    found = known.get(identifier)
    if found is None:
        from difflib import get_close_matches  # noqa: PLC0415 - needed for an error only

        near = get_close_matches(identifier.upper(), known, n=3)
        hint = f"; nearest: {', '.join(near)}" if near else ""
        where = f"the catalogue of {document()}{' or the requirements of your own' if own else ''}"
        raise UsageError(f"no requirement {identifier!r} in {where}{hint}")
    return found


def _requirement(row: Mapping[str, str]) -> Requirement:
    return Requirement(
        id=row["id"],
        section=row["section"],
        title=row["title"],
        statement=row["statement"],
        kind=RequirementKind(row["kind"]),
        verification=Verification(row["verification"]),
        basis=Basis(row["basis"]),
        platform=row["platform"],
        smoke=bool(row["smoke"]),
        stimulus=row["stimulus"].strip(),
        expected=row["expected"].strip(),
        provoke=row.get("provoke", "").strip(),
        notes=row["notes"],
        ground=Ground(row["ground"]),
        clause=row["clause"],
        reasoning=row.get("reasoning", "").strip(),
    )


def read_requirement(record: Mapping[str, str]) -> Requirement:
    """The requirement whose fields a record of a run holds; before schema 3 `clause` was its section."""
    if "section" in record:
        return _requirement(record)
    return _requirement({**record, "section": record["clause"], "ground": Ground.READING})
