"""A refused activation of the PDP context: it is tried again, and only a row of refusals gets the controls (note 5.1).

The network may refuse an activation as well as the DUT, and AT+QIACT answers ERROR to
both.  What is granted at another try says nothing about the DUT; so does a refusal while
the DUT is not registered.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from hil.endurance.mix import ACTIVATION
from hil.endurance.records import Incident, IncidentKind

from .controls import PAUSE_S, TRIES, Controls

BETWEEN_TRIES_S = 10.0
"""Before the next try of an activation."""


@dataclass(frozen=True, slots=True)
class Activations:
    """The activations of one load."""

    controls: Controls

    def explained(self, incident: Incident) -> Incident:
        """The incident, as one of the network if it is a refused activation that the DUT is not needed to explain."""
        if incident.kind is not IncidentKind.REFUSAL or incident.step != ACTIVATION:
            return incident
        pauses = (*(BETWEEN_TRIES_S,) * (TRIES - 1), PAUSE_S)
        for number, pause_s in enumerate(pauses, 2):
            self.controls.bench.pause(pause_s)
            if not self.controls.activation():
                return replace(incident, kind=IncidentKind.NETWORK, detail=f"granted at try {number}")
        if not self.controls.is_registered:
            return replace(incident, kind=IncidentKind.NETWORK, detail="the DUT was not registered")
        self.controls.of_activations((incident.kind,) * (len(pauses) + 1))
        return replace(incident, detail=f"refused {len(pauses) + 1} times")
