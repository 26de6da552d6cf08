"""`manifest.jsonl`: the files of a run with their SHA-256, as a chain of links, one JSON object a line.

A link has the digest of the link before it (`previous`), and at its end its own (`digest`): that
of the bytes of its line before `,"digest"`.  So any byte that is changed breaks a link, and a link
that is missing or stands elsewhere breaks the order.  The digest of the last link, the head, stands
for all of them.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple

from hil.results.folder import MANIFEST

SCHEMA = 1
"""Version of the links; it grows when a reader of the old form cannot read the new one."""

_LINE = re.compile(rb'(\{.*),"digest":"([0-9a-f]{64})"\}', re.DOTALL)


class LinkKind(StrEnum):
    """What a link of the chain is about."""

    BEGUN = "begun"  # the run has begun
    RESUMED = "resumed"  # the run goes on: what was sealed is no whole run any more
    EVIDENCE = "evidence"
    RECORDS = "records"
    SEAL = "seal"  # the run has ended
    RENDERING = "rendering"
    SIGNATURE = "signature"  # of all links before it
    PUBLIC = "public"  # a copy of another run: what it was made of, and what it lacks


class FileDigest(NamedTuple):
    """The size of a file in bytes, and its SHA-256 in hexadecimal."""

    size: int
    sha256: str

    def __str__(self) -> str:
        return f"{self.size} bytes, SHA-256 {self.sha256[:16]}…"


@dataclass(frozen=True, slots=True)
class Link:
    """A link: `files` by their path in the folder of the run; `roots` are the files and folders that it replaces.

    `at` is UTC (ISO 8601), `tool` the program and its version, `run` the id of the run,
    `details` what a kind has beside its files.
    """

    kind: LinkKind
    run: str
    at: str
    tool: str
    files: Mapping[str, FileDigest]
    roots: tuple[str, ...] = ()
    details: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a manifest; `link` is None if it is damaged, `trouble` tells in words what is wrong with it."""

    number: int
    link: Link | None
    digest: str
    trouble: str = ""


@dataclass(frozen=True, slots=True)
class Chain:
    """A manifest that was read; `trouble` is what is wrong with the file as a whole, `content` its bytes."""

    lines: tuple[Line, ...] = ()
    trouble: str = ""
    content: bytes = b""

    @property
    def links(self) -> tuple[Link, ...]:
        """The links that are not damaged."""
        return tuple(line.link for line in self.lines if line.link is not None)

    @property
    def is_whole(self) -> bool:
        """Whether there is a link, and none is damaged, missing between others, or out of order."""
        return bool(self.lines) and not self.trouble and not any(line.trouble for line in self.lines)

    @property
    def head(self) -> str:
        """The digest of the last link; empty without one."""
        return self.lines[-1].digest if self.lines else ""

    @property
    def is_sealed(self) -> bool:
        """Whether the run had ended when its last part was sealed."""
        states = [link.kind for link in self.links if link.kind in _STATES]
        return states[-1:] == [LinkKind.SEAL]


_STATES = frozenset({LinkKind.BEGUN, LinkKind.RESUMED, LinkKind.SEAL})


def encode(link: Link, previous: str) -> bytes:
    """The line of a link behind the one with the digest `previous`, which is empty for the first."""
    record = {
        "schema": SCHEMA,
        "kind": link.kind.value,
        "run": link.run,
        "at": link.at,
        "tool": link.tool,
        "previous": previous,
        **(link.details or {}),
        **({"roots": link.roots} if link.roots else {}),
        "files": {name: list(found) for name, found in sorted(link.files.items())},
    }
    body = json.dumps(record, separators=(",", ":")).encode("ascii")[:-1]  # a strange name is escaped
    return body + f',"digest":"{sha256(body).hexdigest()}"}}\n'.encode("ascii")


def read(folder: Path) -> Chain:
    """The manifest of a run; one without lines where there is no manifest.  Raises `OSError`."""
    file = folder / MANIFEST
    if file.is_symlink() or not file.is_file():
        return Chain(trouble="is no file" if file.is_symlink() or file.exists() else "")
    return decode(file.read_bytes())


def decode(content: bytes) -> Chain:
    """The chain of these bytes."""
    pieces = content.split(b"\n")
    trouble = "" if not pieces.pop() else "does not end with a whole line"
    lines: list[Line] = []
    for number, piece in enumerate(pieces, start=1):
        lines.append(_line(number, piece, lines[-1].digest if lines else ""))
    return Chain(tuple(lines), trouble if lines or not content else "has no whole line", content)


def _line(number: int, piece: bytes, previous: str) -> Line:
    found = _LINE.fullmatch(piece)
    if found is None:
        return Line(number, None, "", "is no link")
    body, digest = found[1], found[2].decode("ascii")
    if sha256(body).hexdigest() != digest:
        return Line(number, None, digest, "was changed: its digest does not fit")
    try:
        record = json.loads(body + b"}")
        link = _link(record)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return Line(number, None, digest, f"is no link of schema {SCHEMA}")
    if record["previous"] != previous:
        return Line(number, link, digest, "does not follow the line before it: one is missing or moved")
    return Line(number, link, digest)


_KNOWN = frozenset({"schema", "kind", "run", "at", "tool", "previous", "roots", "files"})


def _link(record: Mapping[str, Any]) -> Link:
    if record["schema"] != SCHEMA:
        raise ValueError(record["schema"])
    return Link(
        LinkKind(record["kind"]),
        str(record["run"]),
        str(record["at"]),
        str(record["tool"]),
        {name: FileDigest(int(size), str(digest)) for name, (size, digest) in record["files"].items()},
        tuple(record.get("roots", ())),
        {key: value for key, value in record.items() if key not in _KNOWN},
    )


def is_within(name: str, roots: Iterable[str]) -> bool:
    """Whether a file is one of these, or lies in a folder that is."""
    return any(name == root or name.startswith(f"{root}/") for root in roots)
