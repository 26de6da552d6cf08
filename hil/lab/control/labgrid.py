"""The driver `labgrid`: the back ends of labgrid for network power sockets, called without its coordinator.

A back end is a module `labgrid.driver.power.<model>` with `power_set(host, port, index, value)`; where
it has a port of its own, that stands in `PORT`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any

from hil.bench import ControlLines
from hil.config.form import Words, expected, meaning, pattern, whole
from hil.errors import InfrastructureError
from hil.lab.control.late import imported

MOST_OUTLETS = 999

_WHERE = "the power driver labgrid"


@dataclass(frozen=True, slots=True)
class LabgridPower:
    """An outlet of a network power socket."""

    model: Annotated[
        str,
        pattern(r"^[a-z][a-z0-9_]*$"),
        expected("the name of a back end of labgrid, such as 'netio'"),
        meaning("the back end, a module of labgrid.driver.power"),
    ]
    host: Annotated[Words, meaning("the host or the URL of the socket, as that back end wants it")]
    index: Annotated[int, whole(0, MOST_OUTLETS), meaning("the number of the outlet")]

    def switch(self, own_port: ControlLines, *, is_on: bool) -> LabgridSwitch:
        """The switch; nothing is sent before it is used."""
        del own_port, is_on
        return LabgridSwitch(self)


class LabgridSwitch:
    """A supply that is an outlet."""

    def __init__(self, settings: LabgridPower) -> None:
        self._settings = settings
        self._back_end: Any = imported(
            f"labgrid.driver.power.{settings.model}", driver="labgrid", package="labgrid"
        )

    def cut(self) -> None:
        """Switch the outlet off."""
        self._set(is_on=False)

    def restore(self) -> None:
        """Switch the outlet on."""
        self._set(is_on=True)

    def _set(self, *, is_on: bool) -> None:
        settings, port = self._settings, getattr(self._back_end, "PORT", None)
        try:
            self._back_end.power_set(settings.host, port, settings.index, is_on)
        except Exception as trouble:  # each back end raises what its library raises
            words = " ".join(str(trouble).split()) or type(trouble).__name__
            raise InfrastructureError(
                f"{_WHERE}: {settings.model} cannot switch outlet {settings.index} of {settings.host}: {words}; "
                "check host, outlet and network"
            ) from trouble
