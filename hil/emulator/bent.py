"""What a defect changes, for parts of the module that ask by its name; this file imports no defect."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar

T = TypeVar("T")


def bent(defects: frozenset[str], values: Mapping[str, T], right: T) -> T:
    """The value that a defect of the table puts in place of the right one."""
    return next((value for name, value in values.items() if name in defects), right)
