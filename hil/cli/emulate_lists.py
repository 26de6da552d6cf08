"""What an emulated module can be, for programs: defects, mishaps, and the switches of sound behaviours."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from hil.emulator.defects import DEFECTS, WEARING
from hil.emulator.mishaps.catalogue import MISHAPS
from hil.emulator.variants.catalogue import SWITCHES


def defects() -> dict[str, Any]:
    """Every defect with the requirements that it breaks, and every mishap with its numbers."""
    return {
        "defects": [
            {"name": each.name, "description": each.description, "requirements": each.requirements}
            for each in (*DEFECTS.values(), *WEARING.values())
        ],
        "mishaps": [asdict(each) for each in MISHAPS.values()],
    }


def variants() -> dict[str, Any]:
    """Every switch with its values; the first value is that without a choice."""
    return {
        "switches": [
            {
                "name": switch.name,
                "clause": switch.clause,
                "why": switch.why,
                "values": [{"name": value.name, "meaning": value.meaning} for value in switch.values],
            }
            for switch in SWITCHES.values()
        ]
    }
