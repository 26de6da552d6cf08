"""Room for the files of these cases."""

from __future__ import annotations

from .storing import vacate

__all__ = ["vacate"]
