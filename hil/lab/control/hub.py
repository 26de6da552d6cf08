"""The driver `uhubctl`: a USB hub that can switch its ports (https://github.com/mvp/uhubctl).

Where the port of the module is behind the same hub, it goes with the supply, and returns with it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from hil.bench import ControlLines
from hil.config.form import expected, meaning, pattern, whole
from hil.lab.control.programs import run

PROGRAM = "uhubctl"

MOST_PORTS = 255  # USB 2.0 11.23.2.1: bNbrPorts is a byte


@dataclass(frozen=True, slots=True)
class HubPower:
    """A port of a hub."""

    hub: Annotated[
        str,
        pattern(r"^[0-9]+(-[0-9]+([.][0-9]+)*)?$"),
        expected("the location of a hub as uhubctl prints it, such as '1-1.4'"),
        meaning("the location of the hub, as uhubctl prints it"),
    ]
    port: Annotated[int, whole(1, MOST_PORTS), meaning("the number of its port")]

    def switch(self, own_port: ControlLines, *, is_on: bool) -> HubSwitch:
        """The switch; nothing is run before it is used."""
        del own_port, is_on
        return HubSwitch(self)


class HubSwitch:
    """A supply that is a port of a hub."""

    def __init__(self, settings: HubPower) -> None:
        self._settings = settings

    def cut(self) -> None:
        """Switch the port off."""
        self._set("off")

    def restore(self) -> None:
        """Switch the port on."""
        self._set("on")

    def _set(self, action: str) -> None:
        words = (PROGRAM, "-l", self._settings.hub, "-p", str(self._settings.port), "-a", action)
        run(words, purpose="the power driver uhubctl")
