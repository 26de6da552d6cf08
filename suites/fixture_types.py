"""The types of the fixtures that are functions, for the annotations of cases."""

from __future__ import annotations

from collections.abc import Callable

from hil.modem.modem import Modem

Observe = Callable[[str, object], None]
"""`observe(name, value)`: keeps a reading with the case, for the report."""

Strictly = Callable[[str, str | tuple[str, ...], object], None]
"""`strictly(name, demanded, came)`: keeps what a stricter assessor would judge."""

DutWith = Callable[..., Modem]
"""`dut_with(ram=1000)`: an emulated DUT with these hardware options."""

Vacate = Callable[..., None]
"""`vacate(modem, name, ...)`: deletes security files now and after the case."""
