"""A pytest plugin and a patch: the lower tester behind a GPRS bearer, for calibration and run alike."""

from __future__ import annotations

from contextlib import AbstractContextManager
from dataclasses import replace

from hil.ftps.profile import ServerProfile
from hil.ftps.session_registry import Pending, SessionRegistry
from hil.ftps.shaping import network

GPRS = network("gprs-class-10")
FASTER = 5
"""The shape of GPRS, so many times as fast: a test has no minutes."""

SHAPING = replace(
    GPRS,
    latency_s=GPRS.latency_s / FASTER,
    jitter_s=GPRS.jitter_s / FASTER,
    up_bit_s=GPRS.up_bit_s * FASTER,
    down_bit_s=GPRS.down_bit_s * FASTER,
    stall_every_s=GPRS.stall_every_s / FASTER,
    stall_s=GPRS.stall_s / FASTER,
)

_expecting = SessionRegistry.expecting


def expecting(
    self: SessionRegistry, profile: ServerProfile, *, all_fire: bool = True
) -> AbstractContextManager[Pending]:
    """The profile of the case, on the slow bearer."""
    return _expecting(self, replace(profile, shaping=SHAPING), all_fire=all_fire)


def slow_down() -> None:
    """Put each session of this process on the slow bearer."""
    setattr(SessionRegistry, "expecting", expecting)  # noqa: B010 - mypy refuses the assignment of a method
