"""The fixture `vacate`, which deletes the files of a case."""

from __future__ import annotations

from ..security_data import vacate

__all__ = ["vacate"]
