"""Room for the files of these cases."""

from __future__ import annotations

from ..security_data import vacate

__all__ = ["vacate"]
