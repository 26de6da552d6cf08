"""`run.json`: what a run is, written once when it begins: its plan with titles, its claims, its known deviations.

The records tell what came of the cases; this file tells what was meant to be done, so
that a case that was not run has its title and requirements, and no rendering needs
the files of the user again.  The first record holds the digest of this file.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from hashlib import sha256
from pathlib import Path
from sys import intern
from typing import Any

from hil.results.case import Cell

RUN = "run.json"

SCHEMA = 1
"""Version of the file; it grows when a reader of the old form cannot read the new one."""


@dataclass(frozen=True, slots=True)
class PlannedCase:
    """A case of the plan; `line` is that of the test in its file, 0 if unknown."""

    id: str
    title: str
    requirements: tuple[str, ...] = ()
    cell: Cell | None = None
    line: int = 0


@dataclass(frozen=True, slots=True)
class Claim:
    """An entry of the PICS or IXIT; `stated` tells that the file has it, else it is the default."""

    key: str
    meaning: str
    value: bool | int | str | tuple[str | int, ...]
    stated: bool


@dataclass(frozen=True, slots=True)
class KnownDeviation:
    """An entry of the deviations file; `expires` is a date (ISO 8601)."""

    requirement: str
    observed: str
    reason: str
    expires: str


@dataclass(frozen=True, slots=True)
class Description:
    """The contents of `run.json`; `suites` is the digest of the files of the cases, `catalogue` that of the requirements."""

    planned: tuple[PlannedCase, ...] = ()
    claims: tuple[Claim, ...] = ()
    deviations: tuple[KnownDeviation, ...] = ()
    suites: str = ""
    catalogue: str = ""

    def case(self, identifier: str) -> PlannedCase:
        """The planned case of that id; one with the id alone if the file does not tell of it."""
        found = next((case for case in self.planned if case.id == identifier), None)
        return found or unknown(identifier)


NOT_DESCRIBED = Description()
"""Of a run before schema 6, or one whose file is lost."""


def joined(names: Sequence[str], parts: Sequence[Description]) -> Description:
    """One description of runs that have the same claims; `names` is the plan of all of them, in its order."""
    known = {case.id: case for part in parts for case in part.planned}
    return replace(parts[0], planned=tuple(known.get(name) or unknown(name) for name in names))


def unknown(name: str) -> PlannedCase:
    """A planned case of which only the id is known."""
    return PlannedCase(name, name.rpartition("::")[2])


def encode(run_id: str, description: Description) -> bytes:
    """The content of the file."""
    content = {"schema": SCHEMA, "run_id": run_id, **asdict(description)}
    return f"{json.dumps(content, indent=1, ensure_ascii=False)}\n".encode(errors="backslashreplace")


def digest(content: bytes) -> str:
    """The SHA-256 of the file, in hexadecimal."""
    return sha256(content).hexdigest()


def read(folder: Path, run_id: str, expected: str) -> tuple[Description, str]:
    """The description of a run with what is wrong with its file, in words; empty if nothing is.

    `expected` is the digest that the first record has; a run without one has no such file.
    """
    if not expected:
        return NOT_DESCRIBED, ""
    try:
        content = (folder / RUN).read_bytes()
        record = json.loads(content)
        if record["schema"] != SCHEMA:
            return (
                NOT_DESCRIBED,
                f"{RUN} has schema {record['schema']}; this version of m95-hil reads {SCHEMA}",
            )
        found = _read(record)
    except FileNotFoundError:
        return (
            NOT_DESCRIBED,
            f"{RUN} is missing: titles of cases that were not run, claims and deviations are unknown",
        )
    except OSError as error:
        return NOT_DESCRIBED, f"{RUN} cannot be read: {error.strerror}"
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return NOT_DESCRIBED, f"{RUN} is damaged"
    if record["run_id"] != run_id:
        return NOT_DESCRIBED, f"{RUN} belongs to the run {record['run_id']}, the records to {run_id}"
    return found, "" if digest(content) == expected else f"{RUN} was changed after the run had begun"


def _read(record: Mapping[str, Any]) -> Description:
    return Description(
        planned=tuple(map(read_planned, record["planned"])),
        claims=tuple(Claim(**{**claim, "value": _value(claim["value"])}) for claim in record["claims"]),
        deviations=tuple(KnownDeviation(**entry) for entry in record["deviations"]),
        suites=record["suites"],
        catalogue=record["catalogue"],
    )


def read_planned(record: Mapping[str, Any]) -> PlannedCase:
    """The planned case of a record."""
    cell = record["cell"]
    return PlannedCase(
        intern(record["id"]),
        intern(record["title"]),
        tuple(map(intern, record["requirements"])),
        Cell(**cell) if cell else None,
        record["line"],
    )


def _value(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value
