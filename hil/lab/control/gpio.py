"""The driver `gpio`: a line of a GPIO chip, by libgpiod 2 and its package `gpiod`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any

from hil.bench import ControlLines
from hil.config.form import Words, expected, meaning
from hil.errors import InfrastructureError
from hil.lab.control.late import imported

CONSUMER = "m95-hil"
"""The name by which `gpioinfo` shows who holds the line."""


@dataclass(frozen=True, slots=True)
class GpioPower:
    """A line of a chip."""

    chip: Annotated[Words, meaning("the device of the chip, such as /dev/gpiochip0")]
    line: Annotated[
        int | str,
        expected("the offset of a line as a number, or its name in quotes"),
        meaning("the offset of the line at its chip, or its name"),
    ]
    active_low: Annotated[bool, meaning("the line is low while it switches on")] = False

    def switch(self, own_port: ControlLines, *, is_on: bool) -> GpioSwitch:
        """The switch, which holds the line from now on."""
        del own_port
        return GpioSwitch(self, is_on=is_on)


class GpioSwitch:
    """A supply that a line switches."""

    def __init__(self, settings: GpioPower, *, is_on: bool) -> None:
        self._settings = settings
        gpiod: Any = imported("gpiod", driver="gpio", package="gpiod")
        self._values: Any = gpiod.line.Value
        asked = gpiod.LineSettings(
            direction=gpiod.line.Direction.OUTPUT,
            active_low=settings.active_low,
            output_value=self._value(is_on=is_on),
        )
        try:
            self._request: Any = gpiod.request_lines(
                settings.chip, consumer=CONSUMER, config={settings.line: asked}
            )
        except (OSError, ValueError) as trouble:
            raise self._trouble(trouble) from trouble

    def cut(self) -> None:
        """Make the line inactive."""
        self._set(is_on=False)

    def restore(self) -> None:
        """Make the line active."""
        self._set(is_on=True)

    def release(self) -> None:
        """Give the line back to the kernel."""
        self._request.release()

    def _set(self, *, is_on: bool) -> None:
        try:
            self._request.set_value(self._settings.line, self._value(is_on=is_on))
        except (OSError, ValueError) as trouble:
            raise self._trouble(trouble) from trouble

    def _value(self, *, is_on: bool) -> Any:
        return self._values.ACTIVE if is_on else self._values.INACTIVE

    def _trouble(self, trouble: Exception) -> InfrastructureError:
        words = " ".join(str(trouble).split())
        return InfrastructureError(
            f"the power driver gpio: cannot use line {self._settings.line} of {self._settings.chip}: {words}; "
            "look with gpioinfo whether it exists and who holds it, and whether you may open the chip"
        )
