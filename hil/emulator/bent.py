"""What a defect changes, for parts of the module that ask by its name; this file imports no defect."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from typing import TypeVar


class Deaf(Enum):
    """What becomes of a command that is not carried out."""

    REFUSED = "the answer to a wrong parameter"
    IGNORED = "OK"
    UNANSWERED = "nothing"


T = TypeVar("T")


def bent(defects: frozenset[str], values: Mapping[str, T], right: T) -> T:
    """The value that a defect of the table puts in place of the right one."""
    return next((value for name, value in values.items() if name in defects), right)
