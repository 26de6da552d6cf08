"""The types of the fixtures that are functions, for the annotations of suites."""

from __future__ import annotations

from collections.abc import Callable

from hil.modem.modem import Modem

Observe = Callable[[str, object], None]
"""`hil_observe(name, value)`: keeps a measured value with the case, for the report."""

Strictly = Callable[[str, str | tuple[str, ...], object], None]
"""`hil_strictly(name, demanded, came)`: keeps a reading that a stricter assessor would judge."""

DutWith = Callable[..., Modem]
"""`hil_dut_with(ram=1000)`: an emulated DUT with these URL options."""
