"""The types of the fixtures that are functions, for the annotations of cases."""

from __future__ import annotations

from collections.abc import Callable

from hil.fixture_types import DutWith, Measure, Observe, Strictly

__all__ = ["DutWith", "Measure", "Observe", "Strictly", "Vacate"]

Vacate = Callable[..., None]
"""`vacate(modem, name, ...)`: deletes security files now and after the case."""
