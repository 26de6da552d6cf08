"""The types of the fixtures that are functions, for the annotations of suites."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from hil.modem.modem import Modem
from hil.spec.dialect import DialectKey

Observe = Callable[[str, object], None]
"""`hil_observe(name, value)`: keeps a reading with the case, for the report."""


class Measure(Protocol):
    """`hil_measure(DialectKey.CMEE_DEFAULT, 1)`: keeps a measured value with the case, for `hil personality`."""

    def __call__(self, key: DialectKey, value: bool | int | str | tuple[str, ...], *, item: str = "") -> None:
        """Keep the value; `item` names one entry of a key that is a collection, as a code of `CME_TEXTS`."""


Strictly = Callable[[str, str | tuple[str, ...], object], None]
"""`hil_strictly(name, demanded, came)`: keeps a reading that a stricter assessor would judge."""

DutWith = Callable[..., Modem]
"""`hil_dut_with(ram=1000)`: an emulated DUT with these URL options."""
