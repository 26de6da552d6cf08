"""Requirements of a third party: a TOML file in the form of the catalogue, with a prefix of its own.

Its ids are `PREFIX-GROUP-NN` or `PREFIX-NN`.  The prefix is none that the
catalogue of the note uses, so that an id says which document it is from.
"""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Annotated, Literal

from hil.config import file
from hil.config.form import FileForm, Words, expected, meaning, pattern
from hil.errors import UsageError
from hil.spec.catalogue import Requirement, read_requirement, requirements

_PREFIX = "capital letters and digits, such as ACME"


@dataclass(frozen=True, slots=True)
class Head:
    """The document of the requirements."""

    prefix: Annotated[
        str, pattern(r"^[A-Z][A-Z0-9]*$(?!\n)"), expected(_PREFIX), meaning("the first part of each id")
    ]
    document: Annotated[Words, meaning("the title of the document")]
    revision: Annotated[str, meaning("its revision")] = ""
    date: Annotated[str, meaning("its date, in quotes")] = ""


@dataclass(frozen=True, slots=True)
class Row:
    """One requirement; the last six keys are guidance for a reader."""

    id: Annotated[Words, meaning("PREFIX-GROUP-NN or PREFIX-NN")]
    section: Annotated[Words, meaning("the clause of the document")]
    title: Annotated[Words, meaning("the requirement in a few words")]
    statement: Annotated[Words, meaning("the requirement as a sentence")]
    kind: Annotated[Literal["mandatory", "optional", "informative"], meaning("the weight of the requirement")]
    verification: Annotated[
        Literal["test", "inspection", "physical-only"], meaning("how it can be verified")
    ] = "test"
    basis: Annotated[
        Literal["explicit", "example", "inferred", "delegated"], meaning("where it was found")
    ] = "explicit"
    ground: Annotated[
        Literal["note", "standard", "reading"], meaning("what a fail stands on; `--gate` chooses by it")
    ] = "reading"
    clause: Annotated[str, meaning("the document and place that says so, such as RFC 5246 7.4.1.3")] = ""
    reasoning: Annotated[str, meaning("the inference of a reading")] = ""
    platform: Annotated[str, meaning("where it can be tested")] = ""
    smoke: bool = False
    stimulus: str = ""
    expected: str = ""
    provoke: str = ""
    notes: str = ""


@dataclass(frozen=True, slots=True)
class RequirementFile:
    """The file: `[catalogue]`, and a list of entries, each headed `[[requirement]]`."""

    catalogue: Head
    requirement: tuple[Row, ...]


FORM = FileForm("requirements", "Requirements of a third party", "docs/writing-a-suite.md", RequirementFile)


def load(path: Path) -> tuple[Requirement, ...]:
    """The requirements of a file, in its order; raises `UsageError` of one line for what is wrong."""
    read = file.load(path, FORM)
    prefix = read.catalogue.prefix
    if any(identifier.startswith(f"{prefix}-") for identifier in requirements()):
        raise file.wrong(
            path,
            "catalogue.prefix",
            expected="a prefix that the catalogue of the note does not use",
            got=prefix,
        )
    found: dict[str, Requirement] = {}
    for number, row in enumerate(read.requirement):
        place = f"requirement[{number}].id"
        if not re.fullmatch(rf"{prefix}(-[A-Z0-9]+)*-[0-9]+", row.id):
            raise file.wrong(path, place, expected=f"{prefix}-GROUP-NN or {prefix}-NN", got=row.id)
        if row.id in found:
            raise file.wrong(path, place, expected="an id that no other requirement has", got=row.id)
        found[row.id] = read_requirement(
            {**asdict(row), "clause": row.clause or f"{read.catalogue.document} {row.section}"}
        )
    if not found:
        raise UsageError(f"{path}: expected entries headed [[requirement]]; got none")
    return tuple(found.values())
