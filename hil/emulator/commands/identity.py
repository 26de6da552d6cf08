"""The identification commands: ATI, AT+GMI, AT+GMM, AT+GMR, AT+GSN and their 27.007 equivalents."""

from __future__ import annotations

from collections.abc import Mapping

from hil.emulator.at.command import Call, Command, accepted, listing
from hil.emulator.at.outcome import Outcome, answer
from hil.emulator.device.personality import Personality


# clause: V.250 6.1.3, 27.007 5.1
class IdentityCommands:
    """The commands that identify the module."""

    def __init__(self, *, personality: Personality, imei: str) -> None:
        self._personality, self._imei = personality, imei

    def commands(self) -> Mapping[str, Command]:
        """The commands by name."""
        manufacturer = Command(listing(*self._personality.manufacturer), test=accepted)
        model = Command(listing(*self._personality.model), test=accepted)
        revision = Command(listing(f"Revision: {self._personality.revision}"), test=accepted)
        imei = Command(listing(self._imei), test=accepted)
        return {
            "I": Command(self._everything),
            "+GMI": manufacturer,
            "+CGMI": manufacturer,
            "+GMM": model,
            "+CGMM": model,
            "+GMR": revision,
            "+CGMR": revision,
            "+GSN": imei,
            "+CGSN": imei,
            "+QGSN": Command(listing(f'+QGSN: "{self._imei}"'), test=accepted),
        }

    def _everything(self, call: Call) -> Outcome:
        call.arguments.number(0, 0, 9, default=0)
        return answer(*self._personality.ati)
