"""What is wrong with a file of a run, as `hil verify` tells it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from hil.seal.tree import shown


class ProblemKind(StrEnum):
    """What is wrong with a file."""

    CHANGED = "changed"
    MISSING = "missing"
    FOREIGN = "foreign"
    UNREADABLE = "unreadable"
    MANIFEST = "manifest"
    OTHER_RUN = "other run"
    SIGNATURE = "signature"


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with a file: what was expected there, and what is there."""

    kind: ProblemKind
    file: str
    expected: str
    found: str

    def __str__(self) -> str:
        return f"{self.kind.value}: {shown(self.file)}: expected {self.expected}, came {self.found}"
